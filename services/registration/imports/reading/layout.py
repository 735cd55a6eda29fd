"""Layout in a sheet's XML: what is hidden or struck through, errors, and what stands far below."""

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any
from xml.parsers import expat
from zipfile import ZipFile

from services.registration.imports.reading import limits
from services.registration.imports.refusals import DamagedWorkbook

YES = {"1", "true"}
LETTER = ord("A") - 1
END_OF_CELLS = re.compile(rb"</(?:\w+:)?sheetData\s*>")
CELL = re.compile(rb"<(?:\w+:)?c\b([^>]*[^/>]|)>(.*?)</(?:\w+:)?c\s*>", re.DOTALL)
VALUE = re.compile(rb"<(?:\w+:)?[vt]\b[^>]*>([^<]*)<")
PLACE = re.compile(rb"""\br=["'][A-Za-z]*([0-9]+)["']""")
TYPE_ERROR = (b'"e"', b"'e'")  # somewhere; whether it is a cell's type is seen when its cells are looked at
NAMES = ("#", "Err:")  # how those of Excel and of LibreOffice begin
NAMELESS = "#"
SHARED = re.compile(rb"""\bt=["']s["']""")

Attributes = Mapping[str, str]


@dataclass
class Layout:
    """The first row is 1, the first column 0."""

    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    struck: set[tuple[int, int]] = field(default_factory=set)
    errors: dict[tuple[int, int], str] = field(default_factory=dict)
    ends_at: int | None = None  # byte of the first row that is too far below to be read
    below: list[int] = field(default_factory=list)  # rows there that hold something


class FarBelow(Exception):
    """What follows is too far below to be a list."""


class Parts:
    """The XML parts of a workbook, and which of them is which sheet."""

    def __init__(self, archive: ZipFile) -> None:
        self._archive = archive
        self._names = {name.lower(): name for name in archive.namelist()}
        styles = self.read("xl/styles.xml")
        self._struck_styles = _struck_styles(styles) if b"strike" in styles else frozenset[str]()

    def read(self, name: str) -> bytes:
        """Return the part; nothing where there is none."""
        return self._archive.read(self._names[name.lower()]) if name.lower() in self._names else b""

    def sheets(self) -> dict[str, str]:
        """Return name of each sheet → its part."""
        targets: dict[str, str] = {}
        sheets: dict[str, str] = {}

        def relation(tag: str, given: Attributes) -> None:
            if tag == "Relationship":
                target = given.get("Target", "")
                targets[given.get("Id", "")] = target[1:] if target.startswith("/") else f"xl/{target}"

        def sheet(tag: str, given: Attributes) -> None:
            if tag == "sheet":
                key = next((value for name, value in given.items() if name.endswith(":id")), "")
                sheets[given.get("name", "")] = targets.get(key, "")

        walk(self.read("xl/_rels/workbook.xml.rels"), relation)
        walk(self.read("xl/workbook.xml"), sheet)
        return sheets

    def layout(self, xml: bytes) -> Layout:
        """Return what a sheet says beside its values."""
        found = _Cells(self._struck_styles).read(xml)
        if found.ends_at is not None:
            found.below = list(_filled(xml[found.ends_at :], self._blank_strings))
        return found

    def _blank_strings(self) -> frozenset[int]:
        strings = re.split(rb"</(?:\w+:)?si\s*>", self.read("xl/sharedStrings.xml"))
        return frozenset(n for n, one in enumerate(strings) if not b"".join(VALUE.findall(one)).strip())


def without_far_rows(xml: bytes, layout: Layout) -> bytes:
    """Return the sheet without the rows that are too far below."""
    end = END_OF_CELLS.search(xml, layout.ends_at or 0)
    return xml[: layout.ends_at] + xml[end.start() :] if end else xml


def walk(xml: bytes, start: Callable[[str, Attributes], None]) -> None:
    """Tell every tag of the part, without its prefix. Raises DamagedWorkbook."""
    parser = expat.ParserCreate()
    parser.StartElementHandler = lambda tag, given: start(tag.rpartition(":")[2], given)
    try:
        parser.Parse(xml, True)  # noqa: FBT003 - as it is called
    except expat.ExpatError:
        raise DamagedWorkbook from None


