"""The days of a session: what people come to, put into calendars and wait for, and what a room is held for."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import NamedTuple, Protocol
from zoneinfo import ZoneInfo

BREAK = timedelta(hours=3)  # as long as a meal and Friday's prayer; after more than that people have gone


class Taught(Protocol):
    """A block, whoever keeps it."""

    @property
    def starts_at(self) -> datetime: ...
    @property
    def ends_at(self) -> datetime: ...


class Day(NamedTuple):
    """From the first block of a date to its last. A date with a long pause is two of them."""

    starts_at: datetime
    ends_at: datetime


def days_of(zone: str, starts_at: datetime, ends_at: datetime, blocks: Iterable[Taught]) -> list[Day]:
    """Return the days of a session, the first one first. Without blocks it is what lies between start and end.

    A session may begin before its first block and end after its last one, on the same dates. No block lies outside its
    session; where one is told to, it does not count.
    """
    days: list[Day] = []
    inside = (it for it in blocks if starts_at <= it.starts_at and it.ends_at <= ends_at)
    for block in sorted(inside, key=lambda it: it.starts_at):
        if days and _goes_on(days[-1], block, zone):
            days[-1] = days[-1]._replace(ends_at=block.ends_at)
        else:
            days.append(Day(block.starts_at, block.ends_at))
    if not days:
        return [Day(starts_at, ends_at)]
    if _date(starts_at, zone) == _date(days[0].starts_at, zone):
        days[0] = days[0]._replace(starts_at=starts_at)
    if _date(ends_at, zone) == _date(days[-1].ends_at, zone):
        days[-1] = days[-1]._replace(ends_at=ends_at)
    return days


def _goes_on(day: Day, block: Taught, zone: str) -> bool:
    return block.starts_at - day.ends_at <= BREAK and _date(day.ends_at, zone) == _date(block.starts_at, zone)


def _date(moment: datetime, zone: str) -> object:
    return moment.astimezone(ZoneInfo(zone)).date()
