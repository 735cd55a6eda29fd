"""What an event looks like on the wire, and what is refused as none."""

from typing import Any, ClassVar
from uuid import UUID, uuid4

import pytest
from aiokafka import ConsumerRecord
from pydantic import ValidationError
from sqlmodel.ext.asyncio.session import AsyncSession

from shared.kernel.contracts import REQUIRED, Event
from shared.kernel.messaging import BadRecord, Handlers, decode, header
from tests import wire


class Sung(Event):
    """Something was sung."""

    topic: ClassVar = "songs"
    source: ClassVar = "/choir"
    type: ClassVar = "song.sung.v1"

    song_id: UUID
    verses: int
    region: str = "MA-02"

    @property
    def subject(self) -> str:
        return str(self.song_id)


def stamped() -> Event:
    return wire.stamped(Sung(song_id=uuid4(), verses=3), version=7)


def record(event: Event, **changes: Any) -> ConsumerRecord[bytes, bytes]:
    """Return the event as Kafka gives it."""
    key, value, headers = wire.record(event, **changes)
    return ConsumerRecord("songs", 0, 0, 0, 0, key, value, None, -1, -1, headers)


async def listen(event: Sung, db: AsyncSession) -> None:
    """Do nothing about it."""


def reader() -> Handlers:
    on = Handlers(consumer="listeners")
    on(Sung)(listen)
    return on


def test_an_event_comes_back_as_it_went_out() -> None:
    event = stamped()

    body = event.to_cloudevent()

    assert Sung.from_cloudevent(body) == event
    assert reader().read(record(event)) == event
    assert (body["specversion"], body["subject"], body["region"]) == ("1.0", event.subject, "MA-02")
    assert "causationid" not in body, "an extension that says nothing is left out"
    assert body["data"] == {"song_id": event.subject, "verses": 3, "region": "MA-02"}


def test_a_newer_event_is_read_by_who_knows_fewer_fields() -> None:
    event = stamped()
    body = event.to_cloudevent()

    body["data"]["encore"] = True

    assert Sung.from_cloudevent(body | {"traceparent": "x"}) == event


@pytest.mark.parametrize("part", sorted(REQUIRED | {"specversion"}))
def test_an_envelope_without_one_of_its_parts_is_refused(part: str) -> None:
    body = stamped().to_cloudevent()

    del body[part]

    with pytest.raises(ValidationError):
        Sung.from_cloudevent(body)


ODD: dict[str, list[object]] = {
    "aggregateversion": [0, -1, "x", None, 1.5],
    "id": ["x", None, 7],
    "time": ["yesterday", "2017-08-23T08:00:00", None],
    "specversion": ["0.3", 1.0, None],
    "data": [None, [], "x"],
}


@pytest.mark.parametrize(("part", "value"), [(part, value) for part, values in ODD.items() for value in values])
def test_an_envelope_with_an_odd_part_is_refused(part: str, value: object) -> None:
    with pytest.raises(ValidationError):
        reader().read(record(stamped(), **{part: value}))


def test_an_event_that_was_never_stamped_is_refused_by_who_hears_it() -> None:
    with pytest.raises(ValidationError):
        reader().read(record(Sung(song_id=uuid4(), verses=3)))


def test_what_an_error_says_of_a_wrong_field_is_not_its_value() -> None:
    body = stamped().to_cloudevent()

    body["data"]["verses"] = "amina@canari.example"

    with pytest.raises(ValidationError) as refused:
        Sung.from_cloudevent(body)
    assert "verses" in str(refused.value)
    assert "canari" not in str(refused.value)


def test_a_type_nobody_waits_for_is_no_error() -> None:
    assert reader().read(record(stamped(), type="song.hummed.v1")) is None


def test_one_consumer_hears_a_type_once() -> None:
    on = reader()

    with pytest.raises(ValueError, match=r"song\.sung\.v1"):
        on(Sung)(listen)
    assert on.topics == ["songs"]


def test_an_event_cannot_be_changed() -> None:
    with pytest.raises(ValidationError):
        stamped().time = stamped().time  # type: ignore[misc] # that it is frozen is the point


@pytest.mark.parametrize("headers", [[("a", None)], [("a", b"\xff")], [("content-type", b"text/plain")], []])
def test_bad_headers_make_the_whole_record_bad(headers: list[tuple[str, bytes | None]]) -> None:
    key, value, _ = wire.record(stamped())

    with pytest.raises(BadRecord):
        decode(ConsumerRecord("songs", 0, 0, 0, 0, key, value, None, -1, -1, headers))


def test_a_header_that_is_not_there_is_empty() -> None:
    assert (header([("a", b"x")], "a"), header([("a", b"x")], "b")) == ("x", "")
