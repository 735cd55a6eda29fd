"""What needs a coordinator today: what is late, what is near, and what can wait."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import func
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.registration.attendance import storage as attendance
from services.registration.attendance.domain import has_ended
from services.registration.imports import storage as imports
from services.registration.imports.storage import PeopleImport
from services.registration.people.storage import Participant
from services.registration.reach.calls import Calls, to_call
from services.registration.storage import Registration, Session
from services.registration.voices.storage import Recommendation

SOON = timedelta(days=7)
URGENT = timedelta(hours=24)
NEWEST = 3  # lists
AT_MOST = 50  # sessions of one kind; more than that is a list, not a day's work


@dataclass(frozen=True)
class Offer:
    """A seat that is held for somebody who has not answered yet."""

    registration: Registration
    session: Session
    person: Participant
    urgent: bool


@dataclass(frozen=True)
class Sheet:
    """A session that has begun, whose attendance is not closed."""

    session: Session
    missing: int


@dataclass(frozen=True)
class Unread:
    """Recommendations of a session that nobody has read and released."""

    session: Session
    number: int


@dataclass(frozen=True)
class Today:
    """All of it, each kind by its own deadline."""

    now: datetime
    offers: Sequence[Offer]
    surplus: Sequence[Session]
    sheets: Sequence[Sheet]
    calls: Sequence[Calls]
    soon: Sequence[Session]
    unread: Sequence[Unread]
    lists: Sequence[PeopleImport]

    @property
    def number(self) -> int:
        """Return how many things cannot wait."""
        return len(self.offers) + len(self.surplus) + len(self.sheets) + len(self.calls)


async def due(db: AsyncSession, now: datetime) -> Today:
    """Return what needs action at this moment of business."""
    ahead = await _ahead(db, now)
    return Today(
        now=now,
        offers=await _offers(db, now),
        surplus=[one for one in ahead if one.surplus],
        sheets=await _sheets(db, now),
        calls=(await to_call(db, now))[:AT_MOST],
        soon=[one for one in ahead if one.starts_at and now < one.starts_at <= now + SOON],
        unread=await _unread(db),
        lists=(await imports.recent(db))[:NEWEST],
    )


async def _ahead(db: AsyncSession, now: datetime) -> Sequence[Session]:
    """Return the sessions that are still to take place or just taking place, the nearest first."""
    running = col(Session.state).in_(("planned", "open"))
    query = select(Session).where(running, col(Session.ends_at) > now)
    return (await db.exec(query.order_by(col(Session.starts_at)).limit(AT_MOST))).all()


async def _offers(db: AsyncSession, now: datetime) -> list[Offer]:
    query = (
        select(Registration, Session, Participant)
        .join(Session, col(Session.id) == col(Registration.session_id))
        .join(Participant, col(Participant.id) == col(Registration.participant_id))
        .where(Registration.state == "offered")
        .order_by(col(Registration.expires_at))
        .limit(AT_MOST)
    )
    found = await db.exec(query)
    return [Offer(one, session, person, _urgent(one, now)) for one, session, person in found]


def _urgent(offer: Registration, now: datetime) -> bool:
    return offer.expires_at is not None and offer.expires_at - now <= URGENT


async def _sheets(db: AsyncSession, now: datetime) -> list[Sheet]:
    begun = (col(Session.starts_at) <= now, col(Session.state) != "cancelled", Session.taken > Session.offered)
    query = select(Session).where(*begun, col(Session.attendance_closed_at).is_(None))
    sessions = (await db.exec(query.order_by(col(Session.starts_at)).limit(AT_MOST))).all()
    found = [Sheet(session, await attendance.missing(db, session.id)) for session in sessions]
    return [sheet for sheet in found if sheet.missing or has_ended(sheet.session.ends_at, now)]


async def _unread(db: AsyncSession) -> list[Unread]:
    number = func.count()
    query = (
        select(Session, number)
        .join(Recommendation, col(Recommendation.session_id) == col(Session.id))
        .where(col(Recommendation.released_at).is_(None))
        .group_by(col(Session.id))
        .order_by(col(Session.starts_at))
        .limit(AT_MOST)
    )
    return [Unread(session, count) for session, count in await db.exec(query)]
