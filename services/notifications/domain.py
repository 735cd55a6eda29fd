"""The rules of sending: what is sent at all, what a gateway's answer means, how long to wait before trying again."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal
from uuid import UUID, uuid5

Template = Literal["session.confirmed", "session.waiting", "session.promoted", "session.withdrawn"]
Channel = Literal["email"]
State = Literal["pending", "sending", "sent", "ambiguous", "failed", "expired", "suppressed"]

LANGUAGES = ("fr", "ar")
LONGEST_PAUSE_S = 300


@dataclass(frozen=True)
class Outcome:
    """What has become of an intent, and the class of the reason where it was not sent."""

    state: State
    reason: str | None = None


SENT = Outcome("sent")
NO_ADDRESS = Outcome("failed", "no-address")
BAD_ADDRESS = Outcome("failed", "bad-address")
NOT_CALLED_FOR = Outcome("suppressed", "not-called-for")
CONNECTION_LOST = Outcome("pending", "connection-lost")
# Policy of the class "confirmation": rather no second message than two, so nobody tries it again.
UNKNOWN_OUTCOME = Outcome("ambiguous", "unknown-outcome")


def intent_id(event_id: UUID, participant_id: UUID, template: Template, channel: Channel) -> UUID:
    """Return the same id whenever the same message is intended, even by a database that has lost everything."""
    return uuid5(event_id, f"{participant_id}/{template}/{channel}")


def message_id(intent: UUID) -> str:
    """Return the Message-ID, the same at every attempt."""
    return f"<{intent}@takwin.invalid>"


def first_state(event_at: datetime, fence: datetime) -> State:
    """An event from before this database began is a replay: its message was sent then, or came too late."""
    return "suppressed" if event_at <= fence else "pending"


def outcome_of_refusal(code: int) -> Outcome:
    """Read an SMTP reply that is no success: 4xx means later, 5xx never (RFC 5321, 4.2.1); else nobody knows."""
    states: dict[int, State] = {4: "pending", 5: "failed"}
    return Outcome(states[code // 100], f"smtp-{code}") if code // 100 in states else UNKNOWN_OUTCOME


def pause_after(attempts: int) -> timedelta:
    """Return how long to wait after so many attempts in vain: 1 s, 2 s, 4 s … 5 min. Machine time."""
    return timedelta(seconds=min(2 ** min(attempts, 20), LONGEST_PAUSE_S))


def language_for(wanted: str) -> str:
    """Return the language a message is written in; French where there is no translation."""
    return wanted if wanted in LANGUAGES else LANGUAGES[0]
