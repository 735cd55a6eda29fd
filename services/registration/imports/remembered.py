"""Remembered choices: columns, and the order of names in them; the next list with these headings is read so."""

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from sqlalchemy import LargeBinary, delete
from sqlalchemy.dialects.postgresql import JSONB, insert
from sqlmodel import Field, col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.registration.imports.parsing.headings import Column, Headings, is_ours
from services.registration.imports.reading import limits
from services.registration.imports.reading.sheet import Row
from services.registration.imports.storage import PeopleImport
from services.registration.tables import UTC_TIME, Table
from shared.country.spelling import folded
from shared.kernel.clock import machine_now

KEPT_DAYS = 400  # since the last such list: one that comes every year is known again
FEWEST = 2  # filled cells of a row that can be known again


class ColumnsChosen(Table, table=True):
    """What somebody took the columns under these headings for. Of the headings there is a hash alone. Machine time."""

    __tablename__ = "columns_chosen"

    headings: bytes = Field(primary_key=True, sa_type=LargeBinary)
    columns: dict[Column, int] = Field(sa_type=JSONB)
    family_first: dict[Column, bool] = Field(
        default_factory=dict, sa_type=JSONB, sa_column_kwargs={"server_default": "{}"}, description="of whole names"
    )
    used_at: datetime = Field(sa_type=UTC_TIME)


class Remembered(NamedTuple):
    """Where the headings stand and which column says what, and in which order whole names were said to be."""

    headings: Headings
    family_first: Mapping[Column, bool]


async def find(db: AsyncSession, rows: Sequence[Row]) -> Remembered | None:
    """Return the first row whose headings somebody has chosen columns for, and these columns."""
    filled = [number for number, row in enumerate(rows) if row][: limits.HEADINGS_WITHIN]
    prints = {print_: number for number in reversed(filled) if (print_ := _fingerprint(rows[number]))}
    query = select(ColumnsChosen).where(col(ColumnsChosen.headings).in_(prints))
    found = sorted((await db.exec(query)).all(), key=lambda one: prints[one.headings])
    if not found:
        return None
    found[0].used_at = machine_now()
    return Remembered(Headings(prints[found[0].headings], found[0].columns), found[0].family_first)


async def keep(db: AsyncSession, people_import: PeopleImport, row: Row, columns: Mapping[Column, int]) -> None:
    """Keep what the columns under these headings were taken for, instead of what was chosen before."""
    if print_ := _fingerprint(row):
        ordered = people_import.choices.get("family_first", {})
        new = {"columns": dict(columns), "family_first": ordered, "used_at": machine_now()}
        statement = insert(ColumnsChosen).values(headings=print_, **new)
        await db.exec(statement.on_conflict_do_update(index_elements=["headings"], set_=new))


async def forget(db: AsyncSession, before: datetime) -> None:
    """Forget what was not used since then."""
    await db.exec(delete(ColumnsChosen).where(col(ColumnsChosen.used_at) < before))


def _fingerprint(row: Row) -> bytes | None:
    """Return what rows with the same headings have in common, our own columns of a list sent back left out."""
    cells = ["" if cell is None or is_ours(cell) else folded(str(cell)) for cell in row]
    while cells and not cells[-1]:
        cells.pop()
    if sum(bool(cell) for cell in cells) < FEWEST:
        return None
    return hashlib.sha256(json.dumps(cells, ensure_ascii=False).encode()).digest()


def orders_kept(people_import: PeopleImport, columns: Mapping[Column, int]) -> dict[Column, bool]:
    """Return the orders of names that were chosen, of the columns that stay what they are."""
    chosen: dict[Column, bool] = people_import.choices.get("family_first", {})
    return {name: it for name, it in chosen.items() if columns.get(name) == people_import.columns.get(name)}
