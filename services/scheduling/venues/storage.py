"""Rooms in which sessions take place."""

from collections.abc import Collection, Sequence
from uuid import UUID

from sqlalchemy import CheckConstraint
from sqlmodel import Field, col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.scheduling.storage import Table


class Venue(Table, table=True):
    """A room and how many people it holds."""

    __table_args__ = (CheckConstraint("capacity > 0", name="capacity"),)

    id: UUID = Field(primary_key=True)
    name: str
    city: str
    region: str
    capacity: int
    name_ar: str | None = None
    city_ar: str | None = None


async def venues(db: AsyncSession, ids: Collection[UUID]) -> dict[UUID, Venue]:
    """Return these venues by id."""
    return {venue.id: venue for venue in await db.exec(select(Venue).where(col(Venue.id).in_(ids)))}


async def by_place(db: AsyncSession) -> Sequence[Venue]:
    """Return all venues by region, city and name."""
    return (await db.exec(select(Venue).order_by(Venue.region, Venue.city, Venue.name))).all()
