"""Every user and every topic and group, against a broker: each cell is as access.toml declares it, and nothing more."""

import tomllib
from collections.abc import AsyncIterator, Iterable
from contextlib import AsyncExitStack

import pytest
from aiokafka.admin import NewTopic
from aiokafka.errors import KafkaError

from programs.operator.rights import FILE
from shared.kernel.cluster import Cluster
from shared.kernel.kafka import new_admin
from tests.integration.rights.cells import Asking, asking, groups_are_kept
from tests.integration.rights.conftest import PASSWORDS, SUBSCRIBER, TOPICS, WORD
from tests.running import eventually
from tests.secured import SecuredKafka

DECLARED = tomllib.loads(FILE.read_text(encoding="utf-8"))
OPERATOR, EVERYBODY = "operator", [*DECLARED["users"], SUBSCRIBER, "operator"]
STRAY = ("unlisted", "publicly", "public.another", "scheduling.sessions.more")
NAMES = [*(topic.name for topic in TOPICS), *STRAY]
GROUPS = [*DECLARED["users"], f"{SUBSCRIBER}.main", f"{SUBSCRIBER}s.main", SUBSCRIBER, "unlisted"]


def declares(user: str, words: Iterable[str], name: str) -> bool:
    """Read the file as a person does: say whether under one of the words stands the name, or what it begins with."""
    if user == OPERATOR:
        return True
    said = DECLARED["subscribers"] | {"groups": [f"{SUBSCRIBER}.*"]} if user == SUBSCRIBER else DECLARED["users"][user]
    told = [entry for word in words for entry in said.get(word, [])]
    return any(name == entry or (entry.endswith("*") and name.startswith(entry[:-1])) for entry in told)


def comes_as(secured: SecuredKafka, user: str) -> Cluster:
    """Return the broker as the user comes to it."""
    if user == OPERATOR:
        return secured.operator
    return secured.outside(user, WORD) if user == SUBSCRIBER else secured.by(user, PASSWORDS[user])


@pytest.fixture(scope="module")
async def everybody(secured: SecuredKafka) -> AsyncIterator[dict[str, Asking]]:
    """All users, connected, and topics that nobody has declared."""
    async with AsyncExitStack() as stack:
        connected = {user: await stack.enter_async_context(asking(comes_as(secured, user))) for user in EVERYBODY}
        admin = connected[OPERATOR].admin
        await admin.create_topics([NewTopic(name, 1, 1) for name in STRAY])
        await eventually(lambda: groups_are_kept(admin))
        yield connected
        await admin.delete_topics(list(STRAY))


@pytest.mark.parametrize("user", EVERYBODY)
async def test_each_cell_of_user_and_topic_is_as_declared(everybody: dict[str, Asking], user: str) -> None:
    one = everybody[user]

    found = {name: (await one.reads(name), await one.writes(name), await one.sees(name)) for name in NAMES}

    expected = {
        name: (
            declares(user, ["reads"], name),
            declares(user, ["writes"], name),
            declares(user, ["reads", "writes", "sees"], name),
        )
        for name in NAMES
    }
    assert found == expected


@pytest.mark.parametrize("user", EVERYBODY)
async def test_each_cell_of_user_and_group_is_as_declared(everybody: dict[str, Asking], user: str) -> None:
    one = everybody[user]

    found = {group: (await one.is_member_of(group), await one.sees_group(group)) for group in GROUPS}

    assert found == {
        group: (declares(user, ["groups"], group), declares(user, ["groups", "sees_groups"], group)) for group in GROUPS
    }


async def test_kafkas_own_topic_of_groups_is_read_by_the_operator_alone(everybody: dict[str, Asking]) -> None:
    assert [user for user, one in everybody.items() if await one.reads("__consumer_offsets")] == [OPERATOR]


async def test_topics_are_made_by_the_operator_alone(everybody: dict[str, Asking]) -> None:
    assert [user for user, one in everybody.items() if await one.makes_topics()] == [OPERATOR]


async def test_a_subscriber_reads_what_is_public_and_nothing_else(everybody: dict[str, Asking]) -> None:
    one = everybody[SUBSCRIBER]

    assert [name for name in NAMES if await one.sees(name)] == ["public.training", "public.another"]
    assert [name for name in NAMES if await one.writes(name)] == []


@pytest.mark.parametrize("user", ["scheduling", OPERATOR, SUBSCRIBER, "broker", "nobody"])
async def test_a_wrong_password_and_an_unknown_user_are_not_let_in(secured: SecuredKafka, user: str) -> None:
    for cluster in (secured.by(user, "another-word"), secured.outside(user, "another-word")):
        with pytest.raises(KafkaError):
            await new_admin(cluster).start()


async def test_who_names_nobody_is_not_let_in(secured: SecuredKafka) -> None:
    for servers in (secured.operator.servers, secured.outside("", "").servers):
        for cluster in (Cluster(servers), Cluster(servers, "SSL", ca=secured.ca)):
            with pytest.raises(KafkaError):
                await new_admin(cluster).start()


async def test_the_operator_does_not_come_from_outside(secured: SecuredKafka) -> None:
    told = secured.operator
    outside = Cluster(secured.outside("", "").servers, "SASL_SSL", "PLAIN", told.user, told.password, told.ca)

    with pytest.raises(KafkaError):
        await new_admin(outside).start()
