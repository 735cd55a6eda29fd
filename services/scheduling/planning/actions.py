"""Actions on sessions: plan, open, reschedule, cancel, complete."""

from collections.abc import Callable, Sequence
from datetime import datetime
from uuid import UUID

import structlog
from sqlmodel.ext.asyncio.session import AsyncSession

from services.scheduling.catalogue.domain import ProgrammeUnknown
from services.scheduling.catalogue.storage import Programme
from services.scheduling.planning import arranging, domain, rooms, storage
from services.scheduling.planning.plan import SessionPlan
from services.scheduling.planning.storage import Block, Session
from services.scheduling.tables import lock
from services.scheduling.venues.storage import Venue
from shared.events import (
    CancelReason,
    SessionCancelled,
    SessionCompleted,
    SessionOpened,
    SessionPlanned,
    SessionRescheduled,
)
from shared.events.stages import SessionState
from shared.http.preconditions import Check, at_will
from shared.kernel import clock, outbox
from shared.rows import insert

log = structlog.get_logger()


async def plan_session(db: AsyncSession, programme_id: UUID, plan: SessionPlan) -> Session:
    """Plan a session at a venue that is free, and announce it. Raises what stands against it."""
    if await db.get(Programme, programme_id) is None:
        raise ProgrammeUnknown("programme_id")
    arrangement = await arranging.arrange(db, plan)
    session = Session(
        id=clock.new_id(db), programme_id=programme_id, region=arrangement.venue.region, **arrangement.session
    )
    await rooms.check_free(db, arrangement)
    await insert(db, session, {})
    blocks = await _keep_blocks(db, session, [], arrangement)
    outbox.publish(db, SessionPlanned(**arranging.told(session, arrangement.venue, blocks)), version=session.version)
    log.info("session.planned", session_id=session.id, region=session.region, seats=session.seats)
    return session


PlanCheck = Callable[[Session, Sequence[Block]], None]


def unchecked(_: Session, __: Sequence[Block]) -> None:
    """Check nothing."""


async def reschedule_session(
    db: AsyncSession, session_id: UUID, plan: SessionPlan, check: PlanCheck = unchecked
) -> Session:
    """Give a session that has not begun another plan in its region, and announce it beside what was known before.

    `check` sees the plan that stands before anything else. Raises what it raises, SessionUnknown, MoveIllegal,
    SessionBegun, BlocksMissing, RegionChanged, NothingChanged, and what stands against a plan.
    """
    session = await _locked(db, session_id)
    old = await storage.blocks(db, [session_id])
    check(session, old)
    domain.check_reschedulable(session.state, session.starts_at, clock.now(db))
    domain.check_blocks_remain(session.state, len(plan.blocks))
    await _lock_in_order(db, {session.venue_id, plan.venue_id})
    arrangement = await _another(db, session, old, plan)
    before = arranging.where_and_when(session, await db.get_one(Venue, session.venue_id), old)
    await rooms.check_free(db, arrangement, session.id)
    session.sqlmodel_update(arrangement.session | {"version": session.version + 1})
    blocks = await _keep_blocks(db, session, old, arrangement)
    moved = SessionRescheduled(**arranging.told(session, arrangement.venue, blocks), before=before)
    outbox.publish(db, moved, version=session.version)
    log.info("session.rescheduled", session_id=session.id, region=session.region, version=session.version)
    return session


async def _another(
    db: AsyncSession, session: Session, old: Sequence[Block], plan: SessionPlan
) -> arranging.Arrangement:
    """Return what the plan comes to. Raises RegionChanged, NothingChanged, and what stands against it."""
    arrangement = await arranging.arrange(db, plan)
    domain.check_same_region(session.region, arrangement.venue.region)
    if arranging.stands_already(arrangement, session, old):
        raise domain.NothingChanged
    return arrangement


