"""How somebody can be reached, which names can be kept, and the refusals that say why not."""

from typing import Any
from uuid import UUID

import pytest

from services.registration.people import domain, naming
from services.registration.people.addresses import EmailImpossible, Phone, PhoneImpossible, PhoneKind
from services.registration.people.domain import OrganisationEntry, Person, Route
from shared.refusals import Invalid

NAMED = {"given_name": "Exemple", "family_name": "Un"}
FACTS: dict[str, Any] = {"sex": "man", "organisation_id": UUID(int=1), "first_timer": False, "language": "fr"}


def person(**changes: Any) -> Person:
    return Person(**FACTS | NAMED | {"route": "none"} | changes)


def test_a_person_is_kept_with_number_and_address_in_their_one_spelling() -> None:
    kept = domain.in_one_spelling(person(route="phone", phone="06 00 00 00 01", email="Exemple@Example.org"))

    assert kept == person(route="phone", phone="+212600000001", email="exemple@example.org")


def test_who_has_neither_number_nor_address_is_kept_as_they_are() -> None:
    assert domain.in_one_spelling(person()) == person()
    assert domain.reached_by(person()) == (None, None)


@pytest.mark.parametrize(
    ("changes", "why", "field"),
    [
        ({"phone": "06"}, PhoneImpossible, "phone"),
        ({"phone": ""}, PhoneImpossible, "phone"),
        ({"email": "exemple"}, EmailImpossible, "email"),
        ({"email": ""}, EmailImpossible, "email"),
        ({"route": "phone"}, domain.PhoneNeeded, "phone"),
        ({"route": "phone", "email": "exemple@example.org"}, domain.PhoneNeeded, "phone"),
        ({"route": "phone", "phone": "0536000001"}, domain.LandlineTakesNoSms, "phone"),
        ({"route": "phone", "phone": "0800000001"}, domain.NumberTakesNoSms, "phone"),
        ({"route": "email"}, domain.EmailNeeded, "email"),
        ({"route": "email", "phone": "0600000001"}, domain.EmailNeeded, "email"),
    ],
    ids=[
        "a number too short",
        "a number that is empty is not none",
        "an address without a host",
        "an address that is empty is not none",
        "by phone without a number",
        "by phone with an address alone",
        "by phone on a landline",
        "by phone at a service number",
        "by e-mail without an address",
        "by e-mail with a number alone",
    ],
)
def test_whoever_cannot_be_reached_as_was_said_is_refused_in_the_field_at_fault(
    changes: dict[str, Any], why: type[Invalid], field: str
) -> None:
    with pytest.raises(why) as caught:
        domain.in_one_spelling(person(**changes))

    assert caught.value.field == field


@pytest.mark.parametrize("route", ["phone", "email", "relay", "none"])
def test_whoever_has_both_can_be_reached_in_every_way(route: Route) -> None:
    domain.check_route(route, Phone("+212600000001", "mobile"), "exemple@example.org")


@pytest.mark.parametrize("kind", ["landline", "other"])
def test_a_number_that_takes_no_sms_hinders_no_other_way(kind: PhoneKind) -> None:
    for route in ("email", "relay", "none"):
        domain.check_route(route, Phone("+212536000001", kind), "exemple@example.org")


@pytest.mark.parametrize(
    ("kind", "email", "route"),
    [
        ("mobile", None, "phone"),
        ("mobile", "exemple@example.org", "phone"),
        ("landline", "exemple@example.org", "email"),
        ("other", None, "none"),
        (None, "exemple@example.org", "email"),
        (None, None, "none"),
        (None, "", "none"),
    ],
)
def test_people_of_whom_nothing_is_said_are_reached_by_sms_else_by_mail_else_not(
    kind: PhoneKind | None, email: str | None, route: Route
) -> None:
    assert domain.usual_route(kind, email) == route


def test_a_region_that_does_not_exist_is_refused() -> None:
    domain.check_region("MA-02")
    with pytest.raises(domain.RegionUnknown) as caught:
        domain.check_region("MA-00")

    assert caught.value.field == "region"


@pytest.mark.parametrize(
    ("name", "name_ar", "field"),
    [("-", None, "name"), ("", None, "name"), ("Exemple", "ـــ", "name_ar"), ("Exemple", "", "name_ar")],
)
def test_an_organisation_that_could_never_be_found_again_is_refused(name: str, name_ar: str | None, field: str) -> None:
    with pytest.raises(domain.NameWithoutLetters) as caught:
        domain.check_organisation_names(OrganisationEntry(name, "association", "MA-02", name_ar))

    assert caught.value.field == field


@pytest.mark.parametrize(
    ("name", "name_ar"), [("Exemple", None), ("3", None), ("مثال", "مثال"), ("Exemple", "Exemple")]
)
def test_letters_or_digits_of_any_script_name_an_organisation(name: str, name_ar: str | None) -> None:
    domain.check_organisation_names(OrganisationEntry(name, "association", "MA-02", name_ar))


@pytest.mark.parametrize("sign", ["1", "'", "-", " ", ".", "\u200f"])
def test_signs_that_are_no_letters_are_of_no_script(sign: str) -> None:
    domain.check_letters("given_name", f"Exemple{sign}")
    domain.check_letters("given_name_ar", f"مثال{sign}")


# One of each that is in names and written apart or together: el, ben, abd and their like.
PARTICLES = [
    *("el", "al", "ait", "ben", "bel", "ibn", "bin", "bou"),
    *("abou", "abd", "abdel", "ould", "oulad", "bent", "sidi", "moulay"),
]
ARABIC_PARTICLES = ["ال", "بن", "ابن", "بو", "ابو", "ايت", "عبد", "ولد", "اولاد", "بنت", "سيدي", "مولاي"]


@pytest.mark.parametrize("particle", PARTICLES)
def test_what_only_comes_before_a_name_is_put_onto_it(particle: str) -> None:
    assert naming.matching(f"Sara {particle} Lami") == f"sara {particle}lami"


@pytest.mark.parametrize("particle", ARABIC_PARTICLES)
def test_what_only_comes_before_a_name_in_arabic_is_put_onto_it(particle: str) -> None:
    apart, joined = naming.matching(f"سارا {particle} لامي"), naming.matching(f"سارا {particle}لامي")

    assert apart == joined
    assert len((apart or "").split()) == 2


@pytest.mark.parametrize(
    ("name", "matched"),
    [("Sara Ben", "sara ben"), ("Ben", "ben"), ("Abd El", "abdel"), ("Abd el Ben Lami", "abdelbenlami")],
)
def test_what_comes_before_nothing_stands_by_itself(name: str, matched: str) -> None:
    assert naming.matching(name) == matched


@pytest.mark.parametrize("halves", [(None, "Lami"), ("Sara", None), ("", "Lami"), (None, None)])
def test_half_a_name_has_nothing_in_common_with_any(halves: tuple[str | None, str | None]) -> None:
    assert (naming.matching(*halves), naming.key_of(*halves), naming.letters_of(*halves)) == (None, None, None)
    assert not naming.one_name(halves, halves)


@pytest.mark.parametrize(("typed", "spelled"), [("  Sara   Lami ", "Sara Lami"), ("", None), (None, None)])
def test_a_name_is_kept_with_one_space_between_its_words(typed: str | None, spelled: str | None) -> None:
    assert naming.spelled(typed) == spelled


def test_what_a_whole_name_is_looked_up_by_has_no_blank_but_between_numbers() -> None:
    assert naming.letters_of("Sara Nour", "Lami") == "saranourlami"
    assert naming.letters_of("Section", "1 2") == "section1 2"
    assert naming.letters_of("-", ".") is None
