"""What the outside is told, and what it never is."""

from uuid import uuid4

import pytest

from services.reporting.public import projector
from services.reporting.public.projector import Known
from shared import events
from shared.events.public import PublicEvent, SeatsCounted, TrainingCompleted, TrainingPlanned
from shared.kernel.contracts import Event
from tests import facts

SESSION, PERSON = uuid4(), uuid4()
PLAN_FIELDS = facts.planned(SESSION).model_dump(
    exclude={"id", "time", "aggregateversion", "causationid", "correlationid"}
)
SEAT = {"session_id": SESSION, "region": "MA-02", "participant_id": PERSON, "registered": 15, "waiting": 2}
RESCHEDULED = facts.told(events.SessionRescheduled.model_validate({**PLAN_FIELDS, "before": PLAN_FIELDS}), 3)
CLOSED = facts.told(events.AttendanceClosed(session_id=SESSION, region="MA-02"), 6)
WHERE = Known("Oujda", facts.STARTS_AT, facts.STARTS_AT, attended=25)
TOLD = (
    facts.planned(SESSION),
    facts.opened(SESSION),
    facts.completed(SESSION),
    facts.told(events.ParticipantRegistered(**SEAT, seats_left=3), 15),
    facts.told(events.ParticipantWaitlisted(**SEAT, position=2), 16),
    facts.told(events.ParticipantPromoted(**SEAT), 17),
    facts.told(events.ParticipantWithdrawn(**SEAT, held_a_seat=True), 18),
    RESCHEDULED,
    facts.told(events.SessionCancelled(session_id=SESSION, region="MA-02", reason="venue"), 4),
    facts.told(events.OfferMade(**SEAT, expires_at=facts.STARTS_AT), 5),
    facts.told(events.OfferEnded(**SEAT, reason="expired"), 6),
    CLOSED,
)


def told(fact: projector.Told, known: Known = WHERE) -> PublicEvent:
    public = projector.project(fact, known)
    assert public is not None
    return public


def every_internal_event() -> list[type[Event]]:
    return [it for it in vars(events).values() if isinstance(it, type) and issubclass(it, Event) and "type" in vars(it)]


@pytest.mark.parametrize("kind", every_internal_event())
def test_every_internal_event_is_told_by_a_rule_or_kept_inside_on_purpose(kind: type[Event]) -> None:
    assert (kind in projector.RULES) is not (kind in projector.KEPT_INSIDE)


def test_the_examples_here_cover_every_rule() -> None:
    assert {type(fact) for fact in TOLD} == set(projector.RULES)


@pytest.mark.parametrize("fact", TOLD, ids=lambda it: str(it.type))
def test_a_public_event_says_nothing_that_leads_to_a_person_or_to_an_internal_event(fact: events.SessionEvent) -> None:
    public = told(fact)

    said = str(public.to_cloudevent())
    assert not [it for it in (PERSON, fact.id, fact.causationid, fact.correlationid) if str(it) in said]
    assert (public.causationid, public.correlationid) == (None, None)


@pytest.mark.parametrize("fact", TOLD, ids=lambda it: str(it.type))
def test_a_rebuild_tells_the_same_again(fact: events.SessionEvent) -> None:
    first, again = told(fact), told(fact)

    assert first == again
    assert first.time == fact.time


@pytest.mark.parametrize("fact", TOLD, ids=lambda it: str(it.type))
def test_its_number_tells_the_steps_of_a_session_and_no_facts_of_people(
    fact: events.SessionEvent,
) -> None:
    known = Known(attended=25, seats_told=20, times_told=2)

    number = told(fact, known).aggregateversion

    course = fact.topic == events.SessionEvent.topic
    assert number == (fact.aggregateversion if course else 1 if fact.type == CLOSED.type else 3)


def test_two_facts_are_two_public_events() -> None:
    assert len({told(fact).id for fact in TOLD}) == len(TOLD)


def test_only_the_end_of_a_session_tells_its_city_and_hours() -> None:
    public = [told(fact) for fact in TOLD]

    assert [type(it) for it in public if tells_where_or_when(it)] == [TrainingCompleted]


def tells_where_or_when(public: PublicEvent) -> bool:
    said = str(public.to_cloudevent()["data"])
    return "Oujda" in said or "2017-08-23" in said


def test_a_plan_tells_the_week_and_the_seats() -> None:
    public = told(facts.planned(SESSION))

    assert isinstance(public, TrainingPlanned)
    assert (public.week, public.seats) == ("2017-W34", 20)


def test_another_plan_tells_the_week_and_the_seats_and_not_what_it_was_before() -> None:
    public = told(RESCHEDULED)

    assert public.model_dump(mode="json").items() >= {"week": "2017-W34", "seats": 20}.items()


@pytest.mark.parametrize(("seats", "said"), [(1, 15), (10, 15), (15, 15), (16, 20), (25, 25)])
def test_the_seats_of_a_plan_are_rounded_up_so_that_a_small_one_looks_like_others(seats: int, said: int) -> None:
    public = told(facts.planned(SESSION, seats=seats))

    assert public.model_dump()["seats"] == said


@pytest.mark.parametrize(("attended", "said"), [(0, None), (1, None), (10, None), (14, None), (15, 15), (24, 20)])
def test_attendance_is_told_in_steps_of_five_and_its_silence_may_mean_more_than_ten(
    attended: int, said: int | None
) -> None:
    public = projector.project(CLOSED, Known(attended=attended))

    assert (public and public.model_dump()["attended"]) == said


@pytest.mark.parametrize(("people", "before", "said"), [(14, None, None), (15, None, 15), (19, 15, None), (20, 15, 20)])
def test_seats_are_told_when_they_are_a_step_away_from_what_was_told(
    people: int, before: int | None, said: int | None
) -> None:
    seat = TOLD[3].model_copy(update={"registered": people})

    public = projector.project(seat, Known(seats_told=before))

    assert (public and public.model_dump()["registered"]) == said


def test_late_news_of_seats_tell_nothing() -> None:
    assert projector.project(TOLD[3], Known(newest=TOLD[3].aggregateversion + 1)) is None


def test_who_waits_is_not_told() -> None:
    assert set(SeatsCounted.model_fields) - set(PublicEvent.model_fields) == {"registered"}
