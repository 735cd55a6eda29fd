"""The report as HTML: what its page shows, and the same as one file that needs nothing else."""

from pathlib import Path
from typing import Any

from markupsafe import Markup

from services.reporting.outputs.document import Document, document
from services.reporting.outputs.pictures import pictures, tile_choices, tiles
from services.reporting.report.values import Report
from shared.web import assets
from shared.web.pages import Pages

TEMPLATES = Path(__file__).parent.parent / "templates"
STYLE = TEMPLATES / "report.css"
PAGES = Pages(TEMPLATES)


def shown_on_page(report: Report, language: str, tint: str = "") -> dict[str, Any]:
    """Return what the templates show; `tint` is the number that the regions' tiles tell."""
    read = document(report, language)
    return {"document": read, "tiles": tiles(read, tint), "pictures": pictures(read), "choices": _choices(read)}


def html(report: Report, language: str, *, origin: str = "", demo: bool = False) -> bytes:
    """Return the report as one file. Its numbers lead to `origin`, where their events are listed."""
    style = "\n".join(file.read_text(encoding="utf-8") for file in (assets.ASSETS / "takwin.css", STYLE))
    to_facts = "" if report.public else f"{origin}/reporting/facts?"
    values: dict[str, Any] = {"style": Markup(style), "to_facts": to_facts, "demo": demo}  # noqa: S704 - a style of our own
    return PAGES.render("report_file.html", language, **values, **shown_on_page(report, language)).encode()


def _choices(read: Document) -> list[tuple[str, str]]:
    return [(column.key, read.words.say(column.sentence)) for column in tile_choices(read)]
