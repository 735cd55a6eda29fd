"""Base of access's tables, and how their rows are locked."""

from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy import DateTime
from sqlmodel import SQLModel
from sqlmodel.ext.asyncio.session import AsyncSession

from shared.kernel.database import new_registry

UTC_TIME: Any = DateTime(
    timezone=True
)  # of machines: nobody's way in lasts longer because a demonstration's clock jumps


class Table(SQLModel, registry=new_registry()):
    """A table of access."""


T = TypeVar("T", bound=Table)


async def lock(db: AsyncSession, table: type[T], id_: UUID) -> T | None:
    """Return the row as it now is; nobody else changes it until this transaction ends."""
    return await db.get(table, id_, with_for_update={"key_share": True}, populate_existing=True)
