"""Rows about somebody: of each table of a service that is declared to tell of participants, as they stand."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from shared.events import HeldRow
from shared.kernel.database import run
from shared.privacy.declared import PSEUDONYM, of_service

LEFT_OUT = {"works", "staff", PSEUDONYM}  # how services work, and who did it: both are about others
ABOUT = "select {columns} from {table} where {pseudonym} = :participant_id order by 1"
NAMED_IN = "select {columns} from {table} where :participant_id = any({pseudonym}) order by 1"
SEVERAL = {"subjects"}  # a row of the audit may be about several


@dataclass(frozen=True)
class About:
    """A table that tells of participants: by which column, and what else of it is about them."""

    table: str
    pseudonym: str
    columns: Sequence[str]

    @property
    def query(self) -> str:
        """Return the query of the rows that are about one."""
        shape = NAMED_IN if self.pseudonym in SEVERAL else ABOUT
        columns = ", ".join(f'"{name}"' for name in (*self.columns, self.pseudonym))
        return shape.format(columns=columns, table=f'"{self.table}"', pseudonym=f'"{self.pseudonym}"')


def tables_about(service: str) -> Iterator[About]:
    """Return the tables of a service that tell of participants."""
    declared = list(of_service(service))
    for column in declared:
        if column.kind.name == PSEUDONYM:
            named = [it.name for it in declared if it.thing == column.thing and it.kind.name not in LEFT_OUT]
            yield About(column.thing, column.name, named)


async def held_by(db: AsyncSession, service: str, participant_id: UUID) -> list[HeldRow]:
    """Return each row that is about the participant, table by table; what stands there, as text."""
    rows: list[HeldRow] = []
    for about in tables_about(service):
        found = (await run(db, about.query, participant_id=participant_id)).mappings().all()
        rows += [HeldRow(table=about.table, columns=_as_text(row, about.columns)) for row in found]
    return rows


def _as_text(row: Mapping[str, Any], columns: Sequence[str]) -> dict[str, str]:
    return {name: str(row[name]) for name in columns if row[name] is not None}
