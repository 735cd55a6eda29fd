"""Claiming: a sender marks intents as its own, and writes down that it begins before it hands a message over.

Between replicas nothing else decides, so every change names the claim it rests on and skips rows another one holds.
"""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

import structlog
from sqlmodel.ext.asyncio.session import AsyncSession

from services.notifications.queue import announcing, storage
from services.notifications.queue.claim import Claim, claim_of
from services.notifications.queue.domain import Outcome
from services.notifications.queue.quiet_hours import is_late_evening, quiet_until, too_late_from
from shared.events import Channel
from shared.kernel import clock

log = structlog.get_logger()


BATCH = 200  # so many are claimed at once: as many as leave within some seconds


async def claim(db: AsyncSession, claimed_by: str, channel: Channel, at_most: int = BATCH) -> list[Claim]:
    """Claim what is due on the channel, the oldest first."""
    rows = await storage.claim(db, claimed_by, channel, clock.now(db), at_most)
    return sorted((claim_of(dict(row)) for row in rows), key=lambda claim: claim.position)


async def sweep(db: AsyncSession, channel: Channel) -> None:
    """Give up what has become untrue or has come too late, and put off what waits for decent hours."""
    now = clock.now(db)
    announcing.announce(db, await storage.supersede(db, channel))
    announcing.announce(db, await storage.expire(db, channel, now))
    if channel == "sms":
        await _give_up_in_vain(db, channel, now)
        await _put_off(db, channel, now)


async def _give_up_in_vain(db: AsyncSession, channel: Channel, now: datetime) -> None:
    """Expire at once what would wait for decent hours until it is of no use: whoever it is for can still be called."""
    too_late = too_late_from(now)
    if too_late is not None and not is_late_evening(now):
        announcing.announce(db, await storage.expire_in_quiet_hours(db, channel, now, too_late))


async def _put_off(db: AsyncSession, channel: Channel, now: datetime) -> None:
    """At hours that are not decent, let messages wait for those that are, in business time; all but the urgent ones."""
    opens_at = quiet_until(now)
    if opens_at is None:
        return
    if count := await storage.put_off(db, channel, now, opens_at, too_late_from(now)):
        log.info("messages.put_off", channel=channel, count=count)


async def begin(db: AsyncSession, claims: Sequence[Claim]) -> list[Claim]:
    """Write down that messages are about to be handed over; return those that still are ours to send, and true.

    One is not where it came too late, where quiet hours have begun, or where its session has moved or been cancelled,
    or its reader's seat is another, since it was written: then it is given back, and written anew if it is still to be
    sent at all.
    """
    now = clock.now(db)
    await storage.hold_sessions(db, {claim.session_id for claim in claims})
    begun = await storage.begin(db, [claim for claim in claims if not _is_disturbing(claim, now)], now)
    await release(db, [claim for claim in claims if claim.id not in begun])
    ours = [claim for claim in claims if claim.id in begun]
    for claim in ours:
        claim.claimed_at, claim.attempts = begun[claim.id], claim.attempts + 1
    return ours


def _is_disturbing(claim: Claim, business: datetime) -> bool:
    if claim.channel != "sms" or quiet_until(business) is None or _passes_quiet_hours(claim, business):
        return False
    cannot_wait = claim.useful_until is not None and claim.useful_until < (too_late_from(business) or business)
    return not (cannot_wait and is_late_evening(business))


def _passes_quiet_hours(claim: Claim, business: datetime) -> bool:
    if claim.urgent_from is None or claim.urgent_from > business:
        return False
    log.info("quiet_hours.bypassed", intent_id=str(claim.id), template=claim.kind.name)
    return True


async def settle(db: AsyncSession, ended: Mapping[UUID, Outcome], claims: Sequence[Claim]) -> None:
    """Record what has become of the claims, by id, and announce what is the end."""
    again = [claim for claim in claims if ended[claim.id].state == "pending"]
    over = [claim for claim in claims if ended[claim.id].state != "pending"]
    if again:
        await storage.try_again(db, ended, again)
    if over:
        announcing.announce(db, await storage.settle(db, ended, over))


async def believe(db: AsyncSession, claims: Sequence[Claim]) -> None:
    """The gateway has never had them: they are sent as if nothing had happened."""
    await storage.believe(db, claims)
    for claim in claims:
        claim.doubtful = False


async def release(db: AsyncSession, claims: Sequence[Claim]) -> None:
    """Give back what was claimed and not begun."""
    if claims:
        await storage.release(db, claims)


async def postpone(db: AsyncSession, claims: Sequence[Claim], reason: str) -> None:
    """Give back what was claimed and cannot be sent yet: it waits longer each time, in machine time."""
    await storage.postpone(db, claims, reason)
