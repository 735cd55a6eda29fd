"""Rules of venues and of who voiced a need: which names mean one room, and which choices of others stay."""

from uuid import UUID

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from services.scheduling import domain as shared_rules
from services.scheduling.catalogue import domain as catalogue
from services.scheduling.needs import domain as needs
from services.scheduling.planning import domain as planning
from services.scheduling.venues import domain as venues

IDS = [UUID(int=at) for at in range(6)]
CHOICES = st.lists(st.sampled_from(IDS), max_size=8)


@pytest.mark.parametrize(
    ("known", "new", "same"),
    [
        ("Salle d'exemple", "salle d'Exemple", True),
        ("Maison des jeunes", "La maison de jeunes", True),
        ("Centre culturel Oujda", "Centre culturel", True),
        ("Centre culturel", "Culturel Centre", True),
        ("Bibliothèque", "Bibliotheque", True),
        ("Bibliothèque", "Biblotheque", True),
        ("Salle 1", "Salle", False),
        ("Salle 12", "Salle 1 2", False),
        ("Centre culturel", "Centre sportif", False),
        ("Oujda", "Oujda", True),
        ("Oujda", "Salle", False),
    ],
)
def test_two_names_may_mean_one_room_but_for_what_tells_rooms_apart(known: str, new: str, same: bool) -> None:  # noqa: FBT001 - an expectation
    assert venues.is_nearly(known, new, "Oujda") is same
    assert venues.is_nearly(new, known, "Oujda") is same


def test_a_city_is_the_same_with_and_without_its_hyphen() -> None:
    assert venues.is_same_city("Al Hoceïma", "AL-HOCEIMA")


def test_a_venue_holds_as_many_as_its_sessions_to_come_have_seats() -> None:
    venues.check_change("MA-02", "MA-02", 25, most_seats=25)

    with pytest.raises(venues.CapacityInUse) as caught:
        venues.check_change("MA-02", "MA-02", 24, most_seats=25)

    assert (caught.value.field, caught.value.values) == ("capacity", {"seats": 25})


def test_that_a_venue_stays_in_its_region_is_said_first() -> None:
    with pytest.raises(venues.VenueStaysInRegion) as caught:
        venues.check_change("MA-02", "MA-01", 1, most_seats=25)

    assert caught.value.field == "region"


def test_seats_that_are_too_many_are_said_beside_what_the_venue_holds() -> None:
    with pytest.raises(venues.SeatsExceedVenue) as caught:
        venues.check_seats(31, 30)

    assert (caught.value.field, caught.value.values) == ("seats", {"capacity": 30, "seats": 31})


def test_a_name_in_other_letters_that_is_not_there_tells_nothing() -> None:
    venues.check_discreet({"name": "Salle d'exemple", "name_ar": None, "city_ar": ""})


@settings(max_examples=40)
@given(CHOICES, CHOICES)
def test_without_a_list_to_choose_from_the_choice_is_all_there_is(now: list[UUID], chosen: list[UUID]) -> None:
    assert needs.chosen_anew(now, chosen) == tuple(dict.fromkeys(chosen))


@settings(max_examples=40)
@given(CHOICES, CHOICES, st.sets(st.sampled_from(IDS)))
def test_of_what_was_shown_the_choice_decides_and_of_the_rest_nothing_is_taken_away(
    now: list[UUID], chosen: list[UUID], shown: set[UUID]
) -> None:
    found = needs.chosen_anew(now, chosen, shown)

    assert len(set(found)) == len(found)
    for organisation_id in IDS:
        if organisation_id in shown:
            assert (organisation_id in found) is (organisation_id in chosen and organisation_id in now), (
                "who was ticked and taken out since stays out"
            )
        else:
            assert (organisation_id in found) is (organisation_id in chosen or organisation_id in now)


def test_a_need_names_two_hundred_organisations_at_most_and_those_of_others_count() -> None:
    many = [UUID(int=at) for at in range(200)]
    assert len(needs.chosen_anew([], [*many, *many])) == 200

    with pytest.raises(needs.TooManyOrganisations) as caught:
        needs.chosen_anew(many, [UUID(int=200)], shown=[])

    assert (caught.value.field, caught.value.values) == ("voiced_by", {"most": 200})


def test_the_first_need_that_does_not_exist_is_named_by_its_place() -> None:
    catalogue.check_answers(IDS[:2], set(IDS))

    with pytest.raises(needs.NeedUnknown) as caught:
        catalogue.check_answers(IDS, {IDS[0], IDS[2]})

    assert caught.value.field == "answers.1"


def test_a_region_is_one_of_the_list() -> None:
    shared_rules.check_region("MA-12")

    with pytest.raises(shared_rules.RegionUnknown) as caught:
        shared_rules.check_region("MA-13")

    assert caught.value.field == "region"


def test_a_session_counts_as_held_where_somebody_came_or_it_is_said_that_nobody_did() -> None:
    for empty, said in ((True, True), (False, False), (False, True)):
        planning.check_not_empty(seems_empty=empty, nobody_came=said)

    with pytest.raises(planning.NobodyKnownToHaveCome) as caught:
        planning.check_not_empty(seems_empty=True, nobody_came=False)
    assert caught.value.field == "nobody_came"
