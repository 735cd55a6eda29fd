"""The chain, modules and needs as they are shown: what answers what, in the order of voicing and of release."""

from datetime import UTC, datetime
from types import SimpleNamespace
from typing import Any
from uuid import UUID, uuid4

import pytest

from services.scheduling.catalogue import donor_pages
from services.scheduling.catalogue.forms import ProgrammeForm, ReleaseForm, module_view
from services.scheduling.catalogue.module_pages import as_it_stands, folded, unfolded
from services.scheduling.catalogue.storage import Answer, Programme
from services.scheduling.chain.forms import chain
from services.scheduling.chain.storage import Links
from services.scheduling.frame import by_version
from services.scheduling.needs.forms import NeedForm, assessment_view
from services.scheduling.needs.pages import _theme, _ticked_before
from shared.country import themes
from tests.unit.scheduling import planned

FIRST, SECOND = planned.need(1, voiced_by=[UUID(int=70)]), planned.need(2, theme="law")
DEFINE, IDENTIFY = planned.module(10, newest=2), planned.module(20, "IDENTIFY")
SESSION, _ = planned.stored(planned.plan())


def links(**other: Any) -> Links:
    """Return two needs, three versions of two modules and a session; the newest of the first answers both needs."""
    versions = [(planned.version(10), DEFINE), (planned.version(10, 2), DEFINE), (planned.version(20), IDENTIFY)]
    answers = {(DEFINE.id, 1, FIRST.id), (DEFINE.id, 2, SECOND.id), (DEFINE.id, 2, FIRST.id)}
    teaches = {(IDENTIFY.id, 1, SESSION.id), (DEFINE.id, 2, SESSION.id), (DEFINE.id, 1, uuid4())}
    needs = [(it, planned.assessment()) for it in (SECOND, FIRST)]
    known = {"needs": needs, "versions": versions, "sessions": [(SESSION, planned.venue())]}
    return Links(**{**known, "answers": answers, "teaches": teaches, **other})


def test_a_version_answers_needs_in_the_order_of_the_chain_and_only_its_own() -> None:
    assert [(it.code, it.version, it.answers) for it in chain(links()).versions] == [
        ("DEFINE", 1, [FIRST.id]),
        ("DEFINE", 2, [SECOND.id, FIRST.id]),
        ("IDENTIFY", 1, []),
    ]


def test_a_session_teaches_versions_in_the_order_of_the_chain() -> None:
    (shown,) = chain(links()).sessions

    assert shown.teaches == [(DEFINE.id, 2), (IDENTIFY.id, 1)]
    assert (shown.city, shown.region, shown.state) == ("Oujda", "MA-02", "planned")


def test_the_chain_names_nothing_that_does_not_stand_in_it() -> None:
    shown = chain(links(needs=[(FIRST, planned.assessment())], versions=[(planned.version(10, 2), DEFINE)]))

    assert [it.answers for it in shown.versions] == [[FIRST.id]]
    assert [it.teaches for it in shown.sessions] == [[(DEFINE.id, 2)]]


@pytest.mark.parametrize(
    ("released_at", "words"),
    [(None, None), (datetime(2017, 5, 1, tzinfo=UTC), "Mots synthétiques")],
    ids=["not yet", "released"],
)
def test_words_of_a_need_stand_in_the_chain_once_they_are_released(released_at: Any, words: str | None) -> None:
    said = planned.need(1, voiced_by=[UUID(int=70)], released_at=released_at)

    (shown,) = chain(links(needs=[(said, planned.assessment())])).needs

    assert shown.wording == words
    assert (shown.region, shown.city, shown.voiced_by) == ("MA-02", "Nador", [UUID(int=70)])


def test_seen_from_a_version_there_are_its_needs_and_the_sessions_that_teach_it() -> None:
    found = by_version(links())

    assert [(it.key, [need.id for need, _ in it.needs], len(it.sessions)) for it in found] == [
        ((DEFINE.id, 1), [FIRST.id], 0),
        ((DEFINE.id, 2), [SECOND.id, FIRST.id], 1),
        ((IDENTIFY.id, 1), [], 1),
    ]


def test_a_module_is_shown_with_its_own_versions_and_what_each_of_them_answers() -> None:
    answers = [
        Answer(module_id=DEFINE.id, module_version=2, need_id=FIRST.id),
        Answer(module_id=IDENTIFY.id, module_version=1, need_id=SECOND.id),
    ]
    versions = [planned.version(20), planned.version(10), planned.version(10, 2)]

    shown = module_view(DEFINE, versions, answers)

    assert [(it.version, it.answers) for it in shown.versions] == [(1, []), (2, [FIRST.id])]


