"""People in the database who have a contact or a name that somebody else is given, by the rules of people/meant.py."""

from collections.abc import Sequence

from sqlmodel.ext.asyncio.session import AsyncSession

from services.registration.people import domain, meant, storage
from services.registration.people.storage import Participant


async def check_unknown(db: AsyncSession, people: Sequence[domain.Person]) -> None:
    """Raise what meant.check_new raises; whoever records the same name at once waits."""
    await storage.lock_names(db, people)
    reached = [domain.in_one_spelling(person) for person in people]
    owners = await storage.find_owners(db, reached)
    for person in reached:
        meant.check_new(person, owners)
    if known := await storage.find_namesake(db, people):
        raise meant.PersonKnown("", participant_id=str(known.id))


async def without_shared(
    db: AsyncSession, participant: Participant, person: domain.Person, who: meant.Meant | None
) -> domain.Person:
    """Return the person without contacts of others, where that was said. Raises what meant.check_changed raises."""
    reached = domain.in_one_spelling(person)
    if (reached.phone, reached.email) == (participant.phone, participant.email):
        return person
    others = [one for one in await storage.find_owners(db, [reached]) if one.id != participant.id]
    if who == "another":
        return meant.giving_up(reached, meant.owners(reached, others))
    meant.check_changed(reached, others, who)
    return person
