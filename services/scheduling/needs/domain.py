"""Rules of needs assessments: what can be recorded, and which words may be told."""

from collections.abc import Collection, Sequence
from datetime import date
from uuid import UUID

from shared.country import themes
from shared.country.personal_data import pointers_in
from shared.refusals import Invalid, Unknown

MOST_ORGANISATIONS = 200  # that voiced one need


class AssessmentUnknown(Unknown):
    """There is no such needs assessment."""


class NeedUnknown(Unknown):
    """There is no such need."""


class ThemeUnknown(Invalid):
    """There is no such theme."""


class AssessmentNotHeldYet(Invalid):
    """A needs assessment is recorded once it has been held."""


class TooManyOrganisations(Invalid):
    """A need names at most {most} organisations."""


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


def chosen_anew(now: Sequence[UUID], chosen: Sequence[UUID], shown: Collection[UUID] | None = None) -> tuple[UUID, ...]:
    """Return the organisations chosen, each once; where `shown` were there to choose from, others' changes stay.

    Raises TooManyOrganisations.
    """
    wanted = chosen if shown is None else [*_kept(now, chosen, shown), *(it for it in chosen if it not in shown)]
    once = tuple(dict.fromkeys(wanted))
    if len(once) > MOST_ORGANISATIONS:
        raise TooManyOrganisations("voiced_by", most=MOST_ORGANISATIONS)
    return once


def _kept(now: Sequence[UUID], chosen: Collection[UUID], shown: Collection[UUID]) -> list[UUID]:
    """Return those named now without those that whoever chose has taken out."""
    return [it for it in now if it in chosen or it not in shown]
