"""Read models, made from events alone: each row is as new as the event whose number it carries.

A row may name a thing that has not arrived yet; nothing refers to another table by a constraint.
"""

from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, DateTime, String, Uuid, inspect
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Field, SQLModel
from sqlmodel.ext.asyncio.session import AsyncSession

from services.reporting.domain import Seat, Session
from services.reporting.projector import WhereAndWhen
from shared import outbox
from shared.contracts import Event
from shared.database import new_registry, run
from shared.public_events import PublicEvent


class Table(SQLModel, registry=new_registry()):
    """A table of reporting's own database."""


class ReadModel(Table):
    """What one aggregate was told to be, and how new that is."""

    version: int = Field(description="aggregateversion of the newest event seen")
    told_at: datetime = Field(sa_type=DateTime(timezone=True), description="business time of that event")


class SessionRow(ReadModel, table=True):
    """A session, with its place and dates as they were planned."""

    __tablename__ = "sessions"

    session_id: UUID = Field(primary_key=True)
    region: str
    state: str
    programme_id: UUID | None = None
    city: str | None = None
    seats: int | None = None
    zone: str | None = None
    starts_local: datetime | None = Field(default=None, sa_type=DateTime(timezone=False))
    ends_local: datetime | None = Field(default=None, sa_type=DateTime(timezone=False))
    starts_at: datetime | None = Field(default=None, sa_type=DateTime(timezone=True))
    ends_at: datetime | None = Field(default=None, sa_type=DateTime(timezone=True))
    modules: list[UUID] | None = Field(default=None, sa_type=ARRAY(Uuid))


class SeatRow(ReadModel, table=True):
    """What one participant has in one session."""

    __tablename__ = "seats"

    session_id: UUID = Field(primary_key=True)
    participant_id: UUID = Field(primary_key=True)
    region: str
    state: str


class ParticipantRow(ReadModel, table=True):
    """The coarse facts about a participant."""

    __tablename__ = "participants"

    participant_id: UUID = Field(primary_key=True)
    sex: str
    organisation_id: UUID
    first_timer: bool


class OrganisationRow(ReadModel, table=True):
    """A civil-society organisation."""

    __tablename__ = "organisations"

    organisation_id: UUID = Field(primary_key=True)
    kind: str
    region: str


class ProgrammeRow(ReadModel, table=True):
    """A programme and those who pay for it."""

    __tablename__ = "programmes"

    programme_id: UUID = Field(primary_key=True)
    code: str
    donors: list[str] = Field(sa_type=ARRAY(String))


class ModuleRow(ReadModel, table=True):
    """The newest version of a module."""

    __tablename__ = "modules"

    module_id: UUID = Field(primary_key=True)
    code: str
    module_version: int
    minutes: int


async def keep_newest(db: AsyncSession, table: type[ReadModel], event: Event, **row: Any) -> None:
    """Insert the row, or write over one that an older event made; columns not named stay as they are."""
    row |= {"version": event.aggregateversion, "told_at": event.time}
    await run(db, _newest_wins(table, tuple(row)), **row)


@cache
def _newest_wins(table: type[ReadModel], columns: tuple[str, ...]) -> str:
    name = str(table.__tablename__)
    key = [column.name for column in inspect(table).primary_key]
    changes = [f"{column} = excluded.{column}" for column in columns if column not in key]
    return (
        f"insert into {name} ({', '.join(columns)}) values ({', '.join(f':{column}' for column in columns)})"
        f" on conflict ({', '.join(key)}) do update set {', '.join(changes)} where excluded.version > {name}.version"
    )


async def publish_once(db: AsyncSession, fact: PublicEvent) -> None:
    """Send a public event that has its envelope already, unless it was sent before, e.g. before a rebuild."""
    row = outbox.row_of(fact).model_dump(exclude={"position"})
    await (await db.connection()).execute(insert(outbox.Outgoing).values(row).on_conflict_do_nothing())
    outbox.ring_after_commit(db)


async def where_and_when(db: AsyncSession, session_id: UUID) -> WhereAndWhen:
    """Return what is known of the session's place and hours."""
    found = await run(db, "select city, starts_at, ends_at from sessions where session_id = :id", id=session_id)
    return WhereAndWhen(*(found.one_or_none() or ()))


async def all_sessions(db: AsyncSession) -> list[Session]:
    """Return every session, as counting needs it."""
    return [Session(*row) for row in await run(db, "select region, state from sessions")]


async def all_seats(db: AsyncSession) -> list[Seat]:
    """Return every seat, with what is known of the person by now."""
    return [
        Seat(*row)
        for row in await run(
            db,
            "select region, participant_id, state, coalesce(sex, 'unknown'), coalesce(first_timer, false)"
            " from seats left join participants using (participant_id)",
        )
    ]


async def newest_fact_at(db: AsyncSession) -> datetime | None:
    """Return the business time of the newest fact that the figures rest on."""
    found = await run(
        db,
        "select max(told_at) from (select told_at from sessions union all select told_at from seats"
        " union all select told_at from participants) as facts",
    )
    moment: datetime | None = found.scalar()
    return moment


async def list_sessions(db: AsyncSession) -> list[dict[str, Any]]:
    """Return sessions with their seats counted, the earliest first; codes are null until the catalogue has arrived."""
    found = await run(
        db,
        "select s.*, p.code as programme,"
        " array(select m.code from unnest(s.modules) as used (id) join modules m on m.module_id = used.id order by 1)"
        " as module_codes,"
        " count(*) filter (where held.state = 'registered') as registered,"
        " count(*) filter (where held.state = 'waiting') as waiting,"
        " count(*) filter (where held.state = 'withdrawn') as withdrawn"
        " from sessions s left join programmes p using (programme_id) left join seats held using (session_id)"
        " group by s.session_id, p.code order by s.starts_at nulls last, s.session_id",
    )
    return [dict(row) for row in found.mappings()]
