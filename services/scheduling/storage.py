"""The tables of scheduling and the queries on them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import ARRAY, CheckConstraint, DateTime, ForeignKeyConstraint, String, text
from sqlalchemy.dialects.postgresql import ExcludeConstraint
from sqlmodel import Field, SQLModel, col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.scheduling.domain import State
from shared.database import new_registry

UTC_TIME: Any = DateTime(timezone=True)
WALL_CLOCK: Any = DateTime(timezone=False)  # said in the zone beside it; the UTC columns are derived from it


class Table(SQLModel, registry=new_registry()):
    """A table of scheduling."""


class Programme(Table, table=True):
    """What sessions are part of, and who pays for it."""

    id: UUID = Field(primary_key=True)
    code: str = Field(unique=True)
    title: str
    donors: list[str] = Field(sa_type=ARRAY(String))
    version: int = 1


class Module(Table, table=True):
    """Something that can be taught. `version` counts its releases: every one from 1 to it exists."""

    id: UUID = Field(primary_key=True)
    code: str = Field(unique=True)
    version: int = 1


class ModuleVersion(Table, table=True):
    """One release of a module; it never changes, since sessions name it."""

    __tablename__ = "module_version"
    __table_args__ = (CheckConstraint("minutes > 0", name="minutes"),)

    module_id: UUID = Field(primary_key=True, foreign_key="module.id")
    version: int = Field(primary_key=True)
    title_fr: str
    title_ar: str
    minutes: int


class Venue(Table, table=True):
    """A room and how many people it holds."""

    __table_args__ = (CheckConstraint("capacity > 0", name="capacity"),)

    id: UUID = Field(primary_key=True)
    name: str
    city: str
    region: str
    capacity: int


class Session(Table, table=True):
    """A training at one venue. `version` counts what was said about it."""

    __table_args__ = (
        CheckConstraint("seats > 0", name="seats"),
        CheckConstraint("ends_at > starts_at", name="order"),
        CheckConstraint("state in ('planned', 'open', 'completed')", name="state"),
        ExcludeConstraint(
            ("venue_id", "="),
            (text("tstzrange(starts_at, ends_at)"), "&&"),
            name="ex_session_venue",
            using="gist",
        ),
    )

    id: UUID = Field(primary_key=True)
    programme_id: UUID = Field(foreign_key="programme.id")
    venue_id: UUID = Field(foreign_key="venue.id")
    region: str
    seats: int
    state: State = Field(default="planned", sa_type=String)
    zone: str
    starts_local: datetime = Field(sa_type=WALL_CLOCK)
    ends_local: datetime = Field(sa_type=WALL_CLOCK)
    starts_at: datetime = Field(sa_type=UTC_TIME)
    ends_at: datetime = Field(sa_type=UTC_TIME)
    version: int = 1


class Block(Table, table=True):
    """A part of a session in which one version of one module is taught."""

    __table_args__ = (
        CheckConstraint("ends_at > starts_at", name="order"),
        ForeignKeyConstraint(["module_id", "module_version"], ["module_version.module_id", "module_version.version"]),
    )

    id: UUID = Field(primary_key=True)
    session_id: UUID = Field(foreign_key="session.id", index=True)
    module_id: UUID
    module_version: int
    starts_local: datetime = Field(sa_type=WALL_CLOCK)
    ends_local: datetime = Field(sa_type=WALL_CLOCK)
    starts_at: datetime = Field(sa_type=UTC_TIME)
    ends_at: datetime = Field(sa_type=UTC_TIME)


T = TypeVar("T", Programme, Module, Venue, Session)


async def lock(db: AsyncSession, table: type[T], id_: UUID) -> T | None:
    """Return the row as it now is; nobody else changes it until this transaction ends."""
    return await db.get(table, id_, with_for_update={"key_share": True}, populate_existing=True)


async def modules(db: AsyncSession, module_ids: set[UUID]) -> dict[UUID, Module]:
    """Return the modules that exist, by id."""
    found = await db.exec(select(Module).where(col(Module.id).in_(module_ids)))
    return {module.id: module for module in found}


async def releases(db: AsyncSession, module_ids: Sequence[UUID]) -> Sequence[ModuleVersion]:
    """Return every version of these modules, the oldest first."""
    query = select(ModuleVersion).where(col(ModuleVersion.module_id).in_(module_ids))
    return (await db.exec(query.order_by(col(ModuleVersion.version)))).all()


async def venues(db: AsyncSession, ids: set[UUID]) -> dict[UUID, Venue]:
    """Return these venues by id."""
    return {venue.id: venue for venue in await db.exec(select(Venue).where(col(Venue.id).in_(ids)))}


async def blocks(db: AsyncSession, session_ids: Sequence[UUID]) -> Sequence[Block]:
    """Return the blocks of these sessions, the earliest first."""
    query = select(Block).where(col(Block.session_id).in_(session_ids))
    return (await db.exec(query.order_by(col(Block.starts_at)))).all()
