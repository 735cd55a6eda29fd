"""Reading a CSV list, whatever program wrote it: its encoding and its separator are guessed from what is in it."""

import csv
import re
from collections.abc import Sequence
from dataclasses import replace

from services.registration.imports.parsing import headings
from services.registration.imports.reading import limits
from services.registration.imports.reading.encodings import Reading, readings
from services.registration.imports.reading.records import records
from services.registration.imports.reading.sheet import Sheet, trimmed
from services.registration.imports.refusals import NoRows, NoSpreadsheet, TooManyColumns, TooManyRows, TooMuchInside

SEPARATORS = (";", ",", "\t")
SAMPLE = 50_000  # characters: the headings stand within them
WIDEST = 16_384  # columns of an Excel sheet, blank ones included; no line has more
NOT_TYPED = re.compile("[\x00-\x08\x0e-\x1f\x7f]")
MARKUP = re.compile(r"\s*(<|\{|%PDF|%!PS)")
HINT = re.compile(r"sep=(.)\r?\n")  # Excel's own first line


def read_csv(file: bytes) -> Sheet:
    """Return the list, and beside it how else it may read. Raises a refusal of the file."""
    if file.count(b"\n") > limits.MOST_LINES or file.count(b"\r") > limits.MOST_LINES:
        raise TooManyRows(limit=limits.MOST_ROWS)
    found = readings(file)
    if sum(len(one.text) for one in found[1:]) > limits.MOST_CHARACTERS:
        raise TooMuchInside
    sheet, *others = (_sheet(one) for one in found)
    return replace(sheet, others=[one.as_json() for one in others], asks_encoding=bool(others))


def _sheet(reading: Reading) -> Sheet:
    text = reading.text
    if NOT_TYPED.search(text) or MARKUP.match(text):
        raise NoSpreadsheet
    if not text.strip():
        raise NoRows
    if any(text.count(separator) > WIDEST and _too_wide(text, separator) for separator in SEPARATORS):
        raise TooManyColumns(limit=limits.MOST_COLUMNS)
    hint = HINT.match(text)
    separator = hint[1] if hint else _separator(text)
    csv.field_size_limit(limits.MOST_CHARACTERS)
    found = list(records(text, separator))
    first = [[]] if hint else [found[0].cells]
    doubtful = [[at, one.first, one.last] for at, one in enumerate(found, 1) if one.doubtful(separator)]
    rows = trimmed([*first, *(one.cells for one in found[1:])])
    return Sheet(rows, encoding=reading.encoding, doubtful=doubtful)


def _too_wide(text: str, separator: str) -> bool:
    return any(line.count(separator) > WIDEST for line in text.splitlines())


def _separator(text: str) -> str:
    """Return the one that yields the most known headings, then the most columns."""
    return max(SEPARATORS, key=lambda one: _sense([record.cells for record in records(text[:SAMPLE], one)]))


def _sense(rows: Sequence[list[str]]) -> tuple[int, int]:
    found = headings.find([[cell or None for cell in row] for row in rows])
    return len(found.columns), max((len(row) for row in rows), default=0)
