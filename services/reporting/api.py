"""Door 1: figures over HTTP, for internal eyes."""

from datetime import datetime
from typing import Any
from uuid import UUID

from fastapi import APIRouter
from pydantic import AwareDatetime, BaseModel

from services.reporting import actions, storage
from services.reporting.domain import Figures, SessionState
from services.reporting.pages import pages
from shared import regions
from shared.http import Db, needs

router = APIRouter()
api = APIRouter(prefix="/api/v1", tags=["figures"])


class RegionFigures(Figures):
    """The figures of one region, with its names."""

    region: str
    name_fr: str
    name_ar: str


class FiguresAnswer(BaseModel):
    """All regions where something happens, and all of them together; a person in two regions is one in `total`."""

    as_of: AwareDatetime | None
    total: Figures
    regions: list[RegionFigures]


class SessionLine(BaseModel):
    """One session; what has not arrived yet is null."""

    session_id: UUID
    region: str
    state: SessionState
    programme: str | None
    modules: list[str]
    city: str | None
    zone: str | None
    starts_local: datetime | None
    ends_local: datetime | None
    starts_at: AwareDatetime | None
    ends_at: AwareDatetime | None
    seats: int | None
    registered: int
    waiting: int
    withdrawn: int


class SessionsAnswer(BaseModel):
    """All sessions, the earliest first."""

    sessions: list[SessionLine]


@api.get("/figures", dependencies=[needs("figures.read")])
async def read_figures(db: Db) -> FiguresAnswer:
    """Return the figures by region. Internal: small numbers are not suppressed, so do not publish them as they are."""
    report = await actions.report(db)
    lines = [_with_names(region, figures) for region, figures in report.regions.items()]
    return FiguresAnswer(as_of=report.as_of, total=report.total, regions=lines)


def _with_names(region: str, figures: Figures) -> RegionFigures:
    names = regions.names().get(region, {"fr": region, "ar": region})
    return RegionFigures(**dict(figures), region=region, name_fr=names["fr"], name_ar=names["ar"])


@api.get("/sessions", dependencies=[needs("figures.read")])
async def read_sessions(db: Db) -> SessionsAnswer:
    """Return every session with its seats counted. Internal: place and hours are shown before the session has ended."""
    return SessionsAnswer(sessions=[_line(row) for row in await storage.list_sessions(db)])


def _line(row: dict[str, Any]) -> SessionLine:
    return SessionLine.model_validate({**row, "modules": row["module_codes"]})


router.include_router(api)
router.include_router(pages)
