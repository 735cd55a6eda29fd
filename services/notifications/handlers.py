"""Door 2: the events that call for a message, and those that messages need."""

from sqlmodel.ext.asyncio.session import AsyncSession

from services.notifications import actions, storage
from shared.events import (
    ParticipantPromoted,
    ParticipantRegistered,
    ParticipantWaitlisted,
    ParticipantWithdrawn,
    SessionPlanned,
)
from shared.messaging import Handlers

on = Handlers(consumer="notifications")


@on(SessionPlanned)
async def know_session(event: SessionPlanned, db: AsyncSession) -> None:
    """Messages about the session can say where and when it is."""
    await storage.keep_session(db, event)


@on(ParticipantRegistered)
async def confirm(event: ParticipantRegistered, db: AsyncSession) -> None:
    """Tell the participant that a seat is kept."""
    await actions.intend(db, event, "session.confirmed")


@on(ParticipantWaitlisted)
async def tell_waiting(event: ParticipantWaitlisted, db: AsyncSession) -> None:
    """Tell the participant of the place on the waiting list."""
    await actions.intend(db, event, "session.waiting")


@on(ParticipantPromoted)
async def tell_promotion(event: ParticipantPromoted, db: AsyncSession) -> None:
    """Tell the participant that a seat came free."""
    await actions.intend(db, event, "session.promoted")


@on(ParticipantWithdrawn)
async def tell_withdrawal(event: ParticipantWithdrawn, db: AsyncSession) -> None:
    """Tell the participant that the withdrawal is noted."""
    await actions.intend(db, event, "session.withdrawn")
