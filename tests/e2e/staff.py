"""Staff at real browsers: invited by a link, with a password and an app for codes; all of them synthetic."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from uuid import uuid4

import pyotp
from playwright.async_api import Browser, async_playwright

from tests.e2e.browser import Reader, chromium

PASSWORD = "quatre oliviers derriere la gare"  # noqa: S105 - of nobody


@dataclass
class Member(Reader):
    """Somebody of the staff, with what she knows and nobody else."""

    email: str = ""
    codes: list[str] = field(default_factory=list)  # on paper

    async def begin(self, link: str) -> None:
        """Open the link of the invitation, choose a password, and set up an app for codes."""
        await self.page.goto(link)
        await self.fits()
        await self.page.fill("#password", PASSWORD)
        await self.page.fill("#again", PASSWORD)
        await self.press("Keep the password and sign in")
        await self.page.goto(f"{self.origin}/access/authenticator")
        await self.fits()
        secret = (await self.page.locator("b.name").inner_text()).replace(" ", "")
        await self.page.fill("#code", pyotp.TOTP(secret).now())
        await self.page.fill("#present", PASSWORD)
        await self.press("Set it up")
        self.codes = await self.page.locator("main ol li b").all_inner_texts()

    async def come_back(self) -> None:
        """Sign in again in another tab, by password and one of the codes on paper."""
        tab = await self.page.context.new_page()
        await tab.goto(f"{self.origin}/access/sign-in")
        await tab.fill("#email", self.email)
        await tab.fill("#password", PASSWORD)
        await tab.get_by_role("button", name=self.say("Sign in")).first.click()
        await tab.fill("#code", self.codes.pop())
        await tab.get_by_role("button", name=self.say("Sign in")).first.click()
        await tab.wait_for_url("**/registration/**")
        await tab.close()


@asynccontextmanager
async def browsers() -> AsyncIterator[Browser]:
    """Chromium, in which each person has a profile of her own."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium())
        yield browser
        await browser.close()


async def profile(browser: Browser, origin: str, language: str, size: tuple[int, int]) -> Member:
    """Return somebody at a browser that knows nothing of the others."""
    screen = {"width": size[0], "height": size[1]}
    context = await browser.new_context(locale=f"{language}-MA", viewport=screen)  # type: ignore[arg-type]
    page = await context.new_page()
    page.set_default_timeout(20_000)
    return Member(page, origin, language, email=f"{uuid4().hex}@example.org")


async def invite(administrator: Reader, member: Member, role: str, region: str) -> str:
    """Invite her, as an administrator does it on the page; return the link that is shown once."""
    page = administrator.page
    await administrator.go("/access/people/new")
    await page.fill("#name", f"Exemple {region}")
    await page.fill("#email", member.email)
    await page.select_option("#language", member.language)
    await page.select_option("#role", role)
    await page.select_option("#region", region)
    await page.fill("#reason", "Essai")
    await administrator.press("Invite")
    return await page.locator("main p b bdi").inner_text()
