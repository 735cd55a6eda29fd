"""Sessions as scheduling has told them, the seats in them, and the queries on both."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint, ColumnElement, Index, String, case, text
from sqlmodel import Field, col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.registration.seats.domain import why_no_seat, why_seats_stay
from services.registration.tables import UTC_TIME, WALL_CLOCK, Table
from shared.events import SeatState
from shared.events.stages import SessionState, Stage, stage
from shared.kernel.database import run
from shared.refusals import Conflict

OFFERED = text("state = 'offered'")


class Session(Table, table=True):
    """A session as scheduling has told it, and its seats as we keep them.

    `heard` is the newest aggregateversion that told its state, `plan_heard` the newest that told its plan; `version`
    counts what we said about its seats, `attendance_version` what we said about attendance. What only the plan tells
    is null until the plan has arrived. `taken` counts who is registered and who is offered a seat. `surplus` is by how
    many a new plan with fewer seats is exceeded; nothing but such a plan makes it more. Seats that came free when the
    session was over `stay_free`, beside those who wait.
    """

    __table_args__ = (
        CheckConstraint("state in ('planned', 'open', 'completed', 'cancelled')", name="state"),
        CheckConstraint("seats > 0", name="seats"),
        CheckConstraint("taken >= 0", name="taken"),
        CheckConstraint("offered between 0 and taken", name="offered"),
        CheckConstraint("surplus = greatest(taken - seats, 0)", name="surplus"),
        CheckConstraint(
            "waiting >= 0 and (waiting = 0 or taken >= seats or stay_free or state in ('completed', 'cancelled'))",
            name="waiting",
        ),
    )

    id: UUID = Field(primary_key=True)
    region: str
    state: SessionState = Field(default="planned", sa_type=String)
    heard: int = 0
    plan_heard: int = 0
    seats: int | None = None
    city: str | None = None
    venue: str | None = None
    city_ar: str | None = None
    venue_ar: str | None = None
    zone: str | None = None
    starts_local: datetime | None = Field(default=None, sa_type=WALL_CLOCK)
    ends_local: datetime | None = Field(default=None, sa_type=WALL_CLOCK)
    starts_at: datetime | None = Field(default=None, sa_type=UTC_TIME)
    ends_at: datetime | None = Field(default=None, sa_type=UTC_TIME)
    cancel_reason: str | None = None
    taken: int = 0
    offered: int = 0
    waiting: int = 0
    surplus: int = 0
    stay_free: bool = False
    last_place: int = Field(default=0, description="number of the newest registration, for first come, first served")
    version: int = 0
    attendance_version: int = 0
    attendance_closed_at: datetime | None = Field(default=None, sa_type=UTC_TIME, description="business time")

    def stage(self, now: datetime) -> Stage:
        """Return how far it is, by the hour."""
        return stage(self.state, self.starts_at, self.ends_at, now)

    def why_seats_stay(self, now: datetime) -> Conflict | None:
        """Return why its seats move no more, as the rules see it; None while they do."""
        return why_seats_stay(self.state, self.ends_at, self.attendance_closed_at, now)

    def why_no_seat(self, now: datetime) -> Conflict | None:
        """Return why nobody gets a seat in it, or a place on its waiting list; None while somebody does."""
        gives = self.state == "open" and self.seats is not None
        return self.why_seats_stay(now) or (None if gives else why_no_seat(self.state))


class Block(Table, table=True):
    """One dated part of a session, in which one version of one module is taught."""

    __table_args__ = (CheckConstraint("minutes > 0", name="minutes"),)

    id: UUID = Field(primary_key=True)
    session_id: UUID = Field(foreign_key="session.id", index=True)
    module_id: UUID
    module_version: int
    starts_at: datetime = Field(sa_type=UTC_TIME)
    ends_at: datetime = Field(sa_type=UTC_TIME)
    minutes: int


class Registration(Table, table=True):
    """A participant's seat in a session, offer of one, or place on its waiting list: the lowest `place` is next."""

    __table_args__ = (
        CheckConstraint("state in ('registered', 'waiting', 'offered', 'withdrawn')", name="state"),
        CheckConstraint("(state = 'offered') = (expires_at is not null)", name="offer_expires"),
        Index(
            "uq_registration_active",
            "session_id",
            "participant_id",
            unique=True,
            postgresql_where=text("state <> 'withdrawn'"),
        ),
        Index("ix_registration_queue", "session_id", "place", unique=True),
        Index("ix_registration_offers", "expires_at", postgresql_where=OFFERED),
    )

    id: UUID = Field(primary_key=True)
    session_id: UUID = Field(foreign_key="session.id")
    participant_id: UUID = Field(foreign_key="participant.id", index=True)
    state: SeatState = Field(sa_type=String)
    place: int
    asked_at: datetime = Field(sa_type=UTC_TIME, description="business time")
    expires_at: datetime | None = Field(default=None, sa_type=UTC_TIME, description="of an offer; business time")
    given_up_at: datetime | None = Field(
        default=None,
        sa_type=UTC_TIME,
        description="of a seat or a place, not of an offer; business time",
    )


