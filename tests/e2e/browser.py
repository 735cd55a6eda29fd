"""A coordinator at a real browser: finds things by what is written on them, in one language, and keeps pictures."""

import os
import shutil
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.async_api import Page, async_playwright

from shared.i18n import say

PICTURES = Path("out/screenshots")
SCREENS = PICTURES / "screens"
WIDE, PHONE = (1280, 900), (360, 740)
PROGRAMS = ("chromium", "chromium-browser", "google-chrome")


def chromium() -> str:
    """Return the browser's program; without one the story cannot be told here."""
    found = next(filter(None, map(shutil.which, PROGRAMS)), None)
    if found is None and os.environ.get("REQUIRE_CHROMIUM") == "1":
        pytest.fail("Chromium is needed: install it (Debian: apt install chromium fonts-noto-core)")
    return found or pytest.skip("Chromium is not installed")


@dataclass
class Reader:
    """One person with one browser."""

    page: Page
    origin: str
    language: str
    pictures: int = 0

    async def go(self, path: str) -> None:
        """Open a page by its address; it must be there, and no wider than the screen."""
        answer = await self.page.goto(f"{self.origin}{path}")
        assert answer is not None
        assert answer.ok, f"{path}: {answer.status}"
        await self.fits()

    async def fits(self) -> None:
        """The page scrolls in one direction only, and writing begins where it should."""
        wider = await self.page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
        assert wider <= 0, f"{self.page.url} is {wider} px wider than the screen"
        assert await self.page.get_attribute("html", "dir") == ("rtl" if self.language == "ar" else "ltr")

    async def press(self, words: str) -> None:
        """Press the button that says so, and wait for the page after it."""
        await self.page.get_by_role("button", name=self.say(words)).first.click()
        await self.page.wait_for_load_state()
        await self.fits()

    async def follow(self, words: str) -> None:
        """Follow the link that says so."""
        await self.page.locator("main").get_by_role("link", name=self.say(words)).first.click()
        await self.page.wait_for_load_state()
        await self.fits()

    async def sees(self, words: str) -> None:
        """Wait until the page says so."""
        await self.page.get_by_text(self.say(words)).first.wait_for(timeout=20_000)

    async def picture(self, name: str) -> None:
        """Keep what the page looks like: all of it, and the screen as a reader sees it, for the guides."""
        self.pictures += 1
        file = PICTURES / f"{self.language}-{self.pictures:02}-{name}.png"
        await self.page.screenshot(path=file, full_page=True)
        await self.page.screenshot(path=SCREENS / f"{self.language}-{name}.png")

    def say(self, words: str) -> str:
        """Return the words in the reader's language."""
        return say(words, self.language)


@asynccontextmanager
async def reader(link: str, origin: str, language: str, size: tuple[int, int]) -> AsyncIterator[Reader]:
    """A browser that has opened the printed link."""
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium())
        screen = {"width": size[0], "height": size[1]}
        context = await browser.new_context(locale=f"{language}-MA", viewport=screen)  # type: ignore[arg-type]
        page = await context.new_page()
        page.set_default_timeout(20_000)
        await page.goto(link)
        yield Reader(page, origin, language)
        await browser.close()