def _struck_styles(styles: bytes) -> frozenset[str]:
    """Return the styles of cells, by their number, whose font is struck through."""
    fonts: list[bool] = []
    struck: list[str] = []
    state = {"within": "", "style": 0}

    def start(tag: str, given: Attributes) -> None:
        if tag in {"fonts", "cellXfs", "dxfs", "cellStyleXfs"}:
            state["within"] = tag
        elif tag == "font" and state["within"] == "fonts":
            fonts.append(False)
        elif tag == "strike" and state["within"] == "fonts":
            fonts[-1] = given.get("val", "1") in YES
        elif tag == "xf" and state["within"] == "cellXfs":
            font = int(given.get("fontId", "0"))
            struck.extend([str(state["style"])] if font < len(fonts) and fonts[font] else [])
            state["style"] += 1  # type: ignore[operator]

    walk(styles, start)
    return frozenset(struck)


class _Cells:
    """Follows the rows and cells of one sheet."""

    def __init__(self, struck_styles: frozenset[str]) -> None:
        self._struck_styles = struck_styles
        self._found = Layout()
        self._row = self._place = 0
        self._cells_matter = True
        self._parser: Any = expat.ParserCreate()

    def read(self, xml: bytes) -> Layout:
        """Return what was found. Raises DamagedWorkbook."""
        self._cells_matter = bool(self._struck_styles) or any(it in xml for it in TYPE_ERROR)
        self._parser.StartElementHandler = self._start
        try:
            self._parser.Parse(xml, True)  # noqa: FBT003 - as it is called
        except FarBelow:
            self._found.ends_at = self._parser.CurrentByteIndex
        except (expat.ExpatError, ValueError):
            raise DamagedWorkbook from None
        return self._found

    def _start(self, tag: str, given: Attributes) -> None:
        match tag.rpartition(":")[2]:
            case "c":
                if self._cells_matter:
                    self._cell(given)
            case "row":
                self._begin_row(given)
            case "col" if given.get("hidden") in YES or float(given.get("width", "1")) == 0:
                last = min(int(given["max"]), limits.MOST_COLUMNS)
                self._found.hidden_columns.update(range(int(given["min"]) - 1, last))

    def _begin_row(self, given: Attributes) -> None:
        self._row, self._place = int(given.get("r", self._row + 1)), -1
        if self._row > limits.LAST_ROW:
            raise FarBelow
        if given.get("hidden") in YES or float(given.get("ht", "1")) == 0:
            self._found.hidden_rows.add(self._row)

    def _cell(self, given: Attributes) -> None:
        self._place = _place(given["r"]) if "r" in given else self._place + 1
        if given.get("s") in self._struck_styles:
            self._found.struck.add((self._row, self._place))
        error = given.get("t") == "e"
        if error:
            self._found.errors[self._row, self._place] = NAMELESS
        self._parser.CharacterDataHandler = self._error if error else None

    def _error(self, text: str) -> None:
        """Keep the name of the error; its formula, which stands before it, is none."""
        if text.strip().startswith(NAMES):
            self._found.errors[self._row, self._place] = text.strip()


def _place(name: str) -> int:
    """Return the column of a cell called like AB12; the first is 0."""
    place = 0
    for sign in name.upper():
        if sign.isdecimal():
            break
        place = place * 26 + ord(sign) - LETTER
    return place - 1


def _filled(xml: bytes, blank_strings: Callable[[], frozenset[int]]) -> Iterator[int]:
    """Yield the rows in which a cell says something, each once."""
    told, blank = 0, None
    for given, said in CELL.findall(xml):
        value, place = b"".join(VALUE.findall(said)).strip(), PLACE.search(given)
        if value and SHARED.search(given):
            blank = blank if blank is not None else blank_strings()
            value = b"" if int(value) in blank else value
        row = int(place[1]) if place else limits.LAST_ROW + 1
        if value and row > told:
            told = row
            yield row