async def lock_session(db: AsyncSession, session_id: UUID) -> Session | None:
    """Return the session as it now is; nobody else changes its seats until this transaction ends."""
    return await db.get(Session, session_id, with_for_update={"key_share": True}, populate_existing=True)


async def active(db: AsyncSession, session_id: UUID, participant_id: UUID) -> Registration | None:
    """Return the registration that the participant has not given up."""
    query = select(Registration).where(
        Registration.session_id == session_id,
        Registration.participant_id == participant_id,
        Registration.state != "withdrawn",
    )
    return (await db.exec(query)).one_or_none()


async def is_forgotten(db: AsyncSession, participant_id: UUID) -> bool:
    """Say whether the person is erased."""
    found = await run(db, "select erased_at is not null from participant where id = :id", id=participant_id)
    return bool(found.scalar_one_or_none())


async def queue(db: AsyncSession, session_id: UUID, limit: int) -> Sequence[Registration]:
    """Return up to `limit` of those who wait, whoever has waited longest first."""
    query = select(Registration).where(Registration.session_id == session_id, Registration.state == "waiting")
    query = query.order_by(col(Registration.place)).limit(limit)
    return (await db.exec(query.execution_options(populate_existing=True))).all()


async def waiting_before(db: AsyncSession, session_id: UUID, place: int) -> int:
    """Return how many of those who wait asked before this place in the order of asking."""
    query = select(func.count()).select_from(Registration)
    query = query.where(Registration.session_id == session_id, Registration.state == "waiting")
    return (await db.exec(query.where(col(Registration.place) < place))).one()


async def offers(db: AsyncSession, session_id: UUID) -> Sequence[Registration]:
    """Return those who are offered a seat, first come first, as they are now."""
    query = select(Registration).where(Registration.session_id == session_id, Registration.state == "offered")
    return (await db.exec(query.order_by(col(Registration.place)).execution_options(populate_existing=True))).all()


async def with_offers_over(db: AsyncSession, now: datetime, limit: int) -> Sequence[UUID]:
    """Return up to `limit` sessions in which an offer has run out."""
    query = select(Registration.session_id).where(Registration.state == "offered", col(Registration.expires_at) <= now)
    return (await db.exec(query.distinct().limit(limit))).all()


async def lock_if_free(db: AsyncSession, session_id: UUID) -> Session | None:
    """Return the session, locked as by `lock_session`, unless somebody else has it now."""
    how = {"key_share": True, "skip_locked": True}
    return await db.get(Session, session_id, with_for_update=how, populate_existing=True)


async def registrations(db: AsyncSession, session_id: UUID) -> Sequence[Registration]:
    """Return all registrations for the session, first come first, the withdrawn too."""
    query = select(Registration).where(Registration.session_id == session_id)
    return (await db.exec(query.order_by(col(Registration.place)))).all()


async def blocks(db: AsyncSession, session_id: UUID) -> Sequence[Block]:
    """Return the session's blocks in the order of the day."""
    query = select(Block).where(Block.session_id == session_id)
    return (await db.exec(query.order_by(col(Block.starts_at), col(Block.id)))).all()


async def held(db: AsyncSession, session_id: UUID) -> Counter[str]:
    """Return how many registrations of the session are in each state."""
    query = select(Registration.state, func.count()).where(Registration.session_id == session_id)
    return Counter(dict((await db.exec(query.group_by(Registration.state))).all()))


async def open_sessions(db: AsyncSession) -> Sequence[Session]:
    """Return the sessions that take registrations, the next first."""
    query = select(Session).where(Session.state == "open")
    return (await db.exec(query.order_by(col(Session.starts_at), col(Session.id)))).all()


async def listed(db: AsyncSession, now: datetime, region: str, stage: str, part: tuple[int, int]) -> Sequence[Session]:
    """Return a part (how many before it, how many in it) of the sessions: those ahead first, the nearest first."""
    query = select(Session)
    if region:
        query = query.where(Session.region == region)
    if stage:
        query = query.where(*_at_stage(stage, now))
    over = case((col(Session.ends_at) < now, 1), else_=0)
    distance = func.abs(func.extract("epoch", col(Session.starts_at)) - now.timestamp())
    query = query.order_by(over, distance.nulls_last(), col(Session.id)).offset(part[0]).limit(part[1])
    return (await db.exec(query)).all()


def _at_stage(wanted: str, now: datetime) -> tuple[ColumnElement[bool], ...]:
    """Return the conditions on sessions of which Session.stage says so."""
    begun, over = col(Session.starts_at) <= now, col(Session.ends_at) <= now
    if wanted in {"completed", "cancelled"}:
        return (col(Session.state) == wanted,)
    if wanted in {"planned", "open"}:
        return col(Session.state) == wanted, begun.is_not(True)
    left = col(Session.state).in_(("planned", "open"))
    return (left, over) if wanted == "over" else (left, begun, over.is_not(True))
