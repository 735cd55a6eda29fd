"""Sentences, dates, numbers and names of regions as one reader reads them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from babel.core import get_global
from babel.dates import (
    format_date,
    format_datetime,
    format_interval,
    format_time,
    get_timezone_location,
    get_timezone_name,
)
from babel.lists import format_list
from babel.numbers import format_decimal, format_percent

from shared.country import regions, themes
from shared.country.timezones import ZONE
from shared.i18n import say

LOCALES = {"fr": "fr_MA", "ar": "ar_MA", "en": "en_GB"}  # not plain ar: in Morocco August is غشت
MOROCCO = {"Africa/Casablanca", "Africa/El_Aaiun"}  # one law sets both clocks
NOWHERE = "ZZ"  # as CLDR has it
NATIVE_NAMES = {"fr": "Français", "ar": "العربية", "en": "English"}


@dataclass(frozen=True)
class Words:
    """Everything that is said differently in each language."""

    language: str

    @property
    def direction(self) -> str:
        """Return where writing begins, as HTML says it."""
        return "rtl" if self.language == "ar" else "ltr"

    @property
    def locale(self) -> str:
        """Return the name Babel has for it."""
        return LOCALES[self.language]

    def say(self, sentence: str, **values: Any) -> str:
        """Return the sentence with its blanks filled in."""
        return say(sentence, self.language, **values)

    def either(self, choices: Sequence[str]) -> str:
        """Return what can be chosen from, e.g. fr, ar ou en."""
        return format_list(choices, "or", self.locale)

    @property
    def comma(self) -> str:
        """Return what stands between names in a row."""
        return "\u060c " if self.language == "ar" else ", "

    def day(self, local: date) -> str:
        """Return a wall-clock day in words, e.g. mercredi 23 août 2017."""
        return format_date(local, "full", locale=self.locale)

    def short_day(self, local: date) -> str:
        """Return a wall-clock day, e.g. 23 août 2017."""
        return format_date(local, "d MMM y", locale=self.locale)

    def days(self, first: date, last: date) -> str:
        """Return one day, or from the first to the last of them, e.g. 23\u201324 août 2017."""
        begins, ends = date(first.year, first.month, first.day), date(last.year, last.month, last.day)
        return format_interval(begins, ends, "yMMMd", locale=self.locale)

    def hour(self, local: datetime) -> str:
        """Return the hour on the wall, e.g. 09:00."""
        return format_time(local, "HH:mm", locale=self.locale)

    def moment(self, at: datetime, zone: str | None = None) -> str:
        """Return a UTC moment as clocks in `zone`, else in Morocco, show it, e.g. 23 août 2017, 09:00."""
        return format_datetime(at, f"d MMMM y{self.comma}HH:mm", tzinfo=ZoneInfo(zone or ZONE), locale=self.locale)

    def zone(self, zone: str) -> str:
        """Return whose clocks are meant, e.g. heure du Maroc; of another country as CLDR has it."""
        if zone in MOROCCO:
            return self.say("Morocco time")
        known = get_global("zone_aliases").get(zone, zone)
        if get_global("zone_territories").get(known, NOWHERE) == NOWHERE:
            return str(get_timezone_name(datetime(2000, 1, 1, tzinfo=ZoneInfo(zone)), locale=self.locale))
        return str(get_timezone_location(known, locale=self.locale))

    def number(self, value: float) -> str:
        """Return the number with the digits and separators of the language."""
        return format_decimal(value, "#,##0.#", locale=self.locale)

    def percent(self, share: float) -> str:
        """Return a share of one as a percentage."""
        return format_percent(share, locale=self.locale)

    def region(self, code: str) -> str:
        """Return the region's name, its code where it is not known."""
        return named(regions.names().get(code, {}), self.language) or code

    def theme(self, code: str) -> str:
        """Return the theme's label, its code where it is not known."""
        return named(themes.labels().get(code, {}), self.language) or code


def named(names: dict[str, str], language: str) -> str:
    """Return the name in the language; in French where there is none."""
    return names.get(language) or names.get("fr", "")
