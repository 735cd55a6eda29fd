"""After a loss the log gives back what was so: seats as they stood, and no words that were taken back."""

import contextlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from hypothesis import HealthCheck, example, settings
from hypothesis import given as drawn
from hypothesis import strategies as st
from sqlmodel import col, func, select

from programs.documents.catalogue import all_events
from services.registration import app
from services.registration.recovery import take_up
from services.registration.seats import actions, expiry
from services.registration.voices.actions import (
    record_recommendation,
    release_recommendation,
    remove_recommendation,
    withdraw_recommendation,
)
from services.registration.voices.domain import Recommended
from services.registration.voices.storage import Recommendation
from shared.events import SessionCancelled, SessionCompleted, SessionRescheduled
from shared.kernel.contracts import Event
from shared.kernel.database import Database
from shared.kernel.outbox import Outgoing
from shared.refusals import Refusal
from shared.service.recovery import Gap, MissingEvents
from tests.integration.built import EVERYTHING
from tests.integration.registration import given
from tests.integration.registration.given import REGION, hear, open_session, people, plan, registrations, session
from tests.integration.registration.test_sessions_heard import BEFORE

Move = tuple[str, int]
PEOPLE = 5
CROWD: list[Move] = [("register", one) for one in range(PEOPLE)]
ON_PERSON = st.sampled_from(["register", "withdraw", "put_back", "put_back", "accept", "decline"])
IN_SESSION = st.sampled_from(["reschedule", "wait", "cancel", "complete"])
MOVES = st.lists(
    st.tuples(ON_PERSON, st.integers(0, PEOPLE - 1)) | st.tuples(IN_SESSION, st.integers(1, 4)), max_size=20
)
TIMES = {"asked_at", "given_up_at"}  # the event is told an instant after the row is written
INSTANT = timedelta(seconds=2)


async def told_by(database: Database, after: int = 0) -> list[Event]:
    """Return what registration has said after a position of its outbox, the oldest first."""
    kinds = all_events()
    async with database.sessions() as db:
        query = select(Outgoing.body).where(col(Outgoing.position) > after)
        bodies = await db.exec(query.order_by(col(Outgoing.position)))
        return [kinds[body["type"]].from_cloudevent(dict(body)) for body in bodies]


async def position(database: Database) -> int:
    """Return how far the outbox has come."""
    async with database.sessions() as db:
        return (await db.exec(select(func.max(Outgoing.position)))).one() or 0


async def recovered(database: Database, own: list[Event], heard: list[Event]) -> list[Gap]:
    """Let a database take up what it does not know."""
    async with database.sessions.begin() as db:
        return await take_up(db, MissingEvents(own, heard))


@pytest.fixture
async def lost(database: Database, new_database: Callable[..., Awaitable[Database]]) -> Database:
    """A database that knows nothing, by the same clock."""
    return await new_database(app.service(), database.clock)


@dataclass
class Walk:
    """One session, and who comes and goes in it; what is refused is left."""

    database: Database
    crowd: list[UUID]
    starts_at: datetime
    session_id: UUID = field(default_factory=uuid4)
    heard: list[Event] = field(default_factory=list)

    async def hear(self, *events: Event) -> None:
        """Hear scheduling, and keep it as its log does."""
        self.heard += events
        await hear(self.database, *events)

    async def move(self, what: str, number: int) -> None:
        """Do one thing; a person's act is about the newest that she asked for, or the one before it."""
        with contextlib.suppress(Refusal):
            if what == "register":
                await given.register(self.database, self.session_id, self.crowd[number])
            elif what in {"withdraw", "put_back", "accept", "decline"}:
                await self._act(what, number)
            else:
                await getattr(self, what)(number)

    async def _act(self, what: str, number: int) -> None:
        rows = await registrations(self.database, self.session_id)
        own = [row.id for row in rows if row.participant_id == self.crowd[number]]
        async with self.database.sessions.begin() as db:
            for id_ in own[:1] if what == "put_back" else own[-1:]:
                await getattr(actions, what)(db, id_)

    async def wait(self, hours: int) -> None:
        given.let_it_be(self.database, self.database.clock.now() + timedelta(hours=16 * hours))
        await expiry.expire_due(self.database)

    async def reschedule(self, seats: int) -> None:
        await self.hear(plan(self.session_id, SessionRescheduled, self._next(), seats=seats, **self._when()))

    async def cancel(self, _: int) -> None:
        if not self.ended:
            await self.hear(SessionCancelled.model_validate(self._about() | {"reason": "other"}))

    async def complete(self, _: int) -> None:
        if not self.ended:
            await self.hear(SessionCompleted.model_validate(self._about()))

    @property
    def ended(self) -> bool:
        """Whether scheduling has said the last of it."""
        return any(isinstance(it, SessionCancelled | SessionCompleted) for it in self.heard)

    def _when(self) -> dict[str, Any]:
        return {"starts_at": self.starts_at, "before": BEFORE}

    def _about(self) -> dict[str, Any]:
        return {"session_id": self.session_id, "region": REGION, "aggregateversion": self._next()}

    def _next(self) -> int:
        return len(self.heard) + 1


