"""Who a row is and what it makes of them, as was answered and as was known. Everybody here is made up."""

from typing import Any
from uuid import UUID, uuid4

import pytest

from services.registration.imports.matching.merging import composed, of_title
from services.registration.imports.matching.people import of_others, whose
from services.registration.imports.matching.target import Target
from services.registration.imports.matching.verdicts import KnownPeople, Verdict, judge
from services.registration.imports.parsing.problems import problem
from services.registration.imports.parsing.row import Answer, Said
from services.registration.people.domain import Route
from services.registration.people.meant import PersonKnown
from services.registration.people.storage import Organisation, Participant
from shared.events import Sex

HERE, ELSEWHERE = UUID(int=8), UUID(int=9)
SESSION, BEFORE = UUID(int=6), UUID(int=7)
OURS = Organisation(id=HERE, name="Horizon", kind="association", region="MA-02", name_key="horizon")
PHONE, OTHER_PHONE, EMAIL = "+212600000001", "+212600000002", "exemple@example.org"
NAMED = {"given_name": "Exemple", "family_name": "Un"}
MOBILE = {"phone": PHONE, "phone_kind": "mobile"}
ALONE = Target(None, "MA-02", "association")


def said(**other: Any) -> Said:
    return Said(**{"number": 2, **NAMED, "organisation": "Horizon", **other})


def known(number: int = 1, /, **other: Any) -> Participant:
    facts: dict[str, Any] = {"sex": "unknown", "language": "fr", "route": "none", "first_timer": True, **NAMED, **other}
    return Participant(id=UUID(int=number), **{"organisation_id": HERE, **facts})


@pytest.mark.parametrize(
    ("row", "before", "language"),
    [
        (said(), None, "fr"),
        (Said(number=2, given_name_ar="مثال", family_name_ar="الأول"), None, "ar"),
        (Said(number=2, given_name="Exemple", given_name_ar="مثال", family_name_ar="الأول"), None, "ar"),
        (said(given_name_ar="مثال", family_name_ar="الأول"), None, "fr"),
        (said(), known(language="ar"), "ar"),
        (said(language="fr"), known(language="ar"), "fr"),
    ],
    ids=["Latin", "Arabic", "half in Latin", "both", "as it is known", "as the list says"],
)
def test_people_are_written_to_in_the_language_they_said_or_their_letters(
    row: Said, before: Participant | None, language: str
) -> None:
    assert composed(row, before, HERE).language == language


@pytest.mark.parametrize(
    ("written", "before", "title", "sex"),
    [
        ("man", "woman", "woman", "man"),
        (None, "woman", "man", "woman"),
        (None, "unknown", "man", "man"),
        (None, None, "man", "man"),
        (None, "unknown", None, "unknown"),
        (None, None, None, "unknown"),
        ("unknown", "woman", None, "unknown"),
    ],
    ids=[
        "as it is written",
        "as it is known, whatever the title",
        "by the title where it is not known",
        "by the title of somebody new",
        "not known before",
        "nobody says",
        "written to be unknown",
    ],
)
def test_the_sex_is_that_of_the_cell_else_of_the_record_else_of_the_title(
    written: Sex | None, before: Sex | None, title: Sex | None, sex: Sex
) -> None:
    recorded = known(sex=before) if before else None

    assert composed(said(sex=written, sex_by_title=title), recorded, HERE).sex == sex


@pytest.mark.parametrize(
    ("row", "before", "told"),
    [
        (said(sex_by_title="woman"), None, ["woman-by-title"]),
        (said(sex_by_title="man"), known(), ["man-by-title"]),
        (said(sex_by_title="woman"), known(sex="woman"), []),
        (said(sex="woman", sex_by_title="woman"), None, []),
        (said(sex="man", sex_by_title="woman"), None, ["title-says-otherwise"]),
        (said(sex_by_title="woman"), known(sex="man"), ["title-says-otherwise"]),
        (said(), None, []),
        (said(), known(sex="man"), []),
    ],
    ids=[
        "proposes it of somebody new",
        "proposes it where it was not known",
        "says what is known",
        "says what the cell says",
        "does not agree with the cell",
        "does not agree with what is known",
        "is not there for somebody new",
        "is not there for somebody known",
    ],
)
def test_what_a_title_says_is_told_where_it_decides_or_contradicts(
    row: Said, before: Participant | None, told: list[str]
) -> None:
    found = of_title(row, before)

    assert [(it.column, it.rule) for it in found] == [("sex", rule) for rule in told]


@pytest.mark.parametrize(
    ("row", "before", "route"),
    [
        (said(**MOBILE), None, "phone"),
        (said(**MOBILE, route="none"), None, "none"),
        (said(email=EMAIL), known(), "email"),
        (said(email=EMAIL), known(**MOBILE), "none"),
        (said(**MOBILE), known(email=EMAIL), "none"),
        (said(**MOBILE), known(route="relay"), "relay"),
        (said(**MOBILE, route="phone"), known(route="relay"), "phone"),
    ],
    ids=[
        "new, by what there is",
        "as the list says",
        "known without any contact",
        "known by a number, who wants no message",
        "known by an address, who wants no message",
        "reached through the association as before",
        "otherwise than before, as the list says",
    ],
)
def test_a_list_that_does_not_say_how_changes_no_way_to_reach_somebody(
    row: Said, before: Participant | None, route: Route
) -> None:
    assert composed(row, before, HERE).route == route


