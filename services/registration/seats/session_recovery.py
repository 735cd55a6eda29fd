"""Sessions as scheduling has told them last, and their seats counted anew from who holds them."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlmodel import func, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.registration.seats import offers, storage
from services.registration.seats.session_events import PLAN
from services.registration.seats.storage import Block, Registration, Session
from shared import events
from shared.events import PlanEvent, SessionCancelled, SessionEvent
from shared.events.stages import State
from shared.kernel.contracts import Event

STATES: dict[type[SessionEvent], State] = {
    events.SessionPlanned: "planned",
    events.SessionOpened: "open",
    events.SessionCancelled: "cancelled",
    events.SessionCompleted: "completed",
}


@dataclass
class Course:
    """The newest plan and the newest step that are told of a session."""

    plan: PlanEvent | None = None
    step: SessionEvent | None = None


async def know_sessions(db: AsyncSession, told: Sequence[Event]) -> dict[UUID, Course]:
    """Make every session that an event speaks of known, with its blocks; the rest comes when it settles."""
    courses: dict[UUID, Course] = {}
    for event in told:
        session_id = getattr(event, "session_id", None)
        if session_id is None:
            continue
        course = courses.setdefault(session_id, Course())
        if await db.get(Session, session_id) is None:
            db.add(Session(id=session_id, region=event.place or ""))
            await db.flush()
        if isinstance(event, PlanEvent):
            course.plan = event
            await _know_blocks(db, event)
        if type(event) in STATES:
            course.step = event  # type: ignore[assignment] # only classes of session events are in STATES
    return courses


async def _know_blocks(db: AsyncSession, plan: PlanEvent) -> None:
    """Keep the blocks of each plan for now: a mark may be of one that a later plan no longer has."""
    for part in plan.blocks:
        minutes = int((part.ends_at - part.starts_at).total_seconds()) // 60
        about = part.model_dump(exclude={"block_id"}) | {"session_id": plan.session_id, "minutes": minutes}
        await db.merge(Block(id=part.block_id, **about))
    await db.flush()


async def settle(db: AsyncSession, courses: dict[UUID, Course]) -> None:
    """Count the seats of each session, and do now what its newest news calls for and nobody has done yet."""
    for session_id, course in courses.items():
        await db.flush()
        session = await db.get_one(Session, session_id)
        held = await _held(db, session_id)
        open_offers = await storage.offers(db, session_id)
        with db.no_autoflush:
            _follow(session, course)
            session.offered, session.waiting = held["offered"], held["waiting"]
            session.taken = held["registered"] + held["offered"]
            offers.count_surplus(session)
            if session.state in {"cancelled", "completed"}:
                for one in open_offers:
                    offers.end(db, session, one, "session-cancelled" if session.state == "cancelled" else "expired")
            await offers.fill(db, session)
        await db.flush()


def _follow(session: Session, course: Course) -> None:
    if course.plan and course.plan.aggregateversion > session.plan_heard:
        for name in PLAN:
            setattr(session, name, getattr(course.plan, name))
        session.plan_heard = course.plan.aggregateversion
    if course.step and course.step.aggregateversion > session.heard:
        session.state, session.heard = STATES[type(course.step)], course.step.aggregateversion
        session.cancel_reason = course.step.reason if isinstance(course.step, SessionCancelled) else None


async def _held(db: AsyncSession, session_id: UUID) -> Counter[str]:
    query = select(Registration.state, func.count()).where(Registration.session_id == session_id)
    return Counter(dict((await db.exec(query.group_by(Registration.state))).all()))
