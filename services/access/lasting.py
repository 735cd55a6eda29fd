"""Ends that are typed as a day: it lasts until that day is over in Morocco."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from shared.country.timezones import ZONE


def end_of(day: date) -> datetime:
    """Return the moment at which the day is over."""
    if day == date.max:
        day -= timedelta(days=1)
    return datetime.combine(day + timedelta(days=1), time(), ZoneInfo(ZONE)).astimezone(UTC)
