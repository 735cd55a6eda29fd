"""Work of a coordinator's day: what is late, what is near, and what can wait."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import ColumnElement, func
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.registration.attendance import storage as attendance
from services.registration.attendance.domain import has_ended
from services.registration.delivery.calls import Calls, to_call
from services.registration.imports import storage as imports
from services.registration.imports.storage import PeopleImport
from services.registration.people.storage import Participant
from services.registration.seats import storage as sessions
from services.registration.seats.storage import Registration, Session
from services.registration.voices.storage import Recommendation
from shared.events.days import days_of

SOON = timedelta(days=7)
URGENT = timedelta(hours=24)
NEWEST = 3  # lists
AT_MOST = 50  # sessions of one kind; more than that is a list, not a day's work

Meant = Sequence[ColumnElement[bool]]  # which sessions, by region


@dataclass(frozen=True)
class Offer:
    """A seat that is held for somebody who has not answered yet."""

    registration: Registration
    session: Session
    person: Participant
    urgent: bool


@dataclass(frozen=True)
class Here:
    """A session to which people come on this day: its hours on this day, and the marks missing so far."""

    session: Session
    begins_local: datetime
    ends_local: datetime
    missing: int


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
    here: Sequence[Here]
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


async def due(db: AsyncSession, now: datetime, region: str = "") -> Today:
    """Return what needs action at this moment of business, in one region or all."""
    meant = [col(Session.region) == region] if region else []
    ahead = await _ahead(db, now, meant)
    here = [found for session in ahead if (found := await _here(db, session, now))]
    shown = {found.session.id for found in here}
    sheets = await _sheets(db, now, meant)
    calls = [call for call in await to_call(db, now) if region in {"", call.session.region}]
    return Today(
        now=now,
        here=here,
        offers=await _offers(db, now, meant),
        surplus=[session for session in ahead if session.surplus],
        sheets=[sheet for sheet in sheets if sheet.session.id not in shown],
        calls=calls[:AT_MOST],
        soon=[session for session in ahead if _begins_soon(session, now) and session.id not in shown],
        unread=await _unread(db, meant),
        lists=(await imports.recent(db))[:NEWEST],
    )


def _begins_soon(session: Session, now: datetime) -> bool:
    return session.starts_at is not None and now < session.starts_at <= now + SOON


async def _ahead(db: AsyncSession, now: datetime, meant: Meant) -> Sequence[Session]:
    """Return the sessions that are still to take place or just taking place, the nearest first."""
    running = col(Session.state).in_(("planned", "open"))
    query = select(Session).where(running, col(Session.ends_at) > now, *meant)
    return (await db.exec(query.order_by(col(Session.starts_at)).limit(AT_MOST))).all()


async def _here(db: AsyncSession, session: Session, now: datetime) -> Here | None:
    """Return the session's hours of this day, as its own clocks have it; None when nobody comes today."""
    if not (session.zone and session.starts_at and session.ends_at):
        return None
    today = now.astimezone(ZoneInfo(session.zone)).date()
    local = [
        (day.starts_at.astimezone(ZoneInfo(session.zone)), day.ends_at.astimezone(ZoneInfo(session.zone)))
        for day in days_of(session.zone, session.starts_at, session.ends_at, await sessions.blocks(db, session.id))
    ]
    hours = [moment for begins, ends in local if begins.date() <= today <= ends.date() for moment in (begins, ends)]
    if not hours:
        return None
    return Here(session, min(hours), max(hours), await attendance.missing(db, session.id, now))


async def _offers(db: AsyncSession, now: datetime, meant: Meant) -> list[Offer]:
    query = (
        select(Registration, Session, Participant)
        .join(Session, col(Session.id) == col(Registration.session_id))
        .join(Participant, col(Participant.id) == col(Registration.participant_id))
        .where(Registration.state == "offered", *meant)
        .order_by(col(Registration.expires_at))
        .limit(AT_MOST)
    )
    found = await db.exec(query)
    return [Offer(one, session, person, _urgent(one, now)) for one, session, person in found]


def _urgent(offer: Registration, now: datetime) -> bool:
    return offer.expires_at is not None and offer.expires_at - now <= URGENT


async def _sheets(db: AsyncSession, now: datetime, meant: Meant) -> list[Sheet]:
    begun = (col(Session.starts_at) <= now, col(Session.state) != "cancelled", Session.taken > Session.offered)
    query = select(Session).where(*begun, col(Session.attendance_closed_at).is_(None), *meant)
    open_ = (await db.exec(query.order_by(col(Session.starts_at)).limit(AT_MOST))).all()
    found = [Sheet(session, await attendance.missing(db, session.id, now)) for session in open_]
    return [sheet for sheet in found if sheet.missing or has_ended(sheet.session.ends_at, now)]


async def _unread(db: AsyncSession, meant: Meant) -> list[Unread]:
    number = func.count()
    query = (
        select(Session, number)
        .join(Recommendation, col(Recommendation.session_id) == col(Session.id))
        .where(col(Recommendation.released_at).is_(None), *meant)
        .group_by(col(Session.id))
        .order_by(col(Session.starts_at))
        .limit(AT_MOST)
    )
    return [Unread(session, count) for session, count in await db.exec(query)]
