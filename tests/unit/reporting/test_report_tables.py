"""The tables of a report: which lines stand there, in which order, by which names; every number opens into itself."""

from typing import Any
from urllib.parse import parse_qsl
from uuid import UUID

import pytest

from services.reporting.figures.facts import Facts, Message, Person, Programme, Voice, gather
from services.reporting.figures.knowledge import Course, ModuleVersion
from services.reporting.figures.numbers import check, number
from services.reporting.figures.where import Where
from services.reporting.report.sections import sections
from services.reporting.report.tables import TABLES
from services.reporting.report.values import Number, Row, Section
from tests.unit.reporting import heard as given
from tests.unit.reporting.rollouts import Rollout

RIF = "MA-01"


def table(key: str, facts: Facts, **known: Any) -> Section:
    return next(it for it in sections(given.heard(facts, **known)) if it.key == key)


def keys(section: Section) -> list[str]:
    return [row.key for row in section.rows]


def every_number(found: tuple[Section, ...]) -> list[Number]:
    lines: list[Row] = [row for it in found for row in (*it.rows, it.total) if row]
    return [number for row in lines for number in row.numbers.values()]


@pytest.mark.parametrize("seed", range(4))
def test_the_name_of_a_number_is_the_question_whose_answer_it_is(seed: int) -> None:
    heard = Rollout(seed).heard()

    numbers = every_number(sections(heard))

    assert len(numbers) > 100
    for entry in numbers:
        named = dict(parse_qsl(entry.facts))
        indicator = named.pop("indicator")
        check(indicator, Where(**named))
        assert entry.value == number(indicator, heard.facts.within(Where(**named)), Where(**named)), entry.facts


def test_a_report_of_nothing_has_no_table() -> None:
    assert sections(given.heard(Facts())) == ()


def test_every_key_of_a_table_and_of_its_columns_is_there_once() -> None:
    assert len({it.key for it in TABLES}) == len(TABLES)
    assert [it.key for it in TABLES if len({column.key for column in it.measures}) < len(it.measures)] == []


def test_women_stand_before_men_and_who_is_not_known_comes_last() -> None:
    held = given.session(1)
    who = [Person(f"p{at}", sex) for at, sex in enumerate(("unknown", "man", "woman"))]

    assert keys(table("sexes", gather([held], [], given.came(held, who)))) == ["woman", "man", "unknown"]


def test_versions_of_modules_stand_by_code_and_by_number_and_not_as_letters() -> None:
    names = [("B", 10), ("B", 9), ("A", 1)]
    modules = [f"{UUID(int=at)}/{version}" for at, (_, version) in enumerate(names, 1)]
    known = {key: ModuleVersion(key, *name, {}, frozenset()) for key, name in zip(modules, names, strict=True)}
    held = [given.session(at, modules=frozenset({key})) for at, key in enumerate((*modules, "unheard"))]

    found = table("modules", gather(held, [], []), modules=known)

    assert [(row.code, row.key.partition("/")[2]) for row in found.rows] == [
        (None, ""),
        ("A", "1"),
        ("B", "9"),
        ("B", "10"),
    ]


def test_a_module_is_called_by_its_titles_or_its_code_where_it_has_none() -> None:
    titled, bare = (ModuleVersion(f"{UUID(int=at)}/1", code, 1, {}, frozenset()) for at, code in ((1, "A"), (2, "B")))
    known = {it.key: it for it in (titled._replace(titles={"fr": "Titre"}), bare)}
    held = [given.session(at, modules=frozenset({key})) for at, key in enumerate(known)]

    assert [row.label for row in table("modules", gather(held, [], []), modules=known).rows] == [{"fr": "Titre"}, "B"]


def test_sessions_stand_by_their_days_and_those_without_any_at_the_end() -> None:
    held = [given.session(number) for number in (1, 5, 3)]
    courses = {
        held[0].session_id: Course(),
        **{it.session_id: given.course(UUID(it.session_id).int) for it in held[1:]},
    }

    found = table("sessions", gather(held, [], []), courses=courses)

    assert [UUID(key).int for key in keys(found)] == [3, 5, 1]


