"""Delivery of the messages about a session, person by person."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import or_
from sqlmodel import Field, col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.registration.delivery.domain import Settled, newest_in_vain, time_of
from services.registration.people.storage import Participant
from services.registration.seats.storage import Registration, Session
from services.registration.tables import UTC_TIME, Table


class Reach(Table, table=True):
    """How the newest message of a kind went on one channel. It refers to no row: news comes in any order."""

    session_id: UUID = Field(primary_key=True)
    participant_id: UUID = Field(primary_key=True)
    template: str = Field(primary_key=True)
    channel: str = Field(primary_key=True)
    message_id: UUID
    state: str
    reason: str | None = None
    settled_at: datetime = Field(sa_type=UTC_TIME, description="business time")
    delivery: str | None = Field(default=None, description="what its receipt says")
    delivery_reason: str | None = None


class Called(Table, table=True):
    """When somebody was last called about a session, since no message had reached them."""

    session_id: UUID = Field(primary_key=True)
    participant_id: UUID = Field(primary_key=True)
    called_at: datetime = Field(sa_type=UTC_TIME, description="business time")


@dataclass(frozen=True)
class ToCall:
    """Somebody whom no message has reached, and what became of the newest one on each channel."""

    participant: Participant
    registration: Registration
    messages: Sequence[Settled]

    @property
    def template(self) -> str:
        """Return which message it was."""
        return self.messages[0].template


@dataclass(frozen=True)
class Fate:
    """What became of a message to somebody, and about which session it was."""

    message: Settled
    session: Session


@dataclass(frozen=True)
class Call:
    """When somebody was last called, and about which session."""

    called_at: datetime
    session: Session


def settled(row: Reach) -> Settled:
    """Return the row as the rules see it."""
    return Settled(**row.model_dump(exclude={"session_id", "participant_id"}))


async def unreached(db: AsyncSession, session_id: UUID) -> Sequence[ToCall]:
    """Return who has, awaits or is offered a seat and must be called, in the order in which they asked for it."""
    session = await db.get(Session, session_id)
    messages: dict[UUID, list[Settled]] = {}
    for row in await db.exec(select(Reach).where(Reach.session_id == session_id)):
        messages.setdefault(row.participant_id, []).append(settled(row))
    calls = await called(db, session_id)
    query = select(Registration, Participant).join(Participant, col(Participant.id) == Registration.participant_id)
    query = query.where(Registration.session_id == session_id, Registration.state != "withdrawn")
    found = []
    for registration, participant in await db.exec(query.order_by(col(Registration.place))):
        heard = messages.get(participant.id, [])
        vain = newest_in_vain(heard, session.state, registration.state) if session else None
        if vain and (participant.id not in calls or calls[participant.id] < time_of(vain)):
            found.append(ToCall(participant, registration, vain))
    return found


async def called(db: AsyncSession, session_id: UUID) -> dict[UUID, datetime]:
    """Return who was called about the session, and when last."""
    found = await db.exec(select(Called).where(Called.session_id == session_id))
    return {it.participant_id: it.called_at for it in found}


async def fates(db: AsyncSession, participant_id: UUID) -> list[Fate]:
    """Return what became of the newest message of each kind to somebody, by each channel, the latest first."""
    query = select(Reach, Session).join(Session, col(Session.id) == col(Reach.session_id))
    query = query.where(Reach.participant_id == participant_id).order_by(col(Reach.settled_at).desc(), Reach.channel)
    return [Fate(settled(row), session) for row, session in await db.exec(query)]


async def calls_to(db: AsyncSession, participant_id: UUID) -> list[Call]:
    """Return when somebody was last called about each session, the latest first."""
    query = select(Called.called_at, Session).join(Session, col(Session.id) == col(Called.session_id))
    query = query.where(Called.participant_id == participant_id).order_by(col(Called.called_at).desc())
    return [Call(called_at, session) for called_at, session in await db.exec(query)]


async def missed_sessions(db: AsyncSession, now: datetime) -> Sequence[Session]:
    """Return the sessions that are not over and of which some message has reached nobody, the next first."""
    told = select(Reach.session_id).where(or_(col(Reach.state) != "sent", col(Reach.delivery) == "undelivered"))
    query = select(Session).where(col(Session.ends_at) > now, col(Session.id).in_(told))
    return (await db.exec(query.order_by(col(Session.starts_at)))).all()


async def people_to_call(db: AsyncSession, now: datetime) -> int:
    """Return how many people of sessions that are not over no message has reached."""
    return sum([len(await unreached(db, session.id)) for session in await missed_sessions(db, now)])
