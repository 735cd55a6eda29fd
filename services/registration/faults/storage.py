"""Faults of contacts: addresses that do not work, until they are changed, or somebody says they are right."""

from collections.abc import Iterable
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

import structlog
from sqlmodel import Field
from sqlmodel.ext.asyncio.session import AsyncSession

from services.registration.tables import UTC_TIME, Table
from shared.events import Channel
from shared.kernel import clock
from shared.kernel.database import run

log = structlog.get_logger()

# The address stands beside this in the same database; its digest tells whether it is still the same one. What an
# organisation was to pass on says nothing of the person's own.
NOTE = """
insert into contact_fault (participant_id, channel, address_digest, reason, since)
select id, cast(:channel as text), md5(case cast(:channel as text) when 'email' then email else phone end),
       :reason, :since
from participant
where id = :participant_id and route <> 'relay'
  and case cast(:channel as text) when 'email' then email else phone end is not null
on conflict (participant_id, channel) do update set address_digest = excluded.address_digest,
    reason = excluded.reason, since = excluded.since
where contact_fault.address_digest is distinct from excluded.address_digest
  and (contact_fault.right_since is null or contact_fault.right_since <= :left_at)"""
# What left before an address was mended says nothing of the one that is there now.
CHANGED = """
insert into contact_fault (participant_id, channel, right_since) values (:participant_id, :channel, :now)
on conflict (participant_id, channel) do update set right_since = excluded.right_since"""
MEND = """
update contact_fault set address_digest = null, reason = null, since = null, right_since = :now
where participant_id = :participant_id and channel = :channel"""
FAULTY = """
select contact_fault.participant_id, channel, reason, since
from contact_fault join participant on participant.id = contact_fault.participant_id
where participant.id = any(:people)
  and address_digest = md5(case channel when 'email' then email else phone end)
order by channel"""


class ContactFault(Table, table=True):
    """An address of somebody to which nothing more is sent, or since when the one that is there counts as right."""

    __tablename__ = "contact_fault"

    participant_id: UUID = Field(primary_key=True, foreign_key="participant.id")
    channel: str = Field(primary_key=True)
    address_digest: str | None = None
    reason: str | None = None
    since: datetime | None = Field(default=None, sa_type=UTC_TIME, description="business time")
    right_since: datetime | None = Field(
        default=None, sa_type=UTC_TIME, description="business time; when it was last changed or said to be right"
    )


class Fault(NamedTuple):
    """By which way somebody is not reached any more, why, and since when."""

    participant_id: UUID
    channel: Channel
    reason: str
    since: datetime


async def note(db: AsyncSession, fault: Fault, left_at: datetime) -> None:
    """Send nothing more to the address that somebody has now, unless it is newer than the message that told of it."""
    await run(db, NOTE, **fault._asdict(), left_at=left_at)


async def change(db: AsyncSession, participant_id: UUID, channels: Iterable[Channel]) -> None:
    """Know that somebody has another address; what was sent to the old one may still be told of."""
    for channel in channels:
        await run(db, CHANGED, participant_id=participant_id, channel=channel, now=clock.now(db))


async def mend(db: AsyncSession, participant_id: UUID, channel: Channel) -> None:
    """Somebody who knows says that the address is right: send to it again."""
    await run(db, MEND, participant_id=participant_id, channel=channel, now=clock.now(db))
    log.info("contact.mended", participant_id=str(participant_id), channel=channel)


async def faults(db: AsyncSession, people: Iterable[UUID]) -> list[Fault]:
    """Return the addresses of these people that do not work; one that was changed since is not among them."""
    return [Fault(*row) for row in await run(db, FAULTY, people=list(people))]
