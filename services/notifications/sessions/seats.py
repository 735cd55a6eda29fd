"""Seats by ids: whom to tell of a session's changes, and whom to remind."""

from collections.abc import Sequence
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.notifications.queue.domain import Standing
from services.notifications.tables import Seat
from shared.events import RegistrationEvent
from shared.kernel.database import run


async def keep(db: AsyncSession, event: RegistrationEvent, standing: Standing) -> Seat:
    """Keep where the participant stands unless something newer is known; return where that is.

    Whoever comes back after a withdrawal begins another attendance: calendars have let go of the first one.
    """
    await run(
        db,
        "insert into seats (session_id, participant_id, state, attendance, version)"
        " values (:session_id, :participant_id, :state, :event_id, :version)"
        " on conflict (session_id, participant_id) do update set state = excluded.state, version = excluded.version,"
        " attendance = case when seats.state = 'withdrawn' and excluded.state <> 'withdrawn'"
        " then excluded.attendance else seats.attendance end where excluded.version > seats.version",
        session_id=event.session_id,
        participant_id=event.participant_id,
        state=standing,
        event_id=event.id,
        version=event.aggregateversion,
    )
    key = (event.session_id, event.participant_id)
    return await db.get_one(Seat, key, populate_existing=True)


async def standing(db: AsyncSession, session_id: UUID, standings: Sequence[Standing]) -> Sequence[Seat]:
    """Return everybody in the session who stands so, always in the same order."""
    query = select(Seat).where(col(Seat.session_id) == session_id, col(Seat.state).in_(standings))
    return (await db.exec(query.order_by(col(Seat.participant_id)).execution_options(populate_existing=True))).all()
