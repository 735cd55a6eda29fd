"""Readings of contacts: who was handed whose, and how many in a day."""

from collections.abc import Iterable, Sequence
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import BigInteger, Identity, func
from sqlmodel import Field, col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.registration.people.storage import Organisation, Participant
from services.registration.seats.storage import Registration
from services.registration.tables import UTC_TIME, Table
from shared.kernel.database import run


class ContactsRead(Table, table=True):
    """Who was handed contacts, how many and for what; not whose. Machine time."""

    __tablename__ = "contacts_read"

    id: int | None = Field(default=None, sa_type=BigInteger, sa_column_args=[Identity()], primary_key=True)
    caller: str
    purpose: str
    session_id: UUID | None = None
    count: int
    read_at: datetime | None = Field(
        default=None, sa_type=UTC_TIME, nullable=False, sa_column_kwargs={"server_default": func.now()}
    )


class ContactsToday(Table, table=True):
    """Whose contacts a caller was handed today, by ids; forgotten with the day."""

    __tablename__ = "contacts_today"

    caller: str = Field(primary_key=True)
    participant_id: UUID = Field(primary_key=True)
    day: date


class ContactsGiven(Table, table=True):
    """Of how many people a caller was handed contacts in one day of the machine (UTC)."""

    __tablename__ = "contacts_given"

    caller: str = Field(primary_key=True)
    day: date = Field(primary_key=True)
    count: int


async def registered_among(
    db: AsyncSession, session_id: UUID, participant_ids: Sequence[UUID], states: Iterable[str]
) -> Sequence[tuple[Participant, Organisation, bool]]:
    """Return those of the participants whose registration in the session has one of the states.

    With them come their organisations, and whether they hold a seat now.
    """
    here = select(Registration.participant_id).where(
        Registration.session_id == session_id, col(Registration.participant_id).in_(participant_ids)
    )
    called = here.where(col(Registration.state).in_(states))
    seated = here.where(Registration.state == "registered")
    query = (
        select(Participant, Organisation, col(Participant.id).in_(seated))
        .join(Organisation, col(Organisation.id) == Participant.organisation_id)
        .where(col(Participant.id).in_(called))
    )
    return (await db.exec(query.order_by(col(Participant.id)))).all()


async def forget_before(db: AsyncSession, day: date) -> None:
    """Forget whose contacts were handed out on the days before."""
    await run(db, "delete from contacts_today where day < :day", day=day)


async def new_today(db: AsyncSession, caller: str, day: date, people: Sequence[UUID]) -> int:
    """Note whose contacts the caller is handed; return how many of them it was not handed before in this day."""
    await forget_before(db, day)
    noted = await run(
        db,
        "insert into contacts_today (caller, participant_id, day)"
        " select :caller, unnest(cast(:people as uuid[])), :day order by 2 on conflict do nothing returning 1",
        caller=caller,
        people=list(people),
        day=day,
    )
    return len(noted.all())


async def add_to_day(db: AsyncSession, caller: str, day: date, more: int) -> int:
    """Count `more` people whose contacts the caller is given in this day; return how many that makes."""
    given = await run(
        db,
        "insert into contacts_given (caller, day, count) values (:caller, :day, :more)"
        " on conflict (caller, day) do update set count = contacts_given.count + excluded.count returning count",
        caller=caller,
        day=day,
        more=more,
    )
    number: int = given.scalar_one()
    return number
