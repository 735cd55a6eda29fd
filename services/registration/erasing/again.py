"""Forgetting once more whom a backup has brought back."""

from datetime import datetime

from sqlmodel.ext.asyncio.session import AsyncSession

from services.registration.erasing import domain, storage
from services.registration.erasing.in_lists import tells_of
from services.registration.people.storage import Participant


def erase(person: Participant, at: datetime) -> None:
    """Put nothing in place of name and contacts."""
    person.sqlmodel_update(domain.in_place_of_a_person(person.id.hex[:8]) | {"erased_at": at})


async def forget_again(db: AsyncSession, person: Participant, at: datetime) -> None:
    """Erase who the person is, whatever state lists are in: nothing is being carried out while nobody serves."""
    for people_import in await storage.lists(db):
        if tells_of(people_import.sheet, person):
            await db.delete(people_import)
    await storage.forget_traces(db, person.id)
    erase(person, at)
    await db.flush()
