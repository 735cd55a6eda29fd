"""State of messages: how many, when the last one left, what waits and why, and whom none has reached."""

import asyncio
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from programs.operator.installation import Installation
from programs.operator.reaching import ASKED_WITHIN_S, database_of
from services.notifications.operating import REASONS, WAITS_FOR, Messages, messages_at
from services.registration import operating as registration
from shared.kernel.clock import machine_now

NAMES = {"email": "e-mail", "sms": "SMS"}


@dataclass
class MessageState(Messages):
    """What an operator wants to know of messages."""

    people_to_call: int | None = None

    def rows(self) -> list[dict[str, Any]]:
        """Return what waits, as it stands in a table."""
        return [
            {
                "channel": NAMES[it["channel"]],
                "messages": it["messages"],
                "wait_for": WAITS_FOR[it["kind"]],
                "until": it["until"] and minute(it["until"]),
                "reason": it["reason"] or (it["kind"] == "due" and self._outage(it["channel"])) or None,
            }
            for it in self.waiting
        ]

    def worries(self) -> list[str]:
        """Return one sentence per channel by which messages that should have left do not."""
        return [worry for channel in NAMES if (worry := self._worry(channel))]

    def _worry(self, channel: str) -> str | None:
        stuck = [it for it in self.waiting if it["channel"] == channel and it["kind"] in {"due", "again"}]
        number, outage = sum(it["messages"] for it in stuck), self._outage(channel)
        reason = next((it["reason"] for it in stuck if it["reason"]), None)
        if stuck and outage:
            return f"No {NAMES[channel]} has left{self._since(channel)}: {said(outage)}; {number} wait."
        if reason:
            return f"{number} {NAMES[channel]} wait to be tried again: {said(reason)}."
        return None

    def _outage(self, channel: str) -> str | None:
        return self.outages[channel]["reason"] if channel in self.outages else None

    def _since(self, channel: str) -> str:
        return f" since {minute(self.last_sent[channel])}" if channel in self.last_sent else " yet"


def said(reason: str) -> str:
    """Say a reason in words; a number that a gateway gave stays what it is."""
    return REASONS.get(reason) or f"the answer is {reason}"


def minute(at: datetime) -> str:
    """Return the minute, with its day where that is not today's."""
    return f"{at:%H:%M} UTC" if at.date() == machine_now().date() else f"{at:%Y-%m-%d %H:%M} UTC"


async def messages_of(place: Installation) -> MessageState:
    """Ask notifications. Raises Refused."""
    async with (
        database_of(place, "notifications") as database,
        asyncio.timeout(ASKED_WITHIN_S),
        database.sessions() as db,
    ):
        return MessageState(**vars(await messages_at(db, database.clock.now())))


async def people_to_call(place: Installation) -> int:
    """Ask registration whom no message has reached. Raises Refused."""
    async with (
        database_of(place, "registration") as database,
        asyncio.timeout(ASKED_WITHIN_S),
        database.sessions() as db,
    ):
        return await registration.people_to_call(db, database.clock.now())
