"""Queries for what is no figure: a session's place, the list of sessions, what was told, how many rows there are."""

from typing import Any
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.reporting.public.projector import Known
from services.reporting.read_models.tables import READ_MODELS, SessionRow, columns
from shared.kernel.database import run

NUMBERS = {
    str(table.__tablename__): " + ".join(it for it in ("version", "plan_version") if it in table.model_fields)
    for table in READ_MODELS
}
HOW_MUCH = " union all ".join(f"select '{it}', count(*), sum({numbers}) from {it}" for it, numbers in NUMBERS.items())


async def known(db: AsyncSession, session_id: UUID) -> Known:
    """Return what has been heard of the session's place and hours, and how many were there."""
    found = await run(
        db,
        "select city, starts_at, ends_at,"
        " (select count(distinct participant_id) from marks"
        " where session_id = :id and state in ('present', 'late', 'partial'))"
        " from (values (1)) as always left join sessions on session_id = :id",
        id=session_id,
    )
    return Known(*found.one())


async def known_of_seats(db: AsyncSession, session_id: UUID) -> Known:
    """Return what has been told in public of the session's seats, and how new the newest fact about them is."""
    found = await run(
        db,
        "select people, coalesce(number, 0), (select max(version) from seats where session_id = :id)"
        " from (values (1)) as always left join tellings on session_id = :id and what = 'registered'",
        id=session_id,
    )
    told, times, newest = found.one()
    return Known(seats_told=told, times_told=times, newest=newest or 0)


async def list_sessions(db: AsyncSession) -> list[dict[str, Any]]:
    """Return sessions with their seats counted, the earliest first; codes are null until the catalogue has arrived."""
    found = await run(
        db,
        f"select {columns(SessionRow, 's')}, p.code as programme, c.session_id is not null as attendance_closed,"
        " array(select m.code from unnest(s.modules) as used (id) join modules m on m.module_id = used.id order by 1)"
        " as module_codes,"
        " count(*) filter (where held.state = 'registered') as registered,"
        " count(*) filter (where held.state in ('waiting', 'offered')) as waiting,"
        " count(*) filter (where held.state = 'withdrawn') as withdrawn"
        " from sessions s left join programmes p using (programme_id) left join closings c using (session_id)"
        " left join seats held using (session_id)"
        " group by s.session_id, p.code, c.session_id order by s.starts_at nulls last, s.session_id",
    )
    return [dict(row) for row in found.mappings()]


async def how_much(db: AsyncSession) -> tuple[Any, ...]:
    """Return what changes with every fact that changes anything: how many rows there are, and how new all together.

    Whatever is kept is a new row, or newer by its number than the one that it writes over.
    """
    return tuple(map(tuple, (await run(db, HOW_MUCH)).all()))
