"""Rights on Kafka as they are declared, beside the services as they are built: none lacks one, and none has more."""

import pytest

from programs.operator import rights
from shared.events import AuditSealed, DataAnswered, DataRequested, KeyUsed
from shared.kernel import topics
from shared.service.running import Parts
from shared.service.settings import Settings
from tests.architecture.built import NAMES, app

ACCESS = rights.read()
TOPICS = {topic.name for topic in topics.read(Settings.model_fields["topics_file"].default)}


def parts(name: str) -> Parts:
    made: Parts = app(name).state.parts
    return made


def test_every_service_is_declared() -> None:
    assert ACCESS.users.keys() - {"player"} == set(NAMES)


def of_itself(name: str) -> set[str]:
    """Return the topics on which a service says something of itself: its audit, keys that were used, what it holds."""
    answers = DataRequested.type in parts(name).service.handlers.by_type
    return {AuditSealed.topic, KeyUsed.topic, *([DataAnswered.topic] if answers else [])}


@pytest.mark.parametrize("name", NAMES)
def test_a_service_reads_what_it_hears_and_says_and_nothing_else(name: str) -> None:
    service = parts(name).service

    assert sorted(ACCESS.users[name].reads) == sorted(
        {*service.handlers.topics, *service.recovery.topics, *of_itself(name)}
    )


@pytest.mark.parametrize("name", NAMES)
def test_a_service_writes_what_it_says_and_is_in_its_own_group_alone(name: str) -> None:
    declared = ACCESS.users[name]

    assert sorted(declared.writes) == sorted({*parts(name).service.recovery.topics, *of_itself(name)})
    assert (declared.groups, declared.sees, declared.sees_groups) == ((name,), (), ())


def undeclared(known: set[str]) -> set[str]:
    """Return the topics that no service may write, or read."""
    declared = [ACCESS.users[name] for name in NAMES]
    return known - {topic for one in declared for topic in one.writes} | known - {
        topic for one in declared for topic in one.reads
    }


def test_every_topic_has_a_line_and_every_line_a_topic() -> None:
    said = {topic for name in NAMES for topic in (*ACCESS.users[name].reads, *ACCESS.users[name].writes)}

    assert undeclared(TOPICS) == set()
    assert said - TOPICS == set()
    assert undeclared({*TOPICS, "planted"}) == {"planted"}


def test_what_is_for_subscribers_is_public_alone() -> None:
    one = ACCESS.of("subscriber-ministry")

    assert (one.reads, one.writes, one.sees, one.sees_groups) == (("public.*",), (), (), ())
    assert one.groups == ("subscriber-ministry.*",)
    assert min(one.quota["consumer_byte_rate"], one.quota["request_percentage"]) > 0
