"""A claim: one intent that a sender works on, as the queue hands it out."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from services.notifications.queue.kinds import KINDS, Kind
from services.notifications.sessions.domain import Plan
from shared.events import Channel


@dataclass(frozen=True)
class KnownPlan:
    """A session's plan as it is known when a message is claimed; `placed` is its version."""

    plan: Plan
    placed: int
    sequence: int
    entries: int


@dataclass
class Claim:
    """One intent that this sender works on, with what its message says; `known` is None where that is no plan."""

    id: UUID
    position: int
    participant_id: UUID
    session_id: UUID
    kind: Kind
    channel: Channel
    attempts: int
    claimed_by: str
    claimed_at: datetime
    known: KnownPlan | None
    told_at: datetime | None
    before: Plan | None
    expires_at: datetime | None
    calendar_entry: UUID | None
    urgent_from: datetime | None
    useful_until: datetime | None
    doubtful: bool
    parts: int | None = None  # of the SMS, once it is written


def claim_of(row: dict[str, Any]) -> Claim:
    """Return the claim that the columns tell of."""
    kind = KINDS[row.pop("template")]
    plan = {name: row.pop(name) for name in Plan.model_fields}
    versions = {name: row.pop(name) for name in ("placed", "sequence", "entries")}
    known = None if kind.says_of_plan == "nothing" else KnownPlan(Plan.model_validate(plan), **versions)
    before = Plan.model_validate(row["before"]) if row["before"] else None
    return Claim(**{**row, "before": before}, kind=kind, known=known)
