"""What the outside is told, and what it never is."""

from uuid import uuid4

import pytest

from services.reporting import projector
from services.reporting.projector import WhereAndWhen
from shared import events
from shared.contracts import Event
from shared.public_events import PublicEvent, SeatsCounted, TrainingCompleted, TrainingPlanned
from tests import facts

SESSION, PERSON = uuid4(), uuid4()
WHERE = WhereAndWhen("Oujda", facts.STARTS_AT, facts.STARTS_AT)
TOLD = (
    facts.planned(SESSION),
    facts.opened(SESSION),
    facts.completed(SESSION),
    facts.registered(SESSION, PERSON),
    facts.waitlisted(SESSION, PERSON),
    facts.promoted(SESSION, PERSON),
    facts.withdrawn(SESSION, PERSON),
)


def every_internal_event() -> list[type[Event]]:
    return [it for it in vars(events).values() if isinstance(it, type) and issubclass(it, Event) and "type" in vars(it)]


@pytest.mark.parametrize("kind", every_internal_event())
def test_every_internal_event_is_told_by_a_rule_or_kept_inside_on_purpose(kind: type[Event]) -> None:
    assert (kind in projector.RULES) is not (kind in projector.KEPT_INSIDE)


def test_the_examples_here_cover_every_rule() -> None:
    assert {type(fact) for fact in TOLD} == set(projector.RULES)


@pytest.mark.parametrize("fact", TOLD, ids=lambda it: str(it.type))
def test_a_public_event_says_nothing_that_leads_to_a_person_or_to_an_internal_event(fact: events.SessionEvent) -> None:
    public = projector.project(fact, WHERE)

    said = str(public.to_cloudevent())
    assert not [it for it in (PERSON, fact.id, fact.causationid, fact.correlationid) if str(it) in said]
    assert (public.causationid, public.correlationid) == (None, None)


@pytest.mark.parametrize("fact", TOLD, ids=lambda it: str(it.type))
def test_a_rebuild_tells_the_same_again(fact: events.SessionEvent) -> None:
    first, again = projector.project(fact, WHERE), projector.project(fact, WHERE)

    assert first == again
    assert (first.time, first.aggregateversion) == (fact.time, fact.aggregateversion)


def test_two_facts_are_two_public_events() -> None:
    assert len({projector.project(fact, WHERE).id for fact in TOLD}) == len(TOLD)


def test_only_the_end_of_a_session_tells_its_city_and_hours() -> None:
    public = [projector.project(fact, WHERE) for fact in TOLD]

    assert [type(it) for it in public if tells_where_or_when(it)] == [TrainingCompleted]


def tells_where_or_when(public: PublicEvent) -> bool:
    said = str(public.to_cloudevent()["data"])
    return "Oujda" in said or "2017-08-23" in said


def test_a_plan_tells_the_week_and_the_seats() -> None:
    public = projector.project(facts.planned(SESSION), WHERE)

    assert isinstance(public, TrainingPlanned)
    assert (public.week, public.seats) == ("2017-W34", 20)


def test_a_registration_tells_the_totals() -> None:
    public = projector.project(facts.registered(SESSION, PERSON), WHERE)

    assert isinstance(public, SeatsCounted)
    assert public.model_dump(include={"registered", "waiting"}) == {"registered": 7, "waiting": 2}