async def seats_of(database: Database, session_id: UUID) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """Return who has, awaits or has given up a seat, and what the session counts."""
    rows = [row.model_dump() for row in await registrations(database, session_id)]
    return rows, (await session(database, session_id)).model_dump()


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@drawn(seats=st.integers(1, 4), moves=MOVES)
@example(seats=2, moves=[*CROWD, ("withdraw", 0), ("put_back", 0)])
@example(seats=9, moves=[*CROWD, ("withdraw", 0), ("put_back", 0), ("withdraw", 1)])
@example(seats=1, moves=[*CROWD, ("withdraw", 2), ("register", 2), ("withdraw", 2), ("put_back", 2)])
async def test_seats_are_taken_up_as_they_stood(
    database: Database, lost: Database, seats: int, moves: list[Move]
) -> None:
    begun = await position(database)
    walk = Walk(database, await people(database, PEOPLE), database.clock.now() + timedelta(days=60))
    await walk.hear(given.planned(walk.session_id, seats, starts_at=walk.starts_at), given.opened(walk.session_id))
    for what, number in moves:
        await walk.move(what, number)

    await recovered(lost, await told_by(database, begun), walk.heard)

    live, back = await seats_of(database, walk.session_id), await seats_of(lost, walk.session_id)
    assert [without(row) for row in back[0]] == [without(row) for row in live[0]]
    assert back[1] == live[1]
    for one, other in zip(back[0], live[0], strict=True):
        for name in TIMES:
            assert (one[name] is None) == (other[name] is None), name
            assert one[name] is None or abs(one[name] - other[name]) < INSTANT, name


def without(row: dict[str, Any]) -> dict[str, Any]:
    """Return the row without its moments."""
    return {name: value for name, value in row.items() if name not in TIMES}


async def recommendations(database: Database) -> dict[UUID, bool]:
    """Return recommendation → whether its words are released."""
    async with database.sessions() as db:
        return {row.id: row.released_at is not None for row in await db.exec(select(Recommendation))}


async def voiced(database: Database) -> dict[str, UUID]:
    """Let three recommendations be: one removed, one withdrawn, one released."""
    session_id = await open_session(database)
    ids = {}
    for name in ("removed", "withdrawn", "released"):
        async with database.sessions.begin() as db:
            kept = await record_recommendation(db, EVERYTHING, session_id, Recommended("law", "fr", "Exemple inventé."))
            ids[name] = kept.id
    for name in ("withdrawn", "released"):
        async with database.sessions.begin() as db:
            await release_recommendation(db, EVERYTHING, ids[name])
    return ids


async def take_back(database: Database, ids: dict[str, UUID]) -> None:
    """Remove the one and withdraw the other."""
    async with database.sessions.begin() as db:
        await remove_recommendation(db, ids["removed"])
        await withdraw_recommendation(db, ids["withdrawn"])


async def test_what_was_removed_or_withdrawn_does_not_come_back_with_the_log(
    database: Database, lost: Database
) -> None:
    ids = await voiced(database)
    await take_back(database, ids)

    gaps = await recovered(lost, await told_by(database), [])

    assert await recommendations(lost) == {ids["withdrawn"]: False, ids["released"]: True}
    assert [gap.id for gap in gaps if gap.what == "recommendation"] == []


async def test_what_was_removed_or_withdrawn_after_the_backup_goes_from_it(database: Database) -> None:
    ids = await voiced(database)
    backup = await told_by(database)
    await take_back(database, ids)
    since = (await told_by(database))[len(backup) :]

    await _as_in_the_backup(database, ids)
    await recovered(database, since, [])

    assert await recommendations(database) == {ids["withdrawn"]: False, ids["released"]: True}


async def _as_in_the_backup(database: Database, ids: dict[str, UUID]) -> None:
    """Let the table stand again as it did before anything was taken back."""
    async with database.sessions.begin() as db:
        released = await db.get_one(Recommendation, ids["released"])
        again = await db.get_one(Recommendation, ids["withdrawn"])
        again.released_at, again.released_by = released.released_at, released.released_by
        db.add(
            Recommendation(**released.model_dump() | {"id": ids["removed"], "released_at": None, "released_by": None})
        )
