"""Claiming: a sender marks intents as its own, and writes down that it begins before it hands a message over.

Between replicas nothing else decides, so every change names the claim it rests on and skips rows another one holds.
"""

from datetime import datetime

import structlog
from sqlmodel.ext.asyncio.session import AsyncSession

from services.notifications.queue import announcing, storage
from services.notifications.queue.claim import Claim, claim_of
from services.notifications.queue.domain import Outcome, pause_after
from services.notifications.queue.quiet_hours import is_late_evening, quiet_until, too_late_from
from shared.events import Channel
from shared.kernel import clock

log = structlog.get_logger()


async def claim(db: AsyncSession, claimed_by: str, channel: Channel) -> list[Claim]:
    """Claim what is due on the channel, the oldest first; what has come too late expires."""
    now = clock.now(db)
    announcing.announce(db, await storage.supersede(db, channel))
    announcing.announce(db, await storage.expire(db, channel, now))
    if channel == "sms":
        await _give_up_in_vain(db, channel, now)
        await _put_off(db, channel, now)
    claimed = [claim_of(dict(row)) for row in await storage.claim(db, claimed_by, channel, now)]
    return sorted(claimed, key=lambda claim: claim.position)


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


async def begin(db: AsyncSession, claim: Claim, parts: int | None = None) -> bool:
    """Write down that the message is about to be handed over; say whether it still is ours to send, and true.

    It is not where it came too late, where quiet hours have begun, or where the session has moved or been cancelled,
    or its reader's seat is another, since the message was written: then it is given back, and written anew if it is
    still to be sent at all.
    """
    now = clock.now(db)
    await storage.hold_session(db, claim.session_id)
    begun_at = None if _is_disturbing(claim, now) else await storage.begin(db, claim, now, parts)
    if begun_at is None:
        await storage.release(db, claim)
        return False
    claim.claimed_at = begun_at
    claim.attempts += 1
    return True


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


async def settle(db: AsyncSession, claim: Claim, outcome: Outcome) -> None:
    """Record the outcome, and announce it if it is the end."""
    if outcome.state == "pending":
        await storage.try_again(db, claim, outcome, pause_after(claim.attempts))
    else:
        announcing.announce(db, await storage.settle(db, claim, outcome))


async def believe(db: AsyncSession, claim: Claim) -> None:
    """The gateway has never had it: it is sent as if nothing had happened."""
    await storage.believe(db, claim)
    claim.doubtful = False


async def release(db: AsyncSession, claims: list[Claim]) -> None:
    """Give back what was claimed and not begun."""
    for claim in claims:
        await storage.release(db, claim)


async def postpone(db: AsyncSession, claims: list[Claim], reason: str) -> None:
    """Give back what was claimed and cannot be sent yet: it waits longer each time, in machine time."""
    for claim in claims:
        await storage.postpone(db, claim, reason, pause_after(claim.attempts + 1))
