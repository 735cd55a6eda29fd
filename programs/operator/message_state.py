"""State of messages: how many, when the last one left, what waits and why, and whom none has reached."""

import asyncio
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import col, select

from programs.operator.installation import Installation
from programs.operator.reaching import ASKED_WITHIN_S, database_of
from services.registration.delivery.storage import Reach, unreached
from services.registration.seats.storage import Session
from shared.kernel.clock import machine_now
from shared.kernel.database import Database, run

COUNTS = """
select channel, state, reason, count(*) as messages from intents
group by channel, state, reason order by channel, state, reason"""
LAST_SENT = "select channel, max(claimed_at) as at from intents where state = 'sent' group by channel"
OUTAGES = "select channel, reason, began_at from outages"
# An intent's dates are business time; attempts are in machine time.
WAITING = """
select channel, kind, max(reason) as reason, count(*) as messages, min(at) as until
from (select channel, reason,
        case when useful_until is null then 'plan'
             when due_at > :business and (urgent_from is null or urgent_from > :business) then 'hours'
             when not_before > clock_timestamp() or reason is not null then 'again' else 'due' end as kind,
        case when due_at > :business then due_at else not_before end as at
      from intents where state = 'pending') as pending
group by channel, kind order by channel, kind"""

NAMES = {"email": "e-mail", "sms": "SMS"}
KINDS = {
    "plan": "news of their session has not come yet",
    "hours": "decent hours, in business time",
    "again": "another attempt",
    "due": "their turn",
}
REASONS = {
    "connection-refused": "the gateway refuses connections",
    "name-unknown": "the gateway is stopped, or its name is not known",
    "no-answer": "the gateway does not answer",
    "no-trusted-encryption": "the gateway offers no encryption that can be trusted",
    "connection-lost": "the gateway breaks off",
    "unknown-outcome": "the gateway does not say whether it has taken one",
    "smtp-535": "the gateway does not take our name and password",
    "sms-401": "the gateway does not take our token",
    "contacts-connection-refused": "registration gives no contacts, it refuses connections",
    "contacts-name-unknown": "registration gives no contacts, it does not run",
    "contacts-no-answer": "registration gives no contacts, it does not answer",
}


@dataclass
class MessageState:
    """What an operator wants to know of messages."""

    counts: list[dict[str, Any]]
    last_sent: dict[str, datetime]
    outages: dict[str, dict[str, Any]]
    waiting: list[dict[str, Any]]
    people_to_call: int | None = None

    def rows(self) -> list[dict[str, Any]]:
        """Return what waits, as it stands in a table."""
        return [
            {
                "channel": NAMES[it["channel"]],
                "messages": it["messages"],
                "wait_for": KINDS[it["kind"]],
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
    """Ask notifications' database. Raises Refused."""
    async with (
        database_of(place, "notifications") as database,
        asyncio.timeout(ASKED_WITHIN_S),
        database.sessions() as db,
    ):
        now = {"business": database.clock.now()}
        counts = (await run(db, COUNTS)).mappings().all()
        sent = (await run(db, LAST_SENT)).all()
        outages = (await run(db, OUTAGES)).mappings().all()
        waiting = (await run(db, WAITING, **now)).mappings().all()
    return MessageState(
        counts=[dict(row) for row in counts],
        last_sent={row.channel: row.at for row in sent},
        outages={row["channel"]: dict(row) for row in outages},
        waiting=[dict(row) for row in waiting],
    )


async def people_to_call(place: Installation) -> int:
    """Return how many people of sessions that are not over no message has reached. Raises Refused."""
    async with database_of(place, "registration") as database, asyncio.timeout(ASKED_WITHIN_S):
        return await _to_call(database)


async def _to_call(database: Database) -> int:
    async with database.sessions() as db:
        told = select(Reach.session_id).where(Reach.state != "sent")
        ahead = col(Session.ends_at) > database.clock.now()
        sessions = (await db.exec(select(Session.id).where(ahead, col(Session.id).in_(told)))).all()
        return sum([len(await unreached(db, session)) for session in sessions])
