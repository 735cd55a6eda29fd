"""Rooms on the days of a plan: free, or whose they are and when they are free."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from typing import NamedTuple
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlmodel.ext.asyncio.session import AsyncSession

from services.scheduling.catalogue.storage import Programme
from services.scheduling.planning import storage
from services.scheduling.planning.arranging import Arrangement
from services.scheduling.planning.domain import VenueTaken
from services.scheduling.planning.storage import Session

DAY = "%d/%m/%Y"
ONE_DAY = timedelta(days=1)


class Held(NamedTuple):
    """From when to when a room is held."""

    starts_at: datetime
    ends_at: datetime


async def check_free(db: AsyncSession, arrangement: Arrangement, session_id: UUID | None = None) -> None:
    """Raise VenueTaken, which names the session in the way and the next day on which the plan would fit."""
    wanted = [Held(it.lower, it.upper) for it in arrangement.session["booked"]]
    others = await storage.in_room(db, arrangement.venue.id, wanted[0].starts_at, session_id)
    taken = [(other, held) for other in others for held in _held(other)]
    in_the_way = next((other for other, held in taken if _meet(wanted, [held])), None)
    if in_the_way:
        programme = await db.get_one(Programme, in_the_way.programme_id)
        first, last = in_the_way.starts_local.date(), in_the_way.ends_local.date()
        days = f"{first:{DAY}}" if first == last else f"{first:{DAY}} - {last:{DAY}}"
        free = next_free(wanted, [held for _, held in taken], ZoneInfo(arrangement.session["zone"])).date()
        raise VenueTaken("venue_id", programme=programme.code, days=days, free=f"{free:{DAY}}")


def _held(session: Session) -> list[Held]:
    if session.booked is None:
        return [Held(session.starts_at, session.ends_at)]
    return [Held(it.lower, it.upper) for it in session.booked]


def _meet(some: Sequence[Held], others: Sequence[Held]) -> bool:
    return any(one.starts_at < other.ends_at and other.starts_at < one.ends_at for one in some for other in others)


def next_free(wanted: Sequence[Held], taken: Sequence[Held], zone: ZoneInfo) -> datetime:
    """Return the beginning of the plan on the first later day on which all of it is free. There is always one.

    A local time: the hours on the wall stay, whatever the zone does with its clocks between both days.
    """
    local = [Held(one.starts_at.astimezone(zone), one.ends_at.astimezone(zone)) for one in wanted]
    while _meet(wanted, taken):
        local = [Held(one.starts_at + ONE_DAY, one.ends_at + ONE_DAY) for one in local]
        wanted = [Held(one.starts_at.astimezone(UTC), one.ends_at.astimezone(UTC)) for one in local]
    return local[0].starts_at
