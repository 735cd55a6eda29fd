"""Traces of somebody who is forgotten, and people whose time is over."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.registration.imports.storage import PeopleImport
from services.registration.people.storage import Participant
from services.registration.seats.storage import Registration
from shared.kernel.database import run

TRACES = (
    "delete from row_taken where participant_id = :id",
    "delete from contacts_today where participant_id = :id",
    "delete from contact_fault where participant_id = :id",
)
# A seat in a session that is not over keeps a person, and so does a request that is open.
OVERDUE = """
select participant.id
  from participant
  left join lateral (
       select max(session.ends_at) as ended_at, bool_or(session.state in ('planned', 'open')) as goes_on
         from registration join session on session.id = registration.session_id
        where registration.participant_id = participant.id and registration.state <> 'withdrawn'
  ) training on true
  left join lateral (
       select given from consent
        where consent.participant_id = participant.id and purpose = 'further-trainings'
        order by id desc limit 1
  ) further on true
 where participant.erased_at is null
   and not coalesce(training.goes_on, false)
   and greatest(coalesce(training.ended_at, recorded_on), recorded_on)
       < cast(:now as timestamptz) - make_interval(
             months => case when further.given is false then cast(:after_a_no as int) else cast(:months as int) end)
   and not exists (select from data_request where participant_id = participant.id and done_at is null)
 order by participant.id
 limit :limit"""


async def lock(db: AsyncSession, participant_id: UUID) -> Participant | None:
    """Return the person; until this transaction ends nobody gives them a seat."""
    return await db.get(Participant, participant_id, with_for_update=True, populate_existing=True)


async def forgotten(db: AsyncSession) -> Sequence[UUID]:
    """Return who is forgotten."""
    query = select(Participant.id).where(col(Participant.erased_at).is_not(None))
    return (await db.exec(query.order_by(col(Participant.id)))).all()


async def registrations(db: AsyncSession, participant_id: UUID) -> Sequence[Registration]:
    """Return each seat, offer and place in a queue that the person has not given up."""
    query = select(Registration).where(
        Registration.participant_id == participant_id, col(Registration.state) != "withdrawn"
    )
    return (await db.exec(query.order_by(col(Registration.session_id)))).all()


async def lists(db: AsyncSession) -> Sequence[PeopleImport]:
    """Return every list that is kept, cells included."""
    return (await db.exec(select(PeopleImport).order_by(col(PeopleImport.id)).with_for_update())).all()


async def forget_traces(db: AsyncSession, participant_id: UUID) -> None:
    """Forget by which rows of lists the person came, and that somebody was told the contacts today."""
    for statement in TRACES:
        await run(db, statement, id=participant_id)


async def overdue(db: AsyncSession, now: datetime, months: int, after_a_no: int, limit: int) -> Sequence[UUID]:
    """Return people whose last training, or recording, is as many months ago; of those who want no more, fewer."""
    found = await run(db, OVERDUE, now=now, months=months, after_a_no=after_a_no, limit=limit)
    ids: Sequence[UUID] = found.scalars().all()
    return ids


SEATED = """
select distinct registration.participant_id from registration
  join participant on participant.id = registration.participant_id
  join session on session.id = registration.session_id
 where participant.erased_at is not null and registration.state <> 'withdrawn'
   and session.state in ('planned', 'open') and session.attendance_closed_at is null
   and (session.ends_at is null or session.ends_at > :now)"""


async def seated_all_the_same(db: AsyncSession, now: datetime) -> Sequence[UUID]:
    """Return who was given a seat in the moment in which they were forgotten."""
    ids: Sequence[UUID] = (await run(db, SEATED, now=now)).scalars().all()
    return ids
