"""Reading an Excel workbook: of its visible sheets the one that holds the list, beside it the others with people."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from io import BytesIO
from typing import Any
from zipfile import ZipFile

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from services.registration.imports.parsing import headings
from services.registration.imports.reading import limits
from services.registration.imports.reading.layout import Layout, Parts, without_far_rows
from services.registration.imports.reading.sheet import Sheet, is_blank, trimmed
from services.registration.imports.reading.unpacking import changed, plain_archive
from services.registration.imports.refusals import DamagedWorkbook, NoRows, TooMuchInside
from shared.refusals import Refusal

MOST_SHEETS = 20
VIEW = re.compile(rb'<(?:\w+:)?sheetView\b[^>]*\brightToLeft="(?:1|true)"')
VIEW_WITHIN = 64 * 1024  # bytes: the view stands before the cells


@dataclass(frozen=True)
class Page:
    """What the XML of one sheet says beside its values."""

    layout: Layout
    rtl: bool


def read_workbook(workbook: bytes) -> Sheet:
    """Return the sheet that holds the list. Raises a refusal of the file."""
    plain = plain_archive(workbook)
    plain, pages = _looked_at(plain)
    try:
        with CalamineWorkbook.from_filelike(BytesIO(plain)) as opened:
            visible = _visible(opened)
            sheets = list(_sheets(opened, visible, pages))
    except CalamineError:
        raise DamagedWorkbook from None
    best = next((one for one in sheets if headings.find(one.rows).certain), sheets[0])
    others = [one.as_json() for one in sheets if one is not best and headings.find(one.rows).columns]
    return replace(best, unread=[name for name in visible if name != best.name], others=others)


def _looked_at(plain: bytes) -> tuple[bytes, dict[str, Page]]:
    """Return the workbook without what is far below, and name of each sheet → what is known of it."""
    with ZipFile(BytesIO(plain)) as archive:
        parts = Parts(archive)
        names = parts.sheets()
        found = {part: parts.read(part) for part in list(dict.fromkeys(names.values()))[: 2 * MOST_SHEETS]}
        pages = {
            part: Page(parts.layout(xml), bool(VIEW.search(xml[:VIEW_WITHIN]))) for part, xml in found.items() if xml
        }
    cut = {
        part: without_far_rows(found[part], page.layout)
        for part, page in pages.items()
        if page.layout.ends_at is not None
    }
    return changed(plain, cut) if cut else plain, {n: pages[part] for n, part in names.items() if part in pages}


def _visible(opened: CalamineWorkbook) -> list[str]:
    seen = (SheetTypeEnum.WorkSheet, SheetVisibleEnum.Visible)
    return [sheet.name for sheet in opened.sheets_metadata if (sheet.typ, sheet.visible) == seen]


def _sheets(opened: CalamineWorkbook, visible: Sequence[str], pages: Mapping[str, Page]) -> Iterator[Sheet]:
    """Yield the sheets with something in them; one that cannot be taken is a refusal where no other can."""
    refused: Refusal | None = None
    read, taken = 0, False
    for name in visible[:MOST_SHEETS]:
        try:
            sheet = _sheet(opened.get_sheet_by_name(name), pages.get(name))
        except Refusal as refusal:
            refused = refused if refused and not isinstance(refused, NoRows) else refusal
            continue
        if (read := read + sheet.characters) > limits.MOST_CHARACTERS:
            break
        taken = True
        yield sheet
    if not taken:
        raise refused or NoRows


def _sheet(opened: CalamineSheet, page: Page | None) -> Sheet:
    """Return the rows in their places; the library leaves out what stands before the first filled cell."""
    if opened.start is None:
        raise NoRows
    if page is None:
        raise DamagedWorkbook
    _, before = opened.start
    if opened.height * opened.width > limits.MOST_CELLS:
        raise TooMuchInside
    hidden: set[int] = set()
    rows = trimmed(_seen(opened, page.layout, hidden), before)
    layout = page.layout
    return Sheet(
        rows,
        rtl=page.rtl,
        name=opened.name,
        hidden_rows=[number for number in sorted(layout.hidden_rows) if number <= len(rows) and rows[number - 1]],
        struck=[[row, at] for row, at in sorted(layout.struck) if _says(rows, row, at)],
        hidden_columns=sorted(hidden),
        below=layout.below,
    )


def _says(rows: Sequence[Sequence[Any]], row: int, place: int) -> bool:
    return row <= len(rows) and place < len(rows[row - 1]) and rows[row - 1][place] is not None


def _seen(opened: CalamineSheet, layout: Layout, hidden: set[int]) -> Iterator[list[Any]]:
    """Yield the rows with their errors, without what is in hidden columns; add to `hidden` those with something."""
    _, before = opened.start or (0, 0)
    errors: dict[int, dict[int, str]] = {}
    for (number, place), error in layout.errors.items():
        errors.setdefault(number, {})[place] = error
    for number, cells in enumerate(opened.iter_rows(), 1):
        row: list[Any] = cells
        for place, error in errors.get(number, {}).items():
            row[place - before] = error
        for place in layout.hidden_columns:
            at = place - before
            if 0 <= at < len(row) and not is_blank(row[at]):
                hidden.add(place)
                row[at] = None
        yield row
