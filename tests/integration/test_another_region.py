"""A region more is a table more in regions.toml: from needs to the report, nothing else is told about it."""

import re
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack
from datetime import UTC, datetime
from pathlib import Path
from uuid import UUID

import pytest

from shared.country import regions
from shared.kernel.database import Database
from tests.integration.registration.given_imports import people_list, take_over
from tests.integration.rollout import Asked, Takwin, begin
from tests.integration.scheduling.given import assessment, catalogue, create, oujda, venue

AUGUST = datetime(2017, 8, 25, 9, tzinfo=UTC)
NAMES = {"fr": "Région d'exemple", "ar": "جهة المثال"}
TABLE = f"""
[MA-13]
fr = "{NAMES["fr"]}"
ar = "{NAMES["ar"]}"
"""
TILE = re.compile(r'<a href="#region-(MA-\d\d)" aria-label="([^"]+)" class="tile-link"')


def add_region(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Write the regions with one more, and let everybody read that file."""
    file = folder / "regions.toml"
    file.write_text(regions.FILE.read_text(encoding="utf-8") + TABLE, encoding="utf-8")
    monkeypatch.setattr(regions, "FILE", file)
    for cached in (regions.names, regions.tiles):
        monkeypatch.setattr(regions, cached.__name__, cached.__wrapped__)


@pytest.fixture
async def takwin(new_database: Callable[..., Awaitable[Database]]) -> AsyncIterator[Takwin]:
    """The services in May 2017."""
    async with AsyncExitStack() as stack:
        yield await begin(stack, new_database)


async def test_a_thirteenth_region_needs_its_table_and_no_line_of_code(
    takwin: Takwin, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    await refuses_the_region(takwin.scheduling)

    add_region(tmp_path, monkeypatch)
    session_id = await plan_and_open(takwin)
    await fill_seats(takwin, session_id)
    await hold(takwin, session_id)

    await figures_name_it(takwin.reporting)
    for language in NAMES:
        await pages_name_it(takwin, session_id, language)


async def refuses_the_region(asked: Asked) -> None:
    assert (await asked.api.post("/venues", json=venue("Ville d'exemple", "MA-13"))).status_code == 422


async def plan_and_open(takwin: Takwin) -> str:
    """Voice a need there, find a room, plan and open a session; return its id."""
    api = takwin.scheduling.api
    ids = await catalogue(api)
    await create(api, "/assessments", assessment(region="MA-13"))
    venue_id = await create(api, "/venues", venue("Ville d'exemple", "MA-13"))
    session_id = await create(api, "/sessions", oujda(ids, venue_id=venue_id))
    await create(api, f"/sessions/{session_id}/open")
    await takwin.let_all_hear()
    return session_id


async def fill_seats(takwin: Takwin, session_id: str) -> None:
    """Register an association there, and take over a list of three people of others."""
    api = takwin.registration.api
    await create(api, "/organisations", {"name": "Association Exemple", "kind": "association", "region": "MA-13"})
    ended = await take_over(api, takwin.registration.database, people_list(3), UUID(session_id))
    assert ended["state"] == "done", ended
    listed = (await api.get("/organisations")).json()
    assert {one["region"] for one in listed} == {"MA-13"}


async def hold(takwin: Takwin, session_id: str) -> None:
    """Mark everybody as present in every block and close the sheet: the session is completed."""
    takwin.move_clocks(AUGUST)
    api, path = takwin.registration.api, f"/sessions/{session_id}"
    seated = (await api.get(f"{path}/registrations")).json()
    marks = [{"participant_id": one["participant_id"], "state": "present"} for one in seated]
    for block in (await api.get(f"{path}/attendance")).json()["blocks"]:
        marked = await api.put(f"{path}/blocks/{block['id']}/attendance", json={"marks": marks})
        assert marked.is_success, marked.text
    await create(api, f"{path}/attendance/close")
    await takwin.let_all_hear()
    await takwin.let_all_hear()  # of the completion, which followed from the closing
    shown = (await takwin.scheduling.api.get(f"/sessions/{session_id}")).json()
    assert (shown["region"], shown["state"]) == ("MA-13", "completed")


async def figures_name_it(asked: Asked) -> None:
    (line,) = (await asked.api.get("/figures")).json()["regions"]
    assert (line["region"], line["name_fr"], line["name_ar"]) == ("MA-13", NAMES["fr"], NAMES["ar"])
    assert (line["registered"], line["attended"], line["sessions"]["completed"]) == (3, 3, 1)


async def pages_name_it(takwin: Takwin, session_id: str, language: str) -> None:
    """The calendar, the lists and the report say its name; the report has its line and its tile."""
    name = NAMES[language]
    assert name in await takwin.scheduling.page(f"/sessions/{session_id}", language)
    assert f"/sessions/{session_id}" in await takwin.registration.page("/sessions?region=MA-13", language)
    assert name in await takwin.registration.page(f"/sessions/{session_id}/sheet", language)
    report = await takwin.reporting.page("/?region=MA-13", language)
    whole = await takwin.reporting.page("/", language)
    tiles = dict(TILE.findall(whole))
    assert f"· {name}</h1>" in report
    assert 'id="region-MA-13"' in whole
    assert (len(tiles), tiles["MA-13"]) == (13, f"3 {name}")
