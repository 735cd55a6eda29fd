"""Programs that ask for figures, and the keys by which they come."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlmodel import Field, col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.access.tables import UTC_TIME, Table


class Program(Table, table=True):
    """A program outside, which somebody answers for."""

    id: UUID = Field(primary_key=True)
    name: str
    role: str
    made_by: UUID = Field(foreign_key="account.id")
    made_at: datetime = Field(sa_type=UTC_TIME)
    version: int = 0


class ProgramKey(Table, table=True):
    """The key of a program, by its digest."""

    __tablename__ = "program_key"

    digest: str = Field(primary_key=True)
    program_id: UUID = Field(foreign_key="program.id", index=True)
    ends_at: datetime = Field(sa_type=UTC_TIME)
    revoked_at: datetime | None = Field(default=None, sa_type=UTC_TIME)
    used_at: datetime | None = Field(default=None, sa_type=UTC_TIME, description="as services tell it once an hour")


async def programs_with_keys(db: AsyncSession) -> Sequence[tuple[Program, ProgramKey]]:
    """Return every program with each of its keys, the newest first."""
    query = select(Program, ProgramKey).join(ProgramKey, col(ProgramKey.program_id) == Program.id)
    return (await db.exec(query.order_by(col(Program.made_at).desc(), col(ProgramKey.digest)))).all()


async def keys_of(db: AsyncSession, program_id: UUID, now: datetime) -> Sequence[ProgramKey]:
    """Return the keys of the program that are good."""
    query = select(ProgramKey).where(
        ProgramKey.program_id == program_id, col(ProgramKey.revoked_at).is_(None), col(ProgramKey.ends_at) > now
    )
    return (await db.exec(query)).all()


async def all_keys_of(db: AsyncSession, program_id: UUID) -> Sequence[ProgramKey]:
    """Return the keys of the program, also those that ended."""
    return (await db.exec(select(ProgramKey).where(ProgramKey.program_id == program_id))).all()
