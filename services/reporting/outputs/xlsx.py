"""The report as a workbook: a sheet for each table, text that stays text, numbers that are numbers."""

from collections.abc import Sequence
from io import BytesIO
from itertools import chain, count, zip_longest

from xlsxwriter import Workbook
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

from services.reporting.outputs.document import Document, Quote, document
from services.reporting.outputs.reading import Cell, Line, Table
from services.reporting.report.values import Report
from shared.kernel.contracts import EPOCH

# Nothing that is written may turn into something else than it is.
PLAIN = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
LONGEST_TEXT = 16_383  # letters of one cell: Excel takes 32,767 halves of letters, and some letters have two
LONGEST_NAME, FORBIDDEN = 31, str.maketrans(dict.fromkeys("[]:*?/\\", " "))
WHOLE, BROKEN = "#,##0", "#,##0.0"
TOP = 3  # the line of the headings, counted from 0
DEEP, SOFT = "#0C3F44", "#56666A"


def xlsx(report: Report, language: str, *, demo: bool = False) -> bytes:
    """Return the report as XLSX. This keeps a processor busy: call it in a thread."""
    read, written = document(report, language, demo=demo), BytesIO()
    with Workbook(written, PLAIN) as workbook:
        made = (report.as_of or EPOCH).replace(tzinfo=None)
        workbook.set_properties({"title": read.title, "author": "Takwin", "created": made})
        _Sheets(workbook, read).write()
    return written.getvalue()


class _Sheets:
    """The sheets of one workbook, in the order of the report."""

    def __init__(self, workbook: Workbook, read: Document) -> None:
        self.workbook, self.read = workbook, read
        self.rtl = read.words.direction == "rtl"
        self.names: set[str] = set()
        self.title = self._look(bold=True, font_size=14, font_color=DEEP)
        self.quiet = self._look(font_color=SOFT)
        self.heading = self._look(bold=True, font_color="#FFFFFF", bg_color=DEEP, text_wrap=True, valign="vcenter")
        self.text = self._look(text_wrap=True, valign="top")
        self.label, self.total = self._look(text_wrap=True), self._look(bold=True, top=2, text_wrap=True)

    def write(self) -> None:
        """Write all of them."""
        read, headings = self.read, self.read.headings
        self._lines(headings["readme"], (), [(note,) for note in (read.demo, *read.notes) if note], (110,))
        for table in read.tables:
            self._table(table)
        answered = [(it.region, *_quote(it.need), it.module, "\n".join(it.sessions)) for it in read.chain]
        columns = (headings["region"], headings["need"], headings["about"], headings["module"], headings["sessions"])
        self._lines(headings["chain"], columns, answered, (24, 48, 36, 36, 48))
        for key, quotes in (("needs", read.needs), ("recommendations", read.recommendations)):
            said = [(of_region.region, *_quote(quote)) for of_region in quotes for quote in of_region.quotes]
            self._lines(headings[key], (headings["region"], headings["wording"], headings["about"]), said, (24, 70, 40))

    def _table(self, table: Table) -> None:
        """Write a table: the columns in the order of the report, the total below the lines, notes below that."""
        sheet = self._sheet(table.title, (34, *(13 for _ in table.headings)))
        self._head(sheet, (table.corner, *table.headings))
        rows = count(TOP + 1)
        for line in table.lines:
            self._line(sheet, next(rows), line, self.label)
        if table.total:
            self._line(sheet, next(rows), table.total, self.total)
        next(rows)
        for piece in chain.from_iterable(map(_pieces, table.notes)):
            sheet.write_string(next(rows), 0, piece, self.quiet)

    def _line(self, sheet: Worksheet, row: int, line: Line, look: Format) -> None:
        sheet.write_string(row, 0, line.label, look)
        for column, cell in enumerate(line.cells, 1):
            self._cell(sheet, row, column, cell, bold=look is self.total)

    def _cell(self, sheet: Worksheet, row: int, column: int, cell: Cell, *, bold: bool) -> None:
        top = {"bold": True, "top": 2} if bold else {}
        value = cell.number.value
        if value is None or cell.number.hidden:
            look = self._look(**{**top, "font_color": SOFT, "align": "right", "reading_order": 1})
            sheet.write_string(row, column, cell.text, look)
        else:
            whole = cell.unit == "count" and float(value).is_integer()
            sheet.write_number(row, column, value, self._look(**{**top, "num_format": WHOLE if whole else BROKEN}))

    def _lines(
        self, title: str, headings: Sequence[str], lines: Sequence[Sequence[str]], widths: Sequence[float]
    ) -> None:
        """Write a sheet of words, unless there are none."""
        if not lines:
            return
        sheet = self._sheet(title, widths)
        if headings:
            self._head(sheet, headings)
        in_pieces = (zip_longest(*map(_pieces, line), fillvalue="") for line in lines)
        for row, pieces in enumerate(chain.from_iterable(in_pieces), TOP + bool(headings)):
            for column, text in enumerate(pieces):
                sheet.write_string(row, column, text, self.text)

    def _head(self, sheet: Worksheet, headings: Sequence[str]) -> None:
        for column, heading in enumerate(headings):
            sheet.write_string(TOP, column, heading, self.heading)
        sheet.set_row(TOP, 42)
        sheet.freeze_panes(TOP + 1, 1)
        sheet.repeat_rows(TOP)

    def _sheet(self, title: str, widths: Sequence[float]) -> Worksheet:
        sheet = self.workbook.add_worksheet(self._name(title))
        if self.rtl:
            sheet.right_to_left()
        sheet.set_landscape()
        sheet.set_paper(9)  # A4
        sheet.fit_to_pages(1, 0)
        sheet.set_footer("&P / &N")
        for column, width in enumerate(widths):
            sheet.set_column(column, column, width)
        sheet.write_string(0, 0, title, self.title)
        above = (self.read.title, self.read.as_of, self.read.audience)
        sheet.write_string(1, 0, " · ".join(filter(None, above)), self.quiet)
        return sheet

    def _name(self, title: str) -> str:
        """Return a name that a sheet can have and no other sheet has, cut between words where it is too long."""
        plain = title.translate(FORBIDDEN).strip("' ")
        name = plain if len(plain) <= LONGEST_NAME else plain[: LONGEST_NAME + 1].rpartition(" ")[0]
        numbered = (f"{name[: LONGEST_NAME - 4]} ({number})" for number in count(2))
        while name.casefold() in self.names:
            name = next(numbered)
        self.names.add(name.casefold())
        return name

    def _look(self, **properties: object) -> Format:
        """Return how a cell looks. The quote prefix keeps its text a text even where somebody edits it."""
        order = {"reading_order": 2 if self.rtl else 1}
        return self.workbook.add_format({"quote_prefix": True, **order, **properties})


def _pieces(text: str) -> list[str]:
    """Return the text in as many cells as it needs, cut between words: the rest stands in the lines below."""
    pieces = []
    while len(text) > LONGEST_TEXT:
        cut = max(text.rfind(space, 0, LONGEST_TEXT) for space in " \n") + 1 or LONGEST_TEXT
        pieces.append(text[:cut])
        text = text[cut:]
    return [*pieces, text]


def _quote(quote: Quote) -> tuple[str, str]:
    return quote.wording, quote.about
