"""What becomes of a row against the people who are known. Everybody here is made up, and plainly so."""

from dataclasses import replace
from typing import Any
from uuid import UUID, uuid4

import pytest

from services.registration.imports.matching.target import Target, contacts, listed_organisations
from services.registration.imports.matching.verdicts import KnownPeople, Verdict, judge, once_each
from services.registration.imports.parsing.problems import Problem
from services.registration.imports.parsing.row import Said
from services.registration.people.naming import key_of, letters_of
from services.registration.people.storage import Organisation, Participant

SESSION = uuid4()
NAME = "Association fictive"
ASSOCIATION = Organisation(id=uuid4(), name=NAME, kind="association", region="MA-02", name_key=key_of(NAME))


def said(**other: Any) -> Said:
    """Return a row about somebody who has a phone."""
    facts = {"given_name": "Exemple", "family_name": "Un", "organisation": NAME, "sex": "woman"}
    return Said(**{"number": 2, **facts, "phone": "+212600000001", "phone_kind": "mobile", **other})


def known_person(**other: Any) -> Participant:
    """Return the same person as registration keeps them."""
    facts: dict[str, Any] = {"given_name": "Exemple", "family_name": "Un", "sex": "woman", "language": "fr"}
    facts |= {"phone": "+212600000001", "phone_kind": "mobile", "route": "phone", "first_timer": True, **other}
    facts["name_key"] = letters_of(facts["given_name"], facts["family_name"])
    return Participant(id=uuid4(), organisation_id=ASSOCIATION.id, **facts)


def judged(row: Said, *people: Participant, region: str | None = "MA-02", **known: Any) -> Verdict:
    """Return the verdict, the association and these people being known."""
    target = Target(SESSION, region, "association", listed_organisations([row]), contacts([row]))
    return judge(row, KnownPeople(**{"organisations": [ASSOCIATION], "people": people, **known}), target)


def rules(verdict: Verdict) -> list[tuple[str, str]]:
    return [(it.column, it.rule) for it in verdict.problems]


def test_somebody_unknown_is_new_and_takes_a_seat() -> None:
    verdict = judged(said())

    assert (verdict.kind, verdict.seat, verdict.organisation_id) == ("new", "take", ASSOCIATION.id)
    person = verdict.person(ASSOCIATION.id)
    assert (person.route, person.first_timer, person.language) == ("phone", True, "fr")


def test_somebody_known_who_is_said_to_be_the_same_is_unchanged() -> None:
    before = known_person()

    verdict = judged(said(), before)

    assert (verdict.kind, verdict.participant_id) == ("unchanged", before.id)


@pytest.mark.parametrize(
    "other",
    [
        {"email": "un@example.org"},
        {"sex": "man"},
        {"given_name": "EXEMPLE"},
        {"given_name": "Un", "family_name": "Exemple"},
        {"first_timer": False},
        {"language": "ar"},
    ],
)
def test_what_the_list_says_anew_changes_the_person(other: dict[str, Any]) -> None:
    before = known_person()

    verdict = judged(said(**other), before)

    assert (verdict.kind, verdict.participant_id) == ("changed", before.id)


def test_what_the_list_does_not_say_stays_as_it_is() -> None:
    before = known_person(
        email="un@example.org", first_timer=False, given_name_ar="مثال", language="ar", opted_out=True
    )

    verdict = judged(said(), before)

    assert verdict.kind == "unchanged"
    assert verdict.person(ASSOCIATION.id).opted_out


def test_somebody_without_contacts_is_found_by_name_and_association() -> None:
    before = known_person(phone=None, phone_kind=None, route="none")

    verdict = judged(said(given_name="EXEMPLE"), before)

    assert (verdict.kind, verdict.participant_id) == ("changed", before.id)
    assert verdict.person(ASSOCIATION.id).route == "phone", "there was no way to reach the person before"


@pytest.mark.parametrize("other", [{"family_name": "Deux"}, {"given_name": "Exampel"}])
@pytest.mark.parametrize("column", ["phone", "email"])
def test_a_contact_renames_nobody(column: str, other: dict[str, str]) -> None:
    row = said(**other, organisation="Association autre", email="un@example.org")
    before = known_person(**{"phone": None, "email": None, column: getattr(row, column)})

    assert rules(judged(row, before)) == [(column, f"{column}-of-another")]


