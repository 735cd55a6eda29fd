"""View of one list's people: who they are, what becomes of them, and what is asked of them."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.registration.imports.matching.answers import ASKED, is_asked
from services.registration.imports.parsing.row import Said
from services.registration.imports.parsing.rows import understand
from services.registration.imports.reading.sheet import Sheet
from services.registration.imports.storage import ImportRow, PeopleImport
from services.registration.imports.views import wording
from services.registration.people.storage import Participant, participants

MOST_PEOPLE = 200  # the file has them all
MOST_QUESTIONS = 200  # at once; those that are left come when these are answered


@dataclass(frozen=True)
class ShownPerson:
    """A row: who stands in it, what becomes of them, and what else is to be told."""

    row: int
    name: str
    family_name: str
    organisation: str
    deed: str
    notes: Sequence[str]


@dataclass(frozen=True)
class Question:
    """A row of which somebody must say whether it is who is known, or another person."""

    row: int
    name: str
    message: str
    known: Participant | None
    answer: str | None


def people(people_import: PeopleImport, sheet: Sheet, rows: Sequence[ImportRow], language: str) -> list[ShownPerson]:
    """Return who is taken in, by name."""
    said = _said(people_import, sheet, rows)
    return [
        ShownPerson(
            row=row.number,
            name=name_of(said[row.number]),
            family_name=_family_name(said[row.number]),
            organisation=said[row.number].organisation or "",
            deed=wording.deed(row, language),
            notes=[wording.told(it, language) for it in row.notes],
        )
        for row in rows
        if row.number in said
    ]


def questions(
    people_import: PeopleImport,
    sheet: Sheet,
    rows: Sequence[ImportRow],
    known: Mapping[UUID, Participant],
    language: str,
) -> list[Question]:
    """Return what is asked of people, and what was answered already."""
    answers = people_import.answers.get("rows", {})
    wanted = [row for row in rows if is_asked(row) or str(row.number) in answers][:MOST_QUESTIONS]
    said = _said(people_import, sheet, wanted)
    return [
        Question(
            row=row.number,
            name=name_of(said[row.number]),
            message=" ".join(wording.message(it, language) for it in row.problems if it["rule"] in ASKED),
            known=next((known[id_] for id_ in ids_of([row]) if id_ in known), None),
            answer=answers.get(str(row.number)),
        )
        for row in wanted
        if row.number in said
    ]


def ids_of(rows: Iterable[ImportRow]) -> list[UUID]:
    """Return the people who are known and asked about."""
    return [UUID(id_) for row in rows for it in row.problems if (id_ := it["values"].get("participant_id"))]


async def asked_about(db: AsyncSession, rows: Sequence[ImportRow]) -> dict[UUID, Participant]:
    """Return the people who are known and asked about, by their ids."""
    return await participants(db, ids_of(rows)[:MOST_QUESTIONS])


def name_of(person: Said | Participant) -> str:
    """Return the name in both scripts, as far as it is there."""
    latin = " ".join(half for half in (person.given_name, person.family_name) if half)
    arabic = " ".join(half for half in (person.given_name_ar, person.family_name_ar) if half)
    return " · ".join(name for name in (latin, arabic) if name)


def _family_name(said: Said) -> str:
    return " · ".join(name for name in (said.family_name, said.family_name_ar) if name)


def _said(people_import: PeopleImport, sheet: Sheet, rows: Sequence[ImportRow]) -> dict[int, Said]:
    """Return number → row, of those down to the last that is shown."""
    last = max((row.number for row in rows), default=0)
    return (
        {said.number: said for said in understand(sheet, people_import.heading_row, people_import.columns, last)}
        if last
        else {}
    )
