"""Events as the services tell them, with an envelope, for tests of those who hear them."""

from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar
from uuid import UUID, uuid4

from shared.events import (
    Block,
    ParticipantPromoted,
    ParticipantRecorded,
    ParticipantRegistered,
    ParticipantWaitlisted,
    ParticipantWithdrawn,
    SessionCompleted,
    SessionOpened,
    SessionPlanned,
)
from shared.kernel.contracts import Event

E = TypeVar("E", bound=Event)

OUJDA = "MA-02"
TANGER = "MA-01"
STARTS_AT = datetime(2017, 8, 23, 8, tzinfo=UTC)
TOLD_AT = datetime(2017, 6, 1, 12, tzinfo=UTC)


def told(fact: E, version: int, at: datetime = TOLD_AT) -> E:
    """Return the fact with an envelope, as the outbox gives it; what it was caused by is known inside."""
    envelope = {"id": uuid4(), "causationid": uuid4(), "correlationid": uuid4()}
    return fact.model_copy(update={**envelope, "time": at, "aggregateversion": version})


def planned(session: UUID, region: str = OUJDA, version: int = 1, **other: Any) -> SessionPlanned:
    """A session of two days in Oujda, unless said otherwise."""
    starts_at = other.pop("starts_at", STARTS_AT)
    at = other.pop("at", TOLD_AT)
    ends_at = starts_at + timedelta(days=1, hours=8)
    plan = {
        "programme_id": uuid4(),
        "venue_id": uuid4(),
        "city": "Oujda",
        "seats": 20,
        "zone": "Africa/Casablanca",
        "starts_local": starts_at.replace(tzinfo=None) + timedelta(hours=1),
        "ends_local": ends_at.replace(tzinfo=None) + timedelta(hours=1),
        "starts_at": starts_at,
        "ends_at": ends_at,
        "blocks": [block(starts_at, ends_at)],
    }
    return told(SessionPlanned(session_id=session, region=region, **{**plan, **other}), version, at)


def block(starts_at: datetime, ends_at: datetime) -> Block:
    """One part of a session."""
    return Block(block_id=uuid4(), module_id=uuid4(), module_version=1, starts_at=starts_at, ends_at=ends_at)


def opened(session: UUID, region: str = OUJDA, version: int = 2) -> SessionOpened:
    """The session takes registrations."""
    return told(SessionOpened(session_id=session, region=region), version)


def completed(session: UUID, region: str = OUJDA, version: int = 3) -> SessionCompleted:
    """The session is over."""
    return told(SessionCompleted(session_id=session, region=region), version)


def registered(
    session: UUID, person: UUID, version: int = 1, at: datetime = TOLD_AT, region: str = OUJDA
) -> ParticipantRegistered:
    """The person has a seat."""
    return told(ParticipantRegistered(**_seat(session, person, region), seats_left=3), version, at)


def waitlisted(
    session: UUID, person: UUID, version: int = 1, at: datetime = TOLD_AT, region: str = OUJDA
) -> ParticipantWaitlisted:
    """The person waits."""
    return told(ParticipantWaitlisted(**_seat(session, person, region), position=1), version, at)


def promoted(
    session: UUID, person: UUID, version: int = 2, at: datetime = TOLD_AT, region: str = OUJDA
) -> ParticipantPromoted:
    """The person has got a seat that came free."""
    return told(ParticipantPromoted(**_seat(session, person, region)), version, at)


def withdrawn(
    session: UUID, person: UUID, version: int = 2, at: datetime = TOLD_AT, region: str = OUJDA
) -> ParticipantWithdrawn:
    """The person has given up the seat."""
    return told(ParticipantWithdrawn(**_seat(session, person, region), held_a_seat=True), version, at)


def recorded(person: UUID, sex: str = "woman", version: int = 1, *, first_timer: bool = True) -> ParticipantRecorded:
    """The coarse facts about the person."""
    facts = {"participant_id": person, "sex": sex, "organisation_id": uuid4(), "first_timer": first_timer}
    return told(ParticipantRecorded.model_validate(facts), version)


def _seat(session: UUID, person: UUID, region: str) -> dict[str, Any]:
    return {"session_id": session, "participant_id": person, "region": region, "registered": 7, "waiting": 2}
