"""Which associations the names in a list mean: known, of the list, or to be asked. All of them are made up."""

from collections.abc import Sequence
from itertools import permutations
from typing import Any
from uuid import UUID

import pytest

from services.registration.imports.matching.lookalikes import Lookalikes
from services.registration.imports.matching.organisations import Asked, meant_by
from services.registration.imports.parsing.row import Said
from services.registration.people.naming import key_of
from services.registration.people.storage import Organisation


def known(number: int, name: str, name_ar: str | None = None, **other: Any) -> Organisation:
    facts: dict[str, Any] = {"kind": "association", "region": "MA-02", **other}
    keys: dict[str, Any] = {"name_key": key_of(name), "name_ar_key": key_of(name_ar)}
    return Organisation(id=UUID(int=number), name=name, name_ar=name_ar, **keys, **facts)


def rows(*names: str | None) -> list[Said]:
    return [Said(number=number, organisation=name) for number, name in enumerate(names, 2)]


def key(name: str) -> str:
    """Return what a name with letters is found again by."""
    return key_of(name) or ""


def asked(names: Sequence[str], organisations: Sequence[Organisation] = (), /, **chosen: str) -> list[Asked]:
    _, found = meant_by(rows(*names), organisations, {key(name): key(means) for name, means in chosen.items()})
    return list(found.values())


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Association Horizon Exemple", "Ass. Horizon Exemple"),
        ("Association Horizon Exemple", "Horizon Exemple"),
        ("Association Horizon Exemple", "Assocation Horizon Exemple"),
        ("Association l'Horizon de l'Exemple", "Association Horizon et Exemple"),
        ("Horizon Exemple", "Exemple Horizon"),
        ("Horizon Exemple", "Ass. HorizonExemple"),
        ("Horizon Exemple", "Horizon Exempel"),
        ("Horizon Exemple", "Horizont Exemple"),
        ("Horizon Exemple", "Horizon Exemble"),
        ("Horizon Exemple", "Horizon"),
        ("Horizon", "Horizon Exemple"),
        ("جمعية الأفق", "الأفق"),
        ("جمعية الأفق المثال", "جمعية أفق المثال"),
    ],
    ids=[
        "a short form",
        "without the general word",
        "the general word misspelt",
        "other small words",
        "another order",
        "run together",
        "two letters turned",
        "a letter more",
        "another letter",
        "a word less",
        "a word more",
        "in Arabic without the general word",
        "in Arabic without the article",
    ],
)
def test_names_that_are_nearly_one_are_found_by_each_other(one: str, other: str) -> None:
    for kept, sought in ((one, other), (other, one)):
        names = Lookalikes()
        names.add(kept, "kept")

        assert names.find(sought) == ["kept"]


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Horizon Exemple", "Soleil Exemple"),
        ("Horizon Exemple", "Horizont Exempel"),
        ("Horizon Exemple Un Deux", "Horizon Exemple"),
        ("Section 12", "Section 13"),
        ("Section 12", "Section"),
        ("Exemple A", "Exemple B"),
        ("Exemple", "Exemple A"),
        ("Association", "Horizon"),
        ("جمعية الأفق", "جمعية الشمس"),
    ],
    ids=[
        "another word",
        "a letter in each of two words",
        "two words more",
        "another number",
        "a number less",
        "another letter that stands alone",
        "a letter more that stands alone",
        "a general word alone",
        "another word in Arabic",
    ],
)
def test_names_of_branches_and_of_others_are_told_apart(one: str, other: str) -> None:
    for kept, sought in ((one, other), (other, one)):
        names = Lookalikes()
        names.add(kept, "kept")

        assert names.find(sought) == []


def test_several_that_are_nearly_one_are_proposed_once_each_as_they_came() -> None:
    names = Lookalikes()
    for name in ("Horizon Exemple", "Horizon Exempel", "Horizon Autre"):
        names.add(name, name)

    assert names.find("Horizon Exemple") == ["Horizon Exemple", "Horizon Exempel"]
    assert names.find("Horizon") == ["Horizon Exemple", "Horizon Exempel", "Horizon Autre"]


def test_a_name_that_is_known_in_either_script_is_not_asked_about() -> None:
    own = known(1, "Horizon Exemple", "أفق المثال")

    said, questions = meant_by(rows("HORIZON exemple", "أفق المثال"), [own], {})

    assert not questions
    assert [it.organisation_id for it in said] == [own.id, own.id]
    assert [it.written for it in said] == [None, None]


