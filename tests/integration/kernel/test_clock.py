"""Business time outlives the process and never goes back; only a demonstration may move it."""

from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import httpx2
import pytest
from sqlalchemy import text

from shared.kernel.clock import Clock, ClockMovedBack, machine_now
from shared.kernel.database import Database
from shared.service import clock_store
from shared.service.running import Parts
from tests import wire
from tests.integration.built import EVERYTHING, TOKEN
from tests.integration.kernel import asking
from tests.running import TOPICS, Running, assigned, eventually
from tests.sample import service as sample
from tests.sample.service import Said

SPRING = datetime(2017, 4, 3, 9, tzinfo=UTC)
AUTUMN = SPRING + timedelta(days=180)
HEARD = [topic.name for topic in TOPICS]
# Whoever may do everything that people do moves no clock: that is the player's alone.
TOKENS = {EVERYTHING: TOKEN, "player": "token-of-the-player"}
PLAYER = {"authorization": "Bearer token-of-the-player"}


@pytest.fixture
async def database(new_database: Callable[..., Awaitable[Database]]) -> Database:
    """The sample's database, in the spring of 2017."""
    return await new_database(asking.service(), Clock(offset=SPRING - machine_now()))


def restarted(database: Database) -> Database:
    """Return the database as the next process finds it: with a clock that knows nothing yet."""
    return Database(database.url, Clock())


async def test_business_time_goes_on_after_a_restart_from_where_it_was_moved_to(database: Database) -> None:
    async with database.sessions.begin() as db:
        moved_to = await clock_store.move(db, AUTUMN)

    next_process = restarted(database)
    remembered = await clock_store.load(next_process)

    assert remembered
    assert AUTUMN <= moved_to <= next_process.clock.now() < AUTUMN + timedelta(minutes=1)


