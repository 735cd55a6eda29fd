"""Page of the audit, the same in every service: who did what and who looked at whom, the newest first."""

from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import urlencode
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from shared.access import audit
from shared.directory import heading, service_names
from shared.http.access import Db, needs
from shared.http.language import language_of
from shared.http.requests import Before
from shared.web.pages import Pages
from shared.words import Words

PAGES = Pages()


@dataclass(frozen=True)
class Part:
    """A page of rows, and the way to older ones; "" where there is none."""

    rows: Sequence[audit.Audited]
    older: str

    @classmethod
    def of(cls, found: Sequence[audit.Audited], **asked: str) -> "Part":
        """Return what is shown of the rows that were found, one of which may be of the next page."""
        shown = found[: audit.PAGE]
        more = len(found) > audit.PAGE
        kept = {name: value for name, value in asked.items() if value}
        return cls(shown, "?" + urlencode({**kept, "before": str(shown[-1].position)}) if more else "")


def audit_router() -> APIRouter:
    """Return the page, for one service."""
    router = APIRouter(include_in_schema=False)

    @router.get("/audit", dependencies=[needs("audit.read")])
    async def show_audit(
        request: Request, db: Db, account: str = "", record: str = "", before: Before = None
    ) -> HTMLResponse:
        """Show who did what; of one account, of one record."""
        whose, whom = id_in(account), id_in(record)
        found = await audit.newest(db, f"person:{whose}" if whose else "", whom, before)
        asked = {"account": str(whose or ""), "record": str(whom or "")}
        words = Words(language_of(request))
        tabs = [(f"/{name}/audit", words.say(heading(name))) for name in service_names()]
        return PAGES.show(request, "audit.html", part=Part.of(found, **asked), asked=asked, tabs=tabs)

    return router


def id_in(typed: str) -> UUID | None:
    """Return the id that was typed; what is none asks for nothing."""
    try:
        return UUID(typed.strip())
    except ValueError:
        return None
