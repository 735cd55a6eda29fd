"""A region more is a table more in regions.toml: nothing else is told about it."""

import httpx2
import pytest

from shared import regions
from tests.integration.scheduling.given import assessment, catalogue, create, oujda, venue


async def test_a_thirteenth_region_is_planned_for_by_data_alone(
    api: httpx2.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    there = await catalogue(api)
    assert (await api.post("/venues", json=venue("Ville d'exemple", "MA-13"))).status_code == 422

    more = regions.names() | {"MA-13": {"fr": "Région d'exemple", "ar": "جهة المثال"}}
    monkeypatch.setattr(regions, "names", lambda: more)

    assert len(more) == 13
    await create(api, "/assessments", assessment(region="MA-13"))
    venue_id = await create(api, "/venues", venue("Ville d'exemple", "MA-13"))
    session = await create(api, "/sessions", oujda(there, venue_id=venue_id))
    await create(api, f"/sessions/{session}/open")
    shown = (await api.get(f"/sessions/{session}")).json()
    assert (shown["region"], shown["state"]) == ("MA-13", "open")
