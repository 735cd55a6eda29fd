"""Sessions and their blocks."""

from collections.abc import Collection, Sequence
from datetime import date, datetime, time
from typing import Any
from uuid import UUID

from sqlalchemy import CheckConstraint, ForeignKeyConstraint, Index, String, text
from sqlalchemy.dialects.postgresql import TSTZMULTIRANGE, ExcludeConstraint
from sqlmodel import Field, col, select
from sqlmodel.ext.asyncio.session import AsyncSession
from sqlmodel.sql.expression import Select

from services.scheduling.tables import UTC_TIME, WALL_CLOCK, Table
from services.scheduling.venues.storage import Venue
from shared.events import CancelReason
from shared.events.stages import SessionState, Stage, stage
from shared.kernel.database import run

# A release before this one books from start to end, and so do rows that it has written.
OCCUPIED = "coalesce(booked, tstzmultirange(tstzrange(starts_at, ends_at)))"


class Session(Table, table=True):
    """A training at one venue, which it has for itself while it is `booked`. `version` counts what was said of it."""

    __table_args__ = (
        CheckConstraint("seats > 0", name="seats"),
        CheckConstraint("ends_at > starts_at", name="order"),
        CheckConstraint("state in ('planned', 'open', 'completed', 'cancelled')", name="state"),
        CheckConstraint("(state = 'cancelled') = (cancel_reason is not null)", name="cancel_reason"),
        ExcludeConstraint(
            ("venue_id", "="),
            (text(OCCUPIED), "&&"),
            name="ex_session_venue",
            using="gist",
            where=text("state <> 'cancelled'"),
        ),
    )

    id: UUID = Field(primary_key=True)
    programme_id: UUID = Field(foreign_key="programme.id")
    venue_id: UUID = Field(foreign_key="venue.id")
    region: str
    seats: int
    state: SessionState = Field(default="planned", sa_type=String)
    cancel_reason: CancelReason | None = Field(default=None, sa_type=String)
    zone: str
    starts_local: datetime = Field(sa_type=WALL_CLOCK)
    ends_local: datetime = Field(sa_type=WALL_CLOCK)
    starts_at: datetime = Field(sa_type=UTC_TIME)
    ends_at: datetime = Field(sa_type=UTC_TIME)
    booked: Any = Field(default=None, sa_type=TSTZMULTIRANGE, nullable=True)
    version: int = 1
    somebody_came: bool = Field(
        default=False,
        description="attendance has told of somebody there; not of how many",
        sa_column_kwargs={"server_default": "false"},
    )
    attendance_heard: bool = Field(
        default=True,
        description="all along; false where it began before we kept whether somebody came",
        sa_column_kwargs={"server_default": "true"},
    )

    @property
    def seems_empty(self) -> bool:
        """Whether attendance would have told of anybody there, and has not."""
        return self.attendance_heard and not self.somebody_came

    def stage(self, now: datetime) -> Stage:
        """Return how far it is, by the hour."""
        return stage(self.state, self.starts_at, self.ends_at, now)


class Block(Table, table=True):
    """A part of a session in which one version of one module is taught."""

    __table_args__ = (
        CheckConstraint("ends_at > starts_at", name="order"),
        ForeignKeyConstraint(["module_id", "module_version"], ["module_version.module_id", "module_version.version"]),
        Index(None, "module_id", "module_version"),
    )

    id: UUID = Field(primary_key=True)
    session_id: UUID = Field(foreign_key="session.id", index=True)
    module_id: UUID
    module_version: int
    starts_local: datetime = Field(sa_type=WALL_CLOCK)
    ends_local: datetime = Field(sa_type=WALL_CLOCK)
    starts_at: datetime = Field(sa_type=UTC_TIME)
    ends_at: datetime = Field(sa_type=UTC_TIME)


async def blocks(db: AsyncSession, session_ids: Collection[UUID]) -> Sequence[Block]:
    """Return the blocks of these sessions, the earliest first."""
    query = select(Block).where(col(Block.session_id).in_(session_ids))
    return (await db.exec(query.order_by(col(Block.starts_at)))).all()


async def in_room(db: AsyncSession, venue_id: UUID, after: datetime, but: UUID | None) -> Sequence[Session]:
    """Return the sessions that have the room and end after a moment, but for one of them."""
    query = select(Session).where(Session.venue_id == venue_id, Session.state != "cancelled")
    return (await db.exec(query.where(Session.id != but, col(Session.ends_at) > after))).all()


async def leave_rooms(db: AsyncSession, session_ids: Sequence[UUID]) -> None:
    """Let the sessions go of their rooms: two that change places would otherwise stand in each other's way."""
    ids = list(session_ids)
    await run(db, "update session set state = 'cancelled', cancel_reason = 'other' where id = any(:ids)", ids=ids)


async def between(db: AsyncSession, first: date, last: date, region: str = "") -> Sequence[tuple[Session, Venue]]:
    """Return the sessions that are on at some time from the first day to the last, by the clock on the wall."""
    begins, ends = datetime.combine(first, time.min), datetime.combine(last, time.max)
    query = _with_venues(region).where(col(Session.starts_local) <= ends, col(Session.ends_local) >= begins)
    return (await db.exec(query.order_by(col(Session.starts_at), Venue.city))).all()


async def ahead(db: AsyncSession, now: datetime, limit: int, region: str = "") -> Sequence[tuple[Session, Venue]]:
    """Return the sessions that are not over and still to be held, the next first."""
    query = _with_venues(region).where(col(Session.ends_at) > now, col(Session.state).in_(("planned", "open")))
    return (await db.exec(query.order_by(col(Session.starts_at)).limit(limit))).all()


async def left_open(db: AsyncSession, now: datetime, region: str = "") -> Sequence[tuple[Session, Venue]]:
    """Return the sessions that are over and neither completed nor cancelled, the oldest first."""
    query = _with_venues(region).where(col(Session.ends_at) <= now, col(Session.state).in_(("planned", "open")))
    return (await db.exec(query.order_by(col(Session.starts_at)))).all()


def _with_venues(region: str) -> Select[Session, Venue]:
    query = select(Session, Venue).join(Venue)
    return query.where(Session.region == region) if region else query
