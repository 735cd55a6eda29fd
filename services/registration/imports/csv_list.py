"""Reading a CSV list, whatever program wrote it: its encoding and its separator are guessed from what is in it."""

import csv
import re
from collections.abc import Iterator
from io import StringIO

from services.registration.imports import headings, limits
from services.registration.imports.refusals import NoRows, NoSpreadsheet, TooManyColumns, TooManyRows
from services.registration.imports.sheet import Sheet, trimmed

BOMS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}
FRENCH, ARABIC = "windows-1252", "windows-1256"
ENCODINGS = (*BOMS.values(), "utf-8", FRENCH, ARABIC)
SEPARATORS = (";", ",", "\t")
SAMPLE = 50_000  # characters: the headings stand within them
WIDEST = 16_384  # columns of an Excel sheet, blank ones included; no line has more
# Three letters of windows-1256 in a row are an Arabic word; French never has three accents in a row.
ARABIC_WORD = re.compile(rb"[\xc0-\xff]{3}")
NOT_TYPED = re.compile("[\x00-\x08\x0e-\x1f\x7f]")
MARKUP = re.compile(r"\s*(<|\{|%PDF|%!PS)")
HINT = re.compile(r"sep=(.)\r?\n")  # Excel's own first line


def read_csv(file: bytes) -> Sheet:
    """Return the list. Raises a refusal of the file."""
    if file.count(b"\n") > limits.MOST_LINES or file.count(b"\r") > limits.MOST_LINES:
        raise TooManyRows(limit=limits.MOST_ROWS)
    text = decoded(file)
    if NOT_TYPED.search(text) or MARKUP.match(text):
        raise NoSpreadsheet
    if not text.strip():
        raise NoRows
    if any(text.count(separator) > WIDEST and _too_wide(text, separator) for separator in SEPARATORS):
        raise TooManyColumns(limit=limits.MOST_COLUMNS)
    return Sheet(trimmed(_cells(text, _separator(text))))


def _too_wide(text: str, separator: str) -> bool:
    return any(line.count(separator) > WIDEST for line in text.splitlines())


def decoded(file: bytes) -> str:
    """Return the text: by its byte-order mark, else as UTF-8, else as Windows writes French or Arabic."""
    encoding = next((name for mark, name in BOMS.items() if file.startswith(mark)), None)
    try:
        return file.decode(encoding or "utf-8")
    except UnicodeDecodeError:
        if encoding:
            raise NoSpreadsheet from None
    try:
        return file.decode(ARABIC if ARABIC_WORD.search(file) else FRENCH)
    except UnicodeDecodeError:
        raise NoSpreadsheet from None


def _separator(text: str) -> str:
    """Return the one that yields the most known headings, then the most columns."""
    if hint := HINT.match(text):
        return hint[1]
    return max(SEPARATORS, key=lambda separator: _sense(list(_cells(text[:SAMPLE], separator))))


def _sense(rows: list[list[str]]) -> tuple[int, int]:
    found = headings.find([[cell or None for cell in row] for row in rows])
    return len(found.columns), max((len(row) for row in rows), default=0)


def _cells(text: str, separator: str) -> Iterator[list[str]]:
    hint = HINT.match(text)
    csv.field_size_limit(limits.MOST_CHARACTERS)
    try:
        if hint:
            yield []
        yield from csv.reader(StringIO(text[hint.end() :] if hint else text, newline=""), delimiter=separator)
    except csv.Error:
        raise NoSpreadsheet from None
