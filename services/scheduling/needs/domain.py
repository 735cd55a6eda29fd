"""Rules of needs assessments: what can be recorded, and which words may be told."""

from datetime import date

from shared import themes
from shared.pointing import pointers_in
from shared.refusals import Invalid, Unknown


class AssessmentUnknown(Unknown):
    """There is no such needs assessment."""


class NeedUnknown(Unknown):
    """There is no such need."""


class ThemeUnknown(Invalid):
    """There is no such theme."""


class AssessmentNotHeldYet(Invalid):
    """A needs assessment is recorded once it has been held."""


class WordingPointsToSomebody(Invalid):
    """This seems to hold a phone number, an e-mail address or the number of a card or paper; take it out first."""


def check_held(held_on: date, today: date) -> None:
    """Raise AssessmentNotHeldYet."""
    if held_on > today:
        raise AssessmentNotHeldYet("held_on")


def check_theme(theme: str, field: str) -> None:
    """Raise ThemeUnknown naming the field."""
    if not themes.known(theme):
        raise ThemeUnknown(field)


def check_wording(wording: str) -> None:
    """Raise WordingPointsToSomebody."""
    if pointers_in(wording):
        raise WordingPointsToSomebody("wording")
