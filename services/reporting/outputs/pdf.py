"""The report on paper: A4, Arabic joined and written from the right, the same bytes for the same report."""

import json
from dataclasses import fields, is_dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

import typst

from services.reporting.charts.drawing import Drawing
from services.reporting.outputs.document import Document, Quote, document
from services.reporting.outputs.pictures import pictures, tiles
from services.reporting.report.values import Report

SERVICE = Path(__file__).parent.parent
TEMPLATE = SERVICE / "templates" / "report.typ"
ACCESSIBLE: Literal["ua-1"] = "ua-1"  # headings, tables and drawings are marked as such for those who hear the page
WIDTH = 460.0  # pixels of a drawing that is as wide as there is room


def pdf(report: Report, language: str, *, demo: bool = False) -> bytes:
    """Return the report as PDF. This keeps a processor busy: call it in a thread."""
    read = document(report, language, demo=demo)
    inputs = {"report": json.dumps(_all_of(read), default=_plain, ensure_ascii=False, sort_keys=True)}
    told_at = int(report.as_of.timestamp()) if report.as_of else 0
    compiler = typst.Compiler(TEMPLATE, root=TEMPLATE.parent, font_paths=_fonts(), sys_inputs=inputs)
    written = compiler.compile(format="pdf", pdf_standards=ACCESSIBLE, timestamp=told_at)
    return written if isinstance(written, bytes) else b"".join(written or [])


@cache
def _fonts() -> typst.Fonts:
    """Return our own fonts and no others, so that every machine writes the same."""
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[SERVICE / "fonts"])


def _all_of(read: Document) -> dict[str, Any]:
    drawn = {"tiles": tiles(read, ""), "pictures": pictures(read), "figures": read.figures}
    return {**_plain(read), **drawn, "rtl": read.words.direction == "rtl"}


def _plain(value: Any) -> dict[str, Any]:
    """Return a value as the template reads it."""
    if isinstance(value, Drawing):
        return _drawing(value)
    if not is_dataclass(value):
        raise TypeError(type(value).__name__)
    more = {"direction": value.direction, "about": value.about} if isinstance(value, Quote) else {}
    return {field.name: getattr(value, field.name) for field in fields(value)} | more


def _drawing(drawing: Drawing) -> dict[str, Any]:
    width = drawing.wide or WIDTH
    words = [{**_plain(it), "x": it.percent * width / 100 + it.shift, "rtl": it.rtl} for it in drawing.texts]
    said = {"title": drawing.title, "alt": f"{drawing.title}. {drawing.text}"}
    return {"shapes": drawing.shapes(width), "width": width, "height": drawing.height, "words": words, **said}
