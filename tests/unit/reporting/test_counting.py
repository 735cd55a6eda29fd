"""Who counts once, who counts each time, and when somebody was there first."""

from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest

from services.reporting.figures import indicators
from services.reporting.figures.facts import Facts, Feedback, Person, Presence, Programme, Seat, Session, gather
from services.reporting.figures.figures import figures, figures_by_region
from services.reporting.figures.numbers import NotCountedThatWay, check, number
from services.reporting.figures.where import Where, name

SARA, OMAR = (
    Person(str(uuid4()), "woman", str(uuid4()), "association"),
    Person(str(uuid4()), "man", str(uuid4()), "university"),
)
BEFORE = SARA._replace(first_timer=False)
IDENTIFY, PROTECT = f"{uuid4()}/1", f"{uuid4()}/1"


def session(region: str = "MA-02", day: int = 23, **other: Any) -> Session:
    return Session(str(uuid4()), region, "completed", datetime(2017, 8, day, 8, tzinfo=UTC))._replace(**other)


def at(where: Session, person: Person = SARA, module: str = IDENTIFY, minutes: int = 90) -> Presence:
    return Presence(where, person, module, minutes)


def facts_of(*presences: Presence) -> Facts:
    return gather(list(dict.fromkeys(it.session for it in presences)), [], presences)


def count(indicator: str, facts: Facts, **where: str) -> float | None:
    part = Where(**where)
    return number(indicator, facts.within(part), part)


def test_a_person_in_two_sessions_of_a_region_counts_once_and_takes_part_twice() -> None:
    facts = facts_of(at(session()), at(session()), at(session(), OMAR))

    assert (count("attended", facts), count("people", facts)) == (3, 2)


def test_a_person_in_two_blocks_of_a_session_takes_part_once_and_for_all_the_minutes() -> None:
    held = session()

    facts = facts_of(at(held), at(held, module=PROTECT, minutes=45))

    assert (count("attended", facts), count("hours", facts)) == (1, 2.25)
    assert (count("attended", facts, module=PROTECT), count("hours", facts, module=PROTECT)) == (1, 0.75)


def test_a_person_in_two_regions_counts_in_each_and_once_in_all() -> None:
    facts = facts_of(at(session("MA-01")), at(session("MA-02")))

    assert [count("people", facts, region=region) for region in ("MA-01", "MA-02")] == [1, 1]
    assert count("people", facts) == 1


def test_who_comes_twice_is_a_first_timer_where_the_earlier_session_was() -> None:
    earlier, later = session("MA-01", 23), session("MA-02", 29)

    facts = facts_of(at(later), at(earlier))

    assert [count("first_timers", facts, region=region) for region in ("MA-01", "MA-02")] == [1, 0]
    assert count("first_timers", facts) == 1


def test_who_said_to_have_taken_part_before_is_no_first_timer_anywhere() -> None:
    facts = facts_of(at(session(), BEFORE), at(session(), OMAR))

    assert (count("first_timers", facts), count("first_timers", facts, sex="woman")) == (1, 0)


def test_a_session_whose_date_is_not_known_yet_comes_after_all_others() -> None:
    unknown, known = session("MA-01", starts_at=None), session("MA-02")

    facts = facts_of(at(unknown), at(known))

    assert count("first_timers", facts, region="MA-02") == 1


def test_a_cancelled_session_is_in_no_indicator_but_its_own() -> None:
    lost = session(state="cancelled")
    seats = [Seat(lost, SARA, "registered"), Seat(session(), OMAR, "registered")]

    facts = gather([lost], seats, [at(lost)], [Feedback(lost, 5, 5, 5)])

    assert [count(it, facts) for it in ("attended", "hours", "people", "first_timers", "answers")] == [0] * 5
    assert (count("registered", facts), count("cancelled_seats", facts)) == (1, 1)
    assert (count("sessions_held", facts), count("sessions_cancelled", facts)) == (0, 1)


