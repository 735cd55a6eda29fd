"""Rows are kept by upserts: whatever order events arrive in, the newest wins."""

from functools import cache
from typing import Any, cast

from sqlalchemy import Table
from sqlalchemy.dialects.postgresql import Insert, insert
from sqlmodel.ext.asyncio.session import AsyncSession

from services.reporting.read_models.tables import MarkRow, ReadModel, SessionRow, TellingRow
from shared.events import AttendanceRecorded, PlanEvent
from shared.events.public import AttendanceCounted, PublicEvent, SeatsCounted
from shared.kernel import outbox
from shared.kernel.contracts import Event


async def keep_newest(db: AsyncSession, table: type[ReadModel], event: Event, **row: Any) -> None:
    """Insert the row, or write over one that an older event made; columns not named stay as they are."""
    row |= _made_by(event)
    await _keep(db, _newest_wins(table, frozenset(row), "version"), row)


async def keep_told(db: AsyncSession, table: type[ReadModel], event: Event, **other: Any) -> None:
    """Keep what the event tells under the names of the table's columns, and `other` beside it."""
    await keep_newest(db, table, event, **event.kept_in(table.model_fields) | other)


async def keep_plan(db: AsyncSession, event: PlanEvent, **parts: Any) -> None:
    """Keep the session's newest plan; where the session stands is told by other events, numbered with these."""
    made_by = {f"plan_{column}": value for column, value in _made_by(event).items()}
    plan = event.kept_in(SessionRow.model_fields) | parts | made_by
    first = {"state": "planned", "version": 0, "told_at": event.time}
    await _keep(db, _newest_wins(SessionRow, frozenset(plan), "plan_version"), plan | first)


async def keep_marks(db: AsyncSession, event: AttendanceRecorded) -> None:
    """Keep the marks of one block; each is as new as the event that named it last."""
    same = {"session_id": event.session_id, "block_id": event.block_id, "region": event.region, **_made_by(event)}
    marks = {mark.participant_id: {**same, **mark.model_dump()} for mark in event.marks}
    if marks:
        await _keep(db, _newest_wins(MarkRow, frozenset((*same, "state", "minutes")), "version"), list(marks.values()))


async def keep_telling(db: AsyncSession, event: Event, public: SeatsCounted | AttendanceCounted) -> None:
    """Keep what is told in public of a session's people because of `event`."""
    what, people = next(iter(public.model_dump(include={"registered", "attended"}).items()))
    told = {"session_id": public.session_id, "what": what, "people": people, "number": public.aggregateversion}
    await keep_newest(db, TellingRow, event, **told)


async def publish_once(db: AsyncSession, fact: PublicEvent) -> None:
    """Send a public event that has its envelope already, unless it was sent before, e.g. before a rebuild."""
    row = outbox.row_of(fact).model_dump(exclude={"position", "written_at"})
    await (await db.connection()).execute(insert(outbox.Outgoing).values(row).on_conflict_do_nothing())
    outbox.ring_after_commit(db)


def _made_by(event: Event) -> dict[str, Any]:
    return {
        "version": event.aggregateversion,
        "told_at": event.time,
        "event_id": event.id,
        "event_type": event.type,
    }


async def _keep(db: AsyncSession, statement: Insert, rows: dict[str, Any] | list[dict[str, Any]]) -> None:
    await db.flush()
    await (await db.connection()).execute(statement, rows)


@cache
def _newest_wins(table: type[ReadModel], columns: frozenset[str], number: str) -> Insert:
    """Return the statement that writes `columns` unless the row is as new by `number` already."""
    stored = cast("Table", table.__table__)  # type: ignore[attr-defined] # a table class has one, its base does not say so
    key = list(stored.primary_key)
    statement = insert(stored)
    changes = {name: statement.excluded[name] for name in columns - {column.name for column in key}}
    newer = statement.excluded[number] > stored.c[number]
    return statement.on_conflict_do_update(index_elements=key, set_=changes, where=newer)
