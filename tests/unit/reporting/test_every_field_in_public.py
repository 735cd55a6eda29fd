"""Every field of an internal event that has a public form: told there, or kept from it by name."""

from datetime import datetime
from typing import Any

import pytest

from services.reporting.public.projector import RULES, Known, project
from shared import events
from shared.kernel.contracts import Event
from tests.integration.keeping.variations import example, fields, told_otherwise

SUNDAY_NIGHT = datetime(2017, 8, 27, 23, 30)  # noqa: DTZ001 - an hour later it is another week
ON_THE_EDGE: dict[str, Any] = {"starts_local": SUNDAY_NIGHT, "registered": 15}
PLANNED = example(events.SessionPlanned)
KNOWN = Known("Oujda", PLANNED.starts_at, PLANNED.ends_at, attended=25, newest=2)
PLAN_FIELDS = "programme_id venue_id city city_ar venue venue_ar zone starts_at ends_at ends_local blocks before"
SEAT_FIELDS = "participant_id registration_id waiting seats_left position held_a_seat expires_at reason"
KEPT_BACK = {
    events.PlanEvent: (PLAN_FIELDS, "who meets where, and when, is told when it is over"),
    events.SessionCancelled: ("reason", "why is for those who were to come"),
    events.RegistrationEvent: (SEAT_FIELDS, "public numbers are of sessions, not of people"),
    events.AttendanceClosed: ("aggregateversion", "it would tell how often a sheet was corrected"),
}


def kept_by_name(event: type[Event], field: str) -> bool:
    names = [name for kind, (told, _) in KEPT_BACK.items() if issubclass(event, kind) for name in told.split()]
    return any(field == name or field.startswith(f"{name}.") for name in names)


@pytest.mark.parametrize("event", RULES, ids=lambda it: it.__name__)
def test_a_field_is_told_in_public_or_kept_from_it_by_name(event: type[Event]) -> None:
    fact: Any = example(event, **{name: value for name, value in ON_THE_EDGE.items() if name in event.model_fields})

    others: list[tuple[str, Any]] = list(told_otherwise(fact))
    told = {field for field, other in others if project(other, KNOWN) != project(fact, KNOWN)}

    untold = set(fields(fact)) - told
    kept = {field for field in fields(fact) if kept_by_name(event, field)}
    assert untold - kept == set(), "in no public event; tell them, or say here why not"
    assert kept - untold == set(), "told after all"
