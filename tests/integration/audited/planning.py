"""Everything that a program can do in scheduling, each deed once."""

from datetime import UTC, datetime
from typing import Any

from tests.integration.audited.walk import Walk
from tests.integration.scheduling.given import Catalogue, assessment, module, moved, oujda, venue

AFTERWARDS = datetime(2017, 8, 25, 9, tzinfo=UTC)
DONOR = "Ministry for Foreign Affairs of Finland"
PROGRAMME = {"title": "Exemple", "donors": [DONOR]}
API = "/api/v1"


async def do_everything(walk: Walk, found: Catalogue) -> None:
    """Walk along every route of the API that changes something, and lies within an open session's time."""
    await _needs(walk)
    await _catalogue(walk)
    await _sessions(walk, found)


async def _needs(walk: Walk) -> None:
    need = f"{API}/needs/{{need_id}}"
    await walk.do(f"POST {API}/assessments", assessment())
    await walk.do(f"PUT {need}/organisations", {"voiced_by": []})
    await walk.do(f"POST {need}/release", {"wording": "Exemple de besoin."})
    await walk.do(f"POST {need}/withdraw")


async def _catalogue(walk: Walk) -> None:
    await walk.do(f"POST {API}/programmes", {"code": "EXEMPLE", **PROGRAMME})
    await walk.do(f"PUT {API}/programmes/{{programme_id}}/donor-names", {"donor_names": [{"donor": DONOR, "fr": "Un"}]})
    walk.ids["module_id"] = await walk.do(f"POST {API}/modules", module("PROGRAM"))
    await walk.do(f"POST {API}/modules/{{module_id}}/versions", _released(module()))
    walk.ids["venue_id"] = await walk.do(f"POST {API}/venues", venue("Berkane", "MA-02"))
    await walk.do(f"PUT {API}/venues/{{venue_id}}", venue("Berkane", "MA-02") | {"capacity": 40})


def _released(form: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in form.items() if name != "code"}


async def _sessions(walk: Walk, found: Catalogue) -> None:
    plan, session = oujda(found, venue_id=walk.ids["venue_id"]), f"{API}/sessions/{{session_id}}"
    walk.ids["session_id"] = await walk.do(f"POST {API}/sessions", plan)
    await walk.do(f"POST {session}/open")
    await walk.do(f"POST {session}/reschedule", moved(plan, seats=20))
    await walk.do(f"POST {session}/cancel", {"reason": "other"})


async def end_a_session(walk: Walk, session_id: str) -> None:
    """Complete a session that is over."""
    walk.ids["session_id"] = session_id
    await walk.do(f"POST {API}/sessions/{{session_id}}/complete", {"nobody_came": True})
