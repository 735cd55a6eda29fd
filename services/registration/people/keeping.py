"""Keeping a person whom a form or a program names, once it is said who is meant where somebody known has a contact."""

from dataclasses import asdict
from typing import Literal
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.registration.people import actions, meant, storage
from services.registration.people.domain import Person, in_one_spelling

Kept = tuple[UUID, Literal["recorded", "changed", "unchanged"]]


async def keep_participant(db: AsyncSession, person: Person, who: meant.Meant | None = None) -> Kept:
    """Record somebody new, or put down what is said of the one who is meant; return who that is and what was done.

    Raises what actions.record_participant and meant.check_meant raise.
    """
    reached = in_one_spelling(person)
    if isinstance(who, UUID):
        return await _bring_up_to_date(db, reached, who)
    if who == "another":
        shared = meant.of_others(reached, await storage.find_owners(db, [reached]))
        reached = meant.giving_up(reached, shared)
    return (await actions.record_participant(db, reached)).id, "recorded"


async def _bring_up_to_date(db: AsyncSession, person: Person, who: UUID) -> Kept:
    """Put down what is said; what is not said stays, and who wanted no messages wants none."""
    owners, namesake = await storage.find_owners(db, [person]), await storage.find_namesake(db, [person])
    meant.check_meant(person, who, owners, namesake)
    said = {name: value for name, value in asdict(person).items() if value is not None}
    if not person.opted_out:
        del said["opted_out"]
    changed = await actions.change_participant(db, who, said)
    return who, "changed" if changed else "unchanged"
