"""Door 2: every event there is, and what it changes in the figures."""

from sqlmodel.ext.asyncio.session import AsyncSession

from services.reporting import actions, storage
from services.reporting.storage import ModuleRow, OrganisationRow, ParticipantRow, ProgrammeRow
from shared.events import (
    ModuleReleased,
    OrganisationRegistered,
    ParticipantPromoted,
    ParticipantRecorded,
    ParticipantRegistered,
    ParticipantWaitlisted,
    ParticipantWithdrawn,
    ProgrammeDefined,
    SessionCompleted,
    SessionOpened,
    SessionPlanned,
)
from shared.messaging import Handlers

on = Handlers(consumer="reporting")


@on(SessionPlanned)
async def count_as_planned(event: SessionPlanned, db: AsyncSession) -> None:
    """The session is planned, with a place, dates and seats."""
    await actions.note_plan(db, event)


@on(SessionOpened)
async def count_as_open(event: SessionOpened, db: AsyncSession) -> None:
    """The session takes registrations."""
    await actions.note_state(db, event, "open")


@on(SessionCompleted)
async def count_as_completed(event: SessionCompleted, db: AsyncSession) -> None:
    """The session has taken place."""
    await actions.note_state(db, event, "completed")


@on(ParticipantRegistered)
async def count_as_registered(event: ParticipantRegistered, db: AsyncSession) -> None:
    """The participant holds a seat."""
    await actions.note_seat(db, event, "registered")


@on(ParticipantPromoted)
async def count_as_promoted(event: ParticipantPromoted, db: AsyncSession) -> None:
    """The participant holds a seat that came free."""
    await actions.note_seat(db, event, "registered")


@on(ParticipantWaitlisted)
async def count_as_waiting(event: ParticipantWaitlisted, db: AsyncSession) -> None:
    """The participant is on the waiting list."""
    await actions.note_seat(db, event, "waiting")


@on(ParticipantWithdrawn)
async def count_as_withdrawn(event: ParticipantWithdrawn, db: AsyncSession) -> None:
    """The participant has given up the seat or the place."""
    await actions.note_seat(db, event, "withdrawn")


@on(ParticipantRecorded)
async def know_participant(event: ParticipantRecorded, db: AsyncSession) -> None:
    """The coarse facts about a participant are known."""
    facts = event.model_dump(include={"participant_id", "sex", "organisation_id", "first_timer"})
    await storage.keep_newest(db, ParticipantRow, event, **facts)


@on(OrganisationRegistered)
async def know_organisation(event: OrganisationRegistered, db: AsyncSession) -> None:
    """The organisation's kind and region are known."""
    facts = event.model_dump(include={"organisation_id", "kind", "region"})
    await storage.keep_newest(db, OrganisationRow, event, **facts)


@on(ProgrammeDefined)
async def know_programme(event: ProgrammeDefined, db: AsyncSession) -> None:
    """The programme's code and donors are known."""
    facts = event.model_dump(include={"programme_id", "code", "donors"})
    await storage.keep_newest(db, ProgrammeRow, event, **facts)


@on(ModuleReleased)
async def know_module(event: ModuleReleased, db: AsyncSession) -> None:
    """The module's code and length are known."""
    facts = event.model_dump(include={"module_id", "code", "module_version", "minutes"})
    await storage.keep_newest(db, ModuleRow, event, **facts)