def test_a_new_name_that_is_like_none_is_new_without_a_question() -> None:
    said, questions = meant_by(rows("Soleil"), [known(1, "Horizon Exemple")], {})

    assert not questions
    assert said == rows("Soleil")


def test_a_name_nearly_that_of_somebody_known_is_asked_about_and_nothing_is_decided() -> None:
    said, questions = meant_by(rows("Horizon Exempel", "Horizon Exempel"), [known(1, "Horizon Exemple")], {})

    assert list(questions.values()) == [Asked("Horizon Exempel", ["Horizon Exemple"], 2)]
    assert said == rows("Horizon Exempel", "Horizon Exempel")


def test_a_name_nearly_that_of_an_association_in_arabic_is_asked_about_by_that_name() -> None:
    (question,) = asked(["جمعية أفق المثال الجديد"], [known(1, "Horizon", "أفق المثال")])

    assert question.proposed == ["أفق المثال"]


def test_who_was_chosen_is_meant_by_every_row_and_what_the_row_says_is_kept() -> None:
    own = known(1, "Horizon Exemple")

    said, questions = meant_by(rows("Horizon Exempel"), [own], {key("Horizon Exempel"): key("Horizon Exemple")})

    assert [(it.organisation, it.written, it.organisation_id) for it in said] == [
        ("Horizon Exemple", "Horizon Exempel", own.id)
    ]
    assert [it.meant for it in questions.values()] == ["Horizon Exemple"]


def test_a_name_that_is_said_to_be_another_association_stays_itself() -> None:
    said, questions = meant_by(
        rows("Horizon Exempel"), [known(1, "Horizon Exemple")], {key("Horizon Exempel"): key("Horizon Exempel")}
    )

    assert [it.meant for it in questions.values()] == ["Horizon Exempel"]
    assert said == rows("Horizon Exempel")


def test_an_answer_that_was_never_proposed_answers_nothing() -> None:
    chosen = {key("Horizon Exempel"): key("Soleil")}

    said, questions = meant_by(rows("Horizon Exempel"), [known(1, "Horizon Exemple"), known(2, "Soleil")], chosen)

    assert [it.meant for it in questions.values()] == [None]
    assert said == rows("Horizon Exempel")


def test_of_two_names_in_a_list_the_later_is_asked_about_the_first_proposed() -> None:
    (question,) = asked(["Horizon Exemple", "Horizon EXEMPEL", "horizon exempel"])

    assert question == Asked("Horizon EXEMPEL", ["Horizon Exemple"], 2)


def test_two_names_of_a_list_that_both_mean_the_first_are_all_the_first() -> None:
    names = ["Horizon Exemple", "Horizon Exempel", "Horizon Exempla"]
    chosen = {key(names[1]): key(names[0]), key(names[2]): key(names[0])}

    said, _ = meant_by(rows(*names), [], chosen)

    assert {it.organisation for it in said} == {names[0]}
    assert [it.written for it in said] == [None, *names[1:]]


def test_a_name_that_means_another_is_proposed_to_nobody() -> None:
    names = ["Horizon Exemple", "Horizon Exempel"]

    questions = asked([*names, "Horizon Exempelx"], **{names[1]: names[0]})

    assert [it.name for it in questions] == [names[1]]


def test_where_two_regions_know_the_name_no_one_of_them_is_chosen() -> None:
    both = [known(1, "Horizon Exemple"), known(2, "Horizon Exemple", region="MA-03")]

    said, questions = meant_by(rows("Horizon Exemple"), both, {})

    assert (said[0].organisation_id, questions) == (None, {})


@pytest.mark.parametrize("name", [None, "", "-"], ids=["none", "empty", "no letter"])
def test_a_row_without_an_association_is_left_as_it_is(name: str | None) -> None:
    assert meant_by(rows(name), [known(1, "Horizon Exemple")], {}) == (rows(name), {})


@pytest.mark.parametrize("order", list(permutations(["Horizon Exemple", "Soleil", "Horizon Exempel"])))
def test_in_whatever_order_names_stand_the_same_pair_is_asked_about_once(order: Sequence[str]) -> None:
    (question,) = asked(order)

    assert {question.name, *question.proposed} == {"Horizon Exemple", "Horizon Exempel"}
