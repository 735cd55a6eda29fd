"""Sessions as registration makes them of scheduling's news, in whatever order it comes."""

from collections.abc import Iterable
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.registration.attendance.storage import marked_blocks
from services.registration.seats import offers, storage
from services.registration.seats.storage import Block, Registration, Session
from shared import events
from shared.events import PlanEvent, SessionCancelled, SessionEvent


def take_plan(session: Session, plan: PlanEvent) -> bool:
    """Keep the plan in the columns that have its names; say whether it was newer than what was known."""
    if plan.aggregateversion <= session.plan_heard:
        return False
    session.sqlmodel_update(plan.kept_in(Session.model_fields) | {"plan_heard": plan.aggregateversion})
    return True


def take_step(session: Session, event: SessionEvent) -> bool:
    """Put the session where the event says it is; say whether it was newer than what was known."""
    if event.state is None or event.aggregateversion <= session.heard:
        return False
    session.state, session.heard = event.state, event.aggregateversion
    session.cancel_reason = event.reason if isinstance(event, SessionCancelled) else None
    return True


def blocks_of(plan: PlanEvent) -> list[Block]:
    """Return the blocks of the plan, each with the minutes that it lasts."""
    return [_block(plan.session_id, part) for part in plan.blocks]


def _block(session_id: UUID, part: events.Block) -> Block:
    minutes = int((part.ends_at - part.starts_at).total_seconds()) // 60
    return Block(id=part.block_id, session_id=session_id, minutes=minutes, **part.model_dump(exclude={"block_id"}))


def end_with(db: AsyncSession, session: Session, open_offers: Iterable[Registration]) -> None:
    """End the offers with their session.

    Who was offered a seat waits again where it is cancelled, and has none where it is over.
    """
    if session.state in {"cancelled", "completed"}:
        for offer in open_offers:
            offers.end(db, session, offer, "session-cancelled" if session.state == "cancelled" else "expired")


async def note_plan(db: AsyncSession, plan: PlanEvent) -> Session:
    """Know the session's place, dates, blocks and seats from now on, unless a later plan is known already.

    More seats are offered to whoever waits. Fewer than are taken put nobody out: the session is over capacity, and no
    seat comes free until enough have given theirs up.
    """
    session = await _known(db, plan)
    if plan.aggregateversion > session.plan_heard:
        await _note_blocks(db, plan)
        open_offers = await storage.offers(db, session.id)
        take_plan(session, plan)
        offers.count_surplus(session)
        offers.shorten(db, session, open_offers)
        await offers.fill(db, session)
    return session


async def note_state(db: AsyncSession, event: SessionEvent) -> None:
    """Put the session where the event says it is, unless something later is known of it already."""
    session = await _known(db, event)
    open_offers = await storage.offers(db, session.id)
    if take_step(session, event):
        end_with(db, session, open_offers)


async def _known(db: AsyncSession, event: SessionEvent) -> Session:
    """Return the session, locked; one that was never heard of is planned."""
    session = await storage.lock_session(db, event.session_id)
    if session is None:
        session = Session(id=event.session_id, region=event.region)
        db.add(session)
        await db.flush()
    return session


async def _note_blocks(db: AsyncSession, plan: PlanEvent) -> None:
    """Keep the blocks as planned; one that is gone stays only where somebody was marked in it."""
    known = {block.id: block for block in await storage.blocks(db, plan.session_id)}
    for block in blocks_of(plan):
        await db.merge(block)
        known.pop(block.id, None)
    marked = await marked_blocks(db, plan.session_id) if known else set()
    for id_, block in known.items():
        if id_ not in marked:
            await db.delete(block)
    await db.flush()
