"""Everything that can be done on scheduling's pages, each deed once."""

from urllib.parse import urlsplit

import httpx2

from tests.integration.audited.walk import Walk
from tests.integration.scheduling.given import Catalogue, create, oujda

ROOM = {"name": "Salle d'exemple", "city": "Taourirt", "region": "MA-02", "capacity": "30"}
TITLES = {"title_fr": "Exemple", "title_ar": "مثال", "minutes": "60"}
NEED = {"needs__0__theme": "identification", "needs__0__language": "fr", "needs__0__wording": "Exemple de besoin."}


async def do_everything(walk: Walk, found: Catalogue) -> None:
    """Walk along every form, and send it."""
    await _needs(walk)
    await _catalogue(walk)
    await _sessions(walk, found)


async def _needs(walk: Walk) -> None:
    place = {"region": "MA-02", "city": "Nador", "held_on": "2017-04-12"}
    await walk.press("POST /assessments/new", "/assessments/new", **place, **NEED)
    await walk.press("POST /needs/{need_id}/organisations", shown="{}")
    await walk.press("POST /needs/{need_id}", "/needs/{need_id}", wording="Exemple de besoin.")
    await walk.press("POST /needs/{need_id}/withdraw", "/needs/{need_id}/withdraw")


async def _catalogue(walk: Walk) -> None:
    await walk.press("POST /programmes", "/programmes", code="PAGE", title="Exemple", donors="Exemple")
    await walk.press("POST /programmes/{programme_id}", "/programmes/{programme_id}", donor_names__0__fr="Deux")
    await walk.press("POST /modules/new", "/modules/new", code="PAGE", **TITLES)
    version = "/modules/{module_id}/versions/new"
    await walk.press(f"POST {version}", version, **TITLES)
    await walk.press("POST /venues", "/venues", **ROOM)
    await walk.press("POST /venues/{venue_id}", "/venues/{venue_id}", capacity="35")


async def _sessions(walk: Walk, found: Catalogue) -> None:
    page = "/sessions/{session_id}"
    walk.ids["session_id"] = await create(walk.client, "/sessions", oujda(found, venue_id=found.tanger))
    await walk.press(f"POST {page}/cancel", f"{page}/cancel", reason="other")
    plan = {"venue_id": found.oujda, "seats": "20", "blocks__0__module_id": f"{found.modules['DEFINE']}:1"}
    walk.ids["session_id"] = _made(await walk.press("POST /sessions/new", "/sessions/new", **plan))
    await walk.press(f"POST {page}/open", page)
    await walk.press(f"POST {page}/reschedule", f"{page}/reschedule", seats="21")


def _made(answer: httpx2.Response) -> str:
    """Return the id of what was made, to whose page the answer leads."""
    return urlsplit(answer.headers["location"]).path.rpartition("/")[2]


async def end_a_session(walk: Walk) -> None:
    """Complete the session that was planned by page, which is over."""
    page = "/sessions/{session_id}/complete"
    await walk.press(f"POST {page}", page, nobody_came="true")
