"""Bars that lie: one group for each line of a table, a number at the end of each bar."""

from collections.abc import Sequence
from dataclasses import dataclass

from services.reporting.charts.drawing import SOFT, Drawing, Measure

FILLS: tuple[tuple[str, ...], ...] = ((), ("#0e6268",), ("#8fc1bb", "#0e6268"), ("#8fc1bb", "#0e6268", "#e3a72f"))
LONGEST, HIDDEN = 82.0, 10.0  # percent; what is hidden is always as long
BAR, GAP, LABEL, LEGEND = 14, 3, 20, 24


@dataclass(frozen=True, slots=True)
class Group:
    """One line of the table: its name and a number for each series."""

    label: str
    measures: Sequence[Measure]


def bars(key: str, title: str, text: str, series: Sequence[str], groups: Sequence[Group], *, rtl: bool) -> Drawing:
    """Draw the groups one below the other; the colours are named above them where there is more than one."""
    top = LEGEND if len(series) > 1 else 0
    high = LABEL + len(series) * (BAR + GAP) + 8
    drawing = Drawing(key, title, text, top + high * len(groups), rtl=rtl)
    if top:
        _legend(drawing, series)
    longest = max((measure.size for group in groups for measure in group.measures), default=0) or 1
    for place, group in enumerate(groups):
        _group(drawing, group, top + place * high, LONGEST / longest)
    return drawing


def _legend(drawing: Drawing, series: Sequence[str]) -> None:
    for place, name in enumerate(series):
        start = place * 100 / len(series)
        drawing.bar(start, 3, 2, 12, FILLS[len(series)][place])
        drawing.words(name, start + 3, 13, 6, ink=SOFT)


def _group(drawing: Drawing, group: Group, y: int, percent: float) -> None:
    drawing.words(group.label, 0, y + 14)
    for place, measure in enumerate(group.measures):
        at, length = y + LABEL + place * (BAR + GAP), max(measure.size * percent, 0.3)
        if measure.hidden:
            length = HIDDEN
            drawing.hidden(0, length, at, BAR)
        else:
            drawing.bar(0, length, at, BAR, FILLS[len(group.measures)][place])
        drawing.words(measure.text, length, at + 11.5, 6, bold=True)
