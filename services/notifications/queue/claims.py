"""Claims: a sender marks intents as its own, and writes down that it begins before it hands a message over.

Between replicas nothing else decides, so every change names the claim it rests on and skips rows another one holds.
"""

from datetime import datetime
from typing import Any

import structlog
from sqlmodel.ext.asyncio.session import AsyncSession

from services.notifications.queue import announcing
from services.notifications.queue.claim import Claim, claim_of
from services.notifications.queue.domain import LONGEST_PAUSE_S, Outcome, pause_after
from services.notifications.queue.quiet_hours import is_late_evening, quiet_until, too_late_from
from services.notifications.queue.validity import STALE
from shared.events import Channel
from shared.kernel import clock
from shared.kernel.database import run

log = structlog.get_logger()

BATCH = 50
LEASE = "interval '60 seconds'"  # longer than a sender works on one message
LONGEST_PAUSE = f"interval '{LONGEST_PAUSE_S} seconds'"

# One clock for all senders, the database's; and where that one jumps, what is dated in its future does not hold.
RUN_OUT = f"(claimed_at not between clock_timestamp() - {LEASE} and clock_timestamp() + {LEASE})"
FREE = f"(claimed_at is null or {RUN_OUT})"
RESTED = f"(not_before is null or not_before not between clock_timestamp() and clock_timestamp() + {LONGEST_PAUSE})"
WAITS = "state = 'pending' and channel = :channel and useful_until is not null"
NOW = "({0}due_at is null or {0}due_at <= :business or {0}urgent_from <= :business)"
DUE = (
    f"{WAITS} and {RESTED} and {FREE} and (doubtful or {NOW.format('')})"
    # What one participant is told of a session leaves in its order; what is put off, or waits for its session, is not
    # in it yet. One session never waits for another.
    " and not exists (select from intents before where before.participant_id = intents.participant_id"
    " and before.session_id = intents.session_id and before.channel = intents.channel"
    " and before.position < intents.position and before.useful_until is not null"
    f" and (before.state = 'sending' or before.state = 'pending' and {NOW.format('before.')}))"
)
CALM = f"{WAITS} and {FREE} and not doubtful and (urgent_from is null or urgent_from > :business)"
UNCLAIMED = "claimed_by = null, claimed_at = null"
REST = "clock_timestamp() + cast(:pause as interval)"
OF_CLAIM = " where id = :id and claimed_by = :claimed_by and claimed_at = :claimed_at"
# Whoever moves the session meanwhile comes before this or after it, and in the second case knows what was said.
HOLD = "select from sessions where session_id = :session_id for share"
# What was said later has the later moment, whatever the clocks do: `told` asks for the newest.
AFTER_THE_LAST = (
    "greatest(clock_timestamp(), (select max(before.said_at) + interval '1 microsecond' from intents before"
    " where before.session_id = intents.session_id and before.participant_id = intents.participant_id"
    " and before.channel = intents.channel and before.said is not null))"
)
# The last word before a message leaves: what was written is what is still so. What says nothing of a plan needs none.
BEGIN = (
    "update intents set state = 'sending', attempts = attempts + 1, claimed_at = clock_timestamp(), parts = :parts,"
    f" said = cast(:said as json), said_at = {AFTER_THE_LAST}"
    f"{OF_CLAIM} and state = 'pending' and useful_until > :business and not {STALE}"
    " and (cast(:placed as integer) is null"
    " or exists (select from sessions s where s.session_id = intents.session_id and s.placed = :placed))"
    " returning claimed_at"
)
CLAIMED = (
    "intents.id, position, participant_id, intents.session_id, template, channel, attempts, claimed_by, claimed_at,"
    " expires_at, intents.before, attendance, urgent_from, doubtful, s.placed, s.sequence,"
    " s.city, s.venue, s.city_ar, s.venue_ar, s.zone, s.starts_local, s.ends_local, s.starts_at, s.days, s.numbers,"
    " s.entries, told_at, useful_until"
)


async def claim(db: AsyncSession, claimed_by: str, channel: Channel) -> list[Claim]:
    """Claim what is due on the channel, the oldest first; what has come too late expires."""
    times = {"business": clock.now(db), "channel": channel}
    await _give_up(db, f"{WAITS} and not doubtful and {STALE}", "'suppressed', reason = 'superseded'", times)
    await _give_up(db, f"{WAITS} and not doubtful and useful_until <= :business and {FREE}", "'expired'", times)
    if channel == "sms":
        await _give_up_in_vain(db, times)
        await _put_off(db, times)
    found = await run(
        db,
        f"with found as materialized (select id, session_id from intents where {DUE}"
        " order by position limit :limit for update skip locked)"
        " update intents set claimed_by = :claimed_by, claimed_at = clock_timestamp()"
        " from found left join sessions s on s.session_id = found.session_id"
        f" where intents.id = found.id returning {CLAIMED}",
        **times,
        limit=BATCH,
        claimed_by=claimed_by,
    )
    return sorted((claim_of(dict(row)) for row in found.mappings()), key=lambda it: it.position)


