"""Sessions, cancellations and seats, as far as messages need them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlmodel import Field, col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.notifications.tables import JSON_OR_NULL, UTC_TIME, WALL_CLOCK, Table
from shared.events import RegistrationEvent, SeatState
from shared.kernel.database import run


class SessionRow(Table, table=True):
    """A session's plan as messages say it, and the last change of place or time that people had to be told of."""

    __tablename__ = "sessions"

    session_id: UUID = Field(primary_key=True)
    version: int
    region: str | None = Field(default=None, description="null where an older release kept it")
    city: str
    venue: str | None = None
    city_ar: str | None = None
    venue_ar: str | None = None
    zone: str
    starts_local: datetime = Field(sa_type=WALL_CLOCK)
    ends_local: datetime = Field(sa_type=WALL_CLOCK)
    starts_at: datetime = Field(sa_type=UTC_TIME)
    days: list[Any] | None = Field(
        default=None, sa_type=JSON_OR_NULL, description="null where an older release kept it"
    )
    numbers: list[Any] | None = Field(default=None, sa_type=JSON_OR_NULL, description="of the days, in calendars")
    entries: int = Field(
        default=1, sa_column_kwargs={"server_default": "1"}, description="highest number there has been"
    )
    sequence: int = Field(default=0, sa_column_kwargs={"server_default": "0"}, description="of calendars: RFC 5545")
    placed: int = Field(default=0, sa_column_kwargs={"server_default": "0"}, description="version of place and time")
    moved_by: UUID | None = Field(default=None, description="the event that changed place or time")
    moved_at: datetime | None = Field(default=None, sa_type=UTC_TIME, description="business time")
    before: dict[str, Any] | None = Field(default=None, sa_type=JSON_OR_NULL, description="the plan before that change")


class Cancellation(Table, table=True):
    """A session that will not take place, kept apart from its plan: either may be heard first."""

    __tablename__ = "cancellations"

    session_id: UUID = Field(primary_key=True)
    event_id: UUID
    told_at: datetime = Field(sa_type=UTC_TIME, description="business time")


class Seat(Table, table=True):
    """Where one participant stands in one session. Its entry in calendars ends with a withdrawal; another may begin."""

    __tablename__ = "seats"

    session_id: UUID = Field(primary_key=True)
    participant_id: UUID = Field(primary_key=True)
    state: str
    calendar_entry: UUID = Field(sa_column_kwargs={"name": "attendance"}, description="the event it began with")
    version: int


async def alone(db: AsyncSession, session_id: UUID) -> None:
    """Let nobody else change what is known of the session until this transaction ends.

    Its plan and its seats come from two topics: without this, whoever takes a seat while the session is cancelled
    would be told neither by the one transaction nor by the other.
    """
    await run(db, "select pg_advisory_xact_lock(hashtextextended(:id, 0))", id=str(session_id))


async def keep_seat(db: AsyncSession, event: RegistrationEvent, state: SeatState) -> Seat:
    """Keep the state of the seat unless something newer is known; return the seat.

    Whoever comes back after a withdrawal begins another entry: calendars have let go of the first one.
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
        state=state,
        event_id=event.id,
        version=event.aggregateversion,
    )
    key = (event.session_id, event.participant_id)
    return await db.get_one(Seat, key, populate_existing=True)


async def seats_in(db: AsyncSession, session_id: UUID, states: Sequence[SeatState]) -> Sequence[Seat]:
    """Return the seats of the session that are in one of the states, always in the same order."""
    query = select(Seat).where(col(Seat.session_id) == session_id, col(Seat.state).in_(states))
    return (await db.exec(query.order_by(col(Seat.participant_id)).execution_options(populate_existing=True))).all()
