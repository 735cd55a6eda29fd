"""Door 3: the figures as a page, in French, Arabic or English. It works without scripts, on a phone and on paper."""

from datetime import datetime
from functools import cache, partial
from pathlib import Path
from zoneinfo import ZoneInfo

from babel.dates import format_datetime
from fastapi import APIRouter, Request, Response
from fastapi.responses import FileResponse, HTMLResponse
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from services.reporting import actions
from shared import regions
from shared.http import Db, needs
from shared.i18n import LANGUAGES, choose, say
from shared.timezones import ZONE

TEMPLATES = Path(__file__).with_name("templates")
LOCALES = {"fr": "fr_MA", "ar": "ar_MA", "en": "en_GB"}
NATIVE_NAMES = {"fr": "Français", "ar": "العربية", "en": "English"}

pages = APIRouter(tags=["pages"])


@cache
def templates() -> Environment:
    """Return the templates; they escape whatever is put into them."""
    return Environment(
        loader=FileSystemLoader(TEMPLATES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


@pages.get("/", dependencies=[needs("figures.read")], response_class=HTMLResponse)
async def show_figures(request: Request, db: Db, lang: str = "") -> HTMLResponse:
    """Show the figures by region. Internal: small numbers are not suppressed."""
    language = lang if lang in LANGUAGES else choose(request.headers.get("accept-language", ""))
    html = render(await actions.report(db), language)
    headers = {"content-language": language, "vary": "Accept-Language", "cache-control": "no-store"}
    return HTMLResponse(html, headers=headers)


@pages.get("/figures.css", dependencies=[needs("figures.read")])
async def show_style() -> Response:
    """Return the page's style."""
    return FileResponse(TEMPLATES / "figures.css", media_type="text/css")


def render(report: actions.Report, language: str) -> str:
    """Return the page's HTML."""
    return (
        templates()
        .get_template("figures.html")
        .render(
            report=report,
            as_of=report.as_of and in_words(report.as_of, language),
            language=language,
            direction="rtl" if language == "ar" else "ltr",
            languages=NATIVE_NAMES,
            name_of=partial(name_of, language=language),
            say=partial(say, language=language),
        )
    )


def in_words(moment: datetime, language: str) -> str:
    """Return the moment in the words of Morocco: August is غشت."""
    return format_datetime(moment, "d MMMM y, HH:mm", tzinfo=ZoneInfo(ZONE), locale=LOCALES[language])


def name_of(region: str, language: str) -> str:
    """Return the region's name, its code where it is not known."""
    names = regions.names().get(region, {})
    return names.get(language) or names.get("fr") or region
