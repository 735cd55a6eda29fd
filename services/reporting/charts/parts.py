"""One bar of several parts of a whole: how many of the people are women, men, not known."""

from collections.abc import Sequence

from services.reporting.charts.drawing import EDGE, Drawing, Measure

FILLS = ("#0e6268", "#e3a72f", "#d8d2c4", "#a8452a")
BAR, LINE, TOP = 28, 22, 12
HIDDEN = 12.0  # percent; what is hidden is always as long, so that no length leads to it

Part = tuple[str, Measure]


def parts(key: str, title: str, text: str, of: Sequence[Part], *, rtl: bool) -> Drawing:
    """Draw the parts beside one another, and below them what each stands for."""
    drawing = Drawing(key, title, text, BAR + TOP + LINE * len(of), rtl=rtl)
    start = 0.0
    for place, length in enumerate(lengths([measure for _, measure in of])):
        _part(drawing, start, length, FILLS[place % len(FILLS)], hidden=of[place][1].hidden)
        start += length
    for place, (name, measure) in enumerate(of):
        _meaning(drawing, place, name, measure)
    return drawing


def lengths(measures: Sequence[Measure]) -> list[float]:
    """Return percentages: hidden ones are all alike, the others share what is left."""
    left = 100 - HIDDEN * sum(measure.hidden for measure in measures)
    whole = sum(measure.size for measure in measures) or 1
    return [HIDDEN if measure.hidden else left * measure.size / whole for measure in measures]


def _part(drawing: Drawing, start: float, length: float, fill: str, *, hidden: bool) -> None:
    if hidden:
        drawing.hidden(start, length, 1, BAR - 2)
    elif length:
        drawing.bar(start, length, 0, BAR, fill, stroke="#ffffff")


def _meaning(drawing: Drawing, place: int, name: str, measure: Measure) -> None:
    y = BAR + TOP + place * LINE
    fill = drawing.hatch if measure.hidden else FILLS[place % len(FILLS)]
    drawing.bar(0, 4, y, 13, fill, stroke=EDGE)
    drawing.words(measure.text, 4, y + 11, 8, bold=True)
    drawing.words(name, 18, y + 11, 8)
