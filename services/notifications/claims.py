"""Who sends what: a sender claims intents, and writes down that it begins before it hands a message over.

Between replicas nothing else decides, so every change names the claim it rests on and skips rows another one holds.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.notifications import domain
from shared.clock import machine_now
from shared.database import run

BATCH = 50
LEASE = timedelta(seconds=60)  # longer than a sender works on one message

FREE = "(claimed_at is null or claimed_at < :stale)"
DUE = (
    "state = 'pending' and useful_until is not null and (not_before is null or not_before <= :machine) and "
    + FREE
    # One participant's messages leave in their order; one that waits for its session is not in the queue yet.
    + " and not exists (select from intents before where before.participant_id = intents.participant_id"
    " and before.position < intents.position and before.useful_until is not null"
    " and before.state in ('pending', 'sending'))"
)
UNDATED = (
    "state = 'pending' and exists (select from sessions s where s.session_id = intents.session_id"
    " and s.starts_at is distinct from intents.useful_until)"
)
UNCLAIMED = "claimed_by = null, claimed_at = null"
OF_CLAIM = " where id = :id and claimed_by = :claimed_by and claimed_at = :claimed_at"


@dataclass
class Claim:
    """One intent that this sender works on, with what its message says."""

    id: UUID
    position: int
    participant_id: UUID
    template: domain.Template
    attempts: int
    claimed_by: str
    claimed_at: datetime
    city: str
    starts_local: datetime
    ends_local: datetime


async def claim(db: AsyncSession, claimed_by: str) -> list[Claim]:
    """Claim what is due, the oldest first; what has come too late expires."""
    await _change(db, UNDATED, "useful_until = s.starts_at")
    too_late = f"state = 'pending' and useful_until <= :business and {FREE}"
    await _change(db, too_late, "state = 'expired'", business=db.info["clock"].now())
    claimed = await _change(
        db, DUE, "claimed_by = :claimed_by, claimed_at = :machine", limit=BATCH, claimed_by=claimed_by
    )
    return sorted((Claim(**row) for row in claimed), key=lambda it: it.position)


async def recover(db: AsyncSession, claimed_by: str) -> int:
    """Free what this sender had claimed in a former life; return how many it may, or may not, have sent."""
    mine = "claimed_by = :claimed_by"
    await _change(db, f"state = 'pending' and {mine}", UNCLAIMED, claimed_by=claimed_by)
    return await doubt(db, mine, claimed_by=claimed_by)


async def doubt(db: AsyncSession, whose: str = "claimed_at < :stale", **values: Any) -> int:
    """Call ambiguous what a sender began and never finished; return how many."""
    became = "state = 'ambiguous', reason = 'interrupted'"
    return len(await _change(db, f"state = 'sending' and {whose}", became, **values))


async def begin(db: AsyncSession, one: Claim) -> bool:
    """Write down that the message is about to be handed over; say whether it still is ours to send, and useful."""
    now = machine_now()
    begun = await run(
        db,
        "update intents set state = 'sending', attempts = attempts + 1, claimed_at = :now"
        + OF_CLAIM
        + " and state = 'pending' and useful_until > :business returning id",
        **_of(one),
        now=now,
        business=db.info["clock"].now(),
    )
    if begun.one_or_none() is None:
        return False
    one.claimed_at = now
    one.attempts += 1
    return True


async def settle(db: AsyncSession, one: Claim, outcome: domain.Outcome) -> None:
    """Record the outcome. Even what others have called ambiguous meanwhile: this sender knows."""
    again = outcome.state == "pending"
    await run(
        db,
        "update intents set state = :state, reason = :reason, not_before = :not_before"
        + (f", {UNCLAIMED}" if again else "")
        + f"{OF_CLAIM} and state in ('pending', 'sending', 'ambiguous')",
        **_of(one),
        state=outcome.state,
        reason=outcome.reason,
        not_before=machine_now() + domain.pause_after(one.attempts) if again else None,
    )


async def release(db: AsyncSession, claims: list[Claim]) -> None:
    """Give back what was claimed and not begun."""
    for one in claims:
        await run(
            db,
            f"update intents set {UNCLAIMED}{OF_CLAIM} and state = 'pending'",
            **_of(one),
        )


async def _change(db: AsyncSession, where: str, change: str, limit: int = 1000, **values: Any) -> list[dict[str, Any]]:
    """Change the intents that answer to `where` and that nobody else has under lock; return them."""
    now = machine_now()
    changed = await run(
        db,
        f"with found as materialized (select id from intents where {where}"
        " order by position limit :limit for update skip locked)"
        f" update intents set {change} from found, sessions s"
        " where intents.id = found.id and s.session_id = intents.session_id"
        " returning intents.id, position, participant_id, template, attempts, claimed_by, claimed_at,"
        " s.city, s.starts_local, s.ends_local",
        machine=now,
        stale=now - LEASE,
        limit=limit,
        **values,
    )
    return [dict(row) for row in changed.mappings()]


def _of(one: Claim) -> dict[str, Any]:
    return {"id": one.id, "claimed_by": one.claimed_by, "claimed_at": one.claimed_at}
