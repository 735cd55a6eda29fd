"""Frame of a planner's pages: their templates, the way among them, and how the chain reads on them."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from fastapi import Request
from fastapi.responses import HTMLResponse
from sqlmodel.ext.asyncio.session import AsyncSession

from services.scheduling.catalogue.storage import Module, ModuleVersion
from services.scheduling.chain.storage import Links
from services.scheduling.needs.storage import Assessment, Need
from services.scheduling.planning.storage import Session
from services.scheduling.venues.storage import Venue
from shared.country import regions
from shared.country.timezones import ZONE
from shared.http.language import language_of
from shared.kernel import clock
from shared.web.pages import Pages
from shared.words import Words

PAGES = Pages(Path(__file__).with_name("templates"))
OF_NEEDS = ("/scheduling/assessments", "/scheduling/modules")  # where pages of needs and modules lie, beside /needs
TABS = (
    ("/scheduling/", "Calendar"),
    ("/scheduling/needs", "Needs and modules"),
    ("/scheduling/programmes", "Programmes"),
    ("/scheduling/venues", "Venues"),
)
STATES = {
    "planned": ("Planned", "info"),
    "open": ("Open for registration", "good"),
    "running": ("Running", "good"),
    "over": ("Over, to be completed", "warn"),
    "completed": ("Completed", "quiet"),
    "cancelled": ("Cancelled", "bad"),
}
REASONS = {
    "too-few": "Too few people",
    "venue": "The venue is not to be had",
    "trainer": "The trainer is not to be had",
    "security": "Security",
    "other": "Another reason",
}
ATTRIBUTIONS = {
    "full": "Everything counts for each of them",
    "split": "Everything is divided equally among them",
    "lead": "Everything counts for the first of them alone",
}
DONE = {
    "planned": "The session is planned.",
    "open": "Registration is open.",
    "rescheduled": "The session has its new plan; whoever has a seat or waits for one is told the old and the new.",
    "replanned": "The session has its new plan. Place, days and hours are as they were, so nobody is told.",
    "cancelled": "The session is cancelled; whoever had a seat or waited for one is told.",
    "completed": "The session is completed; it counts from now on.",
    "recorded": "The needs assessment is recorded. Choose now, at each need, the organisations that voiced it.",
    "organisations": "The organisations that voiced the need are kept.",
    "released": "The words of the need are released.",
    "withdrawn": "The words are withdrawn: the report shows them no more.",
    "module": "The version is released; sessions can use it from now on.",
    "programme": "The programme is defined.",
    "donors": "The names are kept; the report uses them from now on.",
    "venue": "The venue is kept.",
}


def show(request: Request, template: str, status: int = 200, **values: Any) -> HTMLResponse:
    """Return a page among the planner's others; `?done=` says what was done just before."""
    words = words_of(request)
    named = {
        "tabs": [(address, words.say(name)) for address, name in TABS],
        "states": STATES,
        "zone": ZONE,
        "reasons": REASONS,
        "done": DONE.get(request.query_params.get("done", ""), ""),
        "regions": [(code, words.region(code)) for code in regions.names()],
    }
    if request.url.path.startswith(OF_NEEDS):
        named["place"] = "/scheduling/needs"
    return PAGES.show(request, template, status, **named, **values)


def words_of(request: Request) -> Words:
    """Return the words of this reader."""
    return Words(language_of(request))


def today(db: AsyncSession) -> date:
    """Return the present day of business, as calendars in Morocco show it."""
    return clock.now(db).astimezone(ZoneInfo(ZONE)).date()


@dataclass(frozen=True)
class Taught:
    """A version of a module, the needs it answers, and the sessions that teach it."""

    release: ModuleVersion
    module: Module
    needs: Sequence[tuple[Need, Assessment]]
    sessions: Sequence[tuple[Session, Venue]]

    @property
    def key(self) -> tuple[UUID, int]:
        """Return the module and the number of its version."""
        return self.module.id, self.release.version


def by_version(links: Links) -> list[Taught]:
    """Return the chain as seen from each version in it."""
    return [
        Taught(
            release,
            module,
            [it for it in links.needs if (module.id, release.version, it[0].id) in links.answers],
            [it for it in links.sessions if (module.id, release.version, it[0].id) in links.teaches],
        )
        for release, module in links.versions
    ]
