"""The records of a CSV list: a quotation mark that is not closed, or stands astray, swallows nobody."""

import csv
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from io import StringIO
from typing import NamedTuple

LONGEST = 20  # lines of one record: an address in a cell has a handful
LOOKED_AT = 200  # lines, to know how many columns there are


class Record(NamedTuple):
    """The cells of a row, and the lines of the file that they stand in; the first line is 1."""

    cells: list[str]
    first: int
    last: int

    def doubtful(self, separator: str) -> bool:
        """Say whether lines may have run together: one cell holds several of them, with separators."""
        several = self.last > self.first
        return several and any(len(cell.strip().splitlines()) > 1 and separator in cell for cell in self.cells)


def records(text: str, separator: str) -> Iterator[Record]:
    """Yield the records in their order."""
    lines = list(StringIO(text, newline=""))
    width, at = _width(lines, separator), 0
    while at < len(lines):
        cells, count = _record(lines, at, separator, width)
        yield Record(cells, at + 1, at + count)
        at += count


def _record(lines: Sequence[str], at: int, separator: str, width: int) -> tuple[list[str], int]:
    """Return the cells that begin in this line, and how many lines they take.

    A line that is a whole row, with another whole row below it, ends there: its quotation mark is astray.
    """
    line = lines[at]
    if '"' not in line:
        return line.rstrip("\r\n").split(separator), 1
    for end in range(at + 1, min(at + LONGEST, len(lines)) + 1):
        if (cells := _quoted("".join(lines[at:end]), separator)) is not None:
            return cells, end - at
        below = lines[end] if end < len(lines) else ""
        if min(line.count(separator), below.count(separator)) >= max(width - 1, 1):
            break
    return _literal(line, separator), 1


def _quoted(text: str, separator: str) -> list[str] | None:
    """Return the cells where every quotation mark has its place."""
    try:
        read = list(csv.reader(StringIO(text, newline=""), delimiter=separator, strict=True))
    except csv.Error:
        return None
    return read[0] if len(read) == 1 else None


def _literal(line: str, separator: str) -> list[str]:
    """Return the cells of the line alone; a quotation mark counts where a cell has both, others are left out."""
    cell = rf'(?:^|{re.escape(separator)})("(?:[^"]|"")*"(?={re.escape(separator)}|$)|[^{re.escape(separator)}]*)'
    return [_bare(found) for found in re.findall(cell, line.rstrip("\r\n"))]


def _bare(cell: str) -> str:
    return cell.removeprefix('"').removesuffix('"').replace('""', '"')


def _width(lines: Sequence[str], separator: str) -> int:
    """Return how many columns most lines have."""
    filled = [line for line in lines[:LOOKED_AT] if line.strip()]
    widths = Counter(len(_literal(line, separator)) for line in filled)
    return max(widths, key=lambda width: (widths[width], width), default=0)
