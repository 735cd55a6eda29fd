"""Answers to operators about messages: how many, when the last one left, what waits and why."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel.ext.asyncio.session import AsyncSession

from services.notifications.channels import storage as channels
from services.notifications.queue import storage as queue

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
    return Messages(
        counts=[dict(row) for row in await queue.counts_by_reason(db)],
        last_sent=await queue.last_sent(db),
        outages=await channels.outages(db),
        waiting=[dict(row) for row in await queue.waiting(db, business)],
    )
