"""Reminders: planned with the session, planned anew when it moves, and intended when they are due."""

import asyncio
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

import structlog
from sqlmodel.ext.asyncio.session import AsyncSession

from services.notifications import tables
from services.notifications.queue import intents, kinds
from services.notifications.queue.intents import News, Recipient
from services.notifications.queue.timing import Occasion, reminders_due
from services.notifications.sessions import plans, seats
from services.notifications.sessions.domain import Plan
from shared.events import PlanEvent
from shared.kernel import clock
from shared.kernel.database import Database, run
from shared.service.running import Parts

log = structlog.get_logger()

POLL_S = 0.5
PLAN = """
insert into reminders (session_id, kind, placed, due_at, state) values (:session_id, :kind, :placed, :due_at, :state)
on conflict (session_id, kind) do update set placed = excluded.placed, due_at = excluded.due_at, state = excluded.state
"""
GONE = "delete from reminders where session_id = :session_id and not kind = any(:kinds)"
DUE = "select session_id from reminders where state = 'waiting' and due_at <= :now order by due_at limit 100"
TAKE = """
update reminders set state = 'done' where session_id = :session_id and state = 'waiting' and due_at <= :now
returning kind, placed, due_at"""


async def plan(db: AsyncSession, event: PlanEvent) -> None:
    """Plan what is still to come at the time of the event; what would be late already is skipped."""
    begun = max(event.time, await tables.fence(db))
    due = reminders_due(Plan.model_validate(event))
    rows = [
        {
            "session_id": event.session_id,
            "kind": kind,
            "placed": event.aggregateversion,
            "due_at": due_at,
            "state": "waiting" if due_at > begun else "skipped",
        }
        for kind, due_at in due.items()
    ]
    await run(db, GONE, session_id=event.session_id, kinds=list(due))
    await tables.run_each(db, PLAN, rows)


async def drop(db: AsyncSession, session_id: UUID) -> None:
    """Remind nobody of the session any more."""
    await run(db, "delete from reminders where session_id = :session_id", session_id=session_id)


async def due(db: AsyncSession) -> list[UUID]:
    """Return the sessions of which people are to be reminded now."""
    found = await run(db, DUE, now=clock.now(db))
    return list(dict.fromkeys(row.session_id for row in found))


async def intend(db: AsyncSession, session_id: UUID) -> int:
    """Intend the session's due reminder to all who have a seat; return to how many. Of two, the later one counts."""
    await tables.alone(db, session_id)
    now = clock.now(db)
    taken = await run(db, TAKE, session_id=session_id, now=now)
    due_now = sorted(taken.mappings(), key=lambda it: it["due_at"])
    known = await plans.plan_of(db, session_id)
    if not due_now or known is None or _is_late(known, due_now[-1]["due_at"], now):
        return 0
    if await plans.cancellation(db, session_id):
        return 0
    people = await seats.standing(db, session_id, ("registered",))
    await intents.add(db, _news(session_id, due_now), [Recipient(seat.participant_id) for seat in people])
    log.info("reminder.intended", session_id=str(session_id), concerned=len(people))
    return len(people)


def _is_late(plan: Plan, due_at: datetime, now: datetime) -> bool:
    until = kinds.REMINDER.useful_until(plan, Occasion(due_at))
    return until is not None and until <= now


async def remind(parts: Parts) -> None:
    """Intend what is due for as long as the service runs."""
    while True:
        await intend_due(parts.database)
        await asyncio.sleep(POLL_S)


async def intend_due(database: Database) -> int:
    """Intend every reminder that is due now, each session by itself; return how many people are reminded."""
    async with database.sessions.begin() as db:
        sessions = await due(db)
    reminded = 0
    for session_id in sessions:
        async with database.sessions.begin() as db:
            reminded += await intend(db, session_id)
    return reminded


def _news(session_id: UUID, due_now: Sequence[Any]) -> News:
    last = due_now[-1]
    id_ = uuid5(session_id, f"{last['kind']}/{last['placed']}")  # the same in a database that has lost everything
    return News(id_, last["due_at"], session_id, kinds.REMINDER, placed=last["placed"])
