"""Rules of seats beside offers: putting back, calling off, what a session that gives none says, places in a queue."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from services.registration.seats import domain
from services.registration.seats.forms import registration_views, session_view
from services.registration.seats.storage import Registration, Session
from shared.events import SeatState
from shared.events.stages import SessionState
from shared.refusals import Conflict

NOW = datetime(2017, 7, 3, 9, tzinfo=UTC)
HOUR = timedelta(hours=1)
MOMENT = timedelta(microseconds=1)


@pytest.mark.parametrize("ago", [timedelta(0), 24 * HOUR], ids=["just now", "a day ago to the moment"])
def test_a_seat_given_up_can_be_put_back_for_a_whole_day(ago: timedelta) -> None:
    domain.check_can_be_put_back(NOW - ago, NOW)


@pytest.mark.parametrize("given_up_at", [None, NOW - 24 * HOUR - MOMENT], ids=["an offer", "more than a day ago"])
def test_an_offer_that_ended_and_a_seat_given_up_long_ago_are_not_put_back(given_up_at: datetime | None) -> None:
    with pytest.raises(domain.TooLateToPutBack) as caught:
        domain.check_can_be_put_back(given_up_at, NOW)

    assert caught.value.field == "registration_id"


@pytest.mark.parametrize("state", ["planned", "open", "completed"])
def test_a_session_takes_place_in_every_state_but_one(state: SessionState) -> None:
    domain.check_takes_place(state)


def test_a_session_that_is_cancelled_does_not_take_place() -> None:
    with pytest.raises(domain.SessionCalledOff) as caught:
        domain.check_takes_place("cancelled")

    assert caught.value.field == "session_id"


@pytest.mark.parametrize(
    ("state", "expires_at", "why"),
    [
        ("registered", NOW + HOUR, domain.NoOffer),
        ("offered", None, domain.NoOffer),
        ("withdrawn", NOW + HOUR, domain.OfferOver),
        ("offered", NOW, domain.OfferOver),
    ],
    ids=["taken up already", "without an end", "let go in time", "run out"],
)
def test_a_refused_answer_to_an_offer_names_the_registration(
    state: SeatState, expires_at: datetime | None, why: type[Conflict]
) -> None:
    with pytest.raises(why) as caught:
        domain.check_offer_stands(state, expires_at, NOW)

    assert caught.value.field == "registration_id"


def session(state: SessionState = "open", **changes: Any) -> Session:
    """Return a session of 20 seats that begins tomorrow and ends a day later."""
    ahead: dict[str, Any] = {"seats": 20, "starts_at": NOW + 24 * HOUR, "ends_at": NOW + 56 * HOUR}
    return Session(id=uuid4(), region="MA-02", state=state, **ahead | changes)


@pytest.mark.parametrize(
    ("asked", "why"),
    [
        (session(), None),
        (session(starts_at=None, ends_at=None), None),
        (session(seats=0), None),
        (session(seats=None), domain.SessionNotOpen),
        (session("planned"), domain.SessionNotOpen),
        (session("planned", ends_at=NOW), domain.SessionOver),
        (session("cancelled"), domain.SessionCalledOff),
        (session("completed"), domain.SessionOver),
        (session(attendance_closed_at=NOW), domain.AttendanceComplete),
        (session("planned", attendance_closed_at=NOW), domain.AttendanceComplete),
        (session(ends_at=NOW, attendance_closed_at=NOW), domain.AttendanceComplete),
    ],
    ids=[
        "an open session gives seats",
        "one without dates does too",
        "one without a seat has a waiting list",
        "one opened before its plan is heard gives none",
        "one that is planned gives none yet",
        "one that was never opened is over all the same",
        "one that is cancelled says so",
        "one that took place is over",
        "a closed sheet is the reason before the end",
        "a closed sheet is the reason where it was never opened",
        "a closed sheet is the reason after the end",
    ],
)
def test_whoever_asks_for_a_seat_in_vain_is_told_the_nearest_reason(asked: Session, why: type[Conflict] | None) -> None:
    found = asked.why_no_seat(NOW)

    assert (type(found), found.field) == (why, "session_id") if found else why is None


@pytest.mark.parametrize("state", ["planned", "completed", "cancelled"])
def test_a_reason_that_holds_for_the_whole_session_names_it(state: SessionState) -> None:
    assert domain.why_no_seat(state).field == "session_id"


def registration(state: SeatState, place: int, **changes: Any) -> Registration:
    facts: dict[str, Any] = {"id": UUID(int=place), "session_id": uuid4(), "participant_id": uuid4(), "asked_at": NOW}
    return Registration(state=state, place=place, **facts | changes)


def test_only_those_who_wait_have_a_place_and_nobody_between_them_counts() -> None:
    states: list[SeatState] = ["registered", "waiting", "offered", "withdrawn", "waiting", "registered", "waiting"]
    asked = [registration(state, place) for place, state in enumerate(states)]

    shown = registration_views(asked)

    assert [one.position for one in shown] == [None, 1, None, None, 2, None, 3]
    assert [one.id.int for one in shown] == list(range(7))


def test_who_is_offered_a_seat_is_counted_as_waiting_and_not_as_registered() -> None:
    shown = session_view(session(taken=20, offered=3, waiting=4))

    assert (shown.registered, shown.waiting, shown.offered) == (17, 7, 3)
