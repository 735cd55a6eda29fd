"""However people come, go, answer or do not, and whatever scheduling does: the queue is kept as on paper."""

import contextlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from hypothesis import HealthCheck, example, settings
from hypothesis import given as drawn
from hypothesis import strategies as st

from services.registration.seats import expiry
from shared.events import SessionCancelled, SessionCompleted, SessionRescheduled
from shared.kernel.database import Database
from shared.refusals import Refusal
from tests.integration.registration import given
from tests.integration.registration.given import REGION, hear, people, plan, registrations, said, session
from tests.integration.registration.queue_model import Model
from tests.integration.registration.test_sessions_heard import BEFORE
from tests.long import LONG

Move = tuple[str, int]
PEOPLE = 6
DAYS_60 = timedelta(days=60)
ON_PERSON = st.tuples(st.sampled_from(["register", "withdraw", "accept", "decline"]), st.integers(0, PEOPLE - 1))
ON_SESSION = st.tuples(st.sampled_from(["reschedule"]), st.integers(1, 4))
IN_TIME = st.tuples(st.sampled_from(["wait", "wait", "approach", "finish", "cancel", "complete"]), st.just(0))
CROWD: list[Move] = [("register", one) for one in range(PEOPLE)]
MOVES = st.builds(
    lambda asked, moves: CROWD[:asked] + moves,  # most begin with a queue: without one, nothing is offered
    st.integers(0, PEOPLE),
    st.lists(ON_PERSON | ON_PERSON | ON_PERSON | ON_SESSION | IN_TIME, max_size=20),
)


@dataclass
class Played:
    """One session as registration keeps it, beside the model of it."""

    database: Database
    model: Model
    crowd: list[UUID]
    starts_at: datetime
    session_id: UUID = field(default_factory=uuid4)
    version: int = 2

    async def move(self, what: str, number: int) -> None:
        """Do it here and on paper; what is refused here changes nothing there."""
        with contextlib.suppress(Refusal):
            await getattr(self, what)(number)

    async def register(self, number: int) -> None:
        self.model.register(number)
        await given.register(self.database, self.session_id, self.crowd[number])

    async def withdraw(self, number: int) -> None:
        self.model.leave(number, only=frozenset({"registered", "waiting", "offered"}))
        await self._answer(given.withdraw, number)

    async def decline(self, number: int) -> None:
        self.model.leave(number, only=frozenset({"offered"}))
        await self._answer(given.decline, number)

    async def accept(self, number: int) -> None:
        self.model.accept(number)
        await self._answer(given.accept, number)

    async def _answer(self, action: Callable[[Database, UUID], Awaitable[None]], number: int) -> None:
        rows = await registrations(self.database, self.session_id)
        own = [row.id for row in rows if row.participant_id == self.crowd[number]]
        if own:
            await action(self.database, own[-1])

    async def wait(self, _: int) -> None:
        """Let every open offer run out; close to the start there are none."""
        pause = timedelta(minutes=1) if self.model.near else timedelta(hours=48)
        await self._let_it_be(self.database.clock.now() + pause)

    async def approach(self, _: int) -> None:
        """Come so close to the start that nobody is asked any more."""
        if not self.model.near:
            self.model.near = True
            await self._let_it_be(self.starts_at - timedelta(hours=24))

    async def finish(self, _: int) -> None:
        """Come to the end of the session, of which scheduling has said nothing yet."""
        if not self.model.over:
            self.model.near = self.model.over = True
            await self._let_it_be(self.starts_at + timedelta(days=1, hours=8))

    async def _let_it_be(self, moment: datetime) -> None:
        self.model.all_offers_run_out()
        given.let_it_be(self.database, moment)
        await expiry.expire_due(self.database)

    async def reschedule(self, seats: int) -> None:
        self.model.reschedule(seats)
        more = {"seats": seats, "starts_at": self.starts_at, "before": BEFORE}
        await hear(self.database, plan(self.session_id, SessionRescheduled, self._next(), **more))

    async def cancel(self, _: int) -> None:
        if self.model.state == "open":
            self.model.end("cancelled")
            about = {"session_id": self.session_id, "region": REGION, "aggregateversion": self._next()}
            await hear(self.database, SessionCancelled.model_validate(about | {"reason": "other"}))

    async def complete(self, _: int) -> None:
        if self.model.state == "open":
            self.model.end("completed")
            about = {"session_id": self.session_id, "region": REGION, "aggregateversion": self._next()}
            await hear(self.database, SessionCompleted.model_validate(about))

    def _next(self) -> int:
        self.version += 1
        return self.version


