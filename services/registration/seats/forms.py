"""Requests about seats, and their answers."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from services.registration.seats.storage import Registration, Session
from shared.http.requests import Form


class RegistrationForm(Form):
    """Who wants a seat."""

    participant_id: UUID


class Answer(BaseModel):
    """Something as it now stands."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID


class SessionView(Answer):
    """A session and how full it is, who is offered a seat counted among the waiting as in events.

    What only its plan tells is null until that has arrived; `surplus` is by how many a smaller plan is exceeded.
    """

    region: str
    city: str | None
    venue: str | None
    city_ar: str | None
    venue_ar: str | None
    state: str
    zone: str | None
    starts_local: datetime | None
    ends_local: datetime | None
    starts_at: datetime | None
    ends_at: datetime | None
    seats: int | None
    registered: int
    waiting: int
    offered: int
    surplus: int


class RegistrationView(BaseModel):
    """A participant's place in a session; `position` is 1 for who gets the next seat."""

    id: UUID
    participant_id: UUID
    state: str
    position: int | None
    asked_at: datetime
    expires_at: datetime | None


def session_view(session: Session) -> SessionView:
    """Show the session."""
    counts = {"registered": session.taken - session.offered, "waiting": session.waiting + session.offered}
    return SessionView(**session.model_dump(exclude={"waiting"}), **counts)


def registration_views(registrations: Iterable[Registration]) -> list[RegistrationView]:
    """Show the registrations, which are in the order in which they were made, with each one's place in the queue."""
    views, position = [], 0
    for registration in registrations:
        position += registration.state == "waiting"
        place = position if registration.state == "waiting" else None
        views.append(RegistrationView(**registration.model_dump(exclude={"session_id", "place"}), position=place))
    return views
