"""What the outside is told, and what it never is."""

from uuid import uuid4

import pytest

from services.reporting import projector
from services.reporting.projector import Known
from shared import events
from shared.contracts import Event
from shared.public_events import PublicEvent, SeatsCounted, TrainingCompleted, TrainingPlanned
from tests import facts

SESSION, PERSON = uuid4(), uuid4()
PLAN = facts.planned(SESSION).model_dump(exclude={"id", "time", "aggregateversion", "causationid", "correlationid"})
SEAT = {"session_id": SESSION, "region": "MA-02", "participant_id": PERSON, "registered": 7, "waiting": 2}
RESCHEDULED = facts.told(events.SessionRescheduled.model_validate({**PLAN, "before": PLAN}), 3)
CLOSED = facts.told(events.AttendanceClosed(session_id=SESSION, region="MA-02"), 6)
WHERE = Known("Oujda", facts.STARTS_AT, facts.STARTS_AT, attended=25)
TOLD = (
    facts.planned(SESSION),
    facts.opened(SESSION),
    facts.completed(SESSION),
    facts.registered(SESSION, PERSON),
    facts.waitlisted(SESSION, PERSON),
    facts.promoted(SESSION, PERSON),
    facts.withdrawn(SESSION, PERSON),
    RESCHEDULED,
    facts.told(events.SessionCancelled(session_id=SESSION, region="MA-02", reason="venue"), 4),
    facts.told(events.OfferMade(**SEAT, expires_at=facts.STARTS_AT), 5),
    facts.told(events.OfferEnded(**SEAT, reason="expired"), 6),
    CLOSED,
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
    assert (first.time, first.aggregateversion) == (fact.time, 1 if fact.type == CLOSED.type else fact.aggregateversion)


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


def test_another_plan_tells_the_week_and_the_seats_and_not_what_it_was_before() -> None:
    public = projector.project(RESCHEDULED, WHERE)

    assert public.model_dump(mode="json").items() >= {"week": "2017-W34", "seats": 20}.items()


@pytest.mark.parametrize(("attended", "told"), [(0, None), (1, None), (10, None), (11, 11), (25, 25)])
def test_attendance_is_told_from_eleven_people_on(attended: int, told: int | None) -> None:
    public = projector.project(CLOSED, Known(attended=attended))

    assert public.model_dump()["attended"] == told


@pytest.mark.parametrize(("people", "told"), [(0, 0), (1, None), (10, None), (11, 11), (25, 25)])
def test_totals_are_told_of_nobody_and_from_eleven_people_on(people: int, told: int | None) -> None:
    seat = facts.registered(SESSION, PERSON).model_copy(update={"registered": people, "waiting": people})

    public = projector.project(seat, WHERE)

    assert isinstance(public, SeatsCounted)
    assert public.model_dump(include={"registered", "waiting"}) == {"registered": told, "waiting": told}
