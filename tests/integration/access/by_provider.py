"""The way through a provider, as a browser goes it: to the provider, back to us, on to the last page. Synthetic."""

import html
import re
import ssl
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import httpx2
from fastapi import FastAPI
from pydantic import SecretStr

from services.access.provider.client import Provider
from services.access.settings import AccessSettings
from tests.integration.access.browsing import Browser

ONWARD = re.compile(r'<meta http-equiv="refresh" content="0; url=([^"]*)">')


def connect(built: FastAPI, issuer: str, client: str, secret: str, counts: str = "", *, ca: Path | None = None) -> None:
    """Let people sign in by the provider, too."""
    kept = built.state.settings
    told = {"oidc_issuer": issuer, "oidc_client_id": client, "oidc_client_secret": SecretStr(secret), "oidc_ca": ca}
    built.state.settings = AccessSettings(**kept.model_dump() | told | {"oidc_second_factor": counts})
    built.state.provider = Provider(built.state.settings)


def path_of(address: str) -> str:
    """Return path and query of an address."""
    parts = urlsplit(address)
    return f"{parts.path}?{parts.query}"


@dataclass
class Way:
    """One browser's way; `back` is the address at which the provider let it come back."""

    browser: Browser
    back: str = ""
    trusts: ssl.SSLContext | bool = True  # of the browser, whose certificate the provider shows

    async def leave(self, path: str = "/access/provider") -> str:
        """Go to the provider; return its address."""
        answer = await self.browser.open(path)
        assert answer.status_code == 303, answer.text
        return str(answer.headers["location"])

    async def through(self, path: str = "/access/provider") -> None:
        """Go there and let it answer at once."""
        async with httpx2.AsyncClient(verify=self.trusts) as outside:
            self.back = path_of((await outside.get(await self.leave(path))).headers["location"])

    async def onward(self) -> str:
        """Come back; return where the page leads on."""
        answer = await self.browser.open(self.back)
        assert answer.status_code == 200, answer.text
        return html.unescape(ONWARD.findall(answer.text)[0])

    async def go(self, path: str = "/access/provider") -> httpx2.Response:
        """Go all of it; return the last answer."""
        await self.through(path)
        return await self.browser.open(await self.onward())
