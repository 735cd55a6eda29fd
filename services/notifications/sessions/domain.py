"""Plans of sessions, as far as messages say them: where and when."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any
from zoneinfo import ZoneInfo

from pydantic import AwareDatetime, BaseModel, BeforeValidator, ConfigDict

Hours = tuple[datetime, datetime]  # of a day, as clocks there show them
UNKNOWN_BEFORE = BeforeValidator(lambda known: known or ())  # what an older release kept has none


class Day(BaseModel):
    """A day on which people come."""

    model_config = ConfigDict(frozen=True, from_attributes=True)

    starts_at: AwareDatetime
    ends_at: AwareDatetime


UNSAID = frozenset({"numbers", "city_ar", "venue_ar"})  # the same place in other letters is no news


class Plan(BaseModel):
    """A session's place and time. Two plans are equal when nobody need be told of the difference.

    Days have numbers, which name their entries in calendars. An older release has kept neither days nor numbers.
    """

    model_config = ConfigDict(frozen=True, extra="ignore", from_attributes=True)

    city: str
    venue: str | None = None
    city_ar: str | None = None
    venue_ar: str | None = None
    zone: str
    starts_local: datetime
    ends_local: datetime
    starts_at: AwareDatetime
    days: Annotated[tuple[Day, ...], UNKNOWN_BEFORE] = ()
    numbers: Annotated[tuple[int, ...], UNKNOWN_BEFORE] = ()

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Plan) and self._said() == other._said()

    def __hash__(self) -> int:
        return hash(self._said())

    def _said(self) -> tuple[Any, ...]:
        return tuple(value for name, value in self if name not in UNSAID)

    def city_in(self, language: str) -> str:
        """Return the city's name in the letters of the language, where there is one."""
        return (self.city_ar if language == "ar" else None) or self.city

    def place_in(self, language: str) -> list[str]:
        """Return the room, where it has a name, and the city, in the letters of the language."""
        venue = (self.venue_ar if language == "ar" else None) or self.venue
        return [name for name in (venue, self.city_in(language)) if name]

    def local(self, moment: datetime) -> datetime:
        """Return what clocks at the session show at the moment."""
        return moment.astimezone(ZoneInfo(self.zone)).replace(tzinfo=None)

    @property
    def hours(self) -> list[Hours]:
        """Return from when to when people come, day by day."""
        if not self.days:
            return [(self.starts_local, self.ends_local)]
        return [(self.local(day.starts_at), self.local(day.ends_at)) for day in self.days]

    @property
    def entries(self) -> dict[int, Hours]:
        """Return the days by their numbers."""
        return dict(zip(self.numbers or range(1, len(self.hours) + 1), self.hours, strict=True))

    def numbered_after(self, before: "Plan | None") -> "Plan":
        """Return the plan with a number for each day: the one its date had, or that of a day that is gone."""
        kept = {hours[0].date(): number for number, hours in reversed((before.entries if before else {}).items())}
        of_date = [kept.pop(begins.date(), None) for begins, _ in self.hours]
        gone = sorted(kept, reverse=True)
        used = {number for number in of_date if number} | set(kept.values())
        free = iter(number for number in range(1, 1000) if number not in used)
        numbers = [number or (kept[gone.pop()] if gone else next(free)) for number in of_date]
        return self.model_copy(update={"numbers": tuple(numbers)})

    def without_days(self) -> "Plan":
        """Return what an older release knew of it."""
        return self.model_copy(update={"days": (), "numbers": ()})

    def from_then_on(self, moment: datetime | None) -> "Plan":
        """Return the plan with the days alone that were still to come at the moment; all of them where none was."""
        left = [place for place, day in enumerate(self.days) if moment is None or day.ends_at > moment]
        if not left or len(left) == len(self.days):
            return self
        hours = self.hours
        ahead: dict[str, Any] = {"days": _at(self.days, left), "numbers": _at(tuple(self.entries), left)}
        ahead |= {"starts_local": hours[left[0]][0], "starts_at": self.days[left[0]].starts_at}
        return self.model_copy(update=ahead)

    def next_start(self, moment: datetime | None) -> datetime:
        """Return when the first day after the moment begins; the last day, where none does."""
        starts = [day.starts_at for day in self.days] or [self.starts_at]
        return next((start for start in starts if moment is None or start > moment), starts[-1])


def _at(of: Sequence[Any], places: Sequence[int]) -> tuple[Any, ...]:
    return tuple(of[place] for place in places)
