"""People whom the backup does not know: held by id without a name, reached by nothing until they are typed again."""

from collections.abc import Sequence
from typing import Any

from sqlmodel.ext.asyncio.session import AsyncSession

from services.registration.erasing.taking_away import lists_about, take_away
from services.registration.people.storage import Organisation, Participant
from shared.events import OrganisationRegistered, ParticipantRecorded, RegistrationEvent
from shared.kernel.contracts import Event
from shared.service.recovery import Gap

LOST_NAME = "?"


async def take_up_people(db: AsyncSession, told: Sequence[Event]) -> list[Gap]:
    """Keep what is told of organisations and people; return what must be typed again, once for each."""
    gaps: list[Gap] = []
    for event in told:
        match event:
            case OrganisationRegistered():
                gaps.append(await _organisation(db, event))
            case ParticipantRecorded():
                gaps.append(await _participant(db, event))
    await db.flush()
    erased = {event.participant_id for event in told if isinstance(event, ParticipantRecorded) and event.erased}
    gaps = [gap for gap in gaps if gap.id not in erased]
    return [*{gap.id: gap for gap in reversed(gaps)}.values(), *_seats_of_strangers(gaps, told)]


async def _organisation(db: AsyncSession, event: OrganisationRegistered) -> Gap:
    known = await db.get(Organisation, event.organisation_id)
    facts: dict[str, Any] = event.kept_in(Organisation.model_fields)
    row = known or Organisation(id=event.organisation_id, name=f"{LOST_NAME} {event.organisation_id.hex[:8]}", **facts)
    row.sqlmodel_update(facts)
    row.version = max(event.aggregateversion, row.version or 0)
    db.add(row)
    await db.flush()  # people name it
    lacks = "what was changed after the backup" if known else "its name, e-mail and phone"
    return Gap("organisation", row.id, lacks, event.time, region=event.region)


async def _participant(db: AsyncSession, event: ParticipantRecorded) -> Gap:
    known = await db.get(Participant, event.participant_id)
    facts: dict[str, Any] = event.kept_in(Participant.model_fields)
    nobody = {"given_name": LOST_NAME, "family_name": event.participant_id.hex[:8], "language": "fr", "route": "none"}
    row = known or Participant(id=event.participant_id, **facts | nobody)
    row.sqlmodel_update(facts)
    row.version = max(event.aggregateversion, row.version or 0)
    db.add(row)
    if event.erased:
        await db.flush()
        await take_away(db, row, await lists_about(db, row), event.time)
    lacks = "what was changed after the backup" if known else "names and contacts"
    return Gap("participant", row.id, lacks, event.time)


def _seats_of_strangers(gaps: Sequence[Gap], told: Sequence[Event]) -> list[Gap]:
    """Say in which sessions those are awaited whose names are lost: so a coordinator finds them again."""
    strangers = {gap.id for gap in gaps if gap.lacks == "names and contacts"}
    seats = {
        (event.session_id, event.participant_id): event
        for event in reversed(told)
        if isinstance(event, RegistrationEvent) and event.participant_id in strangers
    }
    return [
        Gap("seat", event.participant_id, "names and contacts", event.time, event.region, event.session_id)
        for event in seats.values()
    ]
