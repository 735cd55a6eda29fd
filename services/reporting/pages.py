"""Pages: the report as a page and as files, and every number opened into its events."""

from collections.abc import Callable
from typing import Annotated, Any
from urllib.parse import urlencode

from anyio import to_thread
from fastapi import APIRouter, Depends, Request
from fastapi.responses import FileResponse, HTMLResponse, Response

from services.reporting import actions
from services.reporting.figures.where import Where, name
from services.reporting.outputs import opened_number
from services.reporting.outputs.happened import happened
from services.reporting.outputs.page import PAGES, STYLE, html, shown_on_page
from services.reporting.outputs.pdf import pdf
from services.reporting.outputs.pictures import TINT
from services.reporting.outputs.reached import INSIDE, FileRegion, Region, reached, where_within
from services.reporting.outputs.reading import written
from services.reporting.outputs.reasons import explained, only_number
from services.reporting.outputs.xlsx import xlsx
from services.reporting.report.actions import AllReports
from services.reporting.report.values import Number, Report
from shared.access.reach import Reach
from shared.country import regions
from shared.http.access import Db, caller_of, needs, reach_of
from shared.http.language import language_of
from shared.http.limits import costs
from shared.words import Words

SHOWN_AT_MOST = 500  # events, or hidden numbers, on a page; the API has them all
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"

DEAR = costs(30)  # a file takes the processor for a second or more

pages = APIRouter(include_in_schema=False)


@pages.get("/", dependencies=[needs("figures.read")])
async def show_report(request: Request, reports: AllReports, region: Region, tint: str = TINT) -> HTMLResponse:
    """Show the report of all regions or of one. Internal: small numbers are told."""
    return await _show(request, await _report(request, reports, region, public=False), tint)


@pages.get("/public", dependencies=[needs("figures.public")])
async def show_public_report(request: Request, reports: AllReports, region: Region, tint: str = TINT) -> HTMLResponse:
    """Show the report as everybody may read it: no number leads to few people."""
    return await _show(request, await _report(request, reports, region, public=True), tint)


async def _show(request: Request, report: Report, tint: str) -> HTMLResponse:
    language, region = language_of(request), report.region or ""
    values = await to_thread.run_sync(shown_on_page, report, language, tint)
    reach, caller = reach_of(request), caller_of(request)
    values |= {"region": region, "regions": _regions(reach, language), "tint": tint}
    values |= {"hides": bool(report.hidden) and caller.may(INSIDE.permission)}
    values["asked"] = urlencode({"lang": language, "public": str(report.public).lower(), "region": region})
    return PAGES.show(request, "report.html", **values)


def _regions(reach: Reach, language: str) -> list[tuple[str, str]]:
    words = Words(language)
    if not reach.whole:
        return [(code, words.region(code)) for code in sorted(reach.regions)]
    return [("", words.say("All regions")), *((code, words.region(code)) for code in regions.names())]


@pages.get("/facts", dependencies=[needs("figures.read")])
async def show_facts(
    request: Request, db: Db, reports: AllReports, indicator: str, where: Annotated[Where, Depends()]
) -> HTMLResponse:
    """Show one number, its rule and the events behind it. Internal."""
    heard, where = await reports.heard(), where_within(request, where)
    found = await actions.open_number(db, heard, indicator, where)
    words = Words(language_of(request))
    number = Number(found.value, hidden=found.hidden)
    values: dict[str, Any] = {
        "heading": opened_number.heading(indicator, where, await reports.report(), words),
        "rule": words.say(opened_number.rule(indicator)),
        "text": written(number, opened_number.unit(indicator), words),
        "events": happened(found.events[:SHOWN_AT_MOST], found.courses, words),
        "total": len(found.events),
        "query": name(indicator, where),
        "hidden": found.hidden,
    }
    return PAGES.show(request, "facts.html", **values)


@pages.get("/hidden", dependencies=[needs("figures.read")])
async def show_reasons(
    request: Request,
    reports: AllReports,
    where: Annotated[Where, Depends()],
    indicator: str = "",
    *,
    public: bool = True,
) -> HTMLResponse:
    """Show which numbers the report hides, and why, or whether and why one of them is hidden. Internal."""
    where = where_within(request, where)
    report = await _report(request, reports, where.region or "", public=public)
    everything, words = await reports.report(), Words(language_of(request))
    values: dict[str, Any] = {"public": public, "one": ""}
    if indicator:
        report = only_number(report, indicator, where)
        values["one"] = opened_number.heading(indicator, where, everything, words)
    lines = await to_thread.run_sync(explained, report, everything, words, SHOWN_AT_MOST + 1)
    more = len(lines) > SHOWN_AT_MOST
    return PAGES.show(request, "hidden.html", lines=lines[:SHOWN_AT_MOST], more=more, **values)


@pages.get("/report.css", dependencies=[needs("figures.public")])
async def show_style() -> FileResponse:
    """Return the style of what only the report has."""
    return FileResponse(STYLE, media_type="text/css", headers={"cache-control": "no-cache"})


async def file_report(request: Request, reports: AllReports, region: FileRegion, *, public: bool = False) -> Report:
    """Return the report that a file is made of."""
    return await _report(request, reports, region, public=public)


async def _report(request: Request, reports: AllReports, region: str, *, public: bool) -> Report:
    """Return the report, or what it says of the one region."""
    return reached(await reports.report(public=public), reach_of(request), region)


FileReport = Annotated[Report, Depends(file_report)]


@pages.get("/report.xlsx", dependencies=[needs("report.read"), DEAR])
async def download_workbook(request: Request, report: FileReport) -> Response:
    """Return the report as a workbook."""
    return await _file(request, report, xlsx, "xlsx", XLSX)


@pages.get("/report.pdf", dependencies=[needs("report.read"), DEAR])
async def download_paper(request: Request, report: FileReport) -> Response:
    """Return the report as PDF."""
    return await _file(request, report, pdf, "pdf", "application/pdf")


@pages.get("/report.html", dependencies=[needs("report.read"), DEAR])
async def download_page(request: Request, report: FileReport) -> Response:
    """Return the report as one file of HTML that needs nothing else."""
    return await _file(request, report, html, "html", "text/html; charset=utf-8")


async def _file(request: Request, report: Report, make: Callable[..., bytes], ending: str, media_type: str) -> Response:
    """Make the file in a thread, so that nobody else waits."""
    language, settings = language_of(request), request.app.state.settings
    more = {"origin": settings.origin} if ending == "html" else {}
    body = await to_thread.run_sync(lambda: make(report, language, demo=settings.demo, **more))
    told = ["takwin", "public" if report.public else "internal", report.region, language]
    called = f"{'-'.join(filter(None, told))}.{ending}"
    return Response(body, media_type=media_type, headers={"content-disposition": f'attachment; filename="{called}"'})
