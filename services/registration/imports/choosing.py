"""Choices about a list that was read, carried out: hidden rows, values, titles and letters."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.registration.imports import actions, refusals, storage
from services.registration.imports import remembered as remembering
from services.registration.imports.parsing import proposals
from services.registration.imports.parsing.choices import merged, titles, with_titles
from services.registration.imports.parsing.headings import Column
from services.registration.imports.reading.sheet import Sheet
from services.registration.imports.storage import PeopleImport
from shared.country.spelling import tidy
from shared.http.preconditions import Check, at_will


@dataclass(frozen=True)
class Chosen:
    """What is chosen now; None stands for what stays as it is."""

    hidden_rows: bool | None = None
    titles: bool = False
    encoding: str | None = None
    values: Mapping[str, Mapping[str, str]] = field(default_factory=dict)  # column → words of a cell → meaning
    family_first: Mapping[str, bool] = field(default_factory=dict)  # of columns of whole names


async def choose(
    db: AsyncSession, import_id: UUID, chosen: Chosen, check: Check[PeopleImport] = at_will
) -> PeopleImport:
    """Look again with what was chosen.

    Raises what `check` raises, ImportUnknown, AlreadyConfirmed, EncodingNotOffered, NoTitles, NoWholeNames.
    """
    people_import = await actions.editable(db, import_id)
    check(people_import)
    sheet, heading_row, columns = await asyncio.to_thread(
        lambda: _read_anew(people_import, people_import.sheet, chosen)
    )
    if chosen.encoding or chosen.titles:
        people_import.cells = await asyncio.to_thread(storage.packed, sheet)
        people_import.beside = await asyncio.to_thread(storage.packed_beside, sheet)
    people_import.choices = sheet.choices
    if chosen.family_first:
        await remembering.keep(db, people_import, sheet.rows[heading_row], columns)
    await actions.look_at(db, people_import, sheet, heading_row, columns)
    return people_import


def _read_anew(people_import: PeopleImport, sheet: Sheet, chosen: Chosen) -> tuple[Sheet, int, dict[Column, int]]:
    """Return the list with what was chosen, where its headings stand and its columns."""
    heading_row, columns = people_import.heading_row, dict(people_import.columns)
    if chosen.encoding:
        sheet = _in_encoding(sheet, chosen.encoding)
        found = proposals.find(sheet.rows)
        heading_row, columns = found.row, dict(found.columns)
    if chosen.titles:
        if not titles(sheet, heading_row, columns):
            raise refusals.NoTitles("titles")
        sheet, columns = with_titles(sheet, heading_row, columns)
    for column in chosen.family_first:
        if column not in columns:
            raise refusals.NoWholeNames(f"family_first.{column}")
    choices = merged(
        sheet.choices, hidden_rows=chosen.hidden_rows, values=chosen.values, family_first=chosen.family_first
    )
    return replace(sheet, choices=choices), heading_row, columns


async def take_other_sheet(db: AsyncSession, import_id: UUID, name: str) -> PeopleImport:
    """Take in another sheet of the same file, as a list of its own that goes where this one goes.

    Raises ImportUnknown, SheetNotThere, and what taking in a list raises.
    """
    people_import = await storage.lock(db, import_id)
    if people_import is None:
        raise refusals.ImportUnknown("import_id", days=storage.KEPT_DAYS)
    sheet = await asyncio.to_thread(lambda: people_import.sheet)
    other = next((it for it in sheet.others if name and tidy(it["name"]) == tidy(name)), None)
    if other is None:
        raise refusals.SheetNotThere("name")
    choice = actions.Choice(people_import.session_id, people_import.region, people_import.kind)
    return await actions.take_in(db, people_import.file_name, Sheet(**other), choice)


def _in_encoding(sheet: Sheet, encoding: str) -> Sheet:
    """Return the list as it reads in the encoding; the other ways to read it are kept beside it."""
    ways: list[dict[str, Any]] = [{**sheet.as_json(), "others": [], "asks_encoding": False}, *sheet.others]
    chosen = next((way for way in ways if way["encoding"] == encoding), None)
    if chosen is None:
        raise refusals.EncodingNotOffered("encoding")
    return replace(Sheet(**chosen), others=[way for way in ways if way is not chosen], choices=sheet.choices)
