"""Workbook of a list, given back: its cells in their order, beside them what is wrong and what was done."""

from collections.abc import Sequence
from io import BytesIO
from typing import Any

from xlsxwriter import Workbook
from xlsxwriter.worksheet import Worksheet

from services.registration.imports.parsing import headings
from services.registration.imports.parsing.choices import takes_hidden, unseen
from services.registration.imports.reading.sheet import Cell, Sheet, row_at
from services.registration.imports.storage import ImportRow, PeopleImport
from services.registration.imports.views import wording
from shared.country.spelling import is_arabic
from shared.i18n import say

# Nothing is written to disk, and no text becomes a formula, a link or a number.
PLAIN = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
LONGEST_TEXT = 32_767  # Excel's own
STARTS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "|", "\uff1d", "\uff0b", "\uff0d", "\uff20")
NARROW, WIDE = 10, 40  # characters


def annotated(people_import: PeopleImport, sheet: Sheet, rows: Sequence[ImportRow], language: str) -> bytes:
    """Return the workbook."""
    made = BytesIO()
    with Workbook(made, PLAIN) as workbook:
        page = Page(workbook, sheet, people_import.heading_row)
        page.write_cells({row.number: row for row in rows}, people_import.columns)
        page.write_verdicts(rows, language, done=people_import.state == "done")
        page.hide(
            unseen(sheet, people_import.heading_row, people_import.columns) if not takes_hidden(sheet) else set(),
            language,
        )
    return made.getvalue()


class Page:
    """The one sheet of the workbook. Columns that we added to a list before are left out and written anew."""

    def __init__(self, workbook: Workbook, sheet: Sheet, heading_row: int) -> None:
        self._sheet = sheet
        self._heading_row = heading_row
        heading = row_at(sheet.rows, heading_row)
        ours = {place for place, cell in enumerate(heading) if headings.is_ours(cell)}
        self._places = [place for place in range(max(map(len, sheet.rows))) if place not in ours]
        self._page: Worksheet = workbook.add_worksheet()
        if sheet.rtl or is_arabic(" ".join(str(cell) for cell in heading)):
            self._page.right_to_left()
        self._page.freeze_panes(heading_row + 1, 0)
        text, wrong = {"num_format": "@"}, {"bg_color": "#F8CBC6", "font_color": "#7A1010"}
        self._heading: Any = workbook.add_format({**text, "bold": True, "bottom": 1})
        # A quoted text stays a text, also after somebody has edited its cell.
        self._formats: dict[tuple[bool, bool, bool], Any] = {
            (bad, quoted, struck): workbook.add_format(
                {**text, **(wrong if bad else {}), "quote_prefix": quoted, "font_strikeout": struck}
            )
            for bad in (False, True)
            for quoted in (False, True)
            for struck in (False, True)
        }
        self._struck = {(row - 1, place) for row, place in sheet.struck}
        self._told: Any = workbook.add_format({**text, "text_wrap": True, "valign": "top"})

    def write_cells(self, verdicts: dict[int, ImportRow], columns: dict[headings.Column, int]) -> None:
        """Write every cell where it stood; those with a problem are coloured."""
        for number, row in enumerate(self._sheet.rows):
            told = verdicts.get(number + 1)
            wrong = {headings.place(columns, it["column"]) for it in told.problems} if told else set()
            for at, place in enumerate(self._places):
                cell = row[place] if place < len(row) else None
                if cell is not None or place in wrong:
                    self._write(number, at, cell, bad=place in wrong, struck=(number, place) in self._struck)
        for at, place in enumerate(self._places):
            longest = max(
                (len(str(row[place])) for row in self._sheet.rows[self._heading_row :] if place < len(row)), default=0
            )
            self._page.set_column(at, at, min(max(longest + 2, NARROW), WIDE))

    def write_verdicts(self, rows: Sequence[ImportRow], language: str, *, done: bool) -> None:
        """Write our two columns behind the others."""
        at = len(self._places)
        self._page.set_column(at, at + 1, WIDE)
        for beside, title in enumerate((wording.PROBLEMS, wording.DEED if done else wording.TO_BE_DONE)):
            self._page.write_string(self._heading_row, at + beside, say(title, language), self._heading)
        for row in rows:
            problems = "\n".join(wording.told(it, language) for it in row.problems)
            if problems:
                self._page.write_string(row.number - 1, at, problems, self._told)
            told = "\n".join([wording.deed(row, language), *wording.changed(row, language), *_notes(row, language)])
            self._page.write_string(row.number - 1, at + 1, told[:LONGEST_TEXT], self._told)

    def hide(self, left_out: set[int], language: str) -> None:
        """Hide the rows that were hidden, and say of those that were left out for it that they were."""
        for number in self._sheet.hidden_rows:
            self._page.set_row(number - 1, None, None, {"hidden": True})
        for number in left_out:
            self._page.write_string(number - 1, len(self._places) + 1, say(wording.UNSEEN, language), self._told)

    def _write(self, row: int, column: int, cell: Cell, *, bad: bool, struck: bool) -> None:
        style = self._formats[bad, isinstance(cell, str) and cell.startswith(STARTS_A_FORMULA), struck]
        if cell is None:
            self._page.write_blank(row, column, None, style)
        elif isinstance(cell, bool):
            self._page.write_boolean(row, column, cell, style)
        elif isinstance(cell, str):
            self._page.write_string(row, column, cell[:LONGEST_TEXT], style)
        else:
            self._page.write_number(row, column, cell, style)


def _notes(row: ImportRow, language: str) -> list[str]:
    return [wording.told(it, language) for it in row.notes]