@pytest.mark.parametrize(("row", "before", "first"), [(None, None, True), (None, False, False), (True, False, True)])
def test_whoever_was_there_before_stays_so_unless_the_list_says_otherwise(
    *, row: bool | None, before: bool | None, first: bool
) -> None:
    recorded = None if before is None else known(first_timer=before)

    assert composed(said(first_timer=row), recorded, HERE).first_timer is first


def test_nobody_new_has_opted_out_and_no_list_takes_it_back() -> None:
    assert not composed(said(), None, HERE).opted_out
    assert composed(said(), known(opted_out=True), HERE).opted_out


def found(row: Said, *people: Participant, organisation_id: UUID | None = HERE) -> tuple[int | None, list[str]]:
    """Return the number of who the row is, and what is asked or wrong."""
    who = whose(row, people, ALONE, organisation_id)
    return who.person.id.int if who.person else None, [it.rule for it in who.problems]


@pytest.mark.parametrize(
    ("answer", "expected"),
    [(None, (None, ["phone-of-another"])), ("same", (1, [])), ("another", (None, ["phone-of-another"]))],
    ids=["asked", "said to be the same", "said to be another, before the row goes without"],
)
def test_a_number_of_somebody_by_another_name_is_theirs_once_that_was_said(answer: Answer, expected: object) -> None:
    assert found(said(**MOBILE, answer=answer), known(**MOBILE, family_name="Deux")) == expected


@pytest.mark.parametrize(
    ("answer", "expected"),
    [(None, (None, ["contact-differs"])), ("same", (1, [])), ("another", (None, []))],
    ids=["asked", "a number that has changed", "a namesake"],
)
def test_one_name_with_two_numbers_is_asked_about(answer: Answer, expected: object) -> None:
    assert found(said(**MOBILE, answer=answer), known(phone=OTHER_PHONE)) == expected


def test_a_namesake_is_told_apart_only_by_a_contact_that_both_have() -> None:
    row = said(**MOBILE, answer="another")

    assert found(row, known(phone=OTHER_PHONE), known(2, phone="+212600000003")) == (None, [])
    assert found(row, known(phone=OTHER_PHONE), known(2, email=EMAIL)) == (None, ["contact-differs"])


def test_without_a_contact_who_is_called_another_is_the_only_one_of_the_name() -> None:
    assert found(said(answer="another"), known()) == (1, [])


def test_two_of_one_name_cannot_be_told_apart_without_a_contact() -> None:
    assert found(said(), known(1), known(2)) == (None, ["namesakes-known"])


def test_a_name_of_another_association_or_another_name_here_is_not_meant() -> None:
    assert found(said(), known(organisation_id=ELSEWHERE)) == (None, [])
    assert found(said(), known(family_name="Deux")) == (None, [])
    assert found(said(), known(), organisation_id=ELSEWHERE) == (None, [])


def test_only_contacts_of_somebody_by_another_name_are_those_of_others() -> None:
    row = said(**MOBILE, email=EMAIL)

    assert of_others(row, [known(**MOBILE), known(2, email=EMAIL, family_name="Deux")]) == ["email"]


def judged(row: Said, *people: Participant, **more: Any) -> Verdict:
    return judge(row, KnownPeople([OURS], people, **more), Target(SESSION, "MA-02", "association"))


def test_a_row_of_the_same_person_as_another_is_taken_with_it_and_that_is_told() -> None:
    verdict = judged(said(same_as=7))

    assert (verdict.kind, verdict.seat, verdict.known) == ("unchanged", None, True)
    assert [(it.rule, it.values) for it in verdict.notes] == [("same-person-as", {"row": 7})]


def test_a_row_that_was_taken_over_in_this_session_is_whoever_it_became_here() -> None:
    row, who, other = said(), uuid4(), uuid4()
    print_ = row.fingerprint("MA-02")

    verdict = judged(row, taken={(print_, BEFORE): other, (print_, SESSION): who}, seats={who: "has", other: "take"})

    assert (verdict.kind, verdict.participant_id, verdict.seat, verdict.known) == ("unchanged", who, "has", True)


def test_a_row_that_was_taken_over_in_another_session_takes_a_seat_in_this_one() -> None:
    row, who = said(), uuid4()

    verdict = judged(row, taken={(b"other", SESSION): uuid4(), (row.fingerprint("MA-02"), BEFORE): who})

    assert (verdict.kind, verdict.participant_id, verdict.seat) == ("unchanged", who, "take")


def test_a_row_that_was_taken_over_and_is_wrong_now_is_left_out() -> None:
    wrong = problem(PersonKnown("phone"))
    row, who = said(problems=(wrong,)), uuid4()

    verdict = judged(row, taken={(row.fingerprint("MA-02"), SESSION): who})

    assert (verdict.kind, verdict.participant_id, verdict.problems) == ("problem", who, (wrong,))


def test_whoever_is_said_to_be_another_goes_without_the_number_of_the_first() -> None:
    verdict = judged(said(**MOBILE, email=EMAIL, answer="another"), known(**MOBILE, family_name="Deux"))

    person = verdict.person(HERE)
    assert (verdict.kind, person.phone, person.email, person.route) == ("new", None, EMAIL, "email")
