"""Drawings as SVG that say in words what they show; they need no style sheet and no script."""

from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass
from typing import Any, Literal
from unicodedata import bidirectional
from xml.etree import ElementTree as ET

from markupsafe import Markup

INK, SOFT, PAPER, EDGE = "#1a2a2e", "#56666a", "#ffffff", "#8b968f"
SIZE = 13
Anchor = Literal["start", "middle", "end"]


@dataclass(frozen=True, slots=True)
class Measure:
    """One number to be drawn. Hidden: its size must not show; no value: there is nothing to draw yet."""

    text: str
    value: float | None
    hidden: bool = False

    @property
    def size(self) -> float:
        """Return what a bar's length may stand for."""
        return 0 if self.hidden or self.value is None else self.value


@dataclass(frozen=True, slots=True)
class Words:
    """Words of a drawing: `percent` of its width and `shift` pixels from the left, on a line at `y`."""

    text: str
    percent: float
    shift: float
    y: float
    anchor: Anchor
    size: float = SIZE
    bold: bool = False
    ink: str = INK

    @property
    def rtl(self) -> bool:
        """Say whether it reads from the right: whether there is any Arabic in it."""
        return any(bidirectional(letter) in {"R", "AL"} for letter in self.text)


class Drawing:
    """A picture of a given height. Places across are percentages from where the reader begins to read.

    `wide` fixes its proportions, where the picture is to grow and shrink as a whole.
    """

    def __init__(self, key: str, title: str, text: str, height: float, *, rtl: bool, wide: float = 0) -> None:
        self.key, self.title, self.text = key, title, text
        self.rtl, self.height, self.wide = rtl, height, wide
        self.texts: list[Words] = []
        # Left to right for both, so that anchors mean the same wherever it is shown: mirroring is done here.
        self.root = ET.Element("svg", {"xmlns": "http://www.w3.org/2000/svg", "class": "drawing", "direction": "ltr"})
        self.root.attrib |= {"role": "img", "aria-labelledby": f"{key}-title {key}-desc", "height": str(height)}
        self.root.attrib |= {"viewBox": f"0 0 {wide} {height}"} if wide else {}
        self.add("title", title, id=f"{key}-title")
        self.add("desc", text, id=f"{key}-desc")
        self._hatching()

    def add(self, tag: str, text: str = "", parent: ET.Element | None = None, **attributes: Any) -> ET.Element:
        """Add an element; underscores in names of attributes stand for hyphens."""
        named = {name.rstrip("_").replace("_", "-"): str(value) for name, value in attributes.items()}
        element = ET.SubElement(self.root if parent is None else parent, tag, named)
        element.text = text or None
        return element

    def bar(self, start: float, length: float, y: float, height: float, fill: str, **more: Any) -> None:
        """Add a bar that begins `start` percent from the reader's side."""
        x = 100 - start - length if self.rtl else start
        self.add("rect", x=f"{x:.2f}%", y=y, width=f"{length:.2f}%", height=height, fill=fill, **more)

    def words(self, text: str, start: float, y: float, shift: float = 0, *, bold: bool = False, ink: str = INK) -> None:
        """Add words that begin `start` percent, and `shift` pixels, from the reader's side."""
        at: tuple[float, float, Anchor] = (100 - start, -shift, "end") if self.rtl else (start, shift, "start")
        self.write(Words(text, at[0], at[1], y, at[2], bold=bold, ink=ink))

    def write(self, words: Words, parent: ET.Element | None = None) -> None:
        """Add words at their place."""
        self.texts.append(words)
        box = self.add("svg", parent=parent, x=f"{words.percent:.2f}%", y=0, overflow="visible")
        look: dict[str, Any] = {"fill": words.ink, "text_anchor": words.anchor, "font_size": words.size}
        # Isolated from what surrounds it, so that numbers and brackets in it keep their place.
        text = f"\u2067{words.text}\u2069" if words.rtl else words.text
        self.add("text", text, box, x=words.shift, y=words.y, font_weight=700 if words.bold else 400, **look)

    def hidden(self, start: float, length: float, y: float, height: float) -> None:
        """Add what stands for a number that is not told: always as long as it is told to be."""
        self.bar(start, length, y, height, self.hatch, stroke=EDGE, stroke_dasharray="3 2", class_="hidden-number")

    @property
    def hatch(self) -> str:
        """Return the fill of what is hidden."""
        return f"url(#{self.key}-hatch)"

    def svg(self) -> Markup:
        """Return the picture as it stands in a page, as wide as there is room; all text in it is escaped."""
        return Markup(_written(self.root, lambda root: root.set("width", "100%")))  # noqa: S704 - ElementTree escapes

    def shapes(self, width: float) -> str:
        """Return the picture without its words, which paper sets itself."""

        def bare(root: ET.Element) -> None:
            root.set("width", str(width))
            for parent in list(root.iter()):
                for child in [child for child in parent if child.tag == "svg"]:
                    parent.remove(child)

        return _written(self.root, bare)

    def _hatching(self) -> None:
        box: dict[str, Any] = {
            "width": 6,
            "height": 6,
            "patternUnits": "userSpaceOnUse",
            "patternTransform": "rotate(45)",
        }
        pattern = self.add("pattern", parent=self.add("defs"), id=f"{self.key}-hatch", **box)
        self.add("rect", parent=pattern, width=6, height=6, fill=PAPER)
        self.add("rect", parent=pattern, width=2, height=6, fill=EDGE)


def _written(root: ET.Element, change: Callable[[ET.Element], None]) -> str:
    other = deepcopy(root)
    change(other)
    return ET.tostring(other, encoding="unicode")
