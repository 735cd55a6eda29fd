"""What is taken out of the tables: averages of few answers for all readers; few people, places, events in public."""

from typing import Any
from uuid import UUID

import pytest

from services.reporting.figures.facts import Facts, Programme, Session, gather
from services.reporting.figures.where import Where, name
from services.reporting.report.values import Number, Report, Row
from services.reporting.report.whole import compose
from services.reporting.suppression.cells import Reason
from services.reporting.suppression.hiding import few_answers, few_people
from tests.unit.reporting import heard as given

RIF, SOUSS, ATLAS = "MA-01", "MA-09", "MA-08"


def public(facts: Facts) -> Report:
    return compose(given.heard(facts), public=True)


def internal(facts: Facts) -> Report:
    return compose(given.heard(facts), public=False)


def row(report: Report, table: str, key: str) -> Row:
    section = report.section(table)
    assert section is not None
    return next(it for it in (*section.rows, section.total) if it and it.key == key)


def shown(report: Report, table: str, key: str, *columns: str) -> list[float | str | None]:
    """Return the numbers of a line as they are read, × for what is hidden."""
    numbers = [row(report, table, key).numbers[it] for it in columns]
    return ["×" if it.hidden else it.value for it in numbers]


def every_number(report: Report) -> list[Number]:
    lines = [it for section in report.sections for it in (*section.rows, section.total) if it]
    return [number for line in lines for number in line.numbers.values()]


def rated(*sizes: tuple[Session, int]) -> Facts:
    """Return sessions of 20 people each, of whom so many have answered."""
    here = given.filled(*((it, 20) for it, _ in sizes))
    said = [answer for it, number in sizes for answer in given.answers(it, number)]
    return gather(here.sessions, here.seats, here.presences, said)


@pytest.mark.parametrize(("answered", "average"), [(1, "×"), (4, "×"), (5, 5.0)], ids=["one", "four", "five"])
def test_averages_stand_where_five_have_answered(answered: int, average: object) -> None:
    asked, busy, third = (given.session(at, region=region) for at, region in ((1, given.OUJDA), (2, RIF), (3, SOUSS)))

    report = internal(rated((asked, answered), (busy, 20), (third, 20)))

    assert shown(report, "feedback", given.OUJDA, "usefulness") == [average]
    assert shown(report, "feedback_sessions", asked.session_id, "usefulness") == [average]


def test_inside_how_many_answered_is_shown_beside_the_average_that_is_not() -> None:
    report = internal(rated((given.session(1), 3), (given.session(2, region=RIF), 9)))

    assert shown(report, "feedback", given.OUJDA, "answers", "usefulness", "method", "organisation") == [3, *"×××"]


def test_the_only_other_part_is_hidden_too_lest_the_average_follow_from_the_total() -> None:
    report = internal(rated((given.session(1), 3), (given.session(2, region=RIF), 9)))

    assert shown(report, "feedback", RIF, "answers", "usefulness") == [9, "×"]
    assert shown(report, "feedback", "total", "usefulness") == [5.0]


def test_a_session_of_few_answers_takes_one_more_of_its_region_with_it() -> None:
    held = [given.session(number) for number in (1, 2, 3)]

    hidden = few_answers(rated((held[0], 2), (held[1], 6), (held[2], 30)))

    assert {it for it in hidden if "session" in it} == {
        name("answers", Where(session=held[0].session_id)),
        name("answers", Where(session=held[1].session_id)),
    }
    assert name("answers", Where()) not in hidden


def test_why_an_average_is_hidden_names_the_answers_that_are_few() -> None:
    hidden = few_answers(rated((given.session(1), 3), (given.session(2, region=RIF), 9)))

    few = name("answers", Where(region=given.OUJDA))
    assert hidden[few] == Reason()
    assert few in hidden[name("answers", Where(region=RIF))].protects


@pytest.mark.parametrize(
    ("came", "read"), [(0, 0), (1, "×"), (10, "×"), (11, 11)], ids=["nobody", "one", "ten", "eleven"]
)
def test_in_public_a_number_of_people_is_told_from_eleven_on(came: int, read: object) -> None:
    others = [given.session(number, region=region) for number, region in ((2, RIF), (3, SOUSS), (4, ATLAS))]

    report = public(given.filled((given.session(1), came), *((it, 30) for it in others)))

    assert shown(report, "regions", given.OUJDA, "attended", "registered", "people") == [read] * 3


def test_a_total_of_few_is_hidden_like_any_line() -> None:
    assert shown(public(given.filled((given.session(1), 6))), "regions", "total", "attended", "people") == ["×", "×"]


