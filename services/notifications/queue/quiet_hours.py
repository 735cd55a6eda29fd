"""Quiet hours, in which no SMS disturbs anybody in Morocco: nights, Friday's prayer, more of the day in Ramadan.

09:00 to 20:00 is what SMS providers advise for Morocco. The beginning of Ramadan is decided by the moon; hijridate
estimates it, often a day early for Morocco, so the day after the month it knows counts as well.
"""

from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from hijridate import Gregorian

ZONE = "Africa/Casablanca"  # the rules import no database, as shared.country.timezones does
DAY = ((time(9), time(20)),)
RAMADAN_DAY = ((time(10), time(16)),)
FRIDAY, PRAYER = 4, (time(12), time(14, 30))
RAMADAN = 9
LAST_WORD = time(21, 30)  # in the evening, where the next decent hour comes too late
TO_SET_OUT = timedelta(hours=2)  # who reads a message must still be able to come
ONE_DAY = timedelta(days=1)


def quiet_until(moment: datetime) -> datetime | None:
    """Return when SMS may leave again; None while they may."""
    local = moment.astimezone(ZoneInfo(ZONE)).replace(tzinfo=None)
    for day in (local.date(), local.date() + ONE_DAY):
        for opens, closes in decent_hours(day):
            if local < datetime.combine(day, opens):
                return datetime.combine(day, opens, tzinfo=ZoneInfo(ZONE))
            if local < datetime.combine(day, closes):
                return None
    raise AssertionError("every day has decent hours")


def is_late_evening(moment: datetime) -> bool:
    """Say whether it is the part of the evening in which only what cannot wait for the morning may still leave."""
    local = moment.astimezone(ZoneInfo(ZONE)).replace(tzinfo=None)
    _, closes = decent_hours(local.date())[-1]
    return closes <= local.time() < LAST_WORD


def too_late_from(moment: datetime) -> datetime | None:
    """Return until when a message must be of use to be worth the wait for decent hours; None while they last.

    What is of use for less is said in the evening, or not at all: then somebody can still call in time.
    """
    opens_at = quiet_until(moment)
    return opens_at + TO_SET_OUT if opens_at else None


def decent_hours(day: date) -> tuple[tuple[time, time], ...]:
    """Return from when to when on that day, by the clocks of Morocco."""
    hours = RAMADAN_DAY if in_ramadan(day) else DAY
    if day.weekday() != FRIDAY:
        return hours
    ((opens, closes),) = hours
    return (opens, PRAYER[0]), (PRAYER[1], closes)


def in_ramadan(day: date) -> bool:
    """Say whether it is, or in Morocco may still be, Ramadan; nobody knows beyond 2077."""
    return any(_month(one) == RAMADAN for one in (day, day - ONE_DAY))


def _month(day: date) -> int | None:
    try:
        return Gregorian.fromdate(day).to_hijri().month
    except OverflowError:
        return None
