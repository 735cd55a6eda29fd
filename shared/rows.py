"""Rows: store one or be refused, list them in pages."""

from collections.abc import Mapping, Sequence
from typing import Any, TypeVar
from uuid import UUID

from sqlalchemy.exc import IntegrityError
from sqlmodel import SQLModel, select
from sqlmodel.ext.asyncio.session import AsyncSession

from shared.refusals import Refusal

T = TypeVar("T", bound=SQLModel)


async def insert(db: AsyncSession, row: SQLModel, refusals: Mapping[str, Refusal]) -> None:
    """Store the row; a constraint that forbids it raises the refusal under the constraint's name."""
    try:
        async with db.begin_nested():
            db.add(row)
    except IntegrityError as error:
        raise refusals.get(broken_constraint(error), error) from None


def broken_constraint(error: IntegrityError) -> str:
    """Return the name of the constraint that forbade the write."""
    return getattr(getattr(error.orig, "__cause__", None), "constraint_name", None) or ""


async def page(db: AsyncSession, table: type[T], after: UUID | None, limit: int) -> Sequence[T]:
    """Return up to `limit` rows in the order of their ids, which begin with the time they were made at."""
    id_: Any = table.__table__.c.id  # type: ignore[attr-defined] # a table class has one, its base does not say so
    query = select(table).order_by(id_).limit(limit)
    return (await db.exec(query.where(id_ > after) if after else query)).all()
