"""The sample service: what it hears it notes, what it is told to say it says."""

from pathlib import Path
from typing import ClassVar
from uuid import UUID

from fastapi import APIRouter
from sqlalchemy import BigInteger, Identity
from sqlmodel import Field, SQLModel, col, func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from shared.kernel import outbox
from shared.kernel.contracts import Event
from shared.kernel.database import Database, new_registry
from shared.kernel.messaging import Handlers
from shared.service.recovery import Recovery, nothing_to_take_up
from shared.service.running import Service


class Said(Event):
    """Something was said, in its first form."""

    topic: ClassVar = "scheduling.sessions"
    source: ClassVar = "/sample"
    type: ClassVar = "sample.said.v1"

    about: UUID
    poison: bool = False

    @property
    def subject(self) -> str:
        return str(self.about)


class SaidV2(Said):
    """Something was said, in its second form, beside the first."""

    type: ClassVar = "sample.said.v2"

    loud: bool = True

    def older_forms(self) -> tuple[Event, ...]:
        return (Said(**self.model_dump()),)


class Table(SQLModel, registry=new_registry()):
    """A table of the sample."""


class Noted(Table, table=True):
    """One effect of one event; two effects would be two rows."""

    __tablename__ = "noted"

    id: int | None = Field(default=None, sa_type=BigInteger, sa_column_args=[Identity()], primary_key=True)
    event_id: UUID
    subject: str
    version: int
    type: str


class Kept(Table, table=True):
    """One effect of one event under the event's own id, as a read model keeps it."""

    __tablename__ = "kept"

    id: UUID = Field(primary_key=True)
    subject: str
    version: int


class Counted(Table, table=True):
    """An aggregate whose version numbers what is said about it."""

    __tablename__ = "counted"

    id: UUID = Field(primary_key=True)
    version: int = 0


class Poison(RuntimeError):
    """This event cannot be handled, today."""


def handlers(*events: type[Said], antidote: list[bool] | None = None) -> Handlers:
    """Return handlers that note `events`; a poisonous one fails until `antidote` holds something."""
    on = Handlers(consumer="sample")
    for event in events:

        @on(event)
        async def note(heard: Said, db: AsyncSession) -> None:
            if heard.poison and not antidote:
                raise Poison
            db.add(Noted(event_id=heard.id, subject=heard.subject, version=heard.aggregateversion, type=heard.type))

    return on


def keepers() -> Handlers:
    """Return a handler that keeps what it hears, one row by the ORM per event."""
    on = Handlers(consumer="sample")

    @on(Said)
    async def keep(heard: Said, db: AsyncSession) -> None:
        db.add(Kept(id=heard.id, subject=heard.subject, version=heard.aggregateversion))

    return on


def service(on: Handlers | None = None) -> Service:
    """Return the sample, to be started like any other service."""
    migrations = Path(__file__).parent / "migrations"
    alone = Recovery(Said.source, (), (), nothing_to_take_up)
    return Service("sample", Table.metadata, migrations, APIRouter(), on or handlers(Said), recovery=alone)


async def say(database: Database, about: UUID, *, times: int = 1, form: type[Said] = Said, **more: bool) -> None:
    """Say something `times` times about one thing, each in a transaction of its own, as an action would."""
    for _ in range(times):
        async with database.sessions.begin() as db:
            thing = await db.get(Counted, about, with_for_update=True) or Counted(id=about)
            db.add(thing)
            thing.version += 1
            outbox.publish(db, form(about=about, **more), version=thing.version)


async def noted(database: Database) -> list[Noted]:
    """Return all effects, in the order in which they came."""
    async with database.sessions() as db:
        return list((await db.exec(select(Noted).order_by(col(Noted.id)))).all())


async def has_noted(database: Database, number: int) -> bool:
    """Say whether at least so many effects have come."""
    return len(await noted(database)) >= number


async def outbox_published(db: AsyncSession) -> int:
    """Return how many rows of the outbox Kafka has acknowledged."""
    published = select(func.count()).where(col(outbox.Outgoing.published_at).is_not(None))
    return (await db.exec(published)).one()


async def has_kept(database: Database, number: int) -> bool:
    """Say whether at least so many rows are kept."""
    async with database.sessions() as db:
        return (await db.exec(select(func.count()).select_from(Kept))).one() >= number
