"""Recovery: the catalogue and the sessions stand as the log tells them. Its parts are put together here."""

from sqlmodel.ext.asyncio.session import AsyncSession

from services.scheduling.catalogue.recovery import take_up_catalogue
from services.scheduling.planning.recovery import take_up_sessions
from shared import events
from shared.service.recovery import Gap, MissingEvents, Recovery


async def take_up(db: AsyncSession, missing: MissingEvents) -> list[Gap]:
    """Take up the catalogue first: sessions name it."""
    return [*await take_up_catalogue(db, missing.own), *await take_up_sessions(db, missing.own)]


RECOVERY = Recovery(
    source=events.SessionPlanned.source,
    topics=(events.ProgrammeDefined.topic, events.SessionPlanned.topic),
    events=(
        events.ProgrammeDefined,
        events.AssessmentRecorded,
        events.NeedReleased,
        events.NeedWithdrawn,
        events.ModuleReleased,
        events.SessionPlanned,
        events.SessionRescheduled,
        events.SessionOpened,
        events.SessionCancelled,
        events.SessionCompleted,
    ),
    take_up=take_up,
)