def test_a_name_in_both_scripts_is_the_same_where_it_is_the_same_in_both() -> None:
    before = known_person(given_name_ar="مثال", family_name_ar="أول")

    same, another = (judged(said(given_name_ar="مثال", family_name_ar=name), before) for name in ("الأول", "اول"))

    assert (rules(same), another.kind) == ([("phone", "phone-of-another")], "changed")


@pytest.mark.parametrize(
    ("known", "other", "column"),
    [
        ({"phone": "+212600000009"}, {}, "phone"),
        (
            {"phone": None, "email": "un@example.org"},
            {"phone": None, "phone_kind": None, "email": "deux@example.org"},
            "email",
        ),
        ({"phone": "+212600000009", "email": "un@example.org"}, {"email": "deux@example.org"}, "phone"),
    ],
)
def test_the_same_name_with_another_contact_is_for_somebody_to_decide(
    known: dict[str, Any], other: dict[str, Any], column: str
) -> None:
    assert rules(judged(said(**other), known_person(**known))) == [(column, "contact-differs")]


def test_namesakes_who_stand_in_one_list_by_their_own_phones_are_two_people() -> None:
    row, other = said(), said(number=3, phone="+212600000009")
    target = Target(SESSION, "MA-02", "association", listed_organisations([row, other]), contacts([row, other]))
    known = KnownPeople([ASSOCIATION], [known_person(phone="+212600000009")])

    assert [judge(one, known, target).kind for one in (row, other)] == ["new", "unchanged"]


def test_a_namesake_that_nothing_tells_from_one_in_the_list_is_no_newcomer() -> None:
    row, other = said(phone=None, phone_kind=None), said(number=3, phone="+212600000009")
    target = Target(SESSION, "MA-02", "association", listed_organisations([row, other]), contacts([row, other]))
    known = KnownPeople([ASSOCIATION], [known_person(phone="+212600000009")])

    assert rules(judge(row, known, target)) == [("phone", "namesakes-known")]


@pytest.mark.parametrize(
    ("people", "other", "rule"),
    [
        ([{"given_name": "Autre", "family_name": "Personne"}], {}, ("phone", "phone-of-another")),
        (
            [{"given_name": "Autre", "family_name": "Personne", "phone": None, "email": "un@example.org"}],
            {"email": "un@example.org"},
            ("email", "email-of-another"),
        ),
        ([{}, {"phone": None, "email": "un@example.org"}], {"email": "un@example.org"}, ("phone", "two-people-known")),
        ([{}, {"phone": "+212600000009"}], {"phone": None}, ("phone", "namesakes-known")),
        ([], {"phone": "+212536000001", "phone_kind": "landline", "route": "phone"}, ("phone", "no-sms-there")),
        ([], {"route": "relay"}, ("route", "organisation-unreachable")),
    ],
)
def test_what_cannot_be_decided_is_told(
    people: list[dict[str, Any]], other: dict[str, Any], rule: tuple[str, str]
) -> None:
    verdict = judged(said(**other), *(known_person(**facts) for facts in people))

    assert (verdict.kind, verdict.seat, rules(verdict)) == ("problem", None, [rule])


STRANGER = {"given_name": "Autre", "family_name": "Personne"}
LANDLINE = {"phone": "+212536000001", "phone_kind": "landline"}
BAD = (Problem("sex", "sex-not-understood"), Problem("email", "email-not-understood"))


@pytest.mark.parametrize(
    ("people", "other", "found"),
    [
        ([], LANDLINE | {"route": "phone"}, [("phone", "no-sms-there")]),
        ([STRANGER], {}, [("phone", "phone-of-another")]),
        ([STRANGER], {"organisation": "Association nouvelle"}, [("phone", "phone-of-another")]),
        ([STRANGER], {"route": "relay"}, [("phone", "phone-of-another"), ("route", "organisation-unreachable")]),
        ([], {"phone": None, "route": "phone"}, [("phone", "phone-missing")]),
        ([], {"route": "email"}, []),
    ],
)
def test_a_row_with_problems_of_its_own_is_seen_against_what_is_known_too(
    people: list[dict[str, Any]], other: dict[str, Any], found: list[tuple[str, str]]
) -> None:
    verdict = judged(said(**other, problems=BAD), *(known_person(**facts) for facts in people))

    assert rules(verdict) == [*((it.column, it.rule) for it in BAD), *found]


