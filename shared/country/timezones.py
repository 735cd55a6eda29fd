"""Time zone data, new enough: Morocco left UTC+1 on 2026-09-20 (decree 2.26.530), which older data does not know."""

import zoneinfo
from datetime import UTC, datetime

import structlog
from sqlalchemy import text

from shared.kernel.database import Database

log = structlog.get_logger()

ZONE = "Africa/Casablanca"
NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)  # any moment after the change: noon there is noon UTC


class TimezonesStale(RuntimeError):
    """The time zone data is older than 2026c."""


def use_own_data() -> None:
    """Take the zones from the tzdata package, not from the system, and refuse data that is too old."""
    zoneinfo.reset_tzpath(to=())
    zoneinfo.ZoneInfo.clear_cache()
    if NOON.astimezone(zoneinfo.ZoneInfo(ZONE)).hour != NOON.hour:
        raise TimezonesStale("tzdata 2026.3 or newer is needed")


async def compare(database: Database) -> bool:
    """Say whether Postgres agrees. Nothing here converts times in SQL, so a stale server is told, not refused."""
    query = text("select extract(hour from cast(:noon as timestamptz) at time zone :zone)")
    async with database.engine.connect() as connection:
        hour = await connection.scalar(query, {"noon": NOON, "zone": ZONE})
    if int(hour) != NOON.hour:
        log.warning("timezones.stale_in_postgres", zone=ZONE)
    return int(hour) == NOON.hour
