"""The tables of registration and the queries on them."""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, DateTime, Identity, Index, String, func, text
from sqlmodel import Field, SQLModel, col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.registration.domain import Language, OrganisationKind, PhoneKind, SeatState, SessionState
from shared.database import new_registry
from shared.events import Sex

UTC_TIME: Any = DateTime(timezone=True)
WALL_CLOCK: Any = DateTime(timezone=False)  # said in the zone beside it; only shown, never reckoned with


class Table(SQLModel, registry=new_registry()):
    """A table of registration."""


class Organisation(Table, table=True):
    """A civil-society organisation that sends participants."""

    id: UUID = Field(primary_key=True)
    name: str
    kind: OrganisationKind = Field(sa_type=String)
    region: str
    version: int = 1


class Participant(Table, table=True):
    """A person and how to reach them. Names, phone and e-mail are nowhere else in Takwin."""

    __table_args__ = (
        CheckConstraint("sex in ('woman', 'man', 'unknown')", name="sex"),
        CheckConstraint("language in ('fr', 'ar')", name="language"),
        CheckConstraint(r"phone ~ '^\+[1-9][0-9]{5,14}$'", name="phone"),
        CheckConstraint("phone_kind in ('mobile', 'landline', 'other')", name="phone_kind"),
        CheckConstraint("(phone is null) = (phone_kind is null)", name="phone_has_kind"),
        CheckConstraint("email = lower(email)", name="email"),
    )

    id: UUID = Field(primary_key=True, description="random")
    given_name: str
    family_name: str
    sex: Sex = Field(sa_type=String)
    organisation_id: UUID = Field(foreign_key="organisation.id", index=True)
    first_timer: bool
    language: Language = Field(sa_type=String)
    phone: str | None = Field(default=None, unique=True, description="E.164")
    phone_kind: PhoneKind | None = Field(default=None, sa_type=String)
    email: str | None = Field(default=None, unique=True)
    version: int = 1


class Session(Table, table=True):
    """A session as scheduling has told it, and its seats as we keep them.

    `heard` is the newest aggregateversion of scheduling's; `version` counts what we said about its seats.
    What only the plan tells is null until the plan has arrived.
    """

    __table_args__ = (
        CheckConstraint("state in ('planned', 'open', 'completed')", name="state"),
        CheckConstraint("seats > 0", name="seats"),
        CheckConstraint("taken between 0 and seats", name="taken"),
        CheckConstraint("waiting >= 0 and (waiting = 0 or taken = seats)", name="waiting"),
    )

    id: UUID = Field(primary_key=True)
    region: str
    state: SessionState = Field(default="planned", sa_type=String)
    heard: int = 0
    seats: int | None = None
    city: str | None = None
    zone: str | None = None
    starts_local: datetime | None = Field(default=None, sa_type=WALL_CLOCK)
    ends_local: datetime | None = Field(default=None, sa_type=WALL_CLOCK)
    starts_at: datetime | None = Field(default=None, sa_type=UTC_TIME)
    ends_at: datetime | None = Field(default=None, sa_type=UTC_TIME)
    taken: int = 0
    waiting: int = 0
    last_place: int = Field(default=0, description="number of the newest registration, for first come, first served")
    version: int = 0


class Registration(Table, table=True):
    """A participant's seat in a session, or place on its waiting list: the lowest `place` is next."""

    __table_args__ = (
        CheckConstraint("state in ('registered', 'waiting', 'withdrawn')", name="state"),
        Index(
            "uq_registration_active",
            "session_id",
            "participant_id",
            unique=True,
            postgresql_where=text("state <> 'withdrawn'"),
        ),
        Index("ix_registration_queue", "session_id", "place", unique=True),
    )

    id: UUID = Field(primary_key=True)
    session_id: UUID = Field(foreign_key="session.id")
    participant_id: UUID = Field(foreign_key="participant.id", index=True)
    state: SeatState = Field(sa_type=String)
    place: int
    asked_at: datetime = Field(sa_type=UTC_TIME, description="business time")


class ContactsRead(Table, table=True):
    """Who was handed contacts, how many and for what; not whose. Machine time."""

    __tablename__ = "contacts_read"

    id: int | None = Field(default=None, sa_type=BigInteger, sa_column_args=[Identity()], primary_key=True)
    caller: str
    purpose: str
    count: int
    read_at: datetime | None = Field(
        default=None, sa_type=UTC_TIME, nullable=False, sa_column_kwargs={"server_default": func.now()}
    )


T = TypeVar("T", Organisation, Participant, Session, Registration)


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


async def next_waiting(db: AsyncSession, session_id: UUID) -> Registration | None:
    """Return whoever has waited longest."""
    query = select(Registration).where(Registration.session_id == session_id, Registration.state == "waiting")
    return (await db.exec(query.order_by(col(Registration.place)).limit(1))).one_or_none()


async def registrations(db: AsyncSession, session_id: UUID) -> Sequence[Registration]:
    """Return all registrations for the session, first come first, the withdrawn too."""
    query = select(Registration).where(Registration.session_id == session_id)
    return (await db.exec(query.order_by(col(Registration.place)))).all()


async def registered_among(
    db: AsyncSession, participant_ids: Sequence[UUID], states: Iterable[str]
) -> Sequence[Participant]:
    """Return those of the participants who have a registration in one of the states."""
    known = select(Registration.participant_id).where(
        col(Registration.participant_id).in_(participant_ids), col(Registration.state).in_(states)
    )
    return (await db.exec(select(Participant).where(col(Participant.id).in_(known)))).all()
