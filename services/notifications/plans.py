"""What is known of sessions: the newest plan of each, what it was before, and which are cancelled."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.notifications.domain.plan import Plan
from services.notifications.storage import Cancellation, SessionRow
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
        row = SessionRow(session_id=event.session_id, placed=event.aggregateversion, **_fields(event))
        _note_move(row, event, event.before if isinstance(event, SessionRescheduled) else None)
        db.add(row)
        return True
    if event.aggregateversion <= row.version:
        return False
    before = Plan.model_validate(row)
    row.sqlmodel_update(_fields(event))
    if Plan.model_validate(event) == before:
        return False
    row.placed, row.sequence = event.aggregateversion, row.sequence + 1
    _note_move(row, event, before)
    return True


def _note_move(row: SessionRow, event: PlanEvent, before: object) -> None:
    """Remember from where the session has moved, unless it has not."""
    if before is not None and Plan.model_validate(before) != Plan.model_validate(event):
        row.moved_by, row.moved_at = event.id, event.time
        row.before = Plan.model_validate(before).model_dump(mode="json")


def _fields(event: PlanEvent) -> dict[str, Any]:
    return {"version": event.aggregateversion, **Plan.model_validate(event).model_dump()}


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
