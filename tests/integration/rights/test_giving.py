"""Giving: Kafka knows what the file declares, once and again, and nothing that somebody gave by hand."""

from collections.abc import Iterator

import pytest

from programs.operator import giving
from programs.operator.kafka_users import NotShown, Users, users_of
from programs.operator.rights import Grant
from tests.integration.rights.conftest import ACCESS, PASSWORDS, SUBSCRIBER
from tests.integration.rights.late import Deaf, Late
from tests.secured import SecuredKafka

BY_HAND = [
    Grant("notifications", "TOPIC", "registration.", "PREFIXED", "ALL"),
    Grant("notifications", "TOPIC", "public.training", "LITERAL", "WRITE"),
    Grant("reporting", "TOPIC", "public.training", "LITERAL", "WRITE", "192.0.2.1", "DENY"),
    Grant(SUBSCRIBER, "TOPIC", "scheduling.sessions", "LITERAL", "READ"),
    Grant("*", "GROUP", "*", "LITERAL", "READ"),
    Grant("scheduling", "CLUSTER", "kafka-cluster", "LITERAL", "ALTER"),
]


@pytest.fixture
def users(secured: SecuredKafka) -> Iterator[Users]:
    """Kafka's users, asked as the operator."""
    with users_of(secured.operator, 10) as known:
        yield known


def test_given_again_nothing_changes(users: Users) -> None:
    before = users.names(), users.grants(), users.quotas()

    changed = giving.give(users, ACCESS, PASSWORDS)

    assert str(changed) == "rights given: 0, taken away: 0"
    assert (users.names(), users.grants(), users.quotas()) == before
    assert users.grants() == ACCESS.grants([SUBSCRIBER])


@pytest.mark.parametrize("grant", BY_HAND)
def test_what_was_given_by_hand_is_taken_away(users: Users, grant: Grant) -> None:
    users.give([grant])
    assert grant in users.grants()

    changed = giving.give(users, ACCESS, PASSWORDS)

    assert (changed.given, changed.taken) == (0, 1)
    assert users.grants() == ACCESS.grants([SUBSCRIBER])


def test_what_was_taken_by_hand_is_given_again(users: Users) -> None:
    lost = Grant("registration", "GROUP", "registration", "LITERAL", "READ")
    users.take([lost])

    changed = giving.give(users, ACCESS, PASSWORDS)

    assert (changed.given, changed.taken) == (1, 0)
    assert lost in users.grants()


def test_whoever_is_not_declared_is_shut_out(users: Users) -> None:
    users.let_in({"stranger": "a-word"})

    changed = giving.give(users, ACCESS, PASSWORDS)

    assert changed.shut_out == ("stranger",)
    assert users.names() == {*ACCESS.users, SUBSCRIBER}


def test_in_an_upgrade_nothing_is_taken_away_yet(users: Users) -> None:
    users.let_in({"stranger": "a-word"})
    users.give(BY_HAND[:1])

    changed = giving.give(users, ACCESS, PASSWORDS, take=False)

    assert (changed.taken, changed.shut_out) == (0, ())
    assert "stranger" in users.names()
    assert BY_HAND[0] in users.grants()
    giving.give(users, ACCESS, PASSWORDS)


def test_quotas_become_those_of_the_file(users: Users) -> None:
    users.hold_to({"registration": {"consumer_byte_rate": 1.0}, SUBSCRIBER: {"consumer_byte_rate": 1e9}})

    giving.give(users, ACCESS, PASSWORDS)

    assert users.quotas() == {SUBSCRIBER: dict(ACCESS.subscriber.quota)}


def test_of_a_subscriber_that_is_removed_nothing_stays(users: Users) -> None:
    before = users.names(), users.grants(), users.quotas()
    giving.add_subscriber(users, ACCESS, "subscriber-for-a-day", "a-word")
    assert users.grants() - before[1] == set(ACCESS.of("subscriber-for-a-day").grants("subscriber-for-a-day"))

    giving.remove_subscriber(users, "subscriber-for-a-day")

    assert (users.names(), users.grants(), users.quotas()) == before


def test_whatever_changes_something_returns_once_the_broker_shows_it(users: Users) -> None:
    late, grant, quota = Late(users), BY_HAND[0], {"consumer_byte_rate": 1.0}
    users.let_in({"stranger": "a-word"})

    late.give([grant])
    assert grant in late.grants()
    late.take([grant])
    assert grant not in late.grants()
    late.hold_to({"stranger": quota})
    assert late.quotas()["stranger"] == quota
    late.hold_to({"stranger": {}})
    assert "stranger" not in late.quotas()
    late.shut_out(["stranger"])
    assert "stranger" not in late.names()


def test_a_password_that_the_broker_does_not_hear_of_in_time_is_no_success(users: Users) -> None:
    with pytest.raises(NotShown):
        Deaf(users).let_in({"registration": "another-word"})
