"""Sessions with their venues and blocks, as the newest plan and the newest step of each tell them."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from sqlmodel.ext.asyncio.session import AsyncSession

from services.scheduling.planning.arranging import booked
from services.scheduling.planning.plan import Span
from services.scheduling.planning.storage import Block, Session, blocks, leave_rooms
from services.scheduling.venues.storage import Venue
from shared.events import PlanEvent, SessionCancelled, SessionEvent
from shared.events.stages import SessionState
from shared.kernel.contracts import Event
from shared.service.recovery import Gap


@dataclass
class SessionLog:
    """What the log tells of one session, after what the database knows."""

    plan: PlanEvent | None = None
    steps: list[SessionEvent] = field(default_factory=list)


async def take_up_sessions(db: AsyncSession, told: Sequence[Event]) -> list[Gap]:
    """Bring every session up to the newest that was told of it."""
    logs: dict[UUID, SessionLog] = {}
    for event in told:
        if isinstance(event, SessionEvent):
            session_log = logs.setdefault(event.session_id, SessionLog())
            session_log.steps.append(event)
            session_log.plan = event if isinstance(event, PlanEvent) else session_log.plan
    plans = [event for event in told if isinstance(event, PlanEvent)]
    gaps = [gap for plan in sorted(plans, key=_moment) for gap in await _venue(db, plan)]
    before = {id_: await db.get(Session, id_) for id_ in logs}
    stood = {id_: (row.state, row.cancel_reason) for id_, row in before.items() if row}
    await leave_rooms(db, list(logs))
    for id_, session_log in logs.items():
        if id_ in stood or session_log.plan:
            await _bring_up(db, id_, session_log, stood.get(id_, ("planned", None)))
        else:
            gaps.append(
                Gap("session", id_, "its plan", session_log.steps[-1].time, region=session_log.steps[-1].region)
            )
    return gaps


def _moment(event: Event) -> datetime:
    return event.time


async def _venue(db: AsyncSession, plan: PlanEvent) -> list[Gap]:
    """Keep the room as the plan names it; how many people it holds is told nowhere."""
    named: dict[str, Any] = {
        "name": plan.venue or plan.city,
        "city": plan.city,
        "name_ar": plan.venue_ar,
        "city_ar": plan.city_ar,
    }
    if known := await db.get(Venue, plan.venue_id):
        known.sqlmodel_update(named)
        return []
    db.add(Venue(id=plan.venue_id, region=plan.region, capacity=plan.seats, **named))
    await db.flush()
    return [Gap("venue", plan.venue_id, "how many people it holds", plan.time, region=plan.region)]


async def _bring_up(db: AsyncSession, id_: UUID, session_log: SessionLog, stood: tuple[SessionState, Any]) -> None:
    last = session_log.steps[-1]
    plan: dict[str, Any] = _planned(session_log.plan) if session_log.plan else {}
    session = await db.get(Session, id_, populate_existing=True) or Session(id=id_, **plan)
    session.sqlmodel_update(plan)
    session.state, session.cancel_reason = stood
    for step in session_log.steps:
        session.state = step.state or session.state
        session.cancel_reason = step.reason if isinstance(step, SessionCancelled) else session.cancel_reason
    session.version = last.aggregateversion
    db.add(session)
    await db.flush()
    if session_log.plan:
        await _keep_blocks(db, session, session_log.plan)


def _planned(plan: PlanEvent) -> dict[str, Any]:
    """Return what the plan says in the columns that have its names, and when it needs the room."""
    room = booked(plan.zone, Span(plan.starts_at, plan.ends_at), plan.blocks)
    return plan.kept_in(Session.model_fields) | {"booked": room}


async def _keep_blocks(db: AsyncSession, session: Session, plan: PlanEvent) -> None:
    planned = {block.block_id for block in plan.blocks}
    for block in await blocks(db, [session.id]):
        if block.id not in planned:
            await db.delete(block)
    for part in plan.blocks:
        values: dict[str, Any] = part.model_dump(exclude={"block_id"})
        for end in ("starts", "ends"):
            values[f"{end}_local"] = _on_the_wall(values[f"{end}_at"], session.zone)
        await db.merge(Block(id=part.block_id, session_id=session.id, **values))
    await db.flush()


def _on_the_wall(moment: datetime, zone: str) -> datetime:
    return moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
