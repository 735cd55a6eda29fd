"""Answer to operators: how many people are to be called, and who is forgotten, by numbers alone."""

from collections.abc import Sequence
from uuid import UUID

from services.registration.delivery.storage import people_to_call
from services.registration.erasing import storage
from services.registration.erasing.taking_away import lists_about, take_away_and_tell
from shared.kernel.database import Database
from shared.service.clock_store import load

__all__ = ["forget_again", "forgotten", "people_to_call"]


async def forgotten(database: Database) -> Sequence[UUID]:
    """Return who is forgotten."""
    async with database.sessions() as db:
        return await storage.forgotten(db)


async def forget_again(database: Database, ids: Sequence[UUID]) -> int:
    """Forget whom a backup has brought back, and tell it; return how many. Nobody may be serving."""
    await load(database)
    async with database.sessions.begin() as db:
        people = [person for id_ in ids if (person := await storage.lock(db, id_)) and person.erased_at is None]
        for person in people:
            await take_away_and_tell(db, person, await lists_about(db, person))
    return len(people)
