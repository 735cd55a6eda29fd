"""Taking away who somebody is: name and contacts, lists that tell of the person, and by which rows the person came."""

from collections.abc import Sequence
from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from services.registration.erasing import domain, storage
from services.registration.erasing.in_lists import tells_of
from services.registration.imports.storage import PeopleImport
from services.registration.people.announcing import announce_participant
from services.registration.people.storage import Participant
from shared.kernel import clock


async def lists_about(db: AsyncSession, person: Participant) -> list[PeopleImport]:
    """Return the lists that tell of the person, which nobody else changes until this transaction ends."""
    return [people_import for people_import in await storage.lists(db) if tells_of(people_import.sheet, person)]


async def take_away(db: AsyncSession, person: Participant, lists: Sequence[PeopleImport], at: datetime) -> None:
    """Erase who the person is, these lists with it; nothing is told."""
    for people_import in lists:
        await db.delete(people_import)
    await storage.forget_traces(db, person.id)
    person.sqlmodel_update(domain.in_place_of_a_person(person.id.hex[:8]) | {"erased_at": at})


async def take_away_and_tell(db: AsyncSession, person: Participant, lists: Sequence[PeopleImport]) -> None:
    """Do the same now, and tell that the person is forgotten."""
    await take_away(db, person, lists, clock.now(db))
    person.version += 1
    announce_participant(db, person)