def test_problems_of_association_others_and_contacts_are_told_at_once() -> None:
    row = said(organisation="Association nouvelle", email="un@example.org", route="relay")
    others = [known_person(**STRANGER), known_person(**STRANGER, phone=None, email="un@example.org")]

    verdict = judged(row, *others, region=None)

    assert rules(verdict) == [
        *(("organisation", "region-needed"), ("phone", "phone-of-another"), ("email", "email-of-another")),
        ("route", "organisation-unreachable"),
    ]


def test_a_row_of_which_nothing_is_understood_is_told_of_once() -> None:
    nothing = Said(number=2, problems=(Problem("", "not-a-row"),))

    assert rules(judged(nothing, known_person(phone=None), region=None)) == [("", "not-a-row")]


@pytest.mark.parametrize(("route", "contact"), [("phone", "phone"), ("email", "email")])
def test_a_contact_that_is_known_already_is_not_missing(route: str, contact: str) -> None:
    row, before = said(phone=None, route=route), known_person(email="un@example.org")

    verdict, of_nobody = judged(row, before), judged(row)

    assert (verdict.kind, verdict.participant_id) == ("unchanged" if route == "phone" else "changed", before.id)
    assert rules(of_nobody) == [(contact, f"{contact}-missing")]


def test_an_association_without_a_name_is_not_one_whose_name_is_missing() -> None:
    nameless = Organisation(id=uuid4(), name="-", kind="association", region="MA-02")
    row = said(organisation=None, route="relay", problems=(Problem("organisation", "organisation-missing"),))

    assert rules(judged(row, organisations=[nameless])) == [("organisation", "organisation-missing")]


def test_an_association_that_is_new_needs_a_region_and_can_bring_its_own_contacts() -> None:
    new = said(organisation="Association nouvelle", route="relay", organisation_email="contact@example.org")

    verdict, nowhere = judged(new), judged(new, region=None)

    assert (verdict.kind, verdict.organisation_id) == ("new", None)
    assert rules(nowhere) == [("organisation", "region-needed")]


def test_an_association_of_this_name_in_another_region_is_another() -> None:
    assert judged(said(), region="MA-01").organisation_id is None
    assert judged(said(), region=None).organisation_id == ASSOCIATION.id


@pytest.mark.parametrize("seat", ["take", "has", "withdrew"])
def test_who_has_a_seat_keeps_it_and_who_gave_it_up_is_not_registered_again(seat: str) -> None:
    before = known_person()

    verdict = judged(said(), before, seats={} if seat == "take" else {before.id: seat})

    assert (verdict.kind, verdict.seat) == ("unchanged", seat)


@pytest.mark.parametrize(("session_id", "seat"), [(SESSION, None), (None, "take"), (uuid4(), "take")])
def test_a_row_that_was_taken_over_before_changes_nobody_who_was_corrected_since(
    session_id: UUID | None, seat: str | None
) -> None:
    row, before = said(), known_person(given_name="Corrigé", family_name="Depuis", phone="+212600000009")

    verdict = judged(row, before, taken={(row.fingerprint("MA-02"), session_id): before.id})

    assert (verdict.kind, verdict.participant_id, verdict.seat) == ("unchanged", before.id, seat)


def test_a_later_row_for_somebody_known_is_a_double_also_where_either_has_a_problem() -> None:
    before = known_person(email="un@example.org")
    rows = [said(problems=BAD[:1]), said(number=3, phone=None, phone_kind=None, email="un@example.org"), said(number=4)]
    told = replace(rows[2], problems=(Problem("phone", "same-phone-twice", {"row": 2}),))

    verdicts = list(once_each(judged(row, before) for row in (*rows[:2], told)))

    assert [rules(one) for one in verdicts] == [
        [("sex", "sex-not-understood")],
        [("", "same-person-twice")],
        [("phone", "same-phone-twice")],
    ]
    assert (verdicts[1].kind, verdicts[1].seat, verdicts[1].problems[0].values) == ("problem", None, {"row": 2})


def test_a_row_has_one_fingerprint_wherever_it_stands_and_another_row_has_not() -> None:
    prints = [it.fingerprint("MA-02") for it in (said(), said(number=9, inherited=True), said(sex="man"))]

    assert (prints[0] == prints[1], prints[0] == prints[2], prints[0] == said().fingerprint("MA-01")) == (
        *(True, False),
        False,
    )