def test_an_average_of_all_is_hidden_where_fewer_than_five_have_answered_in_all() -> None:
    report = internal(rated((given.session(1), 2), (given.session(2, region=RIF), 2)))

    assert shown(report, "feedback", "total", "answers", "usefulness") == [4, "×"]


def test_hours_are_hidden_with_the_people_whose_they_are() -> None:
    others = [given.session(number, region=region) for number, region in ((2, RIF), (3, SOUSS), (4, ATLAS))]

    report = public(given.filled((given.session(1), 6), *((it, 30) for it in others)))

    assert shown(report, "sessions", str(UUID(int=1)), "attended", "hours") == ["×", "×"]


def test_in_public_an_average_is_told_from_eleven_answers_on() -> None:
    regions = (given.OUJDA, RIF, SOUSS, ATLAS)
    held = [given.session(number, region=region) for number, region in enumerate(regions)]

    facts = rated(*zip(held, (10, 20, 20, 20), strict=True))

    assert shown(public(facts), "feedback", given.OUJDA, "answers", "usefulness") == ["×", "×"]
    assert shown(internal(facts), "feedback", given.OUJDA, "answers", "usefulness") == [10, 5.0]


def test_few_women_of_a_region_are_hidden_with_the_men_and_those_not_known() -> None:
    held, away = given.session(1), given.session(2, region=RIF)
    who = [*given.people(3, sex="woman"), *given.people(40, 3, sex="man")]
    present = [*given.came(held, who), *given.came(away, given.people(60, 50, sex="woman"))]
    facts = gather(
        [held, away], given.seats(held, who), [*present, *given.came(away, given.people(40, 200, sex="man"))]
    )

    assert shown(public(facts), "regions", given.OUJDA, "women", "men") == ["×", "×"]


@pytest.mark.parametrize(("kinds", "stands"), [(2, False), (3, True)])
def test_kinds_of_organisations_stand_in_public_from_three_organisations_on(kinds: int, stands: bool) -> None:  # noqa: FBT001 - an expectation
    held = given.session(1)
    who = [it for at in range(kinds) for it in given.people(20, 20 * at, organisation_id=f"o{at}", kind="ngo")]

    facts = gather([held], given.seats(held, who), given.came(held, who))

    assert bool(public(facts).section("organisations")) is stands
    assert internal(facts).section("organisations")


def test_a_kind_of_one_organisation_is_hidden_be_its_people_ever_so_many() -> None:
    held = given.session(1)
    kinds = [("ngo", 1), ("association", 3), ("network", 3), ("public", 3)]
    who, first = list[Any](), 0
    for kind, number in kinds:
        for at in range(number):
            who += given.people(50, first, organisation_id=f"{kind}{at}", kind=kind)
            first += 50

    report = public(gather([held], given.seats(held, who), given.came(held, who)))

    assert shown(report, "organisations", "ngo", "people", "attended", "hours", "registered") == ["×"] * 4


def test_no_number_for_everybody_opens_into_its_events_and_every_one_inside_does() -> None:
    facts = given.filled((given.session(1), 6), (given.session(2, region=RIF), 30))

    assert {it.facts for it in every_number(public(facts))} == {""}
    assert all(it.facts for it in every_number(internal(facts)))


def test_a_hidden_number_leaves_no_value_behind() -> None:
    report = public(given.filled((given.session(1), 6), (given.session(2, region=RIF), 30)))

    assert {it.value for it in every_number(report) if it.hidden} == {None}


def test_messages_are_for_those_inside() -> None:
    assert public(given.filled((given.session(1), 30))).section("messages") is None


@pytest.mark.parametrize("state", ["planned", "open"])
def test_in_public_a_session_still_to_come_stands_without_city_and_days(state: str) -> None:
    ahead, ended = given.session(1, state), given.session(2)
    report = public(given.filled((ahead, 0), (ended, 30)))

    hidden, told = (row(report, "sessions", it.session_id) for it in (ahead, ended))

    assert (hidden.label, hidden.starts_local, hidden.ends_local, hidden.region) == (None, None, None, given.OUJDA)
    assert (told.label, str(told.starts_local)) == ({"fr": "Oujda", "ar": "وجدة"}, "2017-08-25 09:00:00")
    assert row(internal(given.filled((ahead, 0))), "sessions", ahead.session_id).starts_local


def test_what_is_hidden_for_others_stands_in_a_table() -> None:
    """What only suppression knows, such as who took part before, is in no list of hidden numbers."""
    held = given.session(1, programme=Programme("P", ("Finland",)))

    hidden = few_people(given.heard(given.filled((held, 6), (given.session(2, region=RIF), 30))))

    assert name("attended", Where(region=given.OUJDA)) in hidden
    assert [it for it in hidden if not it.startswith("indicator=") or "programme" in it] == []
