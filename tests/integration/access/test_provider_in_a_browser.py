"""Through a provider of another site in Chromium, by its rules for cookies and forms. People are synthetic."""

from collections.abc import AsyncIterator

import pytest
from playwright.async_api import async_playwright
from pydantic import SecretStr

from services.access.people.actions import Person, invite
from shared.kernel.database import Database
from tests.e2e.browser import PHONE, Reader, chromium
from tests.integration.access.given import READER
from tests.integration.access.issuer import CLIENT, CLIENT_SECRET, EMAIL, Issuer, issuing
from tests.integration.access.served import served


@pytest.fixture
async def issuer() -> AsyncIterator[Issuer]:
    """A provider that shows a page of its own; to a browser 127.0.0.1 is another site than localhost."""
    async with issuing() as issuer:
        issuer.asks = True
        yield issuer


@pytest.fixture
async def origin(database: Database, issuer: Issuer) -> AsyncIterator[str]:
    """Access, which sends people to the provider."""
    told = {"oidc_issuer": issuer.url, "oidc_client_id": CLIENT, "oidc_client_secret": SecretStr(CLIENT_SECRET)}
    async with served(database, **told) as origin:
        yield origin


@pytest.mark.parametrize("language", ["fr", "ar"])
async def test_who_is_invited_comes_in_through_another_site(
    origin: str, database: Database, issuer: Issuer, language: str
) -> None:
    async with database.sessions.begin() as db:
        await invite(db, Person(EMAIL, "Salma Exemple", language), READER, None)
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium())
        context = await browser.new_context(locale=f"{language}-MA", viewport={"width": PHONE[0], "height": PHONE[1]})
        reader = Reader(await context.new_page(), origin, language)
        await reader.go("/access/sign-in?next=/access/")

        await reader.page.get_by_role("link", name=reader.say("Sign in by the organisation's account")).click()
        await reader.page.wait_for_url(f"{issuer.url}/authorize?*")
        await reader.page.get_by_role("link", name="Yes, it is me").click()
        await reader.page.wait_for_url(f"{origin}/access/")

        await reader.sees("You have no password here yet: ask an administrator for a link by which you choose one.")
        assert [it["name"].endswith("-begun") for it in await context.cookies()].count(True) == 0
        await browser.close()
