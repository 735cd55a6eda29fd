"""A planner at a browser, told that a session needs blocks before and while people register for it."""

import httpx2
import pytest

from shared.kernel.database import Database
from tests.integration.scheduling.given import catalogue, create, oujda
from tests.integration.scheduling.reading import look, send
from tests.integration.scheduling.test_planning_by_page import planned, ways_of
from tests.integration.scheduling.test_refusals_of_scheduling import everything

WITHOUT_BLOCKS = {
    "fr": "Une session ouverte aux inscriptions doit compter au moins une séance : "
    "la présence est notée séance par séance.",
    "ar": "الدورة المفتوحة للتسجيل تحتاج إلى حصة واحدة على الأقل: فالحضور يسجل حصة بحصة.",
}


@pytest.mark.parametrize("language", ["fr", "ar"])
async def test_a_page_says_that_blocks_are_missing_before_registration_can_begin(
    pages: httpx2.AsyncClient, api: httpx2.AsyncClient, language: str
) -> None:
    id_ = await create(api, "/sessions", oujda(await catalogue(api), blocks=[]))

    page = await look(pages, f"/scheduling/sessions/{id_}", language)

    assert ways_of(page, f"/scheduling/sessions/{id_}") == {"reschedule", "cancel"}
    assert WITHOUT_BLOCKS[language] in page.texts


async def test_an_open_session_keeps_its_last_block_and_the_page_says_why(
    pages: httpx2.AsyncClient, api: httpx2.AsyncClient, database: Database
) -> None:
    path = await planned(api, await catalogue(api), "open")
    form = (await look(pages, f"{path}/reschedule")).form("/reschedule")
    before = await everything(database)

    page = await send(pages, form, **{f"blocks__{place}__module_id": "" for place in range(3)})

    assert (page.status, page.errors) == (422, {"blocks": WITHOUT_BLOCKS["fr"]})
    assert await everything(database) == before
