"""The person that a row makes, with what is known of them; what the row says counts first."""

from typing import Any
from uuid import UUID

from services.registration.imports.parsing.problems import BY_TITLE, Problem, TitleSaysOtherwise, problem
from services.registration.imports.parsing.row import NAMES, Said
from services.registration.people import domain
from services.registration.people.domain import Person, Route
from services.registration.people.storage import Participant
from shared.events import Sex


def composed(said: Said, before: Participant | None, organisation_id: UUID) -> Person:
    """Return the person: what the row says, else what was known, else what is usual."""
    usual = {"language": "fr" if said.name_keys[0] else "ar"}
    facts: dict[str, Any] = {
        name: getattr(said, name) or getattr(before, name, usual.get(name))
        for name in (*NAMES, "language", "phone", "email")
    }
    first_timer = said.first_timer if said.first_timer is not None else before.first_timer if before else True
    return Person(
        organisation_id=organisation_id,
        sex=_sex(said, before),
        first_timer=first_timer,
        route=_route(said, before),
        opted_out=before.opted_out if before else False,
        **facts,
    )


def _route(said: Said, before: Participant | None) -> Route:
    """Return how the person is reached: as the list says, as before, else by what there is."""
    if said.route:
        return said.route
    if before and (before.route != "none" or before.phone or before.email):
        return before.route
    return domain.usual_route(said.phone_kind, said.email)


def _sex(said: Said, before: Participant | None) -> Sex:
    """Return the sex as it is written, as it is known, or as a title before the name has it."""
    known = before.sex if before and before.sex != "unknown" else None
    return said.sex or known or said.sex_by_title or "unknown"


def of_title(said: Said, before: Participant | None) -> tuple[Problem, ...]:
    """Return what is told of a title: that it proposes the sex, or that it does not agree with it."""
    sex = _sex(said, before)
    if said.sex_by_title in {None, sex}:
        proposed = said.sex is None and said.sex_by_title and (before is None or before.sex != sex)
        return (problem(BY_TITLE[sex]("sex")),) if proposed else ()
    return (problem(TitleSaysOtherwise("sex")),)
