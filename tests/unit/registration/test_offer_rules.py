"""How long an offer holds, and what may still be done with a seat."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from services.registration.seats import domain
from shared.events.stages import SessionState

NOW = datetime(2017, 7, 3, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("hours_to_start", "hours_to_answer"),
    [(1000, 48), (72, 48), (71, 47), (37, 13), (36, 12), (35.9, None), (24, None), (1, None), (-5, None)],
)
def test_an_offer_holds_two_days_but_ends_a_day_before_the_start(
    hours_to_start: float, hours_to_answer: int | None
) -> None:
    until = domain.offer_until(NOW, NOW + hours_to_start * HOUR)

    assert until == (None if hours_to_answer is None else NOW + hours_to_answer * HOUR)


@given(st.timedeltas(timedelta(days=-10), timedelta(days=100)))
def test_no_offer_outlasts_the_eve_or_is_too_short_to_answer(to_start: timedelta) -> None:
    until = domain.offer_until(NOW, NOW + to_start)

    if until is not None:
        assert 12 * HOUR <= until - NOW <= 48 * HOUR
        assert until <= NOW + to_start - 24 * HOUR


def test_an_offer_stands_until_its_last_moment() -> None:
    domain.check_offer_stands("offered", NOW + HOUR, NOW)

    with pytest.raises(domain.OfferOver):
        domain.check_offer_stands("offered", NOW, NOW)
    with pytest.raises(domain.OfferOver):
        domain.check_offer_stands("withdrawn", None, NOW)
    with pytest.raises(domain.NoOffer):
        domain.check_offer_stands("waiting", None, NOW)


@pytest.mark.parametrize(
    ("state", "closed_at", "to_end", "why"),
    [
        ("open", None, HOUR, None),
        ("planned", None, None, None),
        ("open", None, 0 * HOUR, domain.SessionOver),
        ("open", NOW, HOUR, domain.AttendanceComplete),
        ("completed", NOW, -HOUR, domain.SessionOver),
        ("cancelled", None, HOUR, domain.SessionCalledOff),
    ],
)
def test_seats_move_until_the_session_ends_or_its_sheet_is_closed(
    state: SessionState, closed_at: datetime | None, to_end: timedelta | None, why: type[Exception] | None
) -> None:
    found = domain.why_seats_stay(state, None if to_end is None else NOW + to_end, closed_at, NOW)

    assert (found and type(found)) == why


def test_why_there_is_no_seat_depends_on_what_became_of_the_session() -> None:
    assert isinstance(domain.why_no_seat("planned"), domain.SessionNotOpen)
    assert isinstance(domain.why_no_seat("completed"), domain.SessionOver)
    assert isinstance(domain.why_no_seat("cancelled"), domain.SessionCalledOff)
