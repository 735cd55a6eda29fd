"""A notice and a contact to write messages for. The person is synthetic."""

from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

from services.notifications.queue.kinds import KINDS
from services.notifications.recipients.contacts import Contact
from services.notifications.sessions.domain import Plan
from services.notifications.texts.notice import Invitation, Notice
from shared.events import MessageKind

FAIR_HALL = "Salle de la foire"
OF_A_PLAN = [name for name, kind in KINDS.items() if kind.says_of_plan != "nothing"]
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


def notice(name: MessageKind = "session.confirmed", **other: Any) -> Notice:
    """A message about that session, and, where it does something to calendars, about a seat in it."""
    kind = KINDS[name]
    usual: dict[str, Any] = {
        "id": UUID(int=7),
        "kind": kind,
        "told_at": None,
        "plan": None if kind.says_of_plan == "nothing" else plan(),
        "before": plan(day=29, venue=FAIR_HALL) if name == "session.changed" else None,
        "deadline": datetime(2017, 8, 17, 17, tzinfo=UTC),
    }
    entries: dict[str, Any] = {"attendance": UUID(int=10), "sequence": 0, "entries": 1}
    entries |= {field: other.pop(field) for field in entries.keys() & other}
    told = usual | other
    return Notice(**told, invitation=_invitation(told, **entries))


def _invitation(told: dict[str, Any], attendance: UUID | None, sequence: int, entries: int) -> Invitation | None:
    method = told["kind"].calendar
    if method is None or attendance is None:
        return None
    plans = {"plan": told["plan"], "before": told["before"]}
    return Invitation(name=attendance, method=method, sequence=sequence, entries=entries, **plans)


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
