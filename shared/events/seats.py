"""Seats: taken, awaited, offered, given up."""

from typing import ClassVar, Literal
from uuid import UUID

from pydantic import AwareDatetime, Field, NonNegativeInt, PositiveInt

from shared.events.fields import REGION
from shared.kernel.contracts import Event

SeatState = Literal["registered", "waiting", "offered", "withdrawn"]
OfferEnding = Literal["declined", "expired", "session-cancelled"]


class RegistrationEvent(Event):
    """Facts about who has a seat in one session. `registered` and `waiting` are totals after the fact.

    Who has an offer counts as waiting until it is taken up; the seat is held meanwhile.
    """

    topic: ClassVar = "registration.registrations"
    source: ClassVar = "/registration"

    session_id: UUID
    region: str = REGION
    participant_id: UUID
    registered: NonNegativeInt
    waiting: NonNegativeInt
    registration_id: UUID | None = Field(
        default=None, description="of the seat, offer or place in the queue; the same again when a withdrawal is undone"
    )

    @property
    def subject(self) -> str:
        return str(self.session_id)


class ParticipantRegistered(RegistrationEvent):
    """A participant holds a seat."""

    type: ClassVar = "participant.registered.v1"

    seats_left: NonNegativeInt


class ParticipantWaitlisted(RegistrationEvent):
    """The session is full; the participant has a place on the waiting list."""

    type: ClassVar = "participant.waitlisted.v1"

    position: PositiveInt = Field(description="place on the list, 1 is next")


class ParticipantWithdrawn(RegistrationEvent):
    """A participant has given up a seat, or a place on the waiting list."""

    type: ClassVar = "participant.withdrawn.v1"

    held_a_seat: bool


class OfferMade(RegistrationEvent):
    """A seat came free and is held for the next on the waiting list, until `expires_at`."""

    type: ClassVar = "offer.made.v1"

    expires_at: AwareDatetime = Field(description="business time")


class OfferEnded(RegistrationEvent):
    """An offer was not taken up: its holder has left the list, or waits again where the session was cancelled."""

    type: ClassVar = "offer.ended.v1"

    reason: OfferEnding


class ParticipantPromoted(RegistrationEvent):
    """Somebody from the waiting list holds the seat that came free."""

    type: ClassVar = "participant.promoted.v1"


SEAT_STATES: dict[type[RegistrationEvent], SeatState] = {
    ParticipantRegistered: "registered",
    ParticipantWaitlisted: "waiting",
    ParticipantWithdrawn: "withdrawn",
    ParticipantPromoted: "registered",
    OfferMade: "offered",
}


def seat_state(event: RegistrationEvent) -> SeatState:
    """Return the state of the participant's seat from then on."""
    if isinstance(event, OfferEnded):
        return "waiting" if event.reason == "session-cancelled" else "withdrawn"
    return SEAT_STATES[type(event)]
