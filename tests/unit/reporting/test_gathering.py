"""What is made of rows as the database has them: sessions, people and words, whatever has not been heard yet."""

from collections.abc import Sequence
from datetime import date, datetime
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import pytest

from services.reporting.figures.facts import Message, Person, Programme
from services.reporting.figures.knowledge import Course, Heard, Words
from services.reporting.public.steps import Between, Outside
from services.reporting.read_models.facts import QUERIES, Gathering
from tests.unit.reporting.heard import BEGINS

HERE, THERE, PAID, NEED = (str(UUID(int=at)) for at in range(1, 5))
MORNING, EVENING = datetime(2017, 8, 23, 9), datetime(2017, 8, 23, 17)  # noqa: DTZ001 - wall-clock times


def session(id_: str = HERE, region: str = "MA-02", **other: Any) -> SimpleNamespace:
    """Return a row of a session of which nothing but its opening has been heard, unless said otherwise."""
    nothing = dict.fromkeys(("programme_id", "city", "city_ar", "starts_local", "ends_local", "starts_at", "blocks"))
    return SimpleNamespace(**{**nothing, "session_id": UUID(id_), "region": region, "state": "open", **other})


def gathered(**rows: Sequence[Any]) -> Heard:
    return Gathering(dict.fromkeys(QUERIES, ()) | {"as_of": [(BEGINS,)]} | rows).all()


def module(number: int, **other: Any) -> SimpleNamespace:
    told = {"module_id": UUID(int=number), "module_version": 2, "code": "M", "title_fr": None, "title_ar": None}
    return SimpleNamespace(**{**told, "answers": [UUID(NEED)], **other})


def test_nothing_heard_is_a_report_of_nothing() -> None:
    heard = gathered(as_of=[(None,)])

    assert heard.as_of is None
    assert (heard.facts.sessions, heard.facts.seats, heard.modules, heard.outside) == ([], [], {}, {})


def test_a_session_has_its_programme_its_modules_and_its_course() -> None:
    blocks = [
        {"block_id": "1", "module": "a/1"},
        {"block_id": "2", "module": "b/1"},
        {"block_id": "3", "module": "a/1"},
    ]
    place: dict[str, Any] = {
        "city": "Oujda",
        "city_ar": "وجدة",
        "starts_local": MORNING,
        "ends_local": EVENING,
        "starts_at": BEGINS,
    }
    row = session(programme_id=UUID(PAID), blocks=blocks, state="completed", **place)

    heard = gathered(sessions=[row], programmes=[(UUID(PAID), "P", ["Finland", "Norway"], "split", [])])

    (found,) = heard.facts.sessions
    assert found.programme == Programme("P", ("Finland", "Norway"), "split")
    assert (found.session_id, found.region, found.state, found.starts_at) == (HERE, "MA-02", "completed", BEGINS)
    assert found.modules == {"a/1", "b/1"}
    assert heard.courses == {HERE: Course("Oujda", MORNING, EVENING, "وجدة")}


def test_a_session_without_a_plan_teaches_nothing_yet_and_belongs_to_no_programme() -> None:
    heard = gathered(sessions=[session(programme_id=UUID(PAID))])

    (found,) = heard.facts.sessions
    assert (found.programme, found.modules, found.starts_at, heard.courses[HERE]) == (None, frozenset(), None, Course())


def test_a_city_in_arabic_letters_is_known_of_all_sessions_and_needs_in_it() -> None:
    rows = [session(city="Oujda", city_ar="وجدة"), session(THERE, city="Oujda"), session(PAID, city="Nador")]
    need = (UUID(NEED), "MA-02", "health", "Oujda", date(2017, 4, 12), None, None)

    heard = gathered(sessions=rows, needs=[need])

    assert [heard.courses[it].city_ar for it in (HERE, THERE, PAID)] == ["وجدة", "وجدة", None]
    assert heard.needs[0].city_ar == "وجدة"


def test_seats_marks_and_answers_may_come_before_their_session_is_heard_of() -> None:
    heard = gathered(
        seats=[(HERE, "MA-02", "p1", "registered")],
        presences=[(HERE, "MA-02", "p1", None, 90)],
        feedback=[(THERE, "MA-01", 5, 4, 3)],
    )

    assert [(it.session_id, it.region, it.state, it.counts) for it in heard.facts.sessions] == [
        (HERE, "MA-02", None, True),
        (THERE, "MA-01", None, True),
    ]
    (seat,), (presence,), (answer,) = heard.facts.seats, heard.facts.presences, heard.facts.feedback
    assert seat.person == presence.person == Person("p1")
    assert seat.session is presence.session
    assert (presence.module, presence.minutes, seat.state) == (None, 90, "registered")
    assert (answer.usefulness, answer.method, answer.organisation) == (5, 4, 3)


