"""Noting what has become of messages."""

from sqlmodel.ext.asyncio.session import AsyncSession

from services.registration.reach.domain import is_news
from services.registration.reach.storage import Reach, settled
from shared.events import MessageSettled


async def note(db: AsyncSession, event: MessageSettled) -> None:
    """Know how the message went, unless something later is known of its kind on its channel."""
    key = (event.session_id, event.participant_id, event.template, event.channel)
    told = Reach(
        **event.model_dump(include={"session_id", "participant_id", "template", "channel", "message_id"}),
        state=event.state,
        reason=event.reason,
        settled_at=event.time,
    )
    known = await db.get(Reach, key, with_for_update=True)
    if known is None:
        db.add(told)
    elif is_news(settled(known), settled(told)):
        known.message_id, known.state = told.message_id, told.state
        known.reason, known.settled_at = told.reason, told.settled_at
