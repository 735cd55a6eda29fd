"""Recovery: messages that left since the backup are known again, and whatever was still to leave does not."""

from typing import Any

from sqlmodel.ext.asyncio.session import AsyncSession

from services.notifications.delivery import storage as delivery
from services.notifications.queue import announcing, storage
from shared.events import MessageReceipted, MessageSettled
from shared.service.recovery import Gap, MissingEvents, Recovery


async def take_up(db: AsyncSession, missing: MissingEvents) -> list[Gap]:
    """Know how each message ended, and let go of those that had not: coordinators call whom they were for."""
    newest = {event.message_id: event for event in missing.own if isinstance(event, MessageSettled)}
    await storage.know(db, [_row(event) for event in newest.values()])
    await delivery.know(db, _deliveries(missing))
    announcing.announce(db, await storage.let_go(db))
    return []


def _row(event: MessageSettled) -> dict[str, Any]:
    said = event.model_dump(exclude={"id", "time", "incarnation", "causationid", "correlationid", "aggregateversion"})
    return said | {"told_at": event.time, "announced": event.aggregateversion}


def _deliveries(missing: MissingEvents) -> list[dict[str, Any]]:
    newest = {event.message_id: event for event in missing.own if isinstance(event, MessageReceipted)}
    return [
        {"id": event.message_id, "state": event.state, "reason": event.reason, "announced": event.aggregateversion}
        for event in newest.values()
    ]


RECOVERY = Recovery(
    source=MessageSettled.source,
    topics=(MessageSettled.topic,),
    events=(MessageSettled, MessageReceipted),
    take_up=take_up,
)
