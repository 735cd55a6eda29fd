"""Who holds a session sees it whole: its hours, what is taught, and the room; and no other session."""

import httpx2
from fastapi import FastAPI

from shared.events.access import Grant
from shared.kernel.database import Database
from tests.accounts import signed_in
from tests.integration.scheduling.given import catalogue, create, oujda


async def test_a_trainer_sees_the_session_and_its_room_by_program_and_page(
    built: FastAPI, database: Database, api: httpx2.AsyncClient
) -> None:
    ids = await catalogue(api)
    own = await create(api, "/sessions", oujda(ids))
    other = await create(api, "/sessions", oujda(ids, venue_id=ids.tanger))
    cookies = await signed_in(database, built.state.settings, Grant(role="trainer", session_ids=[own]))
    transport = httpx2.ASGITransport(built, raise_app_exceptions=False)

    async with httpx2.AsyncClient(
        transport=transport, base_url=built.state.settings.origin, cookies=cookies
    ) as trainer:
        shown = [await trainer.get(f"/scheduling/{kind}sessions/{own}") for kind in ("api/v1/", "")]
        hidden = [await trainer.get(f"/scheduling/{kind}sessions/{other}") for kind in ("api/v1/", "")]

    assert [answer.status_code for answer in (*shown, *hidden)] == [200, 200, 404, 404]
    assert shown[0].json()["city"] == "Oujda"
    assert "Salle d&#39;exemple, Oujda" in shown[1].text
