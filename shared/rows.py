"""Rows: store one or be refused, list them in pages."""

from collections.abc import Mapping, Sequence
from typing import Any, TypeVar
from uuid import UUID

import asyncpg
from sqlalchemy.exc import DBAPIError
from sqlmodel import SQLModel, select
from sqlmodel.ext.asyncio.session import AsyncSession

from shared.refusals import Refusal

OUT_OF_REACH = "reach"  # the policy of row-level security, on every table that has one
T = TypeVar("T", bound=SQLModel)


async def insert(db: AsyncSession, row: SQLModel, refusals: Mapping[str, Refusal]) -> None:
    """Store the row; a constraint that forbids it raises the refusal under the constraint's name."""
    try:
        async with db.begin_nested():
            db.add(row)
    except DBAPIError as error:
        raise refusals.get(broken_constraint(error), error) from None


def broken_constraint(error: DBAPIError) -> str:
    """Return the name of the constraint, or of the policy, that forbade the write; "" where neither did."""
    if is_out_of_reach(error):
        return OUT_OF_REACH
    return getattr(getattr(error.orig, "__cause__", None), "constraint_name", None) or ""


async def page(db: AsyncSession, table: type[T], after: UUID | None, limit: int) -> Sequence[T]:
    """Return up to `limit` rows in the order of their ids, which begin with the time they were made at."""
    id_: Any = table.__table__.c.id  # type: ignore[attr-defined] # a table class has one, its base does not say so
    query = select(table).order_by(id_).limit(limit)
    return (await db.exec(query.where(id_ > after) if after else query)).all()


def is_out_of_reach(error: BaseException | None) -> bool:
    """Say whether row-level security, or a privilege that is not had, forbade a write."""
    cause = (error.orig and error.orig.__cause__) or error.orig if isinstance(error, DBAPIError) else error
    return isinstance(cause, asyncpg.InsufficientPrivilegeError)
