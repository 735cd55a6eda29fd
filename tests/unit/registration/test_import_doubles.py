"""Rows of one list that stand for one person, or share what only one can have. Everybody in them is made up."""

from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest

from services.registration.imports.matching import doubles
from services.registration.imports.parsing.row import Said
from services.registration.imports.reading.sheet import Row
from tests.unit.registration.test_import_rows import ASSOCIATION, read, wrong


def told(*rows: Row) -> list[Said]:
    """Return what the rows say, seen beside each other."""
    return doubles.told(read(*rows))


def test_two_rows_of_one_person_are_one_with_all_that_both_say() -> None:
    said = told(
        ["Exemple", "Un", ASSOCIATION, "0600000001"],
        ["exemple", "UN", "association  Fictive", None, "un@example.org"],
        ["Exemple", "Un", ASSOCIATION, "0600000004"],
    )

    assert (wrong(*said), [one.same_as for one in said]) == ([], [None, 2, None])
    assert (said[0].phone, said[0].email) == ("+212600000001", "un@example.org")


@pytest.mark.parametrize(
    "row",
    [
        ["Un", "Exemple", ASSOCIATION, "0600000001"],
        ["Exemple", "Un", ASSOCIATION, "0600000001"],
        ["EXEMPLE", "un", ASSOCIATION, None],
        ["Exemple", "Un", ASSOCIATION, "06 00 00 00 01", None, "F"],
    ],
)
def test_the_same_person_again_is_no_problem_of_either_row(row: Row) -> None:
    said = told(["Exemple", "Un", ASSOCIATION, "0600000001"], row)

    assert (wrong(*said), said[1].same_as, said[0].given_name) == ([], 2, "Exemple")


def test_a_row_without_problems_speaks_for_its_person() -> None:
    person: Row = ["Exemple", "Un", ASSOCIATION, "0600000001"]

    said = told([*person, None, "Oujda"], person)

    assert [(row, rule) for row, _, rule in wrong(*said)] == [(2, "sex-not-understood"), (2, "same-person-twice")]


def test_rows_of_one_person_that_contradict_each_other_leave_the_first_as_it_is() -> None:
    said = told(
        ["Exemple", "Un", ASSOCIATION, "0600000001", None, "F"], ["Exemple", "Un", ASSOCIATION, "0600000001", None, "H"]
    )

    assert wrong(*said) == [(3, "", "same-person-twice")]


def test_what_only_one_can_have_is_asked_of_both_rows() -> None:
    said = told(
        ["Exemple", "Un", ASSOCIATION, "0600000001"],
        ["Exemple", "Deux", ASSOCIATION, "0600000001"],
        ["Exemple", "Cinq", ASSOCIATION, None, "cinq@example.org"],
        ["Exemple", "Six", ASSOCIATION, None, "CINQ@example.org"],
    )

    assert wrong(*said) == [
        *((2, "phone", "same-phone-twice"), (3, "phone", "same-phone-twice")),
        *((4, "email", "same-email-twice"), (5, "email", "same-email-twice")),
    ]


@pytest.mark.parametrize(
    ("second", "rules", "facts"),
    [
        ({"answer": "same"}, [], {"same_as": 2}),
        ({"answer": "another"}, [], {"same_as": None, "phone": None, "given_name": "Autre"}),
        ({"answer": None}, ["same-phone-twice", "same-phone-twice"], {"same_as": None}),
    ],
)
def test_an_answer_joins_who_shares_a_phone_or_leaves_it_to_the_other(
    second: dict[str, Any], rules: list[str], facts: dict[str, Any]
) -> None:
    rows = read(["Exemple", "Un", ASSOCIATION, "0600000001"], ["Autre", "Deux", ASSOCIATION, "0600000001"])

    said = doubles.told([rows[0], replace(rows[1], **second)])

    assert ([rule for _, _, rule in wrong(*said)], said[0].phone) == (rules, "+212600000001")
    assert {name: getattr(said[1], name) for name in facts} == facts


def test_one_phone_with_names_in_two_scripts_is_asked_then_one_name_in_both() -> None:
    rows = read(["Exemple", "Un", ASSOCIATION, "0600000001"], ["مثال", "أول", ASSOCIATION, "0600000001"])

    asked, joined = doubles.told(rows), doubles.told([rows[0], replace(rows[1], answer="same")])

    assert [rule for _, _, rule in wrong(*asked)] == ["same-phone-twice"] * 2
    assert (joined[0].given_name, joined[0].given_name_ar, joined[1].same_as) == ("Exemple", "مثال", 2)


@pytest.mark.parametrize(
    ("answer", "rules", "same_as"), [(None, ["name-turned-round"], None), ("same", [], 2), ("another", [], None)]
)
def test_a_name_turned_round_without_a_contact_is_asked(answer: Any, rules: list[str], same_as: int | None) -> None:
    rows = read(["Exemple", "Un", ASSOCIATION], ["Un", "Exemple", ASSOCIATION])

    said = doubles.told([rows[0], replace(rows[1], answer=answer)])

    assert ([rule for _, _, rule in wrong(*said)], said[1].same_as) == (rules, same_as)


def test_namesakes_whom_nothing_tells_apart_cannot_be_two() -> None:
    rows = read(["Exemple", "Un", ASSOCIATION], ["Exemple", "Un", ASSOCIATION])

    said = doubles.told([rows[0], replace(rows[1], answer="another")])

    assert wrong(*said) == [(3, "", "same-person-twice")]


def test_one_association_by_two_names_has_a_person_once() -> None:
    rows = read(["Exemple", "Un", ASSOCIATION], ["Exemple", "Un", "جمعية خيالية"])
    meant = [replace(row, organisation_id=UUID(int=7)) for row in rows]

    assert [one.same_as for one in doubles.told(meant)] == [None, 2]


def test_a_contact_of_several_or_of_the_association_is_nobody_s_own() -> None:
    head: Row = ["Prénom", "Nom", "Association", "Téléphone", "E-mail", "Contact", "Téléphone de l'association"]
    shared, theirs = "0600000001", "0600000009"

    said = doubles.told(
        read(
            ["Exemple", "Un", ASSOCIATION, shared, "un@example.org"],
            ["Exemple", "Deux", ASSOCIATION, shared, None, "association", theirs],
            ["Exemple", "Trois", ASSOCIATION, shared, "un@example.org", "association"],
            ["Exemple", "Quatre", ASSOCIATION, theirs, None, "association"],
            ["Exemple", "Cinq", ASSOCIATION, "0600000005", "cinq@example.org", "association"],
            head=head,
        )
    )

    assert wrong(*said) == []
    assert [(one.phone, one.email) for one in said] == [
        ("+212600000001", "un@example.org"),
        *[(None, None)] * 3,
        ("+212600000005", "cinq@example.org"),
    ]
