"""The query behind every verdict: what registration knows of the people in some rows."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import or_
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.registration.imports.matching.target import Target
from services.registration.imports.matching.verdicts import KnownPeople, Seat
from services.registration.imports.parsing.row import Said
from services.registration.imports.storage import RowTaken
from services.registration.people.storage import Organisation, Participant
from services.registration.seats.storage import Registration, Session
from shared.kernel import clock
from shared.refusals import Refusal


async def load(db: AsyncSession, rows: Sequence[Said], target: Target) -> KnownPeople:
    """Return what is known of the people in these rows, which are a few hundred at most."""
    taken = await _taken(db, rows, target)
    organisations = await _organisations(db, rows)
    people = await _people(db, rows, organisations, set(taken.values()))
    ids = {one.id for one in people} | set(taken.values())
    organisations = [*organisations, *await _left(db, people, organisations)]
    seats, why_none = await _seats(db, target.session_id, ids), await why_no_seat(db, target.session_id)
    return KnownPeople(organisations, people, taken, seats, why_none)


async def why_no_seat(db: AsyncSession, session_id: UUID | None) -> Refusal | None:
    """Return why nobody gets a seat in the session now, as whoever is registered by hand is told."""
    session = await db.get(Session, session_id, populate_existing=True) if session_id else None
    return session.why_no_seat(clock.now(db)) if session else None


async def near(db: AsyncSession, region: str | None) -> Sequence[Organisation]:
    """Return the organisations that a list for the region, or for none, may mean, the oldest first."""
    query = select(Organisation).order_by(col(Organisation.id))
    return (await db.exec(query if region is None else query.where(Organisation.region == region))).all()


async def _taken(db: AsyncSession, rows: Sequence[Said], target: Target) -> dict[tuple[bytes, UUID | None], UUID]:
    """Return who these rows are that were taken over before: here, or elsewhere and nothing about them here since."""
    fingerprints = [said.fingerprint(target.region) for said in rows]
    found = (await db.exec(select(RowTaken).where(col(RowTaken.fingerprint).in_(fingerprints)))).all()
    here = await db.exec(
        select(RowTaken.participant_id).where(
            col(RowTaken.participant_id).in_({one.participant_id for one in found}),
            col(RowTaken.session_id).is_not_distinct_from(target.session_id),
        )
    )
    known_here = set(here)
    return {
        (one.fingerprint, one.session_id): one.participant_id
        for one in found
        if one.session_id == target.session_id or one.participant_id not in known_here
    }


async def _organisations(db: AsyncSession, rows: Sequence[Said]) -> Sequence[Organisation]:
    keys = {key for said in rows if (key := said.organisation_key)}
    ids = {said.organisation_id for said in rows if said.organisation_id}
    named = or_(
        col(Organisation.name_key).in_(keys), col(Organisation.name_ar_key).in_(keys), col(Organisation.id).in_(ids)
    )
    return (await db.exec(select(Organisation).where(named))).all()


async def _left(
    db: AsyncSession, people: Sequence[Participant], named: Sequence[Organisation]
) -> Sequence[Organisation]:
    """Return the organisations of these people that no row names: what would be changed is told by name."""
    others = {one.organisation_id for one in people} - {one.id for one in named}
    return (await db.exec(select(Organisation).where(col(Organisation.id).in_(others)))).all() if others else []


async def _people(
    db: AsyncSession, rows: Sequence[Said], organisations: Sequence[Organisation], ids: set[UUID]
) -> Sequence[Participant]:
    latin, arabic = (_there(said.name_keys[script] for said in rows) for script in (0, 1))
    named = or_(col(Participant.name_key).in_(latin), col(Participant.name_ar_key).in_(arabic))
    known = or_(
        col(Participant.phone).in_(_there(said.phone for said in rows)),
        col(Participant.email).in_(_there(said.email for said in rows)),
        col(Participant.id).in_(ids),
        col(Participant.organisation_id).in_([one.id for one in organisations]) & named,
    )
    return (await db.exec(select(Participant).where(known).order_by(col(Participant.id)))).all()


def _there(values: Any) -> set[str]:
    return {value for value in values if value}


async def _seats(db: AsyncSession, session_id: UUID | None, ids: set[UUID]) -> dict[UUID, Seat]:
    """Return who has, awaits or is offered a seat, and who has given one up and not asked again."""
    if session_id is None or not ids:
        return {}
    query = select(Registration.participant_id, Registration.state).where(
        Registration.session_id == session_id, col(Registration.participant_id).in_(ids)
    )
    seats: dict[UUID, Seat] = {}
    for who, state in await db.exec(query):
        if state != "withdrawn":
            seats[who] = "has"
        else:
            seats.setdefault(who, "withdrew")
    return seats
