"""Reading an Excel workbook: of its visible sheets the one that holds the list."""

import re
from collections.abc import Iterator, Sequence
from io import BytesIO
from zipfile import ZipFile

from python_calamine import CalamineError, CalamineSheet, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from services.registration.imports import headings, limits
from services.registration.imports.refusals import DamagedWorkbook, NoRows, TooManyRows, TooMuchInside
from services.registration.imports.sheet import Row, Sheet, trimmed
from services.registration.imports.unpacking import plain_archive

MOST_SHEETS = 20
SHEET_PART = re.compile(r"xl/worksheets/[^/]+\.xml", re.IGNORECASE)
VIEW = re.compile(rb'<(?:\w+:)?sheetView\b[^>]*\brightToLeft="(?:1|true)"')
VIEW_WITHIN = 64 * 1024  # bytes: the view stands before the cells


def read_workbook(workbook: bytes) -> Sheet:
    """Return the sheet that holds the list. Raises a refusal of the file."""
    plain = plain_archive(workbook)
    try:
        with CalamineWorkbook.from_filelike(BytesIO(plain)) as opened:
            visible = _visible(opened)
            name, rows = _best(_filled_sheets(opened, visible))
    except CalamineError:
        raise DamagedWorkbook from None
    return Sheet(rows, rtl=_right_to_left(plain), name=name, unread=[other for other in visible if other != name])


def _visible(opened: CalamineWorkbook) -> list[str]:
    seen = (SheetTypeEnum.WorkSheet, SheetVisibleEnum.Visible)
    return [sheet.name for sheet in opened.sheets_metadata if (sheet.typ, sheet.visible) == seen]


def _filled_sheets(opened: CalamineWorkbook, visible: Sequence[str]) -> Iterator[tuple[str, list[Row]]]:
    for name in visible[:MOST_SHEETS]:
        sheet = opened.get_sheet_by_name(name)
        if sheet.start is not None:
            yield name, _rows(sheet, sheet.start)


def _rows(sheet: CalamineSheet, start: tuple[int, int]) -> list[Row]:
    """Return the rows in their places; the library leaves out the columns before the first filled one."""
    above, before = start
    if above + sheet.height > limits.MOST_LINES:
        raise TooManyRows(limit=limits.MOST_ROWS)
    if sheet.height * sheet.width > limits.MOST_CELLS:
        raise TooMuchInside
    return trimmed(sheet.iter_rows(), before)


def _best(sheets: Iterator[tuple[str, list[Row]]]) -> tuple[str, list[Row]]:
    """Return the first sheet with headings of a list, and its name; else the first that holds anything."""
    first: tuple[str, list[Row]] | None = None
    for name, rows in sheets:
        if headings.find(rows).certain:
            return name, rows
        first = first or (name, rows)
    if first is None:
        raise NoRows
    return first


def _right_to_left(plain: bytes) -> bool:
    """Say whether any sheet begins at the right."""
    with ZipFile(BytesIO(plain)) as archive:
        parts = [name for name in archive.namelist() if SHEET_PART.fullmatch(name)]
        return any(VIEW.search(archive.open(name).read(VIEW_WITHIN)) for name in parts)
