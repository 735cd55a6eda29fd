"""Two coordinators of two regions at once, at a desk and with a phone; one is signed out in the middle of a form."""

import asyncio
import re
import tempfile
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from deploy.embedded.launcher import Installation, installation
from programs.scenario.cast import Cast
from programs.scenario.journal import Journal
from programs.scenario.pilot import STARTS_AT, scenes
from programs.scenario.player import Player
from programs.scenario.quiet import Quiet
from tests.e2e.browser import PHONE, WIDE, Reader, chromium
from tests.e2e.staff import Member, browsers, invite, profile
from tests.slow import slow

pytestmark = slow
OUJDA, TANGER = "MA-02", "MA-01"
READY = ("programme/", "assessment/", "release/", "module/", "plan/", "open/", "organisation/")
FELT_WITHIN_S = 2.0
TYPED = {"given_name": "Nour", "family_name": "Synthétique <b>"}


@pytest.fixture(scope="module")
async def running() -> AsyncIterator[Installation]:
    """Both sessions are open, and nobody is registered."""
    chromium()
    with tempfile.TemporaryDirectory(prefix="takwin-two-") as folder:
        async with (
            installation(Path(folder, "data"), lambda _: None, STARTS_AT) as running,
            Cast(running.origin, running.keys["player"]) as cast,
            Quiet(cast, running.cluster) as quiet,
        ):
            player = Player(cast, Journal(Path(folder, "journal")), quiet, lambda _: None)
            await player.play([it for it in scenes(player, "pilot") if it.name.startswith(READY)])
            await player.all_has_arrived()
            yield running


async def sessions_of(member: Member) -> set[str]:
    """Return the addresses of the sessions on her list."""
    await member.go("/registration/sessions")
    return set(re.findall(r'href="(/registration/sessions/[0-9a-f-]{36})"', await member.page.content()))


async def test_each_works_in_her_region_and_sees_nothing_of_the_other(running: Installation) -> None:
    async with browsers() as browser:
        administrator = Reader(await (await browser.new_context(locale="fr-MA")).new_page(), running.origin, "fr")
        await administrator.page.goto(await running.new_link())
        oujda = await profile(browser, running.origin, "fr", WIDE)
        tanger = await profile(browser, running.origin, "ar", PHONE)
        for member, region in ((oujda, OUJDA), (tanger, TANGER)):
            await member.begin(await invite(administrator, member, "coordinator", region))

        here, there = await asyncio.gather(sessions_of(oujda), sessions_of(tanger))
        assert (len(here), len(there), here & there) == (1, 1, set())
        for member, others in ((oujda, there), (tanger, here)):
            await sees_nothing_at(member, *others)
            await member.go("/reporting/")
            shown = await member.page.locator("main").inner_text()
            assert member.say("All regions") not in shown
        await is_signed_out_in_mid_form(administrator, tanger)


async def sees_nothing_at(member: Member, *addresses: str) -> None:
    for address in addresses:
        answer = await member.page.goto(f"{member.origin}{address}")
        assert answer is not None
        assert answer.status == 404


async def is_signed_out_in_mid_form(administrator: Reader, member: Member) -> None:
    """What was typed when the administrator ended it is sent again after signing in, and kept once."""
    await member.go("/registration/participants/new")
    for name, value in TYPED.items():
        await member.page.fill(f"#{name}", value)
    await fill_the_rest(member)
    await sign_out_of_tanger(administrator)
    await asyncio.sleep(FELT_WITHIN_S)

    await member.page.locator("main form button.primary").first.click()
    await member.page.wait_for_load_state()
    await member.sees("Your sign-in has ended, and nothing was saved. Sign in, then send what you typed again.")
    assert TYPED["family_name"] in await member.page.locator("main").inner_text()
    await member.come_back()
    await member.press("Send it again")

    assert re.search(r"/registration/participants/[0-9a-f-]{36}", member.page.url), member.page.url
    assert TYPED["family_name"] in await member.page.locator("main").inner_text()


async def fill_the_rest(member: Member) -> None:
    page = member.page
    await page.check("input[name=sex][value=woman]")
    await page.check("input[name=first_timer][value=true]")
    await page.select_option("#organisation_id", index=1)
    await page.check("input[name=language][value=ar]")
    await page.check("input[name=route][value=none]")


async def sign_out_of_tanger(administrator: Reader) -> None:
    """Sign the coordinator of Tanger out everywhere, as an administrator does it on her account's page."""
    await administrator.go("/access/people")
    await administrator.page.get_by_role("link", name=f"Exemple {TANGER}").first.click()
    await administrator.press("Sign out everywhere")
