"""Passkeys in a real browser, whose virtual authenticator unlocks by itself: added, shown, never twice, and removed."""

import tempfile
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from playwright.async_api import Browser, CDPSession, Request

from deploy.embedded.launcher import Installation, installation
from programs.scenario.pilot import STARTS_AT
from tests.e2e.browser import PHONE, Reader, chromium
from tests.e2e.staff import PASSWORD, Member, browsers, invite, profile
from tests.slow import slow

AGAIN = """body => fetch('/access/sign-in/passkey', {
    method: 'POST', body, headers: {'content-type': 'application/x-www-form-urlencoded', accept: 'text/html'}
}).then(answer => answer.status)"""

pytestmark = slow
REGION, NAME = "MA-02", "Téléphone d'exemple"
AUTHENTICATOR = {
    "protocol": "ctap2",
    "transport": "internal",
    "hasResidentKey": True,
    "hasUserVerification": True,
    "isUserVerified": True,
    "automaticPresenceSimulation": True,
}


@pytest.fixture(scope="module")
async def running() -> AsyncIterator[Installation]:
    """An installation in which nothing has been told yet."""
    chromium()
    with tempfile.TemporaryDirectory(prefix="takwin-passkeys-") as folder:
        async with installation(Path(folder, "data"), lambda _: None, STARTS_AT) as running:
            yield running


@pytest.fixture
async def browser() -> AsyncIterator[Browser]:
    async with browsers() as browser:
        yield browser


@dataclass
class Owner:
    """Somebody with a device that keeps keys, by the name of this place."""

    member: Member
    device: CDPSession
    authenticator: str

    async def keys(self) -> list[dict[str, Any]]:
        """Return the keys that the device has."""
        told = await self.device.send("WebAuthn.getCredentials", {"authenticatorId": self.authenticator})
        keys: list[dict[str, Any]] = told["credentials"]
        return keys

    async def add(self) -> None:
        """Add the device on the page of passkeys."""
        page = self.member.page
        await self.member.go("/access/")
        await self.member.follow("Passkeys")
        await page.fill("#name", NAME)
        await page.fill("#present", PASSWORD)
        await self.press_for_a_page("Add this device", "**/access/passkeys?done=passkey")
        await self.member.sees("The device is added: it signs you in without a password.")

    async def sign_out(self) -> None:
        """Sign out, as everybody does."""
        await self.member.go("/access/")
        await self.press_for_a_page("Sign out", "**/access/sign-in")

    async def sign_in(self, leads_to: str) -> Request:
        """Sign in by the device; return what the browser has sent."""
        await self.member.go("/access/sign-in?next=/access/")
        async with self.member.page.expect_request(lambda it: it.url.endswith("/access/sign-in/passkey")) as sent:
            await self.press_for_a_page("Sign in by a passkey", f"{self.member.origin}{leads_to}")
        return await sent.value

    async def press_for_a_page(self, words: str, leads_to: str) -> None:
        """Press it, and wait for the page that comes once the device has answered."""
        await self.member.page.get_by_role("button", name=self.member.say(words), exact=True).first.click()
        await self.member.page.wait_for_url(leads_to)
        await self.member.fits()


async def owner(browser: Browser, running: Installation, language: str) -> Owner:
    """Return somebody who has taken up her invitation, at a telephone whose authenticator is built in."""
    administrator = Reader(await (await browser.new_context(locale="fr-MA")).new_page(), running.origin, "fr")
    await administrator.page.goto(await running.new_link())
    member = await profile(browser, running.origin, language, PHONE)
    await member.begin(await invite(administrator, member, "coordinator", REGION))
    device = await member.page.context.new_cdp_session(member.page)
    await device.send("WebAuthn.enable")
    told = await device.send("WebAuthn.addVirtualAuthenticator", {"options": AUTHENTICATOR})
    return Owner(member, device, told["authenticatorId"])


@pytest.mark.parametrize("language", ["fr", "ar"])
async def test_a_device_signs_in_once_per_answer_until_it_is_removed(
    running: Installation, browser: Browser, language: str
) -> None:
    coordinator = await owner(browser, running, language)
    await coordinator.add()
    (key,) = await coordinator.keys()
    assert key["isResidentCredential"]
    await coordinator.sign_out()

    sent = await coordinator.sign_in("/access/")

    await opens_what_needs_both_factors(coordinator.member)
    await coordinator.sign_out()
    await opens_nothing_twice(coordinator.member, sent)
    await coordinator.sign_in("/access/")
    await remove(coordinator.member)
    await coordinator.sign_out()
    await coordinator.sign_in("/access/sign-in/passkey")
    await coordinator.member.sees(
        "This device is not known here, or it took too long: try once more, or use the password."
    )
    assert [it["credentialId"] for it in await coordinator.keys()] == [key["credentialId"]], "the device still has it"


async def opens_what_needs_both_factors(member: Member) -> None:
    """A page for which a coordinator must have shown a second factor."""
    await member.go("/registration/participants/new")


async def opens_nothing_twice(member: Member, sent: Request) -> None:
    """Send what the device has answered once more, from a page of ours."""
    assert sent.post_data
    await member.go("/access/sign-in")
    assert await member.page.evaluate(AGAIN, sent.post_data) == 422
    answer = await member.page.goto(f"{member.origin}/access/")
    assert answer is not None
    assert answer.url.partition("?")[0].endswith("/access/sign-in"), "nobody is signed in"


async def remove(member: Member) -> None:
    """Remove the device on the page of passkeys."""
    await member.go("/access/passkeys")
    await member.page.locator("details summary").first.click()
    await member.page.fill("#present-1", PASSWORD)
    await member.page.locator("details form button").first.click()
    await member.page.wait_for_url("**/access/passkeys?done=passkey-forgotten")
    await member.fits()
    await member.sees("No device yet.")
