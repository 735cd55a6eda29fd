"""What notifications does with a fact: intends a message. Sending it is the sender's work, later."""

import structlog
from sqlmodel.ext.asyncio.session import AsyncSession

from services.notifications import domain, storage
from shared.events import RegistrationEvent

log = structlog.get_logger()


async def intend(db: AsyncSession, event: RegistrationEvent, template: domain.Template) -> None:
    """Intend one message to the participant, however often the event is heard; none for a replayed past."""
    state = await storage.add_intent(db, event, template)
    log.info("message.intended", template=template, state=state, session_id=str(event.session_id))