async def _lock_in_order(db: AsyncSession, venue_ids: set[UUID]) -> None:
    """Lock the venues that there are: two sessions that change places then wait for, and not on, each other."""
    for venue_id in sorted(venue_ids):
        await lock(db, Venue, venue_id)


async def _keep_blocks(
    db: AsyncSession, session: Session, old: Sequence[Block], arrangement: arranging.Arrangement
) -> list[Block]:
    """Store the blocks: the first keeps the id of the first before it, and so on; who is left over goes."""
    kept = list(old[: len(arrangement.blocks)])
    for block, values in zip(kept, arrangement.blocks, strict=False):
        block.sqlmodel_update(values)
    added = [Block(id=clock.new_id(db), session_id=session.id, **values) for values in arrangement.blocks[len(kept) :]]
    db.add_all(added)
    for block in old[len(kept) :]:
        await db.delete(block)
    return kept + added


async def open_session(db: AsyncSession, session_id: UUID, check: Check[Session] = at_will) -> Session:
    """Let registration begin. Raises what `check` raises, SessionUnknown, MoveIllegal, SessionOver, BlocksMissing."""
    session = await _locked(db, session_id)
    domain.check_openable(session.state, session.ends_at, len(await storage.blocks(db, [session_id])), clock.now(db))
    _moved(session, "open", check)
    outbox.publish(db, SessionOpened(session_id=session.id, region=session.region), version=session.version)
    log.info("session.opened", session_id=session.id, region=session.region)
    return session


async def cancel_session(
    db: AsyncSession, session_id: UUID, reason: CancelReason, check: Check[Session] = at_will
) -> Session:
    """Say that the session will not take place or, after its end, that it has not; its venue is free from now on.

    Raises what `check` raises, SessionUnknown, MoveIllegal.
    """
    session = _moved(await _locked(db, session_id), "cancelled", check)
    session.cancel_reason = reason
    cancelled = SessionCancelled(session_id=session.id, region=session.region, reason=reason)
    outbox.publish(db, cancelled, version=session.version)
    log.info("session.cancelled", session_id=session.id, region=session.region, reason=reason)
    return session


async def complete_session(
    db: AsyncSession, session_id: UUID, *, nobody_came: bool = False, check: Check[Session] = at_will
) -> Session:
    """Say that the session has taken place; `nobody_came` says it of one in which nobody is marked as present.

    Raises what `check` raises, SessionUnknown, MoveIllegal, SessionNotOver, NobodyKnownToHaveCome.
    """
    session = _moved(await _locked(db, session_id), "completed", check)
    domain.check_over(session.ends_at, clock.now(db))
    domain.check_not_empty(seems_empty=session.seems_empty, nobody_came=nobody_came)
    return _completed(db, session)


async def note_who_came(db: AsyncSession, session_id: UUID) -> None:
    """Keep that somebody was there: of who and how many, planning knows nothing."""
    session = await lock(db, Session, session_id)
    if session is not None:
        session.somebody_came = True


async def complete_if_over(db: AsyncSession, session_id: UUID, at: datetime) -> None:
    """Say that the session has taken place if it is open and was over at that moment; else leave it to the planners."""
    session = await lock(db, Session, session_id)
    if session is not None and session.state == "open" and session.ends_at <= max(at, clock.now(db)):
        _completed(db, _moved(session, "completed"))


def _completed(db: AsyncSession, session: Session) -> Session:
    outbox.publish(db, SessionCompleted(session_id=session.id, region=session.region), version=session.version)
    log.info("session.completed", session_id=session.id, region=session.region)
    return session


async def _locked(db: AsyncSession, session_id: UUID) -> Session:
    session = await lock(db, Session, session_id)
    if session is None:
        raise domain.SessionUnknown("session_id")
    return session


def _moved(session: Session, wanted: SessionState, check: Check[Session] = at_will) -> Session:
    """Move the session on to `wanted`. Raises MoveIllegal, and then what `check` raises."""
    domain.check_move(session.state, wanted)
    check(session)
    session.state = wanted
    session.version += 1
    return session
