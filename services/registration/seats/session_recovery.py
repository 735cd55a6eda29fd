"""Sessions as scheduling has told them last, and their seats counted anew from who holds them."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.registration.seats import offers, session_events, storage
from services.registration.seats.storage import Session
from shared.events import PlanEvent, SessionEvent
from shared.kernel.contracts import Event


@dataclass
class NewestNews:
    """The newest plan and the newest step that are told of a session."""

    plan: PlanEvent | None = None
    step: SessionEvent | None = None


async def know_sessions(db: AsyncSession, told: Sequence[Event]) -> dict[UUID, NewestNews]:
    """Make every session that an event speaks of known, with its blocks; the rest comes when it settles."""
    newest: dict[UUID, NewestNews] = {}
    for event in told:
        session_id = getattr(event, "session_id", None)
        if session_id is None:
            continue
        news = newest.setdefault(session_id, NewestNews())
        if await db.get(Session, session_id) is None:
            db.add(Session(id=session_id, region=event.place or ""))
            await db.flush()
        if isinstance(event, PlanEvent):
            news.plan = event
            await _know_blocks(db, event)
        if isinstance(event, SessionEvent) and event.state:
            news.step = event
    return newest


async def _know_blocks(db: AsyncSession, plan: PlanEvent) -> None:
    """Keep the blocks of each plan for now: a mark may be of one that a later plan no longer has."""
    for block in session_events.blocks_of(plan):
        await db.merge(block)
    await db.flush()


async def settle(db: AsyncSession, newest: dict[UUID, NewestNews]) -> None:
    """Count the seats of each session, and do now what its newest news calls for and nobody has done yet."""
    for session_id, news in newest.items():
        await db.flush()
        session = await db.get_one(Session, session_id)
        held = await storage.held(db, session_id)
        open_offers = await storage.offers(db, session_id)
        with db.no_autoflush:
            if news.plan:
                session_events.take_plan(session, news.plan)
            if news.step:
                session_events.take_step(session, news.step)
            session.offered, session.waiting = held["offered"], held["waiting"]
            session.taken = held["registered"] + held["offered"]
            offers.count_surplus(session)
            session_events.end_with(db, session, open_offers)
            await offers.fill(db, session)
        await db.flush()
