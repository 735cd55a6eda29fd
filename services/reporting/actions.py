"""Actions on a fact: keep it for the figures, and tell the public form of it."""

import asyncio
from dataclasses import dataclass

import structlog
from sqlmodel.ext.asyncio.session import AsyncSession

from services.reporting.figures import numbers
from services.reporting.figures.facts import Facts
from services.reporting.figures.knowledge import Course, Heard
from services.reporting.figures.where import Where, name
from services.reporting.public import projector
from services.reporting.public.projector import Known, Told
from services.reporting.read_models import queries, upserts
from services.reporting.read_models.tables import ClosingRow, SeatRow, SessionRow
from services.reporting.read_models.trail import Behind, Trail
from services.reporting.suppression.hiding import FEW_ANSWERS, few_answers
from shared.events import (
    AttendanceClosed,
    PlanEvent,
    RegistrationEvent,
    SessionCompleted,
    SessionEvent,
    SessionPlanned,
    seat_state,
)
from shared.events.public import AttendanceCounted, SeatsCounted

log = structlog.get_logger()


@dataclass(frozen=True)
class Opened:
    """One number and the events behind it."""

    value: float | None
    hidden: bool
    events: list[Behind]
    courses: dict[str, Course]  # of sessions, by their ids


async def note_plan(db: AsyncSession, event: PlanEvent) -> None:
    """Keep where, when, with what and for how many the session is planned."""
    blocks = [{"block_id": str(it.block_id), "module": f"{it.module_id}/{it.module_version}"} for it in event.blocks]
    modules = list(dict.fromkeys(block.module_id for block in event.blocks))
    await upserts.keep_plan(db, event, modules=modules, blocks=blocks)
    if isinstance(event, SessionPlanned):
        await note_state(db, event)
    else:
        await tell_public(db, event)


async def note_state(db: AsyncSession, event: SessionEvent) -> None:
    """Keep where the session stands, and tell it."""
    row = {"session_id": event.session_id, "region": event.region}
    await upserts.keep_newest(db, SessionRow, event, state=event.state, **row)
    await tell_public(db, event)


async def note_seat(db: AsyncSession, event: RegistrationEvent) -> None:
    """Keep what the participant has in the session, and tell the session's totals."""
    await upserts.keep_told(db, SeatRow, event, state=seat_state(event))
    await tell_public(db, event)


async def note_closing(db: AsyncSession, event: AttendanceClosed) -> None:
    """Keep that the attendance sheet has no gap, and tell how many were there."""
    await upserts.keep_told(db, ClosingRow, event)
    await tell_public(db, event)


async def tell_public(db: AsyncSession, event: Told) -> None:
    """Send the public form of the event, once for ever; many tell nothing."""
    public = projector.project(event, await _known(db, event))
    if public is None:
        return
    if isinstance(public, SeatsCounted | AttendanceCounted):
        await upserts.keep_telling(db, event, public)
    await upserts.publish_once(db, public)
    log.info("public.told", type=public.type, session_id=str(event.session_id))


async def _known(db: AsyncSession, event: Told) -> Known:
    if isinstance(event, RegistrationEvent):
        return await queries.known_of_seats(db, event.session_id)
    ended = isinstance(event, SessionCompleted | AttendanceClosed)
    return await queries.known(db, event.session_id) if ended else Known()


async def open_number(db: AsyncSession, heard: Heard, indicator: str, where: Where) -> Opened:
    """Return the number with the events behind it. Raises NotCountedThatWay."""
    numbers.check(indicator, where)
    part = heard.facts.within(where)
    if indicator in numbers.RATINGS and await asyncio.to_thread(_too_few, heard.facts, len(part.feedback), where):
        return Opened(None, hidden=True, events=[], courses={})
    events = await Trail(db, heard.facts, where).of(indicator)
    return Opened(numbers.number(indicator, part, where), hidden=False, events=events, courses=heard.courses)


def _too_few(facts: Facts, answers: int, where: Where) -> bool:
    return 0 < answers < FEW_ANSWERS or name("answers", where) in few_answers(facts)
