"""Recovery: messages that left since the backup are known again, and whatever was still to leave does not."""

from typing import Any

from sqlmodel.ext.asyncio.session import AsyncSession

from services.notifications.queue import announcing
from shared.events import MessageSettled
from shared.kernel.database import run, run_each
from shared.service.recovery import Gap, Recovery, Told

# The event that led to a message is not told; its own id stands for it, so that no other row has the same key.
KNOW = """
insert into intents (id, event_id, participant_id, session_id, template, channel, state, reason, told_at, parts,
                     announced, attempts)
values (:message_id, :message_id, :participant_id, :session_id, :template, :channel, :state, :reason, :told_at, :parts,
        :announced, 0)
on conflict (id) do update set state = excluded.state, reason = excluded.reason, parts = excluded.parts,
       announced = excluded.announced, claimed_by = null, claimed_at = null"""
# Of what a sender had begun nobody knows how it ended: rather no message than two.
LET_GO = f"""
update intents set state = case when state = 'sending' or doubtful then 'ambiguous' else 'suppressed' end,
       reason = case when state = 'sending' or doubtful then 'unknown-outcome' else 'before-the-fence' end,
       claimed_by = null, claimed_at = null, doubtful = false, {announcing.ONE_MORE}
where state in ('pending', 'sending') returning {announcing.TOLD}"""


async def take_up(db: AsyncSession, told: Told) -> list[Gap]:
    """Know how each message ended, and let go of those that had not: coordinators call whom they were for."""
    newest = {event.message_id: event for event in told.own if isinstance(event, MessageSettled)}
    await run_each(db, KNOW, [_row(event) for event in newest.values()])
    announcing.announce(db, (await run(db, LET_GO)).mappings().all())
    return []


def _row(event: MessageSettled) -> dict[str, Any]:
    said = event.model_dump(exclude={"id", "time", "incarnation", "causationid", "correlationid", "aggregateversion"})
    return said | {"told_at": event.time, "announced": event.aggregateversion}


RECOVERY = Recovery(
    source=MessageSettled.source, topics=(MessageSettled.topic,), events=(MessageSettled,), take_up=take_up
)
