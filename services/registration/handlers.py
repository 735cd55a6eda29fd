"""Events heard: what scheduling and notifications tell."""

import structlog
from sqlmodel.ext.asyncio.session import AsyncSession

from services.registration.data_requests import actions as data_requests
from services.registration.delivery import actions as reach
from services.registration.seats import session_events
from shared.access.accounts import know_account
from shared.events import (
    AccountGranted,
    DataAnswered,
    MessageReceipted,
    MessageSettled,
    SessionCancelled,
    SessionCompleted,
    SessionOpened,
    SessionPlanned,
    SessionRescheduled,
)
from shared.kernel.messaging import Handlers

log = structlog.get_logger()
on = Handlers(consumer="registration")
on(AccountGranted)(know_account)


@on(SessionPlanned)
async def prepare_seats(event: SessionPlanned, db: AsyncSession) -> None:
    """Know the session and its seats; nobody can take one yet."""
    await session_events.note_state(db, event)
    await session_events.note_plan(db, event)
    log.info("session.planned", session_id=str(event.session_id), region=event.region, seats=event.seats)


@on(SessionOpened)
async def open_for_registration(event: SessionOpened, db: AsyncSession) -> None:
    """Take registrations for the session from now on."""
    await session_events.note_state(db, event)
    log.info("session.opened", session_id=str(event.session_id), region=event.region)


@on(SessionRescheduled)
async def keep_the_new_plan(event: SessionRescheduled, db: AsyncSession) -> None:
    """Offer seats that have come with it; whoever has one keeps it."""
    session = await session_events.note_plan(db, event)
    log.info("session.rescheduled", session_id=str(event.session_id), seats=event.seats, surplus=session.surplus)


@on(SessionCancelled)
async def end_all_offers(event: SessionCancelled, db: AsyncSession) -> None:
    """Take and give back no more seats; who has or awaits one stays known, to be told."""
    await session_events.note_state(db, event)
    log.info("session.cancelled", session_id=str(event.session_id), reason=event.reason)


@on(SessionCompleted)
async def close_registration(event: SessionCompleted, db: AsyncSession) -> None:
    """Take and give back no more seats."""
    await session_events.note_state(db, event)
    log.info("session.completed", session_id=str(event.session_id), region=event.region)


@on(MessageSettled)
async def note_who_was_reached(event: MessageSettled, db: AsyncSession) -> None:
    """Know who must be called because no message has reached them."""
    await reach.note(db, event)
    log.info("message.settled", message_id=str(event.message_id), template=event.template, state=event.state)


@on(MessageReceipted)
async def note_what_became_of_it(event: MessageReceipted, db: AsyncSession) -> None:
    """Know who must be called because a message has left and come to nothing."""
    await reach.note_receipt(db, event)
    log.info("message.receipted", message_id=str(event.message_id), state=event.state, reason=event.reason)


@on(DataAnswered)
async def keep_what_is_held(event: DataAnswered, db: AsyncSession) -> None:
    """Know what another service holds of somebody who asked."""
    await data_requests.note_answer(db, event)
    log.info("data.answered", request_id=str(event.request_id), service=event.service, count=event.count)
