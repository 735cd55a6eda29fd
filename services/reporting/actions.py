"""What reporting does with a fact: keeps it for the figures, and tells the public form of it."""

from dataclasses import dataclass
from datetime import datetime

import structlog
from sqlmodel.ext.asyncio.session import AsyncSession

from services.reporting import domain, projector, storage
from services.reporting.projector import WhereAndWhen
from services.reporting.storage import SeatRow, SessionRow
from shared.events import RegistrationEvent, SessionCompleted, SessionEvent, SessionPlanned

log = structlog.get_logger()


@dataclass(frozen=True)
class Report:
    """The figures of all regions, and the newest fact they rest on."""

    as_of: datetime | None
    total: domain.Figures
    regions: dict[str, domain.Figures]


async def note_plan(db: AsyncSession, event: SessionPlanned) -> None:
    """Keep where, when and for how many the session is planned, and tell that there is one."""
    plan = event.model_dump(
        include={"city", "seats", "zone", "starts_local", "ends_local", "starts_at", "ends_at", "programme_id"}
    )
    modules = list(dict.fromkeys(block.module_id for block in event.blocks))
    await note_state(db, event, "planned", modules=modules, **plan)


async def note_state(db: AsyncSession, event: SessionEvent, state: domain.SessionState, **more: object) -> None:
    """Keep where the session stands, and tell it."""
    row = {"session_id": event.session_id, "region": event.region, "state": state, **more}
    await storage.keep_newest(db, SessionRow, event, **row)
    await tell_public(db, event)


async def note_seat(db: AsyncSession, event: RegistrationEvent, state: domain.SeatState) -> None:
    """Keep what the participant has in the session, and tell the session's totals."""
    row = {"session_id": event.session_id, "participant_id": event.participant_id, "region": event.region}
    await storage.keep_newest(db, SeatRow, event, state=state, **row)
    await tell_public(db, event)


async def tell_public(db: AsyncSession, event: SessionEvent | RegistrationEvent) -> None:
    """Send the public form of the event, once for ever."""
    ended = isinstance(event, SessionCompleted)
    where = await storage.where_and_when(db, event.session_id) if ended else WhereAndWhen()
    public = projector.project(event, where)
    await storage.publish_once(db, public)
    log.info("public.told", type=public.type, session_id=str(event.session_id))


async def report(db: AsyncSession) -> Report:
    """Count everything as it is known now."""
    sessions, seats = await storage.all_sessions(db), await storage.all_seats(db)
    return Report(
        as_of=await storage.newest_fact_at(db),
        total=domain.count(sessions, seats),
        regions=domain.count_by_region(sessions, seats),
    )
