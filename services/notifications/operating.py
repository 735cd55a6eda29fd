"""For operators: how messages stand, how many, when the last one left, what waits and why."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel.ext.asyncio.session import AsyncSession

from shared.kernel.database import run

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

# What a message waits for, and why a gateway has not taken it, as an operator reads it.
WAITS_FOR = {
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
class Messages:
    """All messages at one moment of business time."""

    counts: list[dict[str, Any]]
    last_sent: dict[str, datetime]
    outages: dict[str, dict[str, Any]]
    waiting: list[dict[str, Any]]


async def messages_at(db: AsyncSession, business: datetime) -> Messages:
    """Return how messages stand."""
    counts = (await run(db, COUNTS)).mappings().all()
    sent = (await run(db, LAST_SENT)).all()
    outages = (await run(db, OUTAGES)).mappings().all()
    waiting = (await run(db, WAITING, business=business)).mappings().all()
    return Messages(
        counts=[dict(row) for row in counts],
        last_sent={row.channel: row.at for row in sent},
        outages={row["channel"]: dict(row) for row in outages},
        waiting=[dict(row) for row in waiting],
    )
