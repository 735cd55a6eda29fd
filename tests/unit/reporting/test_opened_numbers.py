"""A number opened: what it is called, by which rule it is counted, what happened; and why others are hidden."""

from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

import pytest

from services.reporting.figures.knowledge import Course
from services.reporting.figures.numbers import INDICATORS
from services.reporting.figures.where import Where, name
from services.reporting.outputs import opened_number
from services.reporting.outputs.happened import happened
from services.reporting.outputs.reasons import Explained, explained
from services.reporting.read_models.trail import Behind
from services.reporting.suppression.cells import Reason
from shared.words import Words
from tests import reports
from tests.unit.reporting.heard import BEGINS

EN = Words("en")
HERE = UUID(int=7)
RIF, ORIENTAL = "MA-01", "MA-02"


def heading(indicator: str, **where: str) -> str:
    return opened_number.heading(indicator, Where(**where), reports.INTERNAL, EN)


@pytest.mark.parametrize(
    ("where", "called"),
    [
        ({}, "Different people"),
        ({"region": ORIENTAL}, "Different people · L\u2019Oriental"),
        ({"sex": "woman"}, "Different people · Women"),
        ({"region": RIF, "sex": "man"}, "Different people · Tanger-Tétouan-Al Hoceïma · Men"),
        ({"session": str(HERE)}, "Different people · Oujda, 23\u201324 Aug 2017"),
        ({"module": reports.IDENTIFY}, "Different people · Techniques d'identification (IDENTIFY in version 2)"),
        ({"donor": "Finland"}, "Different people · Finland"),
        ({"programme": "MHP-2017"}, "Different people · Programme MHP-2017"),
        ({"session": "not-there"}, "Different people · Session not-there"),
        ({"region": "MA-12"}, "Different people · Dakhla-Oued Ed-Dahab"),
    ],
    ids=lambda it: "everything" if it == {} else "" if isinstance(it, str) else " ".join(it),
)
def test_a_number_is_called_by_its_column_and_its_part(where: dict[str, str], called: str) -> None:
    assert heading("people", **where) == called


def test_a_theme_without_a_line_is_still_called_by_its_name() -> None:
    called = heading("needs", theme="health")

    assert called == f"Needs voiced · {EN.theme('health')}"
    assert "health" not in called.partition(" · ")[2]


def test_every_indicator_is_opened_with_a_rule_a_name_and_a_unit() -> None:
    units = {it: opened_number.unit(it) for it in INDICATORS}

    assert {it for it, unit in units.items() if unit == "score"} == {"usefulness", "method", "organisation"}
    assert [it for it, unit in units.items() if unit == "hours"] == ["hours"]
    assert len({heading(it) for it in INDICATORS}) == len(INDICATORS)


def test_a_rule_is_what_the_indicator_says_of_itself_on_one_line() -> None:
    assert opened_number.rule("hours").startswith("Hours of training received")
    assert [it for it in INDICATORS if "\n" in opened_number.rule(it) or "  " in opened_number.rule(it)] == []
    assert opened_number.rule("messages_sent") == opened_number.MESSAGES


def behind(kind: str = "session.planned.v1", role: Any = "counted", region: str | None = RIF) -> Behind:
    return Behind(UUID(int=1), kind, BEGINS, HERE, region, role)


MORNING, EVENING = datetime(2017, 8, 23, 9), datetime(2017, 8, 24, 17)  # noqa: DTZ001 - wall-clock times


@pytest.mark.parametrize(
    ("course", "language", "where"),
    [
        (Course("Oujda", MORNING, EVENING, "وجدة"), "en", "Oujda, 23\u201324 Aug 2017"),
        (Course("Oujda"), "en", "Oujda"),
        (Course("Oujda", city_ar="وجدة"), "ar", "وجدة"),
        (Course("Oujda", MORNING), "en", "Oujda"),
        (Course(), "en", "Tanger-Tétouan-Al Hoceïma"),
    ],
    ids=["place and days", "no days yet", "in Arabic", "no end yet", "nothing yet but the region"],
)
def test_an_event_stands_where_its_session_is_as_far_as_that_is_known(
    course: Course, language: str, where: str
) -> None:
    (line,) = happened([behind()], {str(HERE): course}, Words(language))

    assert line.session == where
    assert (line.session_id, line.at) == (HERE, BEGINS)


def test_an_event_about_no_session_and_no_region_stands_nowhere() -> None:
    (line,) = happened([behind("programme.defined.v1", "placing", None)._replace(session_id=None)], {}, EN)

    assert (line.what, line.session, line.session_id, line.counted) == ("Programme defined", "", None, False)


def test_what_is_counted_is_told_from_what_only_says_where() -> None:
    lines = happened([behind(role="counted"), behind(role="placing")], {}, EN)

    assert [it.counted for it in lines] == [True, False]


FEW, OTHER = name("people", Where(region=RIF)), name("people", Where(region=ORIENTAL))
BEFORE = f"rest of {FEW} after first_timers"
WITHIN = name("attended", Where(programme="MHP-2017"))


def why(hidden: dict[str, Reason], at_most: int = 9, *, public: bool = True) -> list[Explained]:
    report = replace(reports.public() if public else reports.INTERNAL, hidden=hidden)
    return explained(report, reports.INTERNAL, EN, at_most)


@pytest.mark.parametrize(
    ("public", "said"),
    [(True, "It is small: 1 to 10 people"), (False, "It rests on fewer than five answers.")],
    ids=["for everybody", "inside"],
)
def test_a_small_number_is_hidden_for_its_own_sake(public: bool, said: str) -> None:  # noqa: FBT001 - whose eyes
    (line,) = why({FEW: Reason()}, public=public)

    assert line.number == "Different people · Tanger-Tétouan-Al Hoceïma"
    assert line.why.startswith(said)


def test_another_number_names_the_small_ones_that_it_protects() -> None:
    (line,) = why({OTHER: Reason((FEW,))})

    assert line == Explained(
        "Different people · L\u2019Oriental", "It protects: Different people · Tanger-Tétouan-Al Hoceïma"
    )


@pytest.mark.parametrize(
    ("protects", "said"),
    [
        ((BEFORE,), "people who had taken part before"),
        (("from one to another",), "a number that stands in no table"),
        (("all that have it", "from one to another"), "a number that stands in no table"),
        ((BEFORE, BEFORE), "people who had taken part before"),
    ],
    ids=["who took part before", "a bound", "two bounds are said once", "twice the same"],
)
def test_a_small_number_that_stands_in_no_table_is_said_in_words(protects: tuple[str, ...], said: str) -> None:
    (line,) = why({OTHER: Reason(protects)})

    assert line.why == f"It protects: {said}"


def test_what_stands_in_no_table_has_no_line_of_its_own() -> None:
    assert why({BEFORE: Reason(), "from a to b": Reason(), "indicator=invented": Reason()}) == []


def test_no_more_lines_are_made_than_asked_for_and_unknown_ones_take_no_place() -> None:
    hidden = {BEFORE: Reason(), FEW: Reason(), OTHER: Reason(), WITHIN: Reason()}

    assert [it.number for it in why(hidden, at_most=2)] == [heading("people", region=it) for it in (RIF, ORIENTAL)]
