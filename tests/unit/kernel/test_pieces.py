"""The pieces of the kernel that need neither a broker nor a database."""

import asyncio
import zoneinfo
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from aiokafka.errors import KafkaConnectionError, MessageSizeTooLargeError
from aiokafka.structs import RecordMetadata, TopicPartition
from asyncpg import exceptions as postgres
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel, ConfigDict, ValidationError
from sqlalchemy import exc

from shared.country import timezones
from shared.country.timezones import TimezonesStale, use_own_data
from shared.events import public
from shared.http.retries import is_conflict, passes
from shared.kernel import topics
from shared.kernel.clock import Clock
from shared.kernel.contracts import Event
from shared.kernel.database import Database, is_outage
from shared.kernel.parking import Parked, pack, reason_for, record_of, unpack
from shared.kernel.relay import _has_failed
from shared.kernel.sending import Batch, partition_of
from shared.kernel.topics import Topic
from tests.architecture.built import ROOT

# Which of 97 partitions Kafka's own producer (Java, 4.3.1) chose for each key, by running it.
BY_JAVA = {
    "21": 41,
    "foobar": 13,
    "a-little-bit-long-string": 56,
    "a-little-bit-longer-string": 47,
    "lkjh234lh9fiuh90y23oiuhsafujhadof229phr9h19h89h8": 10,
    "abc": 77,
    "a": 49,
    "6f3c2a31-7d3a-4c5e-9f07-0a8f6a1b2c3d": 57,
    "00000000-0000-7000-8000-000000000000": 62,
    "MA-02": 30,
    "Béni Mellal-Khénifra": 32,
    "تكوين": 76,
    "جهة الشرق": 30,
    "ⵜⴰⵎⴰⵣⵉⵖⵜ": 26,
    "😀": 29,
}


@pytest.mark.parametrize(("key", "partition"), BY_JAVA.items())
def test_a_key_goes_where_kafkas_own_producer_puts_it(key: str, partition: int) -> None:
    assert partition_of(key.encode(), 97) == partition


Headers = tuple[tuple[str, bytes | None], ...]
names = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
headers = st.lists(st.tuples(names, st.none() | st.binary(max_size=40)), max_size=6).map(tuple)


@given(headers)
def test_headers_come_back_as_they_were(given_headers: Headers) -> None:
    assert unpack(pack(given_headers)) == given_headers


@given(headers, st.none() | st.binary(max_size=20), st.none() | st.binary(max_size=200))
def test_a_parked_record_comes_back_as_kafka_gave_it(
    given_headers: Headers, key: bytes | None, value: bytes | None
) -> None:
    place: dict[str, Any] = {"consumer": "c", "topic": "t", "partition": 3, "kafka_offset": 2**40}
    parked = Parked(**place, key=key, value=value, headers=pack(given_headers), error="Poison", blocks=True)

    record = record_of(parked)

    assert (record.topic, record.partition, record.offset) == ("t", 3, 2**40)
    assert (record.key, record.value, record.headers) == (key, value, given_headers)


def test_headers_that_are_no_longer_kept_are_none() -> None:
    assert unpack(None) == unpack(b"") == ()


class Form(BaseModel):
    """Something with a name in it."""

    model_config = ConfigDict(extra="forbid")

    phone: int
    people: list[dict[str, int]] = []


def test_the_reason_of_parking_names_fields_and_no_values() -> None:
    with pytest.raises(ValidationError) as wrong:
        Form.model_validate({"phone": "+212 600", "people": [{"age": "Amina"}], "more": "Canari"})

    reason = reason_for(wrong.value)

    assert (reason.error, reason.fields, reason.blocks) == ("ValidationError", "more, people.0.age, phone", True)
    assert reason_for(KeyError("Amina")).error == "KeyError"


OUTAGES = {
    "refused": ConnectionRefusedError(111, "Connect call failed"),
    "reset": ConnectionResetError(),
    "no way there": OSError(113, "No route to host"),
    "no network": OSError(101, "Network is unreachable"),
    "late": TimeoutError(),
    "no socket": FileNotFoundError(2, "No such file or directory"),
    "pool exhausted": exc.TimeoutError(),
    "going down": postgres.AdminShutdownError(),
    "coming up": postgres.CannotConnectNowError(),
    "too many": postgres.TooManyConnectionsError(),
    "lock not had in time": postgres.LockNotAvailableError(),
    "connection gone": postgres.ConnectionDoesNotExistError(),
    "out of step": postgres.InternalClientError("got result for unknown protocol state"),
    "wrapped": exc.DBAPIError("select", {}, postgres.AdminShutdownError()),
    "cut off": exc.DBAPIError("select", {}, Exception(), connection_invalidated=True),
}
FAULTS = {
    "twice": postgres.UniqueViolationError(),
    "odd value": postgres.DataError(),
    "wrapped": exc.DBAPIError("select", {}, postgres.UniqueViolationError()),
    "deadlock": postgres.DeadlockDetectedError(),
    "outdated": postgres.InvalidCachedStatementError(),
    "outdated row": postgres.OutdatedSchemaCacheError(""),
    "odd array": postgres.ProtocolError(),
    "no such file": FileNotFoundError(2, "No such file or directory", "letter.html"),
    "no room": OSError(28, "No space left on device"),
    "ours": ValueError(),
    "programming": KeyError(),
}


