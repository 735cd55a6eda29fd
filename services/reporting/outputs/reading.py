"""A report in one reader's words: page, workbook and paper all show this, in this order."""

from collections.abc import Callable
from dataclasses import dataclass

from babel.numbers import format_decimal

from services.reporting.outputs import labels
from services.reporting.report.values import Column, Number, Report, Row, RowKind, Section, Unit
from shared.words import Words

HIDDEN = "×"
FEW_ANSWERS = "\u2026"
NOTHING_YET = "\u2013"
FORMATS: dict[Unit, str] = {"count": "#,##0.#", "hours": "#,##0.0", "score": "#,##0.0"}


@dataclass(frozen=True, slots=True)
class Cell:
    """One number as it is read, and where the events behind it are listed."""

    key: str
    heading: str
    text: str
    number: Number
    unit: Unit


@dataclass(frozen=True, slots=True)
class Line:
    """One row of a table."""

    key: str
    kind: RowKind
    label: str
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """One section: what its first column holds, its headings, its lines, its total, its notes."""

    key: str
    title: str
    corner: str
    columns: tuple[Column, ...]
    headings: tuple[str, ...]
    lines: tuple[Line, ...]
    total: Line | None
    notes: tuple[str, ...]


def tables(report: Report, words: Words) -> list[Table]:
    """Return every section that has something to show."""
    return [_table(section, words) for section in report.sections if section.rows or section.total]


def written(number: Number, unit: Unit, words: Words) -> str:
    """Return the number as it is read; a hidden one says only that it is small or would lead to a small one."""
    if number.hidden:
        return FEW_ANSWERS if unit == "score" else HIDDEN
    return NOTHING_YET if number.value is None else format_decimal(number.value, FORMATS[unit], locale=words.locale)


def _table(section: Section, words: Words) -> Table:
    line = _line_of(section, words)
    return Table(
        key=section.key,
        title=words.say(section.sentence),
        corner=words.say(labels.CORNERS[section.rows[0].kind if section.rows else "total"]),
        columns=section.columns,
        headings=tuple(words.say(column.sentence) for column in section.columns),
        lines=tuple(line(row) for row in section.rows),
        total=line(section.total) if section.total else None,
        notes=tuple(words.say(note) for note in section.notes),
    )


def _line_of(section: Section, words: Words) -> Callable[[Row], Line]:
    def line(row: Row) -> Line:
        cells = tuple(_cell(row.numbers[column.key], column, words) for column in section.columns)
        return Line(row.key, row.kind, labels.label(row, words), cells)

    return line


def _cell(number: Number, column: Column, words: Words) -> Cell:
    text = written(number, column.unit, words)
    return Cell(column.key, words.say(column.sentence), text, number, column.unit)
