"""A browser as somebody uses it: pages are opened, their forms sent with what is hidden in them; all synthetic."""

import html
import re
from dataclasses import dataclass

import httpx2
from pydantic import SecretStr

from shared.http.looks_seen import CALLED
from shared.http.settings import GuardSettings
from shared.http.sign_in_cookie import SignInCookie

SECRET = "only-for-tests-" * 4
HIDDEN = re.compile(r"<input type=\"hidden\" name=\"(\w+)\" value=[\"'](.*?)[\"']>")
FORM = re.compile(r"<form method=\"post\" action=\"([^\"]*)\".*?</form>", re.DOTALL)
PASSWORD = "quatre oliviers derriere la gare"  # noqa: S105 - of nobody


LANGUAGE = "takwin-language"


@dataclass
class Browser:
    """What somebody has before her."""

    client: httpx2.AsyncClient
    page: str = ""

    async def open(self, path: str) -> httpx2.Response:
        """Open a page, and stay on it."""
        return self._shown(await self.client.get(path))

    async def send(self, path: str, **typed: str) -> httpx2.Response:
        """Send the form of the page that goes to this path, with what is hidden in it; without one, what is typed."""
        hidden = next((dict(HIDDEN.findall(it[0])) for it in FORM.finditer(self.page) if it[1] == path), {})
        given = {name: html.unescape(value) for name, value in hidden.items()}
        return self._shown(await self.client.post(path, data=given | typed))

    def keep(self, secret: str) -> None:
        """Keep the secret of another session."""
        cookie = SignInCookie(GuardSettings(secret=SecretStr(SECRET)))
        self.client.cookies.clear()
        self.client.cookies.set(cookie.name, cookie.value(secret))

    def _shown(self, answer: httpx2.Response) -> httpx2.Response:
        if answer.status_code not in {301, 302, 303}:
            self.page = answer.text
        return answer

    async def sign_in(self, email: str, password: str = PASSWORD, **more: str) -> httpx2.Response:
        """Go to the page of signing in, and sign in."""
        await self.open("/access/sign-in")
        return await self.send("/access/sign-in", email=email, password=password, **more)


def kept_secret(browser: Browser) -> str:
    """Return the secret by which the browser is signed in."""
    kept = {it.name: it.value for it in browser.client.cookies.jar if it.name.startswith("takwin-")}
    (value,) = [value for name, value in kept.items() if name not in {LANGUAGE, CALLED}]
    return str(value).strip('"').split(".")[0]
