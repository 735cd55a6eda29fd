"""Drawings of a report: its regions as tiles, seats and participations, who came, hours by module."""

from collections.abc import Sequence
from dataclasses import dataclass

from services.reporting.charts.bars import Group, bars
from services.reporting.charts.drawing import Drawing, Measure
from services.reporting.charts.parts import parts
from services.reporting.charts.tiles import Tile, tile_map
from services.reporting.outputs.document import Document
from services.reporting.outputs.reading import HIDDEN, NOTHING_YET, Cell, Line, Table
from services.reporting.report.values import Column, RowKind
from shared.country import regions

SEATS, PEOPLE, HOURS = ("registered", "attended"), ("people",), ("hours",)
TINT = "attended"  # what the tiles tell unless another number is chosen


@dataclass(frozen=True, slots=True)
class Picture:
    """A drawing and, for those who do not see it, its numbers: a heading for each, a line for each name."""

    key: str
    title: str
    drawing: Drawing
    corner: str
    headings: tuple[str, ...]
    lines: tuple[tuple[str, tuple[str, ...]], ...]


def pictures(document: Document) -> list[Picture]:
    """Return the drawings but the tiles, as far as the report has their numbers."""
    found = [
        _bars(document, "region", SEATS, "Seats and participations by region"),
        _parts(document),
        _bars(document, "module", HOURS, "Hours of training by module"),
    ]
    return [picture for picture in found if picture]


def tile_choices(document: Document) -> tuple[Column, ...]:
    """Return the numbers by which the regions can be tinted."""
    table = document.table("region")
    return table.columns if table else ()


def tiles(document: Document, chosen: str) -> Picture | None:
    """Return the regions as tiles, tinted by the number chosen, else by those who came."""
    table = document.table("region")
    if table is None or not table.columns:
        return None
    keys = [column.key for column in table.columns]
    at = next((keys.index(key) for key in (chosen, TINT) if key in keys), 0)
    title = document.words.say("{number} by region", number=table.headings[at])
    found = {line.key: _measure(line.cells[at]) for line in table.lines}
    lines = [(document.words.region(code), found.get(code, Measure(NOTHING_YET, None))) for code in _codes(found)]
    drawn = [
        Tile(place, document.words.region(code), found.get(code, Measure(NOTHING_YET, None)), f"#region-{code}")
        for code, place in regions.placed(_codes(found), regions.tiles()).items()
    ]
    hidden = HIDDEN if document.public else ""
    drawing = tile_map("tiles", title, _read(lines), drawn, hidden, rtl=document.words.direction == "rtl")
    numbers = tuple((name, (measure.text,)) for name, measure in lines)
    return Picture("tiles", title, drawing, table.corner, (table.headings[at],), numbers)


def _codes(found: dict[str, Measure]) -> list[str]:
    return [*regions.names(), *sorted(found.keys() - regions.names().keys())]


def _bars(document: Document, kind: RowKind, keys: Sequence[str], sentence: str) -> Picture | None:
    table = document.table(kind)
    at = _places(table, keys)
    if table is None or not at:
        return None
    title, rtl = document.words.say(sentence), document.words.direction == "rtl"
    groups = [Group(line.label, _measures(line, at)) for line in table.lines]
    headings = tuple(table.headings[place] for place in at)
    read = "; ".join(f"{group.label}: {', '.join(it.text for it in group.measures)}" for group in groups)
    drawing = bars(f"{kind}-bars", title, read, headings, groups, rtl=rtl)
    lines = tuple((group.label, tuple(it.text for it in group.measures)) for group in groups)
    return Picture(f"{kind}-bars", title, drawing, table.corner, headings, lines)


def _parts(document: Document) -> Picture | None:
    table = document.table("sex")
    at = _places(table, PEOPLE)
    if table is None or not at:
        return None
    title, rtl = document.words.say("Women and men among those who came"), document.words.direction == "rtl"
    of = [(line.label, _measure(line.cells[at[0]])) for line in table.lines]
    drawing = parts("sex-parts", title, _read(of), of, rtl=rtl)
    lines = tuple((name, (measure.text,)) for name, measure in of)
    return Picture("sex-parts", title, drawing, table.corner, (table.headings[at[0]],), lines)


def _places(table: Table | None, keys: Sequence[str]) -> list[int]:
    found = [column.key for column in table.columns] if table else []
    return [found.index(key) for key in keys if key in found]


def _measures(line: Line, at: Sequence[int]) -> list[Measure]:
    return [_measure(line.cells[place]) for place in at]


def _measure(cell: Cell) -> Measure:
    return Measure(cell.text, cell.number.value, cell.number.hidden)


def _read(lines: Sequence[tuple[str, Measure]]) -> str:
    return "; ".join(f"{name}: {measure.text}" for name, measure in lines)
