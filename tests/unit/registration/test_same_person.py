"""Who is the same person: by name, by contact, by what was answered. Everybody here is made up."""

from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.registration.people import domain, meant
from services.registration.people.domain import Person
from services.registration.people.meant import Meant
from services.registration.people.storage import Participant
from shared.refusals import Conflict

LATIN = {"given_name": "Sara", "family_name": "Lami"}
ARABIC = {"given_name_ar": "سارة", "family_name_ar": "اللامي"}
PHONE, EMAIL = {"phone": "+212600000001"}, {"email": "exemple@example.org"}
HERE, ONE, TWO = (UUID(int=number) for number in (9, 1, 2))
FACTS: dict[str, Any] = {
    "sex": "woman",
    "organisation_id": HERE,
    "first_timer": True,
    "language": "fr",
    "route": "none",
}


def person(**changes: Any) -> Person:
    return Person(**FACTS | changes)


def known(id_: UUID = ONE, /, **changes: Any) -> Participant:
    """Return somebody on record."""
    return Participant(**{"id": id_, **FACTS, **changes})


SAME = [
    (LATIN, {"given_name": "SARA", "family_name": "lami"}),
    (LATIN, {"given_name": "Lami", "family_name": "Sara"}),
    (LATIN | ARABIC, LATIN),
    (LATIN | ARABIC, ARABIC),
    (LATIN | ARABIC, LATIN | {"given_name_ar": "سارة"}),
    ({"given_name": "Sara Nour", "family_name": "Lami"}, {"given_name": "Sara", "family_name": "Nour Lami"}),
    ({"given_name": "Sara", "family_name": "Ben Lami"}, {"given_name": "Benlami", "family_name": "Sara"}),
]
ANOTHER = [
    (LATIN, LATIN | {"given_name": "Sarah"}),
    (LATIN, ARABIC),
    (LATIN | ARABIC, LATIN | ARABIC | {"given_name_ar": "سناء"}),
    (LATIN | ARABIC, LATIN | {"given_name_ar": "سناء"}),
    (LATIN | ARABIC, ARABIC | {"family_name": "Lamiri"}),
    (LATIN, {"given_name": "Sara"}),
    ({"given_name": "Sara"}, {"given_name": "Sara"}),
    ({"given_name": "Sara", "family_name_ar": "اللامي"}, {"given_name": "Sara", "family_name_ar": "اللامي"}),
    ({}, {}),
    (LATIN, {"given_name": "Sara Sara", "family_name": "Lami"}),
    ({"given_name": "-", "family_name": "."}, {"given_name": "-", "family_name": "."}),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_one_person_has_one_name_whole_in_a_script_that_both_have(one: dict[str, str], other: dict[str, str]) -> None:
    assert domain.same_name(person(**one), person(**other))
    assert domain.same_name(person(**other), person(**one))


@pytest.mark.parametrize(("one", "other"), ANOTHER)
def test_half_a_name_another_script_or_one_word_apart_is_not_the_same(
    one: dict[str, str], other: dict[str, str]
) -> None:
    assert not domain.same_name(person(**one), person(**other))
    assert not domain.same_name(person(**other), person(**one))


def test_only_names_in_order_are_looked_for_in_an_organisation() -> None:
    turned = {"given_name": "Lami", "family_name": "Sara"}

    assert not domain.same_name_in_order(person(**LATIN), person(**turned))
    assert domain.same_name_in_order(person(**LATIN | ARABIC), person(**turned | ARABIC)), "in one script at least"


names = st.text("abcé -'سارة ", max_size=6) | st.none()
people = st.builds(person, given_name=names, family_name=names, given_name_ar=names, family_name_ar=names)


@given(people, people)
def test_who_is_the_same_does_not_depend_on_whom_one_asks_about(one: Person, other: Person) -> None:
    assert domain.same_name(one, other) == domain.same_name(other, one)
    assert domain.same_name_in_order(one, other) == domain.same_name_in_order(other, one)


@given(people)
def test_whoever_has_a_whole_name_is_found_again_by_it(one: Person) -> None:
    whole = any(domain.looked_up_by(one))

    assert domain.same_name_in_order(one, one) == domain.same_name(one, one) == whole


def test_a_name_is_looked_up_in_each_script_that_it_is_whole_in() -> None:
    assert domain.looked_up_by(person(**LATIN)) == ("saralami", None)
    assert domain.looked_up_by(person(**ARABIC | {"given_name": "Sara"}))[0] is None
    assert None not in domain.looked_up_by(person(**LATIN | ARABIC))


def refused(one: Person, *others: Participant) -> tuple[type[Exception], str, dict[str, Any]] | None:
    """Return why somebody is not recorded as new, the field, and who is told to be known."""
    try:
        meant.check_new(one, others)
    except Conflict as refusal:
        return type(refusal), refusal.field, refusal.values
    return None


def test_nobody_is_taken_for_another_without_a_contact_in_common() -> None:
    assert refused(person(**LATIN), known(**LATIN)) is None
    assert refused(person(**LATIN, **PHONE), known(**LATIN, **EMAIL)) is None
    assert refused(person(**LATIN, **PHONE), known(**LATIN, phone="+212600000002")) is None


@pytest.mark.parametrize("contact", [PHONE, EMAIL], ids=["phone", "e-mail"])
def test_the_same_name_and_contact_are_somebody_who_is_known(contact: dict[str, str]) -> None:
    (field,) = contact

    assert refused(person(**LATIN, **contact), known(**LATIN, **contact)) == (
        meant.PersonKnown,
        field,
        {"participant_id": str(ONE)},
    )


@pytest.mark.parametrize(
    ("contact", "why"), [(PHONE, meant.PhoneOfAnother), (EMAIL, meant.EmailOfAnother)], ids=["phone", "e-mail"]
)
def test_a_contact_of_somebody_by_another_name_is_asked_about(contact: dict[str, str], why: type[Conflict]) -> None:
    (field,) = contact

    assert refused(person(**LATIN, **contact), known(**ARABIC, **contact)) == (why, field, {"participant_id": str(ONE)})


def test_a_person_known_by_one_contact_is_told_before_anothers_contact() -> None:
    found = refused(person(**LATIN, **PHONE, **EMAIL), known(ONE, **ARABIC, **PHONE), known(TWO, **LATIN, **EMAIL))

    assert found == (meant.PersonKnown, "email", {"participant_id": str(TWO)})


def test_phone_and_address_of_two_people_of_one_name_are_two_people() -> None:
    found = refused(person(**LATIN, **PHONE, **EMAIL), known(ONE, **LATIN, **PHONE), known(TWO, **LATIN, **EMAIL))

    assert found == (meant.TwoPeopleKnown, "phone", {})


def test_phone_and_address_of_one_person_are_one() -> None:
    found = refused(person(**LATIN, **PHONE, **EMAIL), known(ONE, **LATIN, **PHONE, **EMAIL))

    assert found == (meant.PersonKnown, "phone", {"participant_id": str(ONE)})


@pytest.mark.parametrize(
    ("other", "who", "why"),
    [
        (ARABIC, None, meant.PhoneOfAnother),
        (ARABIC, TWO, meant.PhoneOfAnother),
        (ARABIC, ONE, meant.RecordedTwice),
        (LATIN, None, meant.RecordedTwice),
        (LATIN, TWO, meant.RecordedTwice),
    ],
    ids=["another name", "somebody else is meant", "said to be one", "one name", "one name, somebody else is meant"],
)
def test_two_records_are_never_made_one_by_a_change(
    other: dict[str, str], who: Meant | None, why: type[Conflict]
) -> None:
    with pytest.raises(why) as caught:
        meant.check_changed(person(**LATIN, **PHONE), [known(**other, **PHONE)], who)

    assert (caught.value.field, caught.value.values) == ("phone", {"participant_id": str(ONE)})


def test_a_change_that_meets_nobody_is_let_through() -> None:
    meant.check_changed(person(**LATIN, **PHONE), [known(**LATIN, **EMAIL)], None)


def test_who_was_asked_about_can_be_meant_by_contact_or_by_name() -> None:
    meant.check_meant(person(**LATIN, **PHONE), ONE, [known(**ARABIC, **PHONE)], None)
    meant.check_meant(person(**LATIN), ONE, [], known(**LATIN))
    meant.check_meant(person(**LATIN, **PHONE), ONE, [known(**ARABIC, **PHONE)], known(TWO, **LATIN))


def test_nobody_is_meant_who_was_not_asked_about() -> None:
    with pytest.raises(meant.NotMeant) as caught:
        meant.check_meant(person(**LATIN, **PHONE), ONE, [known(TWO, **ARABIC, **PHONE)], known(TWO, **LATIN))

    assert caught.value.field == "meant"


def test_whoever_is_meant_takes_no_contact_of_a_third_person() -> None:
    both = [known(ONE, **LATIN, **PHONE), known(TWO, **ARABIC, **EMAIL)]

    with pytest.raises(meant.TwoPeopleKnown) as caught:
        meant.check_meant(person(**LATIN, **PHONE, **EMAIL), ONE, both, None)

    assert caught.value.field == "phone"


MOBILE, LANDLINE = {"phone": "+212600000001"}, {"phone": "+212536000001"}


@pytest.mark.parametrize(
    ("has", "route", "shared", "left"),
    [
        (MOBILE | EMAIL, "phone", ["phone"], (None, "exemple@example.org", "email")),
        (MOBILE | EMAIL, "email", ["email"], ("+212600000001", None, "phone")),
        (LANDLINE | EMAIL, "email", ["email"], ("+212536000001", None, "none")),
        (MOBILE, "phone", ["phone"], (None, None, "none")),
        (MOBILE | EMAIL, "phone", ["phone", "email"], (None, None, "none")),
        (MOBILE | EMAIL, "phone", ["email"], ("+212600000001", None, "phone")),
        (MOBILE | EMAIL, "relay", ["phone"], (None, "exemple@example.org", "relay")),
        (MOBILE | EMAIL, "none", ["email"], ("+212600000001", None, "none")),
        (MOBILE | EMAIL, "phone", [], ("+212600000001", "exemple@example.org", "phone")),
    ],
    ids=[
        "without the phone by e-mail",
        "without the address by phone",
        "no SMS to a landline",
        "nothing is left",
        "both are shared",
        "the other contact is shared",
        "messages are passed on as before",
        "who has no route gets none",
        "nothing is shared",
    ],
)
def test_whoever_gives_up_what_is_shared_is_reached_by_what_is_left(
    has: dict[str, str], route: domain.Route, shared: list[meant.Contact], left: tuple[str | None, str | None, str]
) -> None:
    sharer = person(**LATIN | has | {"route": route})

    bare = meant.giving_up(sharer, [(column, "somebody") for column in shared])

    assert (bare.phone, bare.email, bare.route) == left
