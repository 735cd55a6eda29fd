"""Whom a paper form means, and who is looked for in a long list. Everybody here is made up."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

import pytest

from services.registration import groups
from services.registration.people.naming import key_of, letters_of, matching
from services.registration.people.sounds import kept
from services.registration.people.storage import Organisation, Participant
from services.registration.seats.lines import Line
from services.registration.seats.storage import Registration
from services.registration.voices import paper
from services.registration.voices.paper import Answerer, PaperForm
from shared.refusals import Invalid

AT = datetime(2017, 8, 23, 8, tzinfo=UTC)


def answerer(number: int, name: str, organisation: str = "Association Exemple") -> Answerer:
    label = f"{name} · {organisation}"
    return Answerer(UUID(int=number), label, (f"{matching(name)} {key_of(organisation)}",))


SARA, OTHER_SARA, NOUR = (answerer(1, "Sara Lami"), answerer(2, "Sara Lamiri"), answerer(3, "Nour Un", "Horizon"))
THERE = [SARA, OTHER_SARA, NOUR]
RATINGS = {"usefulness": 5, "method": 4, "organisation": 3}


def form(**who: Any) -> PaperForm:
    return PaperForm(**RATINGS, **who)


@pytest.mark.parametrize(
    ("typed", "fits"),
    [
        (SARA.label, [SARA]),
        ("sara LAMI", [SARA, OTHER_SARA]),
        ("lamiri", [OTHER_SARA]),
        ("lami sara", [SARA, OTHER_SARA]),
        ("horizon", [NOUR]),
        ("nour exemple", []),
        ("sar horiz", []),
        ("-", []),
        ("", []),
    ],
    ids=[
        "the proposal itself, though it is also the beginning of another",
        "a name in other letters",
        "half a name",
        "a name turned round",
        "an organisation",
        "the name of one and the organisation of another",
        "parts of two people",
        "no letter",
        "nothing",
    ],
)
def test_who_is_typed_fits_those_that_hold_all_the_words(typed: str, fits: list[Answerer]) -> None:
    assert paper.fitting(THERE, typed) == fits


def test_two_people_of_one_label_both_fit_it() -> None:
    twin = Answerer(UUID(int=4), SARA.label, SARA.keys)

    assert paper.fitting([*THERE, twin], SARA.label) == [SARA, twin]


def test_whoever_was_chosen_is_meant_whatever_was_typed() -> None:
    assert paper.who_answered(THERE, form(participant_id=NOUR.id, who="sara")) == NOUR.id


def test_the_only_one_who_fits_is_meant() -> None:
    assert paper.who_answered(THERE, form(who="nour")) == NOUR.id


@pytest.mark.parametrize(
    ("who", "why"),
    [({}, paper.WhoAnsweredMissing), ({"who": "karim"}, paper.NobodyFits), ({"who": "sara"}, paper.SeveralFit)],
    ids=["nobody said", "nobody fits", "several fit"],
)
def test_whoever_cannot_be_told_is_asked_for(who: dict[str, str], why: type[Invalid]) -> None:
    with pytest.raises(why) as caught:
        paper.who_answered(THERE, form(**who))

    assert caught.value.field == "who"


def line(number: int, given: str, family: str, organisation: str = "Exemple", **other: Any) -> Line:
    own = Organisation(id=uuid4(), name=organisation, kind="association", region="MA-02", name_key=key_of(organisation))
    facts: dict[str, Any] = {"sex": "woman", "first_timer": True, "language": "fr", "route": "none", **other}
    names: dict[str, Any] = {"given_name": given, "family_name": family, "name_key": letters_of(given, family)}
    person = Participant(id=UUID(int=number), organisation_id=own.id, sound=kept(given, family), **names, **facts)
    seat = Registration(
        id=uuid4(), session_id=uuid4(), participant_id=person.id, state="registered", place=number, asked_at=AT
    )
    return Line(seat, person, own)


LINES = [
    line(1, "Mohamed", "Lami", "Horizon", phone="+212600000001"),
    line(2, "Fatima", "Benali", "Soleil", phone="+212600000002"),
    line(3, "Nour", "Un", "Association Lamia", name_ar_key="نورالاول"),
]


@pytest.mark.parametrize(
    ("sought", "found"),
    [
        ("06 00 00 00 02", [2]),
        ("0600000009", []),
        ("lami", [1, 3]),
        ("lami mohamed", [1]),
        ("Muhammad", [1]),
        ("Muhammad Horizon", [1]),
        ("Muhammad Soleil", []),
        ("fatma", [2]),
        ("Ben Alli", [2]),
        ("نور", [3]),
        ("-", []),
        ("", []),
    ],
    ids=[
        "a phone as people write it",
        "a phone that nobody has",
        "a name, or what an organisation is called",
        "a name turned round",
        "a name as it sounds",
        "a name as it sounds and the organisation",
        "a name and the organisation of somebody else",
        "a name in other vowels",
        "a family name written apart",
        "a name in Arabic letters",
        "no letter",
        "nothing",
    ],
)
def test_whoever_is_looked_for_is_found_by_phone_name_organisation_or_sound(sought: str, found: list[int]) -> None:
    assert [it.person.id.int for it in groups.among(LINES, sought)] == found


def test_who_is_found_by_phone_is_not_looked_for_by_name() -> None:
    named = line(4, "Section", "0600000002")

    assert [it.person.id.int for it in groups.among([named, *LINES], "0600000002")] == [2]


@pytest.mark.parametrize(
    ("people", "asked", "part", "first_place", "shown"),
    [
        (0, 1, (1, 1), 1, 0),
        (50, 1, (1, 1), 1, 50),
        (51, 1, (1, 2), 1, 50),
        (51, 2, (2, 2), 51, 1),
        (120, 2, (2, 3), 51, 50),
        (120, 9, (3, 3), 101, 20),
        (120, 0, (1, 3), 1, 50),
        (120, -1, (1, 3), 1, 50),
    ],
)
def test_a_list_has_parts_of_fifty_and_the_nearest_is_shown_where_there_is_none_such(
    people: int, asked: int, part: tuple[int, int], first_place: int, shown: int
) -> None:
    lines = LINES[:1] * people

    found = groups.group(lines, asked)

    assert ((found.number, found.last), found.first_place) == (part, first_place)
    assert (len(found.lines), found.total) == (shown, people)


def test_the_parts_of_a_list_are_the_list() -> None:
    lines = [line(number, "Exemple", "Un") for number in range(101)]

    parts = [groups.group(lines, number) for number in (1, 2, 3)]

    assert [it for part in parts for it in part.lines] == lines
