"""What is on a topic need not be what one hoped for: nothing is lost, nothing stands in the way."""

import json
from collections.abc import AsyncIterator
from uuid import uuid4

import pytest

from shared.kernel.database import run as run_sql
from shared.kernel.kafka import read_whole
from shared.kernel.parking import NotReplayed
from shared.service.running import Parts
from tests import wire
from tests.running import Running, eventually
from tests.sample import service as sample
from tests.sample.service import Said, SaidV2

TOPIC = Said.topic


@pytest.fixture
def antidote() -> list[bool]:
    """Put something in here and poison harms no more."""
    return []


@pytest.fixture
async def hearing(run: Running, antidote: list[bool]) -> AsyncIterator[Parts]:
    """The sample, hearing both forms, with short pauses between attempts."""
    service = sample.service(sample.handlers(Said, SaidV2, antidote=antidote))
    async with run.database(service) as database, run.started(service, database.url) as parts:
        parts.batches.pauses_s = (0.01, 0.01)
        yield parts


def said(about: object, version: int = 1, *, poison: bool = False) -> Said:
    event = wire.stamped(Said(about=about, poison=poison), version)
    assert isinstance(event, Said)
    return event


async def test_poison_in_the_middle_of_a_slice_holds_its_own_key_only(hearing: Parts, run: Running) -> None:
    sick, well = uuid4(), uuid4()
    events = [said(well), said(sick), said(sick, 2, poison=True), said(sick, 3), said(well, 2), said(sick, 4)]

    await wire.put(run.places.kafka, TOPIC, *map(wire.record, events), partition=0)
    await eventually(lambda: _noted_and_parked(hearing, 3, 3))

    effects = await sample.noted(hearing.database)
    assert [(it.subject, it.version) for it in effects] == [(str(well), 1), (str(sick), 1), (str(well), 2)]
    waiting = await wire.parked(hearing.database)
    assert [it.error for it in waiting] == ["Poison", "behind a parked event", "behind a parked event"]
    assert await wire.held_keys(hearing.database) == [str(sick).encode()]


async def test_replay_handles_a_parked_key_in_order_and_frees_it(
    hearing: Parts, run: Running, antidote: list[bool]
) -> None:
    sick = uuid4()
    events = [said(sick, 1, poison=True), said(sick, 2), said(sick, 3)]
    await wire.put(run.places.kafka, TOPIC, *map(wire.record, events), partition=0)
    await eventually(lambda: _noted_and_parked(hearing, 0, 3))

    antidote.append(True)
    handled = await hearing.batches.replay((await wire.parked(hearing.database))[0])
    await wire.put(run.places.kafka, TOPIC, wire.record(said(sick, 4)), partition=0)
    await eventually(lambda: _noted_and_parked(hearing, 4, 0))

    assert handled == 3
    assert [it.version for it in await sample.noted(hearing.database)] == [1, 2, 3, 4]
    assert await wire.held_keys(hearing.database) == []


async def test_a_replay_that_fails_again_leaves_everything_parked(hearing: Parts, run: Running) -> None:
    sick = uuid4()
    await wire.put(run.places.kafka, TOPIC, *map(wire.record, [said(sick, 1, poison=True), said(sick, 2)]), partition=0)
    await eventually(lambda: _noted_and_parked(hearing, 0, 2))

    with pytest.raises(NotReplayed, match="Poison"):
        await hearing.batches.replay((await wire.parked(hearing.database))[0])

    assert len(await wire.parked(hearing.database)) == 2
    assert await wire.held_keys(hearing.database) == [str(sick).encode()]


async def test_forgotten_bytes_are_replayed_as_the_log_still_has_them(
    hearing: Parts, run: Running, antidote: list[bool]
) -> None:
    sick = uuid4()
    await wire.put(run.places.kafka, TOPIC, *map(wire.record, [said(sick, 1, poison=True), said(sick, 2)]), partition=0)
    await eventually(lambda: _noted_and_parked(hearing, 0, 2))
    async with hearing.database.sessions.begin() as db:
        await run_sql(db, "update parked set value = null, headers = null")
    first, second = await wire.parked(hearing.database)
    assert first.forgotten
    assert second.forgotten

    antidote.append(True)
    on_log = {record.offset: record for record in await read_whole(run.places.kafka, TOPIC)}
    assert await hearing.batches.replay(first, on_log) == 2

    assert [it.version for it in await sample.noted(hearing.database)] == [1, 2]


