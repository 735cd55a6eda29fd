"""Rules of reach: which news of a message counts, and whose newest message has reached them by no channel."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import get_args
from uuid import UUID

from services.registration.contacts.domain import AUDIENCES
from services.registration.delivery.reasons import ADVICE, Advice, advice
from shared.events import Channel, SeatState
from shared.events.stages import SessionState

CHANNELS = frozenset(get_args(Channel))
OF_GATEWAYS = ("smtp-", "sms-")
SAID = frozenset(
    {"no-address", "no-gateway", "opted-out", "bad-address", "tells-subject", "quiet-hours", "address-not-working"}
)
# Why a message was let go of because it was not needed; every other message that was not sent has missed somebody.
NOT_NEEDED = frozenset({"not-called-for", "superseded", "before-the-fence"})


@dataclass(frozen=True)
class Settled:
    """How the newest message of a kind went on one channel."""

    message_id: UUID
    template: str
    channel: str
    state: str
    reason: str | None
    settled_at: datetime
    delivery: str | None = None  # what its receipt says
    delivery_reason: str | None = None

    @property
    def has_reached(self) -> bool:
        """Say whether it reached somebody, as far as is known: what left and has no receipt did."""
        return self.delivery == "delivered" or (self.state == "sent" and self.delivery != "undelivered")


def is_news(known: Settled, told: Settled) -> bool:
    """Say whether `told` replaces `known`: later news does, but what was sent is not unsent by a replay."""
    if known.message_id == told.message_id and known.state == "sent":
        return False
    return told.settled_at >= known.settled_at


def why(settled: Settled) -> str:
    """Return the class of what became of a message, for which pages have words."""
    if settled.delivery is not None:
        return settled.delivery
    if settled.reason in NOT_NEEDED:
        return "not-needed"
    if settled.state == "failed" and (settled.reason or "").startswith(OF_GATEWAYS):
        return "refused"
    if settled.state in {"sent", "ambiguous"}:
        return settled.state
    return settled.reason if settled.reason in SAID else settled.state


def to_do(settled: Settled) -> Advice | None:
    """Return what a coordinator is to do about the address; None where it was not the address that failed."""
    if settled.delivery is not None:
        wanted = settled.delivery == "undelivered" or settled.delivery_reason == "complaint"
        return advice(settled.delivery_reason) if wanted else None
    return ADVICE.get(settled.reason or "") if settled.state == "failed" else None


def newest_in_vain(messages: Iterable[Settled], session: SessionState, registration: SeatState) -> list[Settled] | None:
    """Return one person's newest message, by each channel, where every channel has settled it and none brought it.

    None where it was sent, is still on its way, or is not called for as session and registration now stand. What is
    ambiguous may have arrived; a call too many costs less than a journey in vain.
    """
    by_kind: dict[str, list[Settled]] = {}
    for message in messages:
        by_kind.setdefault(message.template, []).append(message)
    needed = [group for group in by_kind.values() if _is_needed(group, session, registration)]
    if not needed:
        return None
    newest = max(needed, key=time_of)
    if {one.channel for one in newest} < CHANNELS or any(one.has_reached for one in newest):
        return None
    return newest


def _is_needed(group: list[Settled], session: SessionState, registration: SeatState) -> bool:
    audience = next((it for kind, it in AUDIENCES.items() if kind == group[0].template), None)
    if audience is None or session not in audience.sessions or registration not in audience.registrations:
        return False
    return not any(one.reason in NOT_NEEDED for one in group)


def time_of(group: list[Settled]) -> datetime:
    return max(one.settled_at for one in group)
