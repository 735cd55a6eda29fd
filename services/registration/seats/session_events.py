"""What registration makes of scheduling's news about sessions, in whatever order it comes."""

from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.registration.attendance.storage import marked_blocks
from services.registration.seats import offers, storage
from services.registration.seats.storage import Block, Session
from shared import events
from shared.events import PlanEvent, SessionCancelled, SessionEvent
from shared.events.stages import State

PLACE = ("city", "venue", "city_ar", "venue_ar")
PLAN = ("seats", *PLACE, "zone", "starts_local", "ends_local", "starts_at", "ends_at")


async def note_plan(db: AsyncSession, plan: PlanEvent) -> Session:
    """Know the session's place, dates, blocks and seats from now on, unless a later plan is known already.

    More seats are offered to whoever waits. Fewer than are taken put nobody out: the session is over capacity, and no
    seat comes free until enough have given theirs up.
    """
    session = await _known(db, plan)
    if plan.aggregateversion <= session.plan_heard:
        return session
    await _note_blocks(db, session.id, plan.blocks)
    open_offers = await storage.offers(db, session.id)
    for name in PLAN:
        setattr(session, name, getattr(plan, name))
    session.plan_heard = plan.aggregateversion
    offers.count_surplus(session)
    offers.shorten(db, session, open_offers)
    await offers.fill(db, session)
    return session


async def note_state(db: AsyncSession, event: SessionEvent, state: State) -> Session:
    """Put the session into `state`, unless something later is known of it already.

    Offers end with the session: who was offered a seat waits again where it is cancelled, and has none where it is
    over.
    """
    session = await _known(db, event)
    if event.aggregateversion <= session.heard:
        return session
    ended = await storage.offers(db, session.id) if state in {"cancelled", "completed"} else []
    session.heard, session.state = event.aggregateversion, state
    for one in ended:
        offers.end(db, session, one, "session-cancelled" if state == "cancelled" else "expired")
    return session


async def note_cancellation(db: AsyncSession, event: SessionCancelled) -> Session:
    """Know that the session will not take place, and why."""
    session = await note_state(db, event, "cancelled")
    session.cancel_reason = event.reason
    return session


async def _known(db: AsyncSession, event: SessionEvent) -> Session:
    """Return the session, locked; one that was never heard of is planned."""
    session = await storage.lock_session(db, event.session_id)
    if session is None:
        session = Session(id=event.session_id, region=event.region)
        db.add(session)
        await db.flush()
    return session


async def _note_blocks(db: AsyncSession, session_id: UUID, planned: list[events.Block]) -> None:
    """Keep the blocks as planned; one that is gone stays only where somebody was marked in it."""
    known = {block.id: block for block in await storage.blocks(db, session_id)}
    for part in planned:
        minutes = int((part.ends_at - part.starts_at).total_seconds()) // 60
        block = Block(id=part.block_id, session_id=session_id, minutes=minutes, **part.model_dump(exclude={"block_id"}))
        await db.merge(block)
        known.pop(part.block_id, None)
    marked = await marked_blocks(db, session_id) if known else set()
    for id_, block in known.items():
        if id_ not in marked:
            await db.delete(block)
    await db.flush()
