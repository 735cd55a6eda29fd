"""Who counts once, who counts each time."""

from uuid import UUID, uuid4

from services.reporting.domain import Seat, SeatState, Session, count, count_by_region

SARA, OMAR = uuid4(), uuid4()


def seat(person: UUID, region: str = "MA-02", state: SeatState = "registered", *, first_timer: bool = False) -> Seat:
    return Seat(region, person, state, "woman" if person == SARA else "man", first_timer)


def test_a_person_in_two_sessions_of_a_region_counts_once_and_holds_two_seats() -> None:
    figures = count([], [seat(SARA), seat(SARA), seat(OMAR)])

    assert (figures.registered, figures.unique_people) == (3, 2)


def test_a_person_in_two_regions_counts_in_each_and_once_in_all() -> None:
    seats = [seat(SARA, "MA-01"), seat(SARA, "MA-02")]

    by_region = count_by_region([], seats)

    assert [figures.unique_people for figures in by_region.values()] == [1, 1]
    assert count([], seats).unique_people == 1


def test_who_waits_or_has_withdrawn_is_no_person_reached() -> None:
    figures = count([], [seat(SARA, state="waiting"), seat(OMAR, state="withdrawn")])

    assert (figures.waiting, figures.withdrawn, figures.registered, figures.unique_people) == (1, 1, 0, 0)


def test_the_sexes_add_up_to_the_people() -> None:
    figures = count([], [seat(SARA), seat(SARA), seat(OMAR)])

    assert figures.by_sex.model_dump() == {"woman": 1, "man": 1, "unknown": 0}


def test_first_timers_are_people_and_not_seats() -> None:
    assert count([], [seat(SARA, first_timer=True), seat(SARA, first_timer=True)]).first_timers == 1


def test_sessions_are_counted_by_where_they_stand() -> None:
    figures = count([Session("MA-02", "planned"), Session("MA-02", "open"), Session("MA-01", "open")], [])

    assert figures.sessions.model_dump() == {"planned": 1, "open": 2, "completed": 0}


def test_a_region_with_sessions_and_nobody_in_them_is_listed() -> None:
    assert list(count_by_region([Session("MA-02", "planned")], [seat(SARA, "MA-01")])) == ["MA-01", "MA-02"]