async def test_a_restart_on_a_machine_whose_clock_is_behind_does_not_go_back(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with database.sessions.begin() as db:
        await clock_store.keep(db)
        before = database.clock.now()

    monkeypatch.setattr("shared.kernel.clock.machine_now", lambda: machine_now() - timedelta(hours=3))
    next_process = restarted(database)
    await clock_store.load(next_process)

    assert before - timedelta(seconds=1) < next_process.clock.now() < before + timedelta(minutes=1)


async def test_a_database_without_a_clock_says_that_it_does_not_remember(database: Database) -> None:
    async with database.engine.begin() as connection:
        await connection.execute(text("delete from clock"))

    assert not await clock_store.load(restarted(database))


async def test_business_time_does_not_move_back_and_stays_where_it_was(database: Database) -> None:
    with pytest.raises(ClockMovedBack):
        async with database.sessions.begin() as db:
            await clock_store.move(db, SPRING - timedelta(days=1))

    next_process = restarted(database)
    await clock_store.load(next_process)
    assert SPRING <= next_process.clock.now() < SPRING + timedelta(minutes=1)


async def test_a_move_that_was_rolled_back_has_not_moved_time_and_can_be_made_again(database: Database) -> None:
    async with database.sessions() as db:
        await clock_store.move(db, AUTUMN)
        await db.rollback()

    assert SPRING <= database.clock.now() < SPRING + timedelta(minutes=1)
    async with database.sessions.begin() as db:
        assert await clock_store.move(db, AUTUMN) == AUTUMN
    assert AUTUMN <= database.clock.now() < AUTUMN + timedelta(minutes=1)


async def test_a_second_process_follows_a_moved_clock_and_is_not_followed_back(
    database: Database,
) -> None:
    other = restarted(database)
    await clock_store.load(other)

    async with database.sessions.begin() as db:
        await clock_store.move(db, AUTUMN)
    async with other.sessions.begin() as db:
        await clock_store.keep(db)
    async with database.sessions.begin() as db:
        await clock_store.keep(db)

    assert AUTUMN <= other.clock.now() < AUTUMN + timedelta(minutes=1)
    assert AUTUMN <= database.clock.now() < AUTUMN + timedelta(minutes=1)


async def test_where_business_time_began_stays_known(database: Database) -> None:
    async with database.sessions.begin() as db:
        await clock_store.move(db, AUTUMN)
        began_at = await clock_store.began_at(db)

    assert SPRING <= began_at < SPRING + timedelta(minutes=1)


async def test_without_a_demonstration_there_is_no_door_to_the_clock(database: Database) -> None:
    async with asking.asking(database) as api:
        answers = [await api.get("/demo/clock"), await api.put("/demo/clock", json={"now": AUTUMN.isoformat()})]

    assert [answer.status_code for answer in answers] == [404, 404]
    assert database.clock.now() < SPRING + timedelta(minutes=1)


async def test_in_a_demonstration_the_clock_is_read_and_moved(database: Database) -> None:
    async with asking.asking(database, demo=True, tokens=TOKENS) as api:
        moved = await api.put("/demo/clock", json={"now": AUTUMN.isoformat()}, headers=PLAYER)
        read = await api.get("/demo/clock")
        said = await api.post("/things", json=asking.words())

    assert (moved.status_code, read.status_code, said.status_code) == (200, 200, 201)
    assert AUTUMN <= _now(moved) <= _now(read) <= await _time_of_event(database) < AUTUMN + timedelta(minutes=1)


@pytest.mark.parametrize(
    ("language", "part"), [("en", "already past"), ("fr", "déjà dépassé ce moment"), ("ar", "تجاوز هذه اللحظة")]
)
async def test_in_a_demonstration_the_clock_is_not_moved_back(database: Database, language: str, part: str) -> None:
    yesterday = {"now": (SPRING - timedelta(days=1)).isoformat()}

    async with asking.asking(database, demo=True, tokens=TOKENS) as api:
        refused = await api.put("/demo/clock", json=yesterday, headers=PLAYER | {"accept-language": language})
        read = await api.get("/demo/clock")

    (error,) = refused.json()["errors"]
    assert (refused.status_code, error["field"], error["rule"]) == (409, "now", "clock-already-past")
    assert part in error["message"]
    assert SPRING <= _now(read) < SPRING + timedelta(minutes=1)


async def test_a_stranger_does_not_move_the_clock(database: Database) -> None:
    app = asking.app_on(database, demo=True, tokens={"notifications": "token-of-notifications"})

    unknown = await asking.client(app).put("/demo/clock", json={"now": AUTUMN.isoformat()})
    service = asking.client(app, authorization="Bearer token-of-notifications")
    not_allowed = await service.put("/demo/clock", json={"now": AUTUMN.isoformat()})

    assert (unknown.status_code, not_allowed.status_code) == (401, 403)


async def test_a_new_database_begins_where_the_demonstration_says(run: Running) -> None:
    began_at = await _begin_again(run, SPRING)

    assert SPRING <= began_at < SPRING + timedelta(minutes=1)


async def test_a_new_database_on_an_old_log_begins_after_its_newest_event(run: Running) -> None:
    newest = SPRING + timedelta(days=400)
    for topic, moment in ((Said.topic, newest), ("registration.organisations", SPRING + timedelta(days=1))):
        record = wire.record(wire.stamped(Said(about=uuid4())), time=moment.isoformat())
        await wire.put(run.places.kafka, topic, record)

    began_at = await _begin_again(run, SPRING)

    assert newest <= began_at < newest + timedelta(minutes=1)


async def test_what_is_no_event_at_the_end_of_the_log_hides_no_event_before_it(run: Running) -> None:
    newest = SPRING + timedelta(days=400)
    event = wire.record(wire.stamped(Said(about=uuid4())), time=newest.isoformat())
    junk = (b"x", b"{", wire.HEADERS), (b"x", None, wire.HEADERS)
    await wire.put(run.places.kafka, Said.topic, event, *junk, partition=3)

    began_at = await _begin_again(run, SPRING)

    assert newest <= began_at < newest + timedelta(minutes=1)


async def test_a_service_comes_up_with_the_time_of_its_demonstration_and_keeps_it(run: Running) -> None:
    async with run.places.new_database_url() as url:
        settings = run.settings(url, demo=True, demo_starts_at=SPRING)
        async with run.up(Parts(sample.service(), settings, end_process=lambda: None)) as first:
            await eventually(lambda: assigned(first))
            began = first.database.clock.now()
        async with run.up(Parts(sample.service(), settings, end_process=lambda: None)) as second:
            await eventually(lambda: assigned(second))
            again = second.database.clock.now()

    assert SPRING <= began < again < SPRING + timedelta(minutes=1)


async def _begin_again(run: Running, starts_at: datetime) -> datetime:
    """Begin with a database whose clock has not begun, and say when that was in business time."""
    async with run.database(sample.service()) as database:
        async with database.engine.begin() as connection:
            await connection.execute(text("delete from clock"))
        await clock_store.begin(database, starts_at, run.places.kafka, HEARD)
        async with database.sessions() as db:
            assert db.info["clock"] is database.clock
            return await clock_store.began_at(db)


async def _time_of_event(database: Database) -> datetime:
    async with database.engine.connect() as connection:
        return datetime.fromisoformat(str(await connection.scalar(text("select body ->> 'time' from outbox"))))


def _now(answer: httpx2.Response) -> datetime:
    return datetime.fromisoformat(answer.json()["now"])


async def test_a_second_process_of_a_demonstration_sees_at_once_that_the_clock_was_moved(database: Database) -> None:
    second = restarted(database)
    await clock_store.load(second)
    clock_store.follow(second)

    async with database.sessions.begin() as db:
        await clock_store.move(db, AUTUMN)
    async with second.sessions() as db:
        await db.exec(text("select 1"))  # type: ignore[call-overload]
    await second.close()

    assert AUTUMN <= second.clock.now() < AUTUMN + timedelta(minutes=1)


async def test_an_event_says_in_which_life_of_its_database_it_was_said(database: Database) -> None:
    await sample.say(database, uuid4())
    async with database.engine.begin() as connection:
        await connection.execute(text("update clock set incarnation = 2"))
    restored = restarted(database)
    await clock_store.load(restored)
    await sample.say(restored, uuid4())

    async with database.engine.connect() as connection:
        said = list(
            (await connection.execute(text("select body ->> 'incarnation' from outbox order by position"))).scalars()
        )
    assert said == ["1", "2"]
