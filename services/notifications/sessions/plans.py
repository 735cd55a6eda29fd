"""Sessions as far as they are known: the newest plan of each, what it was before, and which are cancelled."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.notifications.sessions.domain import Plan
from services.notifications.sessions.storage import Cancellation, SessionRow
from shared.events import PlanEvent, SessionCancelled, SessionRescheduled


@dataclass(frozen=True)
class Move:
    """A change of place or time."""

    event_id: UUID
    told_at: datetime
    session_id: UUID
    before: Plan
    placed: int


async def keep(db: AsyncSession, event: PlanEvent) -> bool:
    """Keep the plan unless something newer is known; say whether place or time are new."""
    row = await db.get(SessionRow, event.session_id)
    if row is None:
        before = Plan.model_validate(event.before) if isinstance(event, SessionRescheduled) else None
        plan = Plan.model_validate(event).numbered_after(before)
        row = SessionRow(session_id=event.session_id, placed=event.aggregateversion, **_fields(event, plan))
        row.entries = max(*plan.entries, *(before.entries if before else ()), 1)
        _note_move(row, event, before, plan)
        db.add(row)
        return True
    if event.aggregateversion <= row.version:
        return False
    before = _known(row, event)
    plan = Plan.model_validate(event).numbered_after(before)
    row.sqlmodel_update(_fields(event, plan))
    row.entries = max(row.entries, *plan.entries)
    if plan == before or (not before.days and plan.without_days() == before):
        return False
    row.placed, row.sequence = event.aggregateversion, row.sequence + 1
    _note_move(row, event, before, plan)
    return True


def _known(row: SessionRow, event: PlanEvent) -> Plan:
    """Return the plan that is kept; its days, where an older release has kept none, as the event tells them."""
    kept = Plan.model_validate(row)
    if kept.days or not isinstance(event, SessionRescheduled):
        return kept
    told = Plan.model_validate(event.before)
    return told if told.without_days() == kept else kept


def _note_move(row: SessionRow, event: PlanEvent, before: Plan | None, plan: Plan) -> None:
    """Remember from where the session has moved, unless it has not."""
    if before is not None and before != plan:
        row.moved_by, row.moved_at = event.id, event.time
        row.before = before.model_dump(mode="json")


def _fields(event: PlanEvent, plan: Plan) -> dict[str, Any]:
    in_json = plan.model_dump(mode="json", include={"days", "numbers"})
    return {"version": event.aggregateversion, "region": event.region, **plan.model_dump(), **in_json}


async def plan_of(db: AsyncSession, session_id: UUID) -> Plan | None:
    """Return the newest plan that is known."""
    row = await db.get(SessionRow, session_id)
    return Plan.model_validate(row) if row else None


async def last_move(db: AsyncSession, session_id: UUID) -> Move | None:
    """Return the last change of place or time, if there was one."""
    row = await db.get(SessionRow, session_id)
    if row is None or row.moved_by is None or row.moved_at is None:
        return None
    return Move(row.moved_by, row.moved_at, session_id, Plan.model_validate(row.before), row.placed)


async def cancel(db: AsyncSession, event: SessionCancelled) -> None:
    """Keep that the session will not take place."""
    if await cancellation(db, event.session_id) is None:
        db.add(Cancellation(session_id=event.session_id, event_id=event.id, told_at=event.time))


async def cancellation(db: AsyncSession, session_id: UUID) -> Cancellation | None:
    """Return the session's cancellation, if there is one."""
    return await db.get(Cancellation, session_id)
