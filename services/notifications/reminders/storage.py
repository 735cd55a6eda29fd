"""Reminders by session and kind: when each is due, and whether it waits, is done or was skipped."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Index, text
from sqlmodel import Field
from sqlmodel.ext.asyncio.session import AsyncSession

from services.notifications.tables import UTC_TIME, Table
from shared.kernel.database import run, run_each

KEEP = """
insert into reminders (session_id, kind, placed, due_at, state) values (:session_id, :kind, :placed, :due_at, :state)
on conflict (session_id, kind) do update set placed = excluded.placed, due_at = excluded.due_at, state = excluded.state
"""
GONE = "delete from reminders where session_id = :session_id and not kind = any(:kinds)"
DUE = "select session_id from reminders where state = 'waiting' and due_at <= :now order by due_at limit 100"
TAKE = """
update reminders set state = 'done' where session_id = :session_id and state = 'waiting' and due_at <= :now
returning kind, placed, due_at"""
DROP = "delete from reminders where session_id = :session_id"


class Reminder(Table, table=True):
    """One reminder of one session: waiting, done, or skipped because its moment had passed."""

    __tablename__ = "reminders"
    __table_args__ = (Index("ix_reminders_waiting", "due_at", postgresql_where=text("state = 'waiting'")),)

    session_id: UUID = Field(primary_key=True)
    kind: str = Field(primary_key=True)
    placed: int = Field(description="version of place and time it reminds of")
    due_at: datetime = Field(sa_type=UTC_TIME, description="business time")
    state: str


async def plan(db: AsyncSession, session_id: UUID, rows: list[dict[str, Any]]) -> None:
    """Keep these reminders of the session, and no others."""
    await run(db, GONE, session_id=session_id, kinds=[row["kind"] for row in rows])
    await run_each(db, KEEP, rows)


async def drop(db: AsyncSession, session_id: UUID) -> None:
    """Keep no reminder of the session."""
    await run(db, DROP, session_id=session_id)


async def due(db: AsyncSession, now: datetime) -> list[UUID]:
    """Return the sessions of which people are to be reminded by now, each once."""
    found = await run(db, DUE, now=now)
    return list(dict.fromkeys(row.session_id for row in found))


async def take(db: AsyncSession, session_id: UUID, now: datetime) -> Sequence[Any]:
    """Note the session's due reminders as done, and return them, the oldest first."""
    taken = await run(db, TAKE, session_id=session_id, now=now)
    return sorted(taken.all(), key=lambda row: row.due_at)