@settings(
    max_examples=60 if LONG else 20,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],  # each example has a session and people of its own
)
@drawn(seats=st.integers(1, 3), moves=MOVES)
@example(seats=1, moves=[*CROWD, ("withdraw", 0), ("register", 0), ("accept", 1), ("withdraw", 1), ("register", 1)])
@example(seats=1, moves=[*CROWD, ("withdraw", 0), ("decline", 1), ("wait", 0), ("accept", 3), ("register", 1)])
@example(seats=4, moves=[*CROWD, ("reschedule", 1), ("withdraw", 0), ("withdraw", 1), ("reschedule", 3), ("wait", 0)])
@example(seats=2, moves=[*CROWD, ("withdraw", 0), ("cancel", 0), ("reschedule", 4), ("withdraw", 1), ("accept", 2)])
@example(seats=2, moves=[*CROWD, ("withdraw", 0), ("finish", 0), ("register", 0), ("withdraw", 1), ("reschedule", 4)])
@example(seats=2, moves=[*CROWD, ("withdraw", 0), ("withdraw", 1), ("approach", 0), ("complete", 0), ("register", 0)])
async def test_the_queue_is_kept_as_on_paper(database: Database, seats: int, moves: list[Move]) -> None:
    starts_at = database.clock.now() + DAYS_60
    played = Played(database, Model(seats), await people(database, PEOPLE), starts_at)
    await hear(
        database,
        given.planned(played.session_id, seats, starts_at=starts_at),
        given.opened(played.session_id),
    )

    for what, number in moves:
        await played.move(what, number)
        await assert_as_on_paper(played)

    assert_told_as_it_was(played, await said(database, played.session_id))


async def assert_as_on_paper(played: Played) -> None:
    """Everybody has what the model says, the counts are those of the rows, and no seat is held twice."""
    rows, row = (
        await registrations(played.database, played.session_id),
        await session(played.database, played.session_id),
    )
    held = [one.state for one in rows]
    assert [(played.crowd.index(one.participant_id), one.state) for one in rows] == played.model.states()
    assert (row.taken - row.offered, row.offered, row.waiting) == tuple(
        held.count(state) for state in ("registered", "offered", "waiting")
    )
    assert row.surplus == max(0, row.taken - played.model.seats)


def assert_told_as_it_was(played: Played, events: list[dict[str, Any]]) -> None:
    """Events have no gap, their totals are what they add up to, and at the end they tell what everybody has."""
    has: dict[str, str] = {}
    for version, event in enumerate(events, 1):
        about, kind = event["data"], event["type"].removesuffix(".v1")
        has[about["participant_id"]] = becomes(kind, about.get("reason"))
        holding = list(has.values())
        waiting = holding.count("waiting") + holding.count("offered")
        assert event["aggregateversion"] == version
        assert (about["registered"], about["waiting"]) == (holding.count("registered"), waiting)
    assert has == {str(played.crowd[person]): state for person, state in played.model.states()}


def becomes(kind: str, reason: str | None) -> str:
    """Return what somebody has after such an event."""
    if kind == "offer.ended":
        return "waiting" if reason == "session-cancelled" else "withdrawn"
    return {
        "participant.registered": "registered",
        "participant.waitlisted": "waiting",
        "participant.promoted": "registered",
        "participant.withdrawn": "withdrawn",
        "offer.made": "offered",
    }[kind]
