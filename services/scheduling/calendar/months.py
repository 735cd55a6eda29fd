"""A month as a calendar shows it: weeks from Monday to Sunday, and who takes place on which day."""

import calendar
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Self
from zoneinfo import ZoneInfo

from babel.dates import format_date

from services.scheduling.planning.storage import Session
from services.scheduling.venues.storage import Venue

FIRST, LAST = 2000, 2198  # years whose months have neighbours that can be planned for
PATTERN = re.compile(r"(\d{4})-(0[1-9]|1[0-2])")
SATURDAY = 5

Line = tuple[Session, Venue]


def is_held_on(session: Session, day: date) -> bool:
    """Say whether people come on that date; a session of an older release stands on all from its first to its last."""
    if session.booked is None:
        return session.starts_local.date() <= day <= session.ends_local.date()
    zone = ZoneInfo(session.zone)
    return any(it.lower.astimezone(zone).date() <= day <= it.upper.astimezone(zone).date() for it in session.booked)


@dataclass(frozen=True)
class Day:
    """A square of the calendar."""

    date: date
    outside: bool
    lines: list[Line]

    @property
    def rest(self) -> bool:
        """Say whether it is of a weekend."""
        return self.date.weekday() >= SATURDAY


@dataclass(frozen=True)
class Month:
    """A month of a year."""

    year: int
    number: int

    @classmethod
    def read(cls, text: str, otherwise: date) -> Self:
        """Return the month that `2017-08` names; the month of a day where it names none."""
        found = PATTERN.fullmatch(text)
        if found and FIRST <= int(found[1]) <= LAST:
            return cls(int(found[1]), int(found[2]))
        return cls(otherwise.year, otherwise.month)

    def __str__(self) -> str:
        return f"{self.year:04}-{self.number:02}"

    @property
    def first(self) -> date:
        """Return its first day."""
        return date(self.year, self.number, 1)

    @property
    def before(self) -> "Month":
        """Return the month before."""
        return self._of(self.first - timedelta(days=1))

    @property
    def after(self) -> "Month":
        """Return the month after."""
        return self._of(self.first + timedelta(days=31))

    @staticmethod
    def _of(day: date) -> "Month":
        return Month(day.year, day.month)

    def name(self, locale: str) -> str:
        """Return e.g. août 2017."""
        return format_date(self.first, "LLLL y", locale=locale)

    def weeks(self, lines: Sequence[Line]) -> list[list[Day]]:
        """Return its weeks with the days around it; a session stands on each day on which it is held."""
        dates = calendar.Calendar().monthdatescalendar(self.year, self.number)
        return [[self._day(day, lines) for day in week] for week in dates]

    def _day(self, day: date, lines: Sequence[Line]) -> Day:
        held = [it for it in lines if is_held_on(it[0], day)]
        return Day(day, day.month != self.number, held)


def weekdays(locale: str) -> list[tuple[str, str]]:
    """Return the days of the week from Monday on, in short and in full."""
    monday = date(2017, 8, 21)
    days = [monday + timedelta(days=number) for number in range(7)]
    return [(format_date(day, "ccc", locale=locale), format_date(day, "cccc", locale=locale)) for day in days]
