"""Actions on delivery: note what has become of messages, and who was called instead."""

from uuid import UUID

import structlog
from sqlmodel.ext.asyncio.session import AsyncSession

from services.registration.delivery.domain import is_news
from services.registration.delivery.reasons import is_for_good
from services.registration.delivery.storage import Called, Reach, settled
from services.registration.faults import storage as faults
from services.registration.seats.domain import RegistrationUnknown
from services.registration.seats.storage import Registration
from shared.events import MessageReceipted, MessageSettled
from shared.kernel import clock

log = structlog.get_logger()


async def note(db: AsyncSession, event: MessageSettled) -> None:
    """Know how the message went, unless something later is known of its kind on its channel."""
    key = (event.session_id, event.participant_id, event.template, event.channel)
    told = Reach(
        **event.model_dump(include={"session_id", "participant_id", "template", "channel", "message_id"}),
        state=event.state,
        reason=event.reason,
        settled_at=event.time,
    )
    if event.state == "failed" and is_for_good(event.reason):
        await faults.note(db, fault_of(event), left_at=event.time)
    known = await db.get(Reach, key, with_for_update=True)
    if known is None:
        db.add(told)
    elif is_news(settled(known), settled(told)):
        if known.message_id != told.message_id:
            known.delivery = known.delivery_reason = None
        known.message_id, known.state = told.message_id, told.state
        known.reason, known.settled_at = told.reason, told.settled_at


async def note_receipt(db: AsyncSession, event: MessageReceipted) -> None:
    """Know what became of the message after it had left, unless a later one of its kind is known on its channel."""
    key = (event.session_id, event.participant_id, event.template, event.channel)
    known = await db.get(Reach, key, with_for_update=True)
    if known is None:
        about = event.model_dump(include={"session_id", "participant_id", "template", "channel", "message_id"})
        known = Reach(**about, state="sent", settled_at=event.time)
    if known.message_id != event.message_id:
        return
    known.delivery, known.delivery_reason = event.state, event.reason
    db.add(known)
    if is_for_good(event.reason):
        await faults.note(db, fault_of(event), left_at=known.settled_at)


def fault_of(event: MessageSettled | MessageReceipted) -> faults.Fault:
    """Return what the event says of the address that the message went to."""
    return faults.Fault(event.participant_id, event.channel, event.reason or "", event.time)


async def call(db: AsyncSession, registration_id: UUID) -> Registration:
    """Know that this person was called now about the session: nobody need call until another message is in vain.

    Raises RegistrationUnknown.
    """
    registration = await db.get(Registration, registration_id)
    if registration is None:
        raise RegistrationUnknown("registration_id")
    about = {"session_id": registration.session_id, "participant_id": registration.participant_id}
    await db.merge(Called(**about, called_at=clock.now(db)))
    log.info("person.called", registration_id=str(registration_id), session_id=str(registration.session_id))
    return registration
