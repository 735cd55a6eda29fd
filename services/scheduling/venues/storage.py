"""Rooms in which sessions take place."""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import CheckConstraint
from sqlmodel import Field, col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.scheduling.tables import Table
from shared.kernel.database import run


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

    def called(self, language: str) -> str:
        """Return city and room as they are called in the reader's language."""
        ours = language == "ar"
        return f"{(self.city_ar if ours else None) or self.city} · {(self.name_ar if ours else None) or self.name}"


async def venues(db: AsyncSession, ids: Collection[UUID]) -> dict[UUID, Venue]:
    """Return these venues by id."""
    return {venue.id: venue for venue in await db.exec(select(Venue).where(col(Venue.id).in_(ids)))}


async def one_new_at_a_time(db: AsyncSession) -> None:
    """Let one room after the other be looked at, so that two at once are not both new."""
    await run(db, "select pg_advisory_xact_lock(hashtextextended('venues', 0))")


async def by_place(db: AsyncSession) -> Sequence[Venue]:
    """Return all venues by region, city and name."""
    return (await db.exec(select(Venue).order_by(Venue.region, Venue.city, Venue.name))).all()


MOST_SEATS = """select coalesce(max(seats), 0) from session
 where venue_id = :venue and ends_at > :now and state in ('planned', 'open')"""


async def most_seats(db: AsyncSession, venue_id: UUID, now: datetime) -> int:
    """Return how many seats the largest session has that is still to take place there."""
    return int((await run(db, MOST_SEATS, venue=venue_id, now=now)).scalar_one())
