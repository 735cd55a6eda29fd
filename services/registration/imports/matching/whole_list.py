"""A list as it is understood: who its rows are among each other, which organisations they mean, where its people go."""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from sqlmodel.ext.asyncio.session import AsyncSession

from services.registration.imports.matching import doubles, storage
from services.registration.imports.matching.organisations import Asked, meant_by
from services.registration.imports.matching.target import Target, contacts, listed_organisations
from services.registration.imports.parsing.row import Said
from services.registration.imports.parsing.rows import understand
from services.registration.imports.storage import PeopleImport
from services.registration.people.storage import Organisation


@dataclass(frozen=True)
class Listed:
    """What the rows of a list say, where its people go, and what is asked of its organisations."""

    rows: Sequence[Said]
    target: Target
    asked: Sequence[Asked] = ()

    @cached_property
    def by_number(self) -> dict[int, Said]:
        """Return number in the file → row."""
        return {said.number: said for said in self.rows}


async def read(db: AsyncSession, people_import: PeopleImport) -> Listed:
    """Return the list as its columns are understood and what it asked was answered."""
    rows = await asyncio.to_thread(
        lambda: understand(people_import.sheet, people_import.heading_row, people_import.columns)
    )
    return await listed(db, people_import, rows)


async def listed(db: AsyncSession, people_import: PeopleImport, rows: Sequence[Said]) -> Listed:
    """Return the list of these rows, as its organisations are known now and what it asked was answered."""
    organisations = await storage.near(db, people_import.region) if rows else []
    return await asyncio.to_thread(_listed, people_import, rows, organisations)


def _listed(people_import: PeopleImport, rows: Sequence[Said], organisations: Sequence[Organisation]) -> Listed:
    answered = [_answered(said, people_import.answers.get("rows", {})) for said in rows]
    meant, asked = meant_by(answered, organisations, people_import.answers.get("associations", {}))
    told = doubles.told(meant)
    target = Target(
        people_import.session_id,
        people_import.region,
        people_import.kind,
        listed_organisations(told),
        asked=frozenset(key for key, it in asked.items() if it.meant is None),
        contacts=contacts(told),
    )
    return Listed(told, target, list(asked.values()))


def _answered(said: Said, answers: Mapping[str, str]) -> Said:
    match answers.get(str(said.number)):
        case "same" | "another" as answer:
            return replace(said, answer=answer)
    return said