@pytest.mark.parametrize("error", OUTAGES.values(), ids=OUTAGES.keys())
def test_what_passes_by_itself_is_an_outage(error: Exception) -> None:
    assert is_outage(error)


@pytest.mark.parametrize("error", FAULTS.values(), ids=FAULTS.keys())
def test_what_does_not_pass_by_itself_is_none(error: Exception) -> None:
    assert not is_outage(error)


CONFLICTS = {
    "deadlock": postgres.DeadlockDetectedError(),
    "serialization": postgres.SerializationError(),
    "plan": postgres.InvalidCachedStatementError(),
    "row": postgres.OutdatedSchemaCacheError(""),
    "wrapped": exc.DBAPIError("select", {}, postgres.DeadlockDetectedError()),
}


@pytest.mark.parametrize("error", CONFLICTS.values(), ids=CONFLICTS.keys())
def test_what_postgres_rolled_back_for_anothers_sake_passes(error: Exception) -> None:
    assert is_conflict(error)
    assert passes(error)


@pytest.mark.parametrize("error", [postgres.UniqueViolationError(), postgres.FeatureNotSupportedError(), KeyError()])
def test_what_will_be_the_same_again_does_not(error: Exception) -> None:
    assert not passes(error)


async def test_what_became_of_a_row_is_told_by_its_place_in_the_batch() -> None:
    future: asyncio.Future[RecordMetadata] = asyncio.get_running_loop().create_future()
    batch = Batch(4, builder=None, rows=[7, 9], future=future)
    before = batch.outcome(0)

    future.set_result(RecordMetadata("t", 4, TopicPartition("t", 4), 100, 0, 0, 0))

    assert (before, batch.outcome(0), batch.outcome(1)) == (None, (4, 100), (4, 101))


async def test_what_became_of_a_row_that_failed_or_was_given_up() -> None:
    failed: asyncio.Future[RecordMetadata] = asyncio.get_running_loop().create_future()
    given_up: asyncio.Future[RecordMetadata] = asyncio.get_running_loop().create_future()
    error = KafkaConnectionError()

    failed.set_exception(error)
    given_up.cancel()

    assert Batch(0, None, [0], failed).outcome(0) is error
    assert Batch(0, None, [0], given_up).outcome(0) is None
    assert Batch(0, None, [0]).outcome(0) is None


def test_a_row_that_is_too_large_does_not_fail_the_others() -> None:
    assert [_has_failed(it) for it in (KafkaConnectionError(), MessageSizeTooLargeError(), (0, 1), None)] == [
        *(True, False, False, False)
    ]


def test_topics_are_read_with_their_defaults(tmp_path: Path) -> None:
    file = tmp_path / "topics.toml"
    file.write_text('[defaults]\npartitions = 6\nretention_ms = -1\n[topics."a.b"]\n[topics.c]\ncompacted = true\n')

    plain, compacted = topics.read(file)

    assert (plain, compacted) == (Topic("a.b", 6, -1, compacted=False), Topic("c", 6, -1, compacted=True))
    limits = {"compression.type": "uncompressed", "max.message.bytes": "1048588"}
    assert plain.settings == {"retention.ms": "-1", "message.timestamp.type": "CreateTime", **limits}
    assert compacted.settings == {"cleanup.policy": "compact", "message.timestamp.type": "CreateTime", **limits}


def test_a_setting_of_a_topic_that_nobody_knows_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "topics.toml"
    file.write_text('[defaults]\npartitions = 6\nretention_ms = -1\n[topics."a"]\nretention = 5\n')

    with pytest.raises(TypeError, match="retention"):
        topics.read(file)


def test_every_topic_that_an_event_travels_on_is_in_the_reviewed_file() -> None:
    reviewed = {topic.name for topic in topics.read(ROOT / "deploy" / "kafka" / "topics.toml")}

    told = {event.topic for event in _kinds(Event) if event.__module__.startswith(("shared.events.", public.__name__))}

    assert told == reviewed


def _kinds(kind: type[Event]) -> list[type[Event]]:
    """Return the events that are sent: those that have a type."""
    inner = [one for child in kind.__subclasses__() for one in _kinds(child)]
    return [*inner, kind] if "type" in vars(kind) else inner


def test_the_zones_are_our_own_and_know_that_morocco_left_utc_plus_one() -> None:
    use_own_data()

    assert zoneinfo.TZPATH == ()
    hours = [
        datetime(2026, month, 24, 12, tzinfo=UTC).astimezone(ZoneInfo("Africa/Casablanca")).hour for month in (7, 11)
    ]
    assert hours == [13, 12]


def test_zones_that_are_too_old_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(timezones, "NOON", datetime(2026, 7, 24, 12, tzinfo=UTC))

    with pytest.raises(TimezonesStale, match="2026"):
        use_own_data()


def test_a_database_can_be_shown_to_anybody() -> None:
    database = Database("postgresql+asyncpg://takwin:the-password@127.0.0.1:1/takwin", Clock())

    assert "the-password" not in f"{database!r} {database.engine!r}"
