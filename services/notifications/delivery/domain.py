"""Rules of receipts: what a provider says became of a message, and what counts where it says several things."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal, NamedTuple
from uuid import UUID

Told = Literal["delivered", "undelivered"]
Delivery = Literal["unconfirmed", "undelivered", "delivered"]  # each replaces those before it, and nothing else does

RANKS: tuple[Delivery, ...] = ("unconfirmed", "undelivered", "delivered")
COMPLAINT = "complaint"  # the message came, and whoever got it wants no more
UNCONFIRMED_AFTER = timedelta(hours=72)  # machine time; telephone networks keep a message for two or three days
KEPT_FOR = timedelta(days=3)  # a receipt of which no hand-over is known
HANDED_FOR = timedelta(days=30)  # no receipt comes later
WORD = re.compile(r"(?!(.*\d){6})[a-z][a-z0-9]*(-[a-z0-9]+){0,7}")  # codes have fewer digits than telephones
LONGEST_WORD = 60
UNTOLD = "untold"


class Handed(NamedTuple):
    """One part of a message as a provider knows it that gives receipts; the reference in the one form we keep."""

    provider: str
    reference: str
    intent_id: UUID
    part: int


@dataclass(frozen=True)
class Receipt:
    """What a provider says of a message, by our own id where it gives it back, else by its reference."""

    provider: str
    reference: str
    message_id: UUID | None
    state: Told
    reason: str | None
    told_at: datetime


@dataclass(frozen=True)
class Fate:
    """What has become of a message, and why."""

    id: UUID
    state: Delivery
    reason: str | None
    told_at: datetime


def word_of(reason: str | None) -> str | None:
    """Return the reason if it is no more than a word in small letters, since gateways may quote people."""
    if reason is None:
        return None
    return reason if len(reason) <= LONGEST_WORD and WORD.fullmatch(reason) else UNTOLD


def strongest(fates: Iterable[Fate]) -> list[Fate]:
    """Return of each message the one fate that counts, in the order of ids, so that nobody waits in a circle."""
    found: dict[UUID, Fate] = {}
    for fate in fates:
        known = found.get(fate.id)
        if known is None or _weight(known) < _weight(fate):
            found[fate.id] = fate
    return [found[key] for key in sorted(found)]


def _weight(fate: Fate) -> tuple[int, bool]:
    return RANKS.index(fate.state), fate.reason == COMPLAINT
