"""An intent and a contact to write messages for. The person is synthetic."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from services.notifications.queue.claims import Claim
from services.notifications.queue.domain import Template
from services.notifications.recipients.contacts import Contact
from services.notifications.sessions.domain import Plan

FAIR_HALL = "Salle de la foire"
NOW = datetime(2017, 8, 1, 12, tzinfo=UTC)


def plan(day: int = 23, hour: int = 9, days: int = 2, venue: str | None = "Maison de la culture", **other: Any) -> Plan:
    """Some days of August 2017 in Oujda."""
    starts_local = datetime(2017, 8, day, hour)  # noqa: DTZ001 - a wall-clock time
    usual = {
        "city": "Oujda",
        "venue": venue,
        "zone": "Africa/Casablanca",
        "starts_local": starts_local,
        "ends_local": datetime(2017, 8, day + days - 1, 17),  # noqa: DTZ001
        "starts_at": (starts_local - timedelta(hours=1)).replace(tzinfo=UTC),
    }
    return Plan.model_validate({**usual, **other})


def claim(template: Template = "session.confirmed", **other: Any) -> Claim:
    """A message about that session."""
    usual: dict[str, Any] = {
        "id": UUID(int=7),
        "position": 1,
        "participant_id": UUID(int=8),
        "session_id": UUID(int=9),
        "template": template,
        "channel": "email",
        "attempts": 0,
        "claimed_by": "test",
        "claimed_at": NOW,
        "plan": plan(),
        "placed": 1,
        "sequence": 0,
        "before": plan(day=29, venue=FAIR_HALL),
        "expires_at": datetime(2017, 8, 17, 17, tzinfo=UTC),
        "attendance": UUID(int=10),
    }
    return Claim(**{**usual, **other})


def contact(language: str = "fr", **other: Any) -> Contact:
    """Somebody with an address and a phone."""
    usual = {
        "participant_id": UUID(int=8),
        "given_name": "Salma",
        "family_name": "Exemple",
        "language": language,
        "email": "someone@example.org",
        "phone": "+212600000001",
    }
    return Contact.model_validate({**usual, **other})
