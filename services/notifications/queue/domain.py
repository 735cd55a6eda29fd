"""Rules of sending: by which channels, what a gateway's answer means, how long to wait before trying again."""

import re
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, get_args
from uuid import UUID, uuid5

from shared.events import Channel, MessageKind

State = Literal["pending", "sending", "sent", "ambiguous", "failed", "expired", "suppressed"]

CHANNELS: tuple[Channel, ...] = get_args(Channel)  # of every kind of message: whoever has both is told by both
LANGUAGES = ("fr", "ar")
LONGEST_PAUSE_S = 300

OF_OURS = frozenset({421, 454, 500, 502, 503, 504, 530, 534, 535, 538})
OF_PROTOCOL_OR_POLICY = re.compile(r"5\.[57]\.\d")
NEVER = 500  # from here on a refusal is for good (RFC 5321, 4.2.1)


class GatewayAway(Exception):
    """A gateway cannot be reached now."""


@dataclass(frozen=True)
class Outcome:
    """What has become of an intent, and the class of the reason where it was not sent."""

    state: State
    reason: str | None = None
    doubtful: bool = False  # the gateway may have it: it is asked before anything else happens
    about_us: bool = False  # the gateway takes nothing from us now: everything else waits too
    untried: bool = False  # begun with others, and not handed over after what became of one of them


SENT = Outcome("sent")
NO_ADDRESS = Outcome("suppressed", "no-address")
NOT_WORKING = Outcome("suppressed", "address-not-working")
NO_GATEWAY = Outcome("suppressed", "no-gateway")
OPTED_OUT = Outcome("suppressed", "opted-out")
NOT_CALLED_FOR = Outcome("suppressed", "not-called-for")
BAD_ADDRESS = Outcome("failed", "bad-address")
TELLS_SUBJECT = Outcome("failed", "tells-subject")
CONNECTION_LOST = Outcome("pending", "connection-lost")
HELD_BACK = Outcome("pending", untried=True)
TO_BE_ASKED = Outcome("pending", "unknown-outcome", doubtful=True)
# Mail cannot be asked for. Rather no second message than two, so nobody tries it again.
UNKNOWN_OUTCOME = Outcome("ambiguous", "unknown-outcome")


def intent_id(event_id: UUID, participant_id: UUID, kind: MessageKind, channel: Channel) -> UUID:
    """Return the same id whenever the same message is intended, even by a database that has lost everything."""
    return uuid5(event_id, f"{participant_id}/{kind}/{channel}")


def message_id(intent: UUID, domain: str) -> str:
    """Return the Message-ID, the same at every attempt, below the sender's own domain (RFC 5322, 3.6.4)."""
    return f"<{intent}@{domain}>"


def first_state(event_at: datetime, fence: datetime) -> State:
    """An event from before this database began is a replay: its message was sent then, or came too late."""
    return "suppressed" if event_at <= fence else "pending"


def outcome_for_us(code: int) -> Outcome:
    """A refusal of ourselves says nothing of whoever the message is for: it waits until somebody has mended it."""
    return Outcome("pending", f"smtp-{code}", about_us=True)


def is_about_us(code: int, text: str) -> bool:
    """Say whether a refused recipient was surely refused because of who asks, not of who is to be reached.

    Commands out of order or unknown, a login that is wanted, a gateway that closes (RFC 5321, RFC 4954), a gateway that
    passes nothing on for us: `554 5.7.1 Relay access denied`.
    """
    return code in OF_OURS or (code >= NEVER and "relay" in text.lower())


def may_be_about_us(code: int, text: str) -> bool:
    """Say whether it may have been: what RFC 3463 counts as protocol (X.5) or as a policy on who may send (X.7).

    A policy of the reader's own says the same, so it is told by whether the next reader is refused as well. What is
    refused for now alone (451 4.7.1, a greylist) waits by itself.
    """
    return code >= NEVER and OF_PROTOCOL_OR_POLICY.match(text) is not None


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