def test_averages_are_of_those_who_answered() -> None:
    held = session()

    facts = gather([held], [], [], [Feedback(held, 5, 4, 3), Feedback(held, 4, 4, 4)])

    assert [count(it, facts) for it in ("answers", "usefulness", "method", "organisation")] == [2, 4.5, 4.0, 3.5]
    assert count("usefulness", Facts()) is None


@pytest.mark.parametrize(
    ("attribution", "finland", "norway"),
    [
        ("full", (1, 2, 3.0, 2), (1, 2, 3.0, 2)),
        ("split", (0.5, 1, 1.5, 2), (0.5, 1, 1.5, 2)),
        ("lead", (1, 2, 3.0, 2), (0, 0, 0, 0)),
    ],
)
def test_what_counts_for_a_donor_follows_the_programmes_rule(
    attribution: str, finland: tuple[float, ...], norway: tuple[float, ...]
) -> None:
    held = session(programme=Programme("MHP-2017", ("Finland", "Norway"), attribution))  # type: ignore[arg-type] # text
    facts = facts_of(at(held), at(held, OMAR))

    counted = [
        tuple(count(it, facts, donor=donor) for it in ("sessions_held", "attended", "hours", "people"))
        for donor in ("Finland", "Norway")
    ]

    assert counted == [finland, norway]
    assert count("sessions_held", facts) == 1, "the total counts the session once"


def test_a_donor_of_two_programmes_counts_a_person_of_both_once() -> None:
    programmes = [Programme(code, ("Finland",)) for code in ("A", "B")]

    facts = facts_of(*(at(session(programme=it)) for it in programmes))

    assert (count("attended", facts, donor="Finland"), count("people", facts, donor="Finland")) == (2, 1)


@pytest.mark.parametrize(
    ("indicator", "where"),
    [
        ("sessions_held", {"sex": "woman"}),
        ("messages_sent", {"region": "MA-02"}),
        ("needs", {"module": "x/1"}),
        ("no", {}),
    ],
)
def test_what_cannot_be_divided_so_is_refused(indicator: str, where: dict[str, str]) -> None:
    with pytest.raises(NotCountedThatWay):
        check(indicator, Where(**where))


def test_a_number_is_named_by_the_question_that_opens_it() -> None:
    assert name("people", Where(region="MA-02", sex="woman")) == "indicator=people&region=MA-02&sex=woman"


def test_short_figures_are_of_seats_and_of_who_came() -> None:
    there, lost = session(), session(state="cancelled")
    held = [Seat(there, SARA, "registered"), Seat(there, OMAR, "offered"), Seat(lost, OMAR, "registered")]

    short = figures(gather([there, lost], held, [at(there)]))

    assert (short.registered, short.waiting, short.unique_people) == (1, 1, 1)
    assert short.by_sex.model_dump() == {"woman": 1, "man": 0, "unknown": 0}
    assert (short.attended, short.participations, short.hours) == (1, 1, 1.5)
    assert short.sessions.model_dump() == {"planned": 0, "open": 0, "completed": 1, "cancelled": 1}


def test_first_timers_of_the_short_figures_are_those_of_the_report() -> None:
    held = session()
    seats = [Seat(held, it, "registered") for it in (SARA, OMAR)]

    facts = gather([held], seats, [at(held)])

    assert figures(facts).first_timers == count("first_timers", facts) == 1


def test_a_region_with_sessions_and_nobody_in_them_is_listed() -> None:
    facts = gather([session("MA-02")], [Seat(session("MA-01"), SARA, "registered")], [])

    assert list(figures_by_region(facts)) == ["MA-01", "MA-02"]


def test_organisations_are_those_whose_people_came_or_will() -> None:
    facts = gather([], [Seat(session(), OMAR, "registered"), Seat(session(), SARA, "withdrawn")], [at(session(), OMAR)])

    assert indicators.organisations(facts) == 1


def test_a_person_not_heard_of_yet_is_of_unknown_sex_and_organisation() -> None:
    nobody = str(uuid4())

    facts = facts_of(at(session(), Person(nobody)))

    assert (count("people", facts, sex="unknown"), count("people", facts, organisation="unknown")) == (1, 1)
