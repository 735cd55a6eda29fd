"""Requests since a backup: they are known again by the log, with the day until which each is to be done."""

from collections.abc import Sequence

from sqlmodel.ext.asyncio.session import AsyncSession

from services.registration.data_requests.storage import DataRequest
from shared.events import DataRequested
from shared.kernel.contracts import Event
from shared.service.recovery import Gap


async def take_up_requests(db: AsyncSession, told: Sequence[Event]) -> list[Gap]:
    """Keep each as it was told last; nothing of it must be typed again."""
    newest = {event.request_id: event for event in told if isinstance(event, DataRequested)}
    for event in newest.values():
        facts = event.kept_in(DataRequest.model_fields)
        done_at = event.time if event.done else None
        await db.merge(DataRequest(id=event.request_id, version=event.aggregateversion, done_at=done_at, **facts))
    await db.flush()
    return []
