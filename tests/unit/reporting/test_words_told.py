"""Words in a report: only what was released, and in public no place and no day of a session still to come."""

from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

import pytest

from services.reporting.figures.facts import Programme, Session, gather
from services.reporting.figures.knowledge import Heard, ModuleVersion, Need, Recommendation, Words
from services.reporting.report import words
from services.reporting.report.values import ChainSession
from tests.unit.reporting import heard as given

SAID = Words("fr", "Mots synthétiques")
NEED = Need(UUID(int=50), "MA-02", "health", "Nador", date(2017, 4, 12), SAID, "الناظور")
NOT_ENDED = ["planned", "open", "cancelled", None]


def answering(module: int, *needs: Need, version: int = 1, code: str = "IDENTIFY") -> ModuleVersion:
    key, answers = f"{UUID(int=module)}/{version}", frozenset(it.need_id for it in needs)
    return ModuleVersion(key, code, version, {"fr": "Titre synthétique"}, answers)


def of(*sessions: Session, **known: Any) -> Heard:
    return given.heard(gather(list(sessions), [], []), **known)


def chain_of(*sessions: Session, public: bool = False, module: ModuleVersion | None = None) -> list[ChainSession]:
    taught = module or answering(1, NEED)
    (link,) = words.chain(of(*sessions, needs=[NEED], modules={taught.key: taught}), public=public)
    return list(link.sessions)


def test_a_need_is_told_once_its_words_are_released() -> None:
    withheld = NEED._replace(need_id=UUID(int=51), words=None)

    told = words.needs(of(needs=[withheld, NEED]))

    assert [(it.wording, it.language, it.region, it.theme, it.city, it.on, it.city_ar) for it in told] == [
        ("Mots synthétiques", "fr", "MA-02", "health", "Nador", date(2017, 4, 12), "الناظور")
    ]


@pytest.mark.parametrize("public", [True, False], ids=["for everybody", "inside"])
def test_a_recommendation_is_told_once_its_words_are_released(public: bool) -> None:  # noqa: FBT001 - whose eyes
    held = given.session(1)
    made = [Recommendation(held.session_id, "MA-02", "health", said) for said in (None, SAID)]

    told = words.recommendations(of(held, recommendations=made), public=public)

    assert [(it.wording, it.city, it.on, it.city_ar) for it in told] == [
        ("Mots synthétiques", "Oujda", date(2017, 8, 24), "وجدة")
    ]


@pytest.mark.parametrize("state", NOT_ENDED, ids=str)
def test_in_public_a_recommendation_names_no_place_and_no_day_before_the_end(state: Any) -> None:
    ahead = given.session(1, state)
    said = of(ahead, recommendations=[Recommendation(ahead.session_id, "MA-02", "health", SAID)])

    (outside,), (inside,) = (words.recommendations(said, public=public) for public in (True, False))

    assert (outside.wording, outside.city, outside.on, outside.city_ar) == ("Mots synthétiques", None, None, None)
    assert (inside.city, inside.on) == ("Oujda", date(2017, 8, 24))


def test_a_recommendation_of_a_session_not_heard_of_yet_is_told_without_a_place() -> None:
    stray = Recommendation(str(UUID(int=99)), "MA-02", "health", SAID)

    (told,) = words.recommendations(of(recommendations=[stray]), public=False)

    assert (told.region, told.city, told.on) == ("MA-02", None, None)


@pytest.mark.parametrize("state", ["planned", "open"])
def test_in_public_the_chain_names_a_session_still_to_come_by_its_region_alone(state: Any) -> None:
    ahead = given.session(1, state)

    (outside,), (inside,) = (chain_of(ahead, public=public) for public in (True, False))

    assert outside == ChainSession(UUID(int=1), "MA-02", state)
    assert (inside.city, inside.city_ar, str(inside.starts_local)) == ("Oujda", "وجدة", "2017-08-24 09:00:00")


def test_in_public_the_chain_names_place_and_days_of_what_has_ended() -> None:
    (told,) = chain_of(given.session(1), public=True)

    assert (told.city, str(told.starts_local), str(told.ends_local)) == (
        "Oujda",
        "2017-08-24 09:00:00",
        "2017-08-24 17:00:00",
    )


def test_the_chain_leads_to_no_cancelled_session_and_no_other_version() -> None:
    other = frozenset({f"{UUID(int=1)}/2"})
    sessions = [given.session(1, "cancelled"), given.session(2, modules=other), given.session(3, "open")]

    assert [it.session_id for it in chain_of(*sessions)] == [UUID(int=3)]


def test_sessions_of_the_chain_stand_by_date_and_those_without_one_at_the_end() -> None:
    undated = [given.session(number, None, starts_at=None) for number in (2, 1)]

    told = chain_of(*undated, given.session(9, "open"), given.session(4, "open"))

    assert [it.session_id.int for it in told] == [4, 9, 1, 2]
    assert told[-1].state == "planned", "a session of which only the plan is missing has not been opened"


def test_a_need_stands_once_for_each_version_that_answers_it() -> None:
    versions = [answering(1, NEED), answering(1, NEED, version=2), answering(2, code="OTHER")]

    links = words.chain(of(needs=[NEED], modules={it.key: it for it in versions}), public=True)

    assert [(it.code, it.module_version) for it in links] == [("IDENTIFY", 1), ("IDENTIFY", 2)]
    assert {(it.city, it.on, it.language, it.wording, it.city_ar) for it in links} == {
        ("Nador", date(2017, 4, 12), "fr", "Mots synthétiques", "الناظور")
    }


def test_a_need_without_an_answer_stands_alone_its_words_once_released() -> None:
    silent = NEED._replace(words=None)

    (link,) = words.chain(of(needs=[silent], modules={"m": answering(2)}), public=False)

    assert (link.theme, link.code, link.sessions, link.language, link.wording) == ("health", None, (), None, None)


@pytest.mark.parametrize(
    ("attribution", "said"),
    [("full", "in full"), ("split", "divided equally"), ("lead", "leading donor alone")],
)
def test_the_rule_of_a_programme_is_said_as_it_is_counted(attribution: Any, said: str) -> None:
    programme = Programme("MHP-2017", ("Finland", "Norway"), attribution)
    known = replace(of(programmes=[programme]), donor_names={"Norway": {"fr": "Norvège"}, "Spain": {"fr": "Espagne"}})

    (rule,) = words.donors_rules(known)

    assert said in rule.sentence
    assert (rule.programme, rule.donors) == ("MHP-2017", ("Finland", "Norway"))
    assert rule.donor_names == {"Norway": {"fr": "Norvège"}}, "only of those who pay for it"


def test_a_programme_that_nobody_pays_for_has_no_rule() -> None:
    assert words.donors_rules(of(programmes=[Programme("OWN", ())])) == ()
