"""HTTP: figures, the report and the events behind its numbers."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from fastapi import APIRouter, Depends, Request
from pydantic import AwareDatetime, BaseModel

from services.reporting import actions
from services.reporting.figures.figures import Figures
from services.reporting.figures.where import Where
from services.reporting.outputs.reached import FileRegion, reached, where_within
from services.reporting.pages import pages
from services.reporting.read_models import queries
from services.reporting.read_models.trail import Behind
from services.reporting.report.actions import AllReports
from services.reporting.report.values import Report
from shared.country import regions
from shared.events.stages import SessionState
from shared.http.access import Db, needs, reach_of

router = APIRouter()
api = APIRouter(prefix="/api/v1", tags=["figures"])


class RegionFigures(Figures):
    """The figures of one region, with its names."""

    region: str
    name_fr: str
    name_ar: str


class FiguresAnswer(BaseModel):
    """Regions where something happens, as far as the caller sees; `total` is of all, where a person is one."""

    as_of: AwareDatetime | None
    total: Figures | None
    regions: list[RegionFigures]


class SessionLine(BaseModel):
    """One session; what has not arrived yet is null."""

    session_id: UUID
    region: str
    state: SessionState
    programme: str | None
    modules: list[str]
    city: str | None
    city_ar: str | None
    zone: str | None
    starts_local: datetime | None
    ends_local: datetime | None
    starts_at: AwareDatetime | None
    ends_at: AwareDatetime | None
    seats: int | None
    registered: int
    waiting: int
    withdrawn: int
    attendance_closed: bool


class SessionsAnswer(BaseModel):
    """All sessions, the earliest first."""

    sessions: list[SessionLine]


class FactsAnswer(BaseModel):
    """One number, and the events whose fold gives it. Hidden: averages of few answers, which open into nothing."""

    indicator: str
    where: dict[str, str]
    value: float | None
    hidden: bool
    events: list[Behind]


@api.get("/figures", dependencies=[needs("figures.read")])
async def read_figures(request: Request, reports: AllReports) -> FiguresAnswer:
    """Return the figures by region. Internal: small numbers are not suppressed, so do not publish them as they are."""
    short, reach = await reports.in_short(), reach_of(request)
    seen = {code: it for code, it in short.regions.items() if reach.whole or code in reach.regions}
    lines = [_with_names(region, figures) for region, figures in seen.items()]
    return FiguresAnswer(as_of=short.as_of, total=short.total if reach.whole else None, regions=lines)


def _with_names(region: str, figures: Figures) -> RegionFigures:
    names = regions.names().get(region, {"fr": region, "ar": region})
    return RegionFigures(**dict(figures), region=region, name_fr=names["fr"], name_ar=names["ar"])


@api.get("/report", dependencies=[needs("report.read")])
async def read_report(request: Request, reports: AllReports, region: FileRegion, *, public: bool = False) -> Report:
    """Return the report. `public=true` is what may leave the programme: nothing in it leads to few people."""
    report = reached(await reports.report(public=public), reach_of(request), region)
    return report.without_reasons() if public else report


@api.get("/facts", dependencies=[needs("figures.read")])
async def read_facts(
    request: Request, db: Db, reports: AllReports, indicator: str, asked: Annotated[Where, Depends()]
) -> FactsAnswer:
    """Return a number and the events behind it. Internal. `module` is the module's id and version: 0198…/2."""
    where = where_within(request, asked)
    found = await actions.open_number(db, await reports.heard(), indicator, where)
    return FactsAnswer(
        indicator=indicator,
        where=dict(where.named()),
        value=found.value,
        hidden=found.hidden,
        events=found.events,
    )


@api.get("/sessions", dependencies=[needs("figures.read")])
async def read_sessions(db: Db) -> SessionsAnswer:
    """Return every session with its seats counted. Internal: place and hours are shown before the session has ended."""
    return SessionsAnswer(sessions=[_line(row) for row in await queries.list_sessions(db)])


def _line(row: dict[str, Any]) -> SessionLine:
    return SessionLine.model_validate({**row, "modules": row["module_codes"]})


router.include_router(api)
router.include_router(pages)
