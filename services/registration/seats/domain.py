"""Rules of seats: when one may be taken, offered or given up, and for how long an offer holds."""

from datetime import datetime, timedelta

from shared.events import SeatState
from shared.events.stages import SessionState
from shared.refusals import Conflict, Unknown

OFFER_LASTS = timedelta(hours=48)
ANSWER_BEFORE_START = timedelta(hours=24)  # whoever comes must be able to arrange for it
PUT_BACK_WITHIN = timedelta(hours=24)
SHORTEST_OFFER = timedelta(hours=12)  # in less, somebody may only have slept and travelled


class SessionUnknown(Unknown):
    """There is no such session."""


class RegistrationUnknown(Unknown):
    """There is no such registration."""


class SessionNotOpen(Conflict):
    """Registration for this session has not begun."""


class SessionOver(Conflict):
    """This session is over."""


class SessionCalledOff(Conflict):
    """This session has been cancelled."""


class AttendanceComplete(Conflict):
    """Attendance at this session is closed: seats are neither given nor given up any more."""


class NoOffer(Conflict):
    """No seat is offered here."""


class OfferOver(Conflict):
    """This offer is over: the seat goes to whoever is next."""


class TooLateToPutBack(Conflict):
    """This was given up more than a day ago, or was an offer: register the person anew."""


class WasThere(Conflict):
    """This person's attendance is recorded: the seat cannot be given up any more."""


def why_no_seat(state: SessionState) -> Conflict:
    """Return why nobody gets a seat in a session that is not open."""
    if state == "cancelled":
        return SessionCalledOff("session_id")
    return SessionOver("session_id") if state == "completed" else SessionNotOpen("session_id")


def why_seats_stay(
    state: SessionState, ends_at: datetime | None, closed_at: datetime | None, now: datetime
) -> Conflict | None:
    """Return why nobody gets a seat or gives one up any more; None while seats move.

    Who had a seat when the session took place had it: figures and the sheet count on that. Up to the end of the last
    day somebody may still come in place of somebody else.
    """
    if state in {"completed", "cancelled"}:
        return why_no_seat(state)
    if closed_at is not None:
        return AttendanceComplete("session_id")
    return SessionOver("session_id") if ends_at is not None and ends_at <= now else None


def check_takes_place(state: SessionState) -> None:
    """Raise SessionCalledOff."""
    if state == "cancelled":
        raise SessionCalledOff("session_id")


def check_can_be_put_back(given_up_at: datetime | None, now: datetime) -> None:
    """Raise TooLateToPutBack: a mistake is noticed within a day, and later others count on their place in the queue."""
    if given_up_at is None or now - given_up_at > PUT_BACK_WITHIN:
        raise TooLateToPutBack("registration_id")


def latest_end(starts_at: datetime) -> datetime:
    """Return the latest end of any offer: 24 hours before the start, so that the next can still be asked."""
    return starts_at - ANSWER_BEFORE_START


def offer_until(now: datetime, starts_at: datetime) -> datetime | None:
    """Return until when a seat that comes free now is offered; None where it is given at once, unasked.

    An offer holds for 48 hours, but never beyond its latest end. Where that would leave less than 12 hours to answer,
    nobody is asked: whoever is next has the seat, up to the end of the session, and is called or comes unasked.
    """
    until = min(now + OFFER_LASTS, latest_end(starts_at))
    return until if until - now >= SHORTEST_OFFER else None


def check_offer_stands(state: SeatState, expires_at: datetime | None, now: datetime) -> None:
    """Raise NoOffer where none was made, OfferOver where it has run out or somebody has ended it."""
    if state == "withdrawn":
        raise OfferOver("registration_id")
    if state != "offered" or expires_at is None:
        raise NoOffer("registration_id")
    if expires_at <= now:
        raise OfferOver("registration_id")