def test_the_form_for_the_next_version_is_the_newest_one_and_folds_back_to_it() -> None:
    newest = by_version(links())[1]

    stands = as_it_stands(newest)

    assert stands["answers"] == f"{FIRST.id} {SECOND.id}"
    fields = unfolded(stands)
    assert fields.keys() == {"title_fr", "title_ar", "minutes", "answers.0", "answers.1"}
    assert folded(fields) == {name: it for name, it in stands.items() if name != "version"}
    assert folded(dict(reversed(fields.items()))) == folded(fields), "in whatever order needs were ticked"


def test_a_version_that_answers_nothing_folds_to_nothing() -> None:
    assert folded({"title_fr": "Titre"})["answers"] == ""
    assert unfolded({"title_fr": "Titre", "answers": "", "version": "3"}) == {"title_fr": "Titre"}


def test_what_a_version_answers_is_sent_as_ids() -> None:
    form = ReleaseForm.model_validate(
        {"title_fr": "Titre", "title_ar": "عنوان", "minutes": 90, "answers": [str(FIRST.id)]}
    )

    assert form.release().answers == (FIRST.id,)


NAMES = [{"donor": "Norway", "fr": "Norvège", "ar": None, "en": None}]
PAID = Programme(id=UUID(int=1), code="P", title="Exemple", donors=["Finland", "Norway"], donor_names=NAMES)


@pytest.mark.parametrize(
    ("donor", "language", "called"),
    [("Norway", "fr", "Norvège"), ("Norway", "ar", "Norway"), ("Finland", "fr", "Finland"), ("Spain", "fr", "Spain")],
    ids=["said", "not said in this language", "not said at all", "not of the programme"],
)
def test_a_donor_is_called_as_was_said_else_by_its_own_name(donor: str, language: str, called: str) -> None:
    assert PAID.called(donor, language) == called


def test_the_form_of_donors_has_a_row_for_each_of_them_in_their_order() -> None:
    rows = donor_pages.as_it_stands(PAID)

    assert {name: it for name, it in rows.items() if it} == {
        "donor_names.0.donor": "Finland",
        "donor_names.1.donor": "Norway",
        "donor_names.1.fr": "Norvège",
    }
    assert len(rows) == 8


def test_a_programme_counts_in_full_and_its_donors_have_no_other_names_unsaid() -> None:
    paid = ProgrammeForm(code="MHP-2017", title="Exemple", donors=["Finland"]).paid()

    assert (paid.attribution, paid.donor_names, paid.donors) == ("full", (), ["Finland"])


def test_an_organisation_that_is_ticked_twice_has_voiced_the_need_once() -> None:
    twice = [UUID(int=it) for it in (2, 1, 2)]

    said = NeedForm(theme="health", language="fr", wording="Mots", voiced_by=twice).voiced()

    assert said.voiced_by == (UUID(int=2), UUID(int=1))


def test_an_assessment_is_shown_with_its_own_needs() -> None:
    shown = assessment_view(planned.assessment(), [planned.need(3, assessment=2), FIRST, SECOND])

    assert [it.id for it in shown.needs] == [FIRST.id, SECOND.id]


def test_needs_stand_by_theme_in_the_order_of_the_list_and_then_as_they_were_voiced() -> None:
    first, second, *_ = themes.labels()
    said = [
        planned.need(1, theme="of-an-older-list"),
        planned.need(2, theme=second),
        planned.need(4, theme=first),
        planned.need(3, theme=first),
    ]

    assert [it.id.int for it in sorted(said, key=_theme)] == [3, 4, 2, 1]


@pytest.mark.parametrize(
    ("shown", "ticked"),
    [
        (None, None),
        ({}, set()),
        ({"voiced_by": ""}, set()),
        ({"voiced_by": f"{UUID(int=1)} {UUID(int=2)}, not-an-id"}, {UUID(int=1), UUID(int=2)}),
    ],
    ids=["the page does not say", "nothing was shown", "none was ticked", "two were"],
)
def test_what_was_ticked_before_is_read_from_what_the_page_showed(shown: Any, ticked: set[UUID] | None) -> None:
    assert _ticked_before(SimpleNamespace(shown=shown)) == ticked  # type: ignore[arg-type] # what it reads of it
