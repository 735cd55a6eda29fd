"""Events heard: those that call for a message, and those that messages need."""

from sqlmodel.ext.asyncio.session import AsyncSession

from services.notifications.queue import actions, kinds
from shared.access.accounts import know_account
from shared.events import (
    AccountGranted,
    DataRequested,
    OfferEnded,
    OfferMade,
    ParticipantPromoted,
    ParticipantRegistered,
    ParticipantWaitlisted,
    ParticipantWithdrawn,
    SessionCancelled,
    SessionPlanned,
    SessionRescheduled,
)
from shared.kernel.messaging import Handlers
from shared.privacy.answering import answering

on = Handlers(consumer="notifications")
on(AccountGranted)(know_account)
on(DataRequested)(answering("notifications"))


@on(SessionPlanned)
async def know_session(event: SessionPlanned, db: AsyncSession) -> None:
    """Messages about the session can say where and when it is."""
    await actions.follow_plan(db, event)


@on(SessionRescheduled)
async def tell_change(event: SessionRescheduled, db: AsyncSession) -> None:
    """Tell everybody concerned where and when the session was and is; reminders follow it."""
    await actions.follow_plan(db, event)


@on(SessionCancelled)
async def tell_cancellation(event: SessionCancelled, db: AsyncSession) -> None:
    """Tell everybody concerned that the session will not take place."""
    await actions.cancel(db, event)


@on(ParticipantRegistered)
async def confirm(event: ParticipantRegistered, db: AsyncSession) -> None:
    """Tell the participant that a seat is kept."""
    await actions.follow_seat(db, event, "registered", kinds.CONFIRMED)


@on(ParticipantWaitlisted)
async def tell_waiting(event: ParticipantWaitlisted, db: AsyncSession) -> None:
    """Tell the participant of the place on the waiting list."""
    await actions.follow_seat(db, event, "waiting", kinds.WAITING)


@on(OfferMade)
async def tell_offer(event: OfferMade, db: AsyncSession) -> None:
    """Tell the participant that a seat is held, and until when."""
    await actions.follow_seat(db, event, "offered", kinds.OFFERED)


@on(OfferEnded)
async def tell_lapse(event: OfferEnded, db: AsyncSession) -> None:
    """Tell the participant when the offer has run out. Who declined knows it; a cancellation tells itself."""
    if event.reason == "session-cancelled":
        return await actions.follow_seat(db, event, "waiting", None)
    return await actions.follow_seat(db, event, "withdrawn", kinds.LAPSED if event.reason == "expired" else None)


@on(ParticipantPromoted)
async def tell_promotion(event: ParticipantPromoted, db: AsyncSession) -> None:
    """Tell the participant that a seat came free."""
    await actions.follow_seat(db, event, "registered", kinds.PROMOTED)


@on(ParticipantWithdrawn)
async def tell_withdrawal(event: ParticipantWithdrawn, db: AsyncSession) -> None:
    """Tell the participant that the withdrawal is noted."""
    await actions.follow_seat(db, event, "withdrawn", kinds.WITHDRAWN)