async def _give_up(db: AsyncSession, where: str, became: str, values: dict[str, Any]) -> None:
    """Settle what will not be sent, and announce it."""
    settled = await run(
        db,
        f"with found as materialized (select id from intents where {where}"
        " order by position limit 1000 for update skip locked)"
        f" update intents set state = {became}, {announcing.ONE_MORE} from found where intents.id = found.id"
        f" returning {announcing.TOLD}",
        **{name: value for name, value in values.items() if f":{name}" in where},
    )
    announcing.announce(db, settled.mappings().all())


async def _give_up_in_vain(db: AsyncSession, times: dict[str, Any]) -> None:
    """Expire at once what would wait for decent hours until it is of no use: whoever it is for can still be called."""
    too_late = too_late_from(times["business"])
    if too_late is not None and not is_late_evening(times["business"]):
        where = f"{CALM} and useful_until < :too_late"
        await _give_up(db, where, "'expired', reason = 'quiet-hours'", times | {"too_late": too_late})


async def _put_off(db: AsyncSession, times: dict[str, Any]) -> None:
    """At hours that are not decent, let SMS wait for those that are, in business time; all but the urgent ones."""
    opens_at = quiet_until(times["business"])
    if opens_at is None:
        return
    put_off = await run(
        db,
        f"update intents set due_at = :opens_at where {CALM} and (due_at is null or due_at < :opens_at)"
        " and useful_until >= :too_late returning id",
        **times,
        opens_at=opens_at,
        too_late=too_late_from(times["business"]),
    )
    if count := len(put_off.all()):
        log.info("messages.put_off", channel="sms", count=count)


async def begin(db: AsyncSession, one: Claim, parts: int | None = None) -> bool:
    """Write down that the message is about to be handed over; say whether it still is ours to send, and true.

    It is not where it came too late, where quiet hours have begun, or where the session has moved or been cancelled,
    or its reader's seat is another, since the message was written: then it is given back, and written anew if it is
    still to be sent at all.
    """
    business = clock.now(db)
    values = {**_of(one), "business": business, "parts": parts, "placed": one.known and one.known.placed}
    await run(db, HOLD, session_id=one.session_id)
    said = one.known and one.known.plan.model_dump_json()
    begun = None if _is_disturbing(one, business) else (await run(db, BEGIN, **values, said=said)).one_or_none()
    if begun is None:
        await release(db, [one])
        return False
    one.claimed_at = begun.claimed_at
    one.attempts += 1
    return True


def _is_disturbing(one: Claim, business: datetime) -> bool:
    if one.channel != "sms" or quiet_until(business) is None or _passes_quiet_hours(one, business):
        return False
    cannot_wait = one.useful_until is not None and one.useful_until < (too_late_from(business) or business)
    return not (cannot_wait and is_late_evening(business))


def _passes_quiet_hours(one: Claim, business: datetime) -> bool:
    if one.urgent_from is None or one.urgent_from > business:
        return False
    log.info("quiet_hours.bypassed", intent_id=str(one.id), template=one.kind.name)
    return True


async def settle(db: AsyncSession, one: Claim, outcome: Outcome) -> None:
    """Record the outcome, and announce it. Even what others have called ambiguous meanwhile: this sender knows."""
    again = outcome.state == "pending"
    settled = await run(
        db,
        f"update intents set state = :state, reason = :reason, not_before = {REST}, doubtful = :doubtful,"
        " parts = case when :handed_over then parts end"
        f"{f', {UNCLAIMED}' if again else f', {announcing.ONE_MORE}'}"
        f"{OF_CLAIM} and state in ('pending', 'sending', 'ambiguous') returning {announcing.TOLD}",
        **_of(one),
        state=outcome.state,
        reason=outcome.reason,
        doubtful=outcome.doubtful,
        handed_over=outcome.doubtful or outcome.state in {"sent", "ambiguous"},
        pause=pause_after(one.attempts) if again else None,
    )
    announcing.announce(db, () if again else settled.mappings().all())


async def believe(db: AsyncSession, one: Claim) -> None:
    """The gateway has never had it: it is sent as if nothing had happened."""
    await run(db, f"update intents set doubtful = false, parts = null{OF_CLAIM}", **_of(one))
    one.doubtful = False


async def release(db: AsyncSession, claims: list[Claim]) -> None:
    """Give back what was claimed and not begun."""
    for one in claims:
        await run(db, f"update intents set {UNCLAIMED}{OF_CLAIM} and state = 'pending'", **_of(one))


async def postpone(db: AsyncSession, claims: list[Claim], reason: str) -> None:
    """Give back what was claimed and cannot be sent yet: it waits longer each time, in machine time."""
    for one in claims:
        await run(
            db,
            f"update intents set {UNCLAIMED}, attempts = attempts + 1, reason = :reason, not_before = {REST}"
            f"{OF_CLAIM} and state = 'pending'",
            **_of(one),
            reason=reason,
            pause=pause_after(one.attempts + 1),
        )


def _of(one: Claim) -> dict[str, Any]:
    return {"id": one.id, "claimed_by": one.claimed_by, "claimed_at": one.claimed_at}
