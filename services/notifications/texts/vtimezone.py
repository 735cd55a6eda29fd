"""Time zones of a calendar part (VTIMEZONE, RFC 5545): what the clocks at a session show.

Of our own, because icalendar looks for changes every 64 days and passes over Morocco's month of Ramadan.
"""

from bisect import bisect_left
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from zoneinfo import ZoneInfo

from icalendar import Timezone, TimezoneDaylight, TimezoneStandard

from services.notifications.sessions.domain import Plan

DAY, MINUTE = timedelta(days=1), timedelta(minutes=1)


def timezone_of(plan: Plan) -> Timezone:
    """Return the zone as this release of the time zone data has it, from the year's first day to the session's last."""
    return _timezone(plan.zone, plan.starts_local.year, plan.ends_local)


@lru_cache(maxsize=100)  # thousands of mails are about the same few sessions
def _timezone(name: str, year: int, ends_local: datetime) -> Timezone:
    zone = ZoneInfo(name)
    first = datetime(year, 1, 1, tzinfo=UTC) - DAY
    timezone = Timezone()
    timezone.add("tzid", name)
    timezone.add_component(_observance(zone, first, first))
    for onset in onsets(zone, first, ends_local.replace(tzinfo=UTC) + 2 * DAY):
        timezone.add_component(_observance(zone, onset - MINUTE, onset))
    return timezone


def onsets(zone: ZoneInfo, first: datetime, last: datetime) -> Iterator[datetime]:
    """Yield the moments at which the clocks are changed, to the minute. No zone changes them twice in a day."""
    while first < last:
        if _offset(zone, first + DAY) != _offset(zone, first):
            yield _onset(zone, first)
        first += DAY


def _onset(zone: ZoneInfo, first: datetime) -> datetime:
    """Return the moment of the one change in the day from `first` on."""
    minutes = [first + MINUTE * number for number in range(DAY // MINUTE + 1)]
    shown = _offset(zone, first)
    return minutes[bisect_left(minutes, 1, key=lambda moment: int(_offset(zone, moment) != shown))]


def _offset(zone: ZoneInfo, moment: datetime) -> timedelta:
    return moment.astimezone(zone).utcoffset() or timedelta(0)


def _observance(zone: ZoneInfo, before: datetime, onset: datetime) -> TimezoneStandard | TimezoneDaylight:
    """Return what is shown from the onset on; it is named by the clocks that showed the moment before."""
    clocks, was = onset.astimezone(zone), _offset(zone, before)
    observance = TimezoneDaylight() if clocks.dst() else TimezoneStandard()
    observance.add("tzname", clocks.tzname())
    observance.add("tzoffsetfrom", was)
    observance.add("tzoffsetto", _offset(zone, onset))
    observance.add("dtstart", (onset + was).replace(tzinfo=None))
    return observance
