"""The regions as equal tiles, placed as in the country: a diagram, no map. Tint and dots tell how much."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from math import ceil
from xml.etree import ElementTree as ET

from services.reporting.charts.drawing import EDGE, INK, Drawing, Measure, Words
from shared.country.regions import Place

TINTS = ("#f3efe6", "#d3e6e2", "#94c3bd", "#3b7f7e", "#0c3f44")
DARK_FROM = 3  # the tint from which words are written in white
WIDTHS = (1, 2, 5, 10, 20, 25, 50, 100, 200, 250, 500, 1000, 2500, 5000, 10_000, 100_000)
PITCH, TILE, LINE, WORD = 70, 66, 10, 12  # the last: letters that fit on a line of a tile
KEY = 15  # height of a line of the key


@dataclass(frozen=True, slots=True)
class Tile:
    """One region: its place, its name, its number, and where its lines stand."""

    place: Place
    name: str
    measure: Measure
    href: str


@dataclass(frozen=True, slots=True)
class Scale:
    """Steps of equal width, from 1 on; 0 is a step of its own. Whole numbers need no place in two steps."""

    width: float
    whole: bool = True

    def step(self, value: float) -> int:
        """Return how dark a number is, from 0 to 4."""
        return min(ceil(value / self.width), len(TINTS) - 1)

    @property
    def names(self) -> list[str]:
        """Return what belongs to each step."""
        ends = [step * self.width for step in range(len(TINTS))]
        return ["0", *(_span(start + self.whole, end) for start, end in pairwise(ends))]


def _span(first: float, last: float) -> str:
    return f"{last:g}" if first == last else f"{first:g}\u2013{last:g}"


def scale(measures: Sequence[Measure]) -> Scale:
    """Return the scale with round steps that reaches the largest number; what is hidden has no part in it."""
    highest = max((measure.size for measure in measures), default=0)
    width = next((width for width in WIDTHS if width * (len(TINTS) - 1) >= highest), ceil(highest / (len(TINTS) - 1)))
    return Scale(width, all(float(measure.size).is_integer() for measure in measures))


def tile_map(key: str, title: str, text: str, tiles: Sequence[Tile], hidden: str, *, rtl: bool) -> Drawing:
    """Draw the tiles; `hidden` is what stands for numbers that are not told.

    North is above and east is right in every language, since places are not mirrored.
    """
    columns = max(tile.place[0] for tile in tiles) + 1
    rows = max(tile.place[1] for tile in tiles) + 1
    drawing = Drawing(key, title, text, rows * PITCH, rtl=rtl, wide=columns * PITCH)
    drawing.root.set("role", "group")  # an img would hide the links within
    steps = scale([tile.measure for tile in tiles])
    for tile in tiles:
        _tile(drawing, tile, steps)
    _key(drawing, steps, hidden)
    return drawing


def _tile(drawing: Drawing, tile: Tile, steps: Scale) -> None:
    x, y = tile.place[0] * PITCH + 2, tile.place[1] * PITCH + 2
    lines = _lines(tile.name)
    named = " ".join((tile.measure.text, *lines))  # as it stands there: who says aloud what is seen must be understood
    link = drawing.add("a", href=tile.href, aria_label=named, class_="tile-link")
    step = steps.step(tile.measure.size)
    fill, ink = (drawing.hatch, INK) if tile.measure.hidden else (TINTS[step], _ink(step))
    drawing.add("rect", parent=link, x=x, y=y, width=TILE, height=TILE, rx=5, fill=fill, stroke=EDGE)
    if tile.measure.hidden:
        drawing.add("rect", parent=link, x=x + 6, y=y + 6, width=TILE - 12, height=TILE - 12, rx=4, fill=TINTS[0])
    else:
        _dots(drawing, link, (x, y), step)
    middle = x + TILE / 2
    drawing.write(Words(tile.measure.text, 0, middle, y + 25, "middle", 15, bold=True, ink=ink), link)
    for number, line in enumerate(lines):
        drawing.write(Words(line, 0, middle, y + 38 + number * LINE, "middle", 9, ink=ink), link)
    for part in link:
        part.tail = " "  # else the number and the words run into one another for who hears them


def _dots(drawing: Drawing, parent: ET.Element, corner: Place, step: int) -> None:
    """Say the step once more without colour."""
    for number in range(step):
        x = corner[0] + TILE / 2 + (number - (step - 1) / 2) * 7
        drawing.add("circle", parent=parent, cx=x, cy=corner[1] + 7, r=2, fill=_ink(step))


def _key(drawing: Drawing, steps: Scale, hidden: str) -> None:
    """Say at the upper left, where there is sea, what the tints mean."""
    for step, name in enumerate(steps.names):
        _meaning(drawing, step, TINTS[step], name)
    if hidden:
        _meaning(drawing, len(TINTS), drawing.hatch, hidden)


def _meaning(drawing: Drawing, line: int, fill: str, name: str) -> None:
    y = 4 + line * (KEY + 3)
    drawing.add("rect", x=2, y=y, width=20, height=KEY, rx=2, fill=fill, stroke=EDGE)
    drawing.write(Words(name, 0, 28, y + 11.5, "start", 11))
    if 0 < line < len(TINTS):
        for number in range(line):
            drawing.add("circle", cx=12 + (number - (line - 1) / 2) * 4.5, cy=y + 7.5, r=1.5, fill=_ink(line))


def _ink(step: int) -> str:
    return "#ffffff" if step >= DARK_FROM else INK


def _lines(name: str) -> list[str]:
    """Break the name after hyphens and at spaces, into lines that fit a tile."""
    lines = [""]
    for word in name.replace(" - ", " ").replace("-", "- ").split():
        joined = f"{lines[-1]}{word}" if lines[-1].endswith("-") or not lines[-1] else f"{lines[-1]} {word}"
        if lines[-1] and len(joined) > WORD:
            lines.append(word)
        else:
            lines[-1] = joined
    return lines
