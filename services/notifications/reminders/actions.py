"""Actions on reminders: plan them with the session, anew when it moves, and intend those that are due."""

import asyncio
from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID, uuid5

import structlog
from sqlmodel.ext.asyncio.session import AsyncSession

from services.notifications.queue import intents, kinds
from services.notifications.queue import storage as queue
from services.notifications.queue.intents import News, Recipient
from services.notifications.queue.timing import Occasion, reminders_due
from services.notifications.reminders import storage
from services.notifications.sessions import plans
from services.notifications.sessions import storage as sessions
from services.notifications.sessions.domain import Plan
from shared.events import PlanEvent
from shared.kernel import clock
from shared.kernel.database import Database
from shared.service.running import Parts

log = structlog.get_logger()

POLL_S = 0.5


async def plan(db: AsyncSession, event: PlanEvent) -> None:
    """Plan what is still to come at the time of the event; what would be late already is skipped."""
    begun = max(event.time, await queue.fence(db))
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
    await storage.plan(db, event.session_id, rows)


async def intend(db: AsyncSession, session_id: UUID) -> int:
    """Intend the session's due reminder to all who have a seat; return to how many. Of two, the later one counts."""
    await sessions.alone(db, session_id)
    now = clock.now(db)
    due_now = await storage.take(db, session_id, now)
    known = await plans.plan_of(db, session_id)
    if not due_now or known is None or _is_late(known, due_now[-1].due_at, now):
        return 0
    if await plans.cancellation(db, session_id):
        return 0
    people = await sessions.seats_in(db, session_id, ("registered",))
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
        due = await storage.due(db, clock.now(db))
    reminded = 0
    for session_id in due:
        async with database.sessions.begin() as db:
            reminded += await intend(db, session_id)
    return reminded


def _news(session_id: UUID, due_now: Sequence[Any]) -> News:
    last = due_now[-1]
    id_ = uuid5(session_id, f"{last.kind}/{last.placed}")  # the same in a database that has lost everything
    return News(id_, last.due_at, session_id, kinds.REMINDER, placed=last.placed)
