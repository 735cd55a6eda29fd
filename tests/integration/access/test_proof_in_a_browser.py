"""Proof anew in Chromium on a telephone, in French and Arabic, before axe. People are synthetic."""

from collections.abc import AsyncIterator

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.async_api import async_playwright

from services.access.sessions.actions import open_session
from services.access.sessions.storage import open_sessions
from shared.kernel.clock import machine_now
from shared.kernel.database import Database
from tests.e2e.browser import PHONE, Reader, chromium
from tests.e2e.test_axe import violations
from tests.integration.access.browsing import PASSWORD
from tests.integration.access.given import EMAIL, later, somebody, with_app
from tests.integration.access.served import served

CODE = "Code of the app, or recovery code"


@pytest.fixture(params=["fr", "ar"])
async def reader(database: Database, request: pytest.FixtureRequest) -> AsyncIterator[Reader]:
    """A browser in which nobody is signed in yet."""
    async with served(database) as origin, async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium())
        screen = {"width": PHONE[0], "height": PHONE[1]}
        context = await browser.new_context(viewport=screen)  # type: ignore[arg-type]
        yield Reader(await context.new_page(), origin, request.param)
        await browser.close()


async def typed(reader: Reader, label: str, words: str) -> None:
    """Type it into the field that is called so."""
    await reader.page.get_by_label(reader.say(label)).first.fill(words)


async def looked_at(reader: Reader) -> list[list[str]]:
    """Return what axe has to say of the page that is open."""
    await reader.page.evaluate(AXE_SCRIPT)
    return await violations(reader.page)


async def test_a_browser_left_open_asks_before_it_ends_others_or_changes_the_password(
    reader: Reader, database: Database
) -> None:
    account_id = await somebody(database)
    app, paper = await with_app(database, account_id)
    await reader.go(f"/access/sign-in?lang={reader.language}")
    await typed(reader, "E-mail address", EMAIL)
    await typed(reader, "Password", PASSWORD)
    await reader.press("Sign in")
    await typed(reader, CODE, app.now())
    await reader.press("Sign in")
    async with database.sessions.begin() as db:
        await open_session(db, account_id, "Firefox, Android", strong=True, factor="app")
    await later(database, 15)

    await reader.go("/access/password")
    found = await looked_at(reader)
    await reader.page.get_by_label(reader.say(CODE)).wait_for()
    await reader.go("/access/")
    await reader.press("Sign out everywhere else")
    await reader.sees("It is some time since you showed your second factor: type a code as well.")
    found += await looked_at(reader)
    await typed(reader, CODE, paper[0])
    await reader.press("Sign out everywhere else")

    await reader.sees("That browser is signed out.")
    assert found == []
    async with database.sessions() as db:
        assert len(await open_sessions(db, account_id, machine_now())) == 1