VALID = json.dumps(said("6f3c2a31-7d3a-4c5e-9f07-0a8f6a1b2c3d").to_cloudevent())
UNREADABLE = {
    "a null header": (VALID.encode(), (*wire.HEADERS, ("trace", None))),
    "a header that is no text": (VALID.encode(), (*wire.HEADERS, ("trace", b"\xff\xfe"))),
    "no content type": (VALID.encode(), ()),
    "another content type": (VALID.encode(), (("content-type", b"text/plain"),)),
    "no value": (None, wire.HEADERS),
    "no JSON": (b"{", wire.HEADERS),
    "no text": (b"\xff\xfe\x00", wire.HEADERS),
    "JSON that is no object": (b"[1]", wire.HEADERS),
    "JSON too deep": (b"[" * 100_000, wire.HEADERS),
    "no type": (VALID.replace('"type"', '"kind"').encode(), wire.HEADERS),
    "no id": (VALID.replace('"id"', '"ident"').encode(), wire.HEADERS),
    "an odd field": (VALID.replace('"about": "6f3c2a31', '"about": "secret@example.org').encode(), wire.HEADERS),
    "another CloudEvents version": (VALID.replace('"specversion": "1.0"', '"specversion": "9"').encode(), wire.HEADERS),
    "no version of its aggregate": (VALID.replace('"aggregateversion"', '"v"').encode(), wire.HEADERS),
}


@pytest.mark.parametrize("odd", UNREADABLE)
async def test_what_cannot_be_read_is_parked_at_once_and_blocks_no_key(hearing: Parts, run: Running, odd: str) -> None:
    key = b"6f3c2a31-7d3a-4c5e-9f07-0a8f6a1b2c3d"
    value, headers = UNREADABLE[odd]
    before, after = said(uuid4()), wire.stamped(Said(about=key.decode()))

    await wire.put(run.places.kafka, TOPIC, wire.record(before), (key, value, headers), wire.record(after), partition=0)
    await eventually(lambda: _noted_and_parked(hearing, 2, 1))

    (aside,) = await wire.parked(hearing.database)
    assert (aside.value, aside.blocks, await wire.held_keys(hearing.database)) == (value, False, [])
    assert [it.event_id for it in await sample.noted(hearing.database)] == [before.id, after.id]
    assert "secret" not in f"{aside.error} {aside.fields}"


async def test_a_type_nobody_waits_for_is_skipped_and_counted(hearing: Parts, run: Running) -> None:
    stranger = wire.record(said(uuid4()), type="sample.sung.v1")
    future = wire.record(said(uuid4()), type="sample.said.v3")

    await wire.put(run.places.kafka, TOPIC, stranger, future, wire.record(said(uuid4())), partition=0)
    await eventually(lambda: _noted_and_parked(hearing, 1, 0))

    assert hearing.metrics.registry.get_sample_value(
        "takwin_sample_events_skipped_total", {"topic": TOPIC}
    ) == pytest.approx(2)


async def test_both_versions_of_one_event_act_once(hearing: Parts, run: Running) -> None:
    about = uuid4()

    await sample.say(hearing.database, about, times=3, form=SaidV2)
    await wire.put(run.places.kafka, TOPIC, wire.record(said(uuid4())))
    await eventually(lambda: _noted_and_parked(hearing, 4, 0))

    effects = [it for it in await sample.noted(hearing.database) if it.subject == str(about)]
    assert [(it.version, it.type) for it in effects] == [(1, SaidV2.type), (2, SaidV2.type), (3, SaidV2.type)]


async def test_a_consumer_that_knows_only_the_old_version_acts_on_it(run: Running) -> None:
    service = sample.service(sample.handlers(Said))
    async with run.database(service) as database, run.started(service, database.url) as parts:
        await sample.say(parts.database, uuid4(), times=2, form=SaidV2)
        await eventually(lambda: sample.has_noted(parts.database, 2))

        assert [it.type for it in await sample.noted(parts.database)] == [Said.type, Said.type]


async def test_the_same_event_twice_in_one_slice_acts_once(hearing: Parts, run: Running) -> None:
    event = said(uuid4())

    await wire.put(run.places.kafka, TOPIC, *[wire.record(event)] * 3, wire.record(said(uuid4())), partition=0)
    await eventually(lambda: _noted_and_parked(hearing, 2, 0))

    assert len(await sample.noted(hearing.database)) == 2


async def _noted_and_parked(parts: Parts, effects: int, aside: int) -> bool:
    return (len(await sample.noted(parts.database)), len(await wire.parked(parts.database))) == (effects, aside)