def test_a_session_to_which_nobody_came_has_a_line_and_a_cancelled_one_has_none() -> None:
    held = [given.session(1), given.session(2, "cancelled"), given.session(3, "open")]

    found = table("sessions", gather(held, given.seats(held[1], given.people(3)), []))

    assert [UUID(key).int for key in keys(found)] == [1, 3]
    assert {it.value for row in found.rows for it in row.numbers.values()} == {0}


def test_a_region_of_which_all_columns_are_nothing_has_no_line_in_that_table() -> None:
    lost, kept = given.session(1, "cancelled", RIF), given.session(2)
    facts = gather([lost, kept], given.seats(lost, given.people(4)), [])

    assert keys(table("cancelled", facts)) == [RIF]
    assert keys(table("regions", facts)) == [RIF, given.OUJDA]


def test_feedback_by_session_has_the_sessions_that_were_rated() -> None:
    held = [given.session(number) for number in (1, 2)]
    facts = gather(held, [], [], given.answers(held[1], 3))

    assert [UUID(key).int for key in keys(table("feedback_sessions", facts))] == [2]


@pytest.mark.parametrize(
    ("course", "label"),
    [
        (given.course(1), {"fr": "Oujda", "ar": "وجدة"}),
        (given.course(1, city_ar=None), "Oujda"),
        (Course(city_ar="وجدة"), None),
        (Course(), None),
    ],
    ids=["in two scripts", "in one", "only the Arabic is known", "not heard yet"],
)
def test_a_session_is_called_by_its_city_in_the_letters_that_are_known(course: Course, label: object) -> None:
    held = given.session(1, region=RIF)

    (row,) = table("sessions", gather([held], [], []), courses={held.session_id: course}).rows

    assert (row.label, row.region) == (label, RIF)
    assert (row.starts_local, row.ends_local) == (course.starts_local, course.ends_local)


def test_a_donor_is_called_as_programmes_say_else_by_its_own_name() -> None:
    held = given.session(1, programme=Programme("P", ("Finland", "Norway")))

    rows = table("donors", gather([held], [], []), donor_names={"Norway": {"fr": "Norvège"}}).rows

    assert [(row.key, row.label) for row in rows] == [("Finland", "Finland"), ("Norway", {"fr": "Norvège"})]


def test_a_total_is_of_everything_and_not_the_sum_of_its_lines() -> None:
    both = [given.session(1, modules=frozenset({"a/1", "b/1"})), given.session(2, region=RIF)]
    who = given.people(1)
    facts = gather(both, [], [*given.came(both[0], who, 60, "a/1"), *given.came(both[1], who)])

    regions, modules = table("regions", facts), table("modules", facts)

    assert regions.total
    assert modules.total
    assert [regions.total.numbers[it].value for it in ("attended", "people", "hours")] == [2, 1, 2.0]
    assert modules.total.numbers["sessions_held"].value == 2
    assert sum(row.numbers["sessions_held"].value or 0 for row in modules.rows) == 3


def test_voices_and_messages_are_counted_by_theme_and_channel() -> None:
    said = [Voice("need", RIF, "health", True), Voice("recommendation", RIF, "law", False)]  # noqa: FBT003 - released
    facts = gather([], [], [], voices=said, messages=[Message("sms", "sent", 7), Message("sms", "failed", 2)])

    themes, messages = table("themes", facts), table("messages", facts)

    assert {row.key: [it.value for it in row.numbers.values()] for row in themes.rows} == {
        "health": [1, 1, 0, 0],
        "law": [0, 0, 1, 0],
    }
    assert {row.key: [it.value for it in row.numbers.values()] for row in messages.rows} == {"sms": [7, 0, 2, 0, 0]}