def test_where_the_session_itself_lies_goes_before_where_a_seat_says_that_it_lies() -> None:
    heard = gathered(sessions=[session(region="MA-02")], seats=[(HERE, "MA-01", "p1", "registered")])

    assert [it.session.region for it in heard.facts.seats] == ["MA-02"]


def test_a_person_is_as_told_and_one_not_told_of_yet_is_of_unknown_sex_and_kind() -> None:
    told = ("p1", "woman", "o1", "ngo", False)

    heard = gathered(people=[told], seats=[(HERE, "MA-02", it, "registered") for it in ("p1", "p2")])

    assert [it.person for it in heard.facts.seats] == [
        Person("p1", "woman", "o1", "ngo", False),  # noqa: FBT003 - as a row has it
        Person("p2", "unknown", None, "unknown", None),
    ]


def test_who_was_there_in_a_cancelled_session_counts_nowhere() -> None:
    heard = gathered(
        sessions=[session(state="cancelled")],
        presences=[(HERE, "MA-02", "p1", "a/1", 90)],
        feedback=[(HERE, "MA-02", 5, 5, 5)],
    )

    assert (heard.facts.presences, heard.facts.feedback, heard.facts.firsts) == ([], [], {})


@pytest.mark.parametrize(
    ("words", "released"),
    [(("fr", "Mots"), True), ((None, None), False), (("", ""), False), (("fr", ""), False)],
    ids=["released", "never released", "withdrawn", "emptied"],
)
def test_words_are_known_while_they_are_released(words: tuple[Any, Any], released: bool) -> None:  # noqa: FBT001 - an expectation
    need = (UUID(NEED), "MA-02", "health", "Nador", date(2017, 4, 12), *words)

    heard = gathered(needs=[need], recommendations=[(HERE, "MA-01", "law", *words)])

    expected = Words("fr", "Mots") if released else None
    assert [heard.needs[0].words, heard.recommendations[0].words] == [expected, expected]
    assert [(it.kind, it.region, it.theme, it.released) for it in heard.facts.voices] == [
        ("need", "MA-02", "health", released),
        ("recommendation", "MA-01", "law", released),
    ]


def test_a_module_version_has_the_titles_that_it_was_given() -> None:
    rows = [module(1, title_fr="Titre"), module(2, title_ar="عنوان", module_version=3), module(3)]

    heard = gathered(modules=rows)

    assert [it.titles for it in heard.modules.values()] == [{"fr": "Titre"}, {"ar": "عنوان"}, {}]
    assert list(heard.modules)[:2] == [f"{UUID(int=1)}/2", f"{UUID(int=2)}/3"]
    assert heard.modules[f"{UUID(int=1)}/2"].answers == {UUID(NEED)}


def test_a_donor_has_the_newest_name_in_each_language_and_else_an_older_one() -> None:
    older = [{"donor": "Norway", "fr": "Norvège", "ar": "النرويج"}, {"donor": "Spain", "fr": "Espagne", "ar": None}]
    newer = [{"donor": "Norway", "fr": "Norvège, ambassade", "ar": None}]
    rows = [(UUID(int=at), f"P{at}", ["Norway"], "full", names) for at, names in enumerate((older, newer))]

    heard = gathered(programmes=rows)

    assert heard.donor_names == {
        "Norway": {"fr": "Norvège, ambassade", "ar": "النرويج"},
        "Spain": {"fr": "Espagne"},
    }


def test_programmes_stand_by_code_whenever_they_were_told() -> None:
    heard = gathered(programmes=[(UUID(int=at), code, [], "full", []) for at, code in enumerate("CAB")])

    assert [it.code for it in heard.programmes] == ["A", "B", "C"]


def test_what_public_events_told_is_known_of_each_session() -> None:
    rows = [(HERE, 25, 20, 15, True), (THERE, 25, None, None, False)]

    heard = gathered(outside=rows)

    assert heard.outside == {
        HERE: Outside(Between(16, 24), Between(15, 19)),
        THERE: Outside(Between(0, 14), Between()),
    }


def test_messages_are_counted_as_they_were_added_up() -> None:
    assert gathered(messages=[("sms", "sent", 7)]).facts.messages == [Message("sms", "sent", 7)]
