"""Actions on a fact: messages are intended for whom it concerns. Sending them is the senders' work, later.

Each action has the session to itself while it lasts (sessions.alone); so whoever takes a seat while a session moves or
is cancelled is told by one of the two transactions, whichever topic is heard first.
"""

from collections.abc import Sequence
from datetime import datetime

import structlog
from sqlmodel.ext.asyncio.session import AsyncSession

from services.notifications.queue import intents, kinds, storage
from services.notifications.queue.domain import first_state
from services.notifications.queue.history import told
from services.notifications.queue.intents import News, Recipient
from services.notifications.queue.kinds import CONCERNED, Kind
from services.notifications.reminders import actions as reminders
from services.notifications.reminders import storage as reminder_storage
from services.notifications.sessions import plans
from services.notifications.sessions import storage as sessions
from services.notifications.sessions.plans import Move
from services.notifications.sessions.storage import Cancellation, Seat
from shared.events import OfferMade, ParticipantWithdrawn, PlanEvent, RegistrationEvent, SeatState, SessionCancelled

log = structlog.get_logger()


async def follow_plan(db: AsyncSession, event: PlanEvent) -> None:
    """Say the newest place and time from now on; tell everybody concerned when either has changed."""
    await sessions.alone(db, event.session_id)
    if not await plans.keep(db, event):
        return
    await reminders.plan(db, event)
    move = await plans.last_move(db, event.session_id)
    if move is not None and move.event_id == event.id:
        await _tell_move(db, move, await sessions.seats_in(db, event.session_id, CONCERNED))
    await intents.date(db, event.session_id)
    await intents.supersede(db, event.session_id)


async def cancel(db: AsyncSession, event: SessionCancelled) -> None:
    """Tell everybody concerned that the session will not take place; nothing else is said of it from now on."""
    await sessions.alone(db, event.session_id)
    await plans.cancel(db, event)
    await reminder_storage.drop(db, event.session_id)
    cancellation = await plans.cancellation(db, event.session_id)
    if cancellation is not None:
        await _tell_cancellation(db, cancellation, await sessions.seats_in(db, event.session_id, CONCERNED))
    await intents.supersede(db, event.session_id)


async def follow_seat(db: AsyncSession, event: RegistrationEvent, state: SeatState, kind: Kind | None) -> None:
    """Keep the state of the seat, and intend the message that tells it."""
    await sessions.alone(db, event.session_id)
    seat = await sessions.keep_seat(db, event, state)
    if kind is not None:
        await intents.add(db, _news(event, kind), [_recipient(event, kind, seat)])
        log.info("message.intended", template=kind.name, session_id=str(event.session_id))
    if seat.state in CONCERNED:
        await _catch_up(db, event, seat)


async def _catch_up(db: AsyncSession, event: RegistrationEvent, seat: Seat) -> None:
    """Tell what was heard of the session before this seat was: topics keep no order between them."""
    if cancellation := await plans.cancellation(db, event.session_id):
        await _tell_cancellation(db, cancellation, [seat])
        await intents.supersede(db, event.session_id)
        return
    move = await plans.last_move(db, event.session_id)
    if move and event.time < move.told_at and not await _is_no_replay(db, event.time):
        await _tell_move(db, move, [seat])


async def _tell_move(db: AsyncSession, move: Move, concerned: Sequence[Seat]) -> None:
    """Tell where and when the session was, as each was told last, and is; what is still untold is told with it."""
    if not await _is_no_replay(db, move.told_at) or await plans.cancellation(db, move.session_id):
        return
    news = News(
        move.event_id,
        move.told_at,
        move.session_id,
        kinds.CHANGED,
        placed=move.placed,
        before=move.before,
        before_by=await intents.untold(db, move.session_id),
        told=await told(db, move.session_id),
    )
    await intents.add(db, news, [_with_calendar(seat) for seat in concerned])
    log.info("move.intended", session_id=str(move.session_id), concerned=len(concerned))


async def _tell_cancellation(db: AsyncSession, cancellation: Cancellation, concerned: Sequence[Seat]) -> None:
    if not await _is_no_replay(db, cancellation.told_at):
        return
    news = News(cancellation.event_id, cancellation.told_at, cancellation.session_id, kinds.CANCELLED)
    await intents.add(db, news, [_with_calendar(seat) for seat in concerned])
    log.info("cancellation.intended", session_id=str(cancellation.session_id), concerned=len(concerned))


async def _is_no_replay(db: AsyncSession, told_at: datetime) -> bool:
    """Say whether messages about what happened then are sent; a replayed past concerns nobody any more."""
    return first_state(told_at, await storage.fence(db)) == "pending"


def _news(event: RegistrationEvent, kind: Kind) -> News:
    expires_at = event.expires_at if isinstance(event, OfferMade) else None
    return News(event.id, event.time, event.session_id, kind, expires_at=expires_at)


def _recipient(event: RegistrationEvent, kind: Kind, seat: Seat) -> Recipient:
    """Return the participant; the calendar entry goes along where a seat is taken or given up."""
    waited = isinstance(event, ParticipantWithdrawn) and not event.held_a_seat
    with_calendar = kind.calendar is not None and not waited
    return Recipient(event.participant_id, seat.calendar_entry if with_calendar else None)


def _with_calendar(seat: Seat) -> Recipient:
    """Return who stands there; only a seat is in a calendar."""
    return Recipient(seat.participant_id, seat.calendar_entry if seat.state == "registered" else None)
