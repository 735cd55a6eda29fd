"""Programmes, modules, and which voiced needs each version of a module answers."""

from collections.abc import Collection, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ARRAY, CheckConstraint, ForeignKeyConstraint, String
from sqlalchemy.dialects.postgresql import JSONB
from sqlmodel import Field, col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.scheduling.tables import Table
from shared.events import Attribution


class Programme(Table, table=True):
    """What sessions are part of, and who pays for it."""

    __table_args__ = (CheckConstraint("attribution in ('full', 'split', 'lead')", name="attribution"),)

    id: UUID = Field(primary_key=True)
    code: str = Field(unique=True)
    title: str
    donors: list[str] = Field(sa_type=ARRAY(String))
    attribution: Attribution = Field(default="full", sa_type=String, sa_column_kwargs={"server_default": "full"})
    donor_names: list[dict[str, Any]] = Field(
        default_factory=list, sa_type=JSONB, sa_column_kwargs={"server_default": "[]"}
    )
    version: int = 1

    def names_of(self, donor: str) -> dict[str, Any]:
        """Return what the donor is called, by language."""
        return next((it for it in self.donor_names if it["donor"] == donor), {})

    def called(self, donor: str, language: str) -> str:
        """Return what the donor is called in the reader's language; its own name where nobody has said it."""
        return self.names_of(donor).get(language) or donor


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


class Answer(Table, table=True):
    """A version of a module answers a voiced need."""

    __table_args__ = (
        ForeignKeyConstraint(["module_id", "module_version"], ["module_version.module_id", "module_version.version"]),
    )

    module_id: UUID = Field(primary_key=True)
    module_version: int = Field(primary_key=True)
    need_id: UUID = Field(primary_key=True, foreign_key="need.id", index=True)


async def modules(db: AsyncSession, module_ids: Collection[UUID]) -> dict[UUID, Module]:
    """Return the modules that exist, by id."""
    found = await db.exec(select(Module).where(col(Module.id).in_(module_ids)))
    return {module.id: module for module in found}


async def releases(db: AsyncSession, module_ids: Collection[UUID]) -> Sequence[ModuleVersion]:
    """Return every version of these modules, the oldest first."""
    query = select(ModuleVersion).where(col(ModuleVersion.module_id).in_(module_ids))
    return (await db.exec(query.order_by(col(ModuleVersion.version)))).all()


async def answers_of(db: AsyncSession, module_ids: Collection[UUID]) -> Sequence[Answer]:
    """Return what every version of these modules answers, in the order of the needs' ids."""
    query = select(Answer).where(col(Answer.module_id).in_(module_ids))
    return (await db.exec(query.order_by(col(Answer.need_id)))).all()


async def by_code(db: AsyncSession) -> Sequence[Module]:
    """Return all modules in the order of their codes."""
    return (await db.exec(select(Module).order_by(Module.code))).all()


async def programmes(db: AsyncSession) -> Sequence[Programme]:
    """Return all programmes, the newest first."""
    return (await db.exec(select(Programme).order_by(col(Programme.id).desc()))).all()
