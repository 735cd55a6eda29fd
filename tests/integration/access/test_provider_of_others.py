"""A provider that others have written, in a process of its own: the whole way over real HTTP. People are synthetic."""

import asyncio
import json
import sys
from asyncio.subprocess import DEVNULL
from collections.abc import AsyncIterator, Callable

import httpx2
import pytest
from fastapi import FastAPI

from shared.access.accounts import caller_by
from shared.access.secrets import digest_of
from shared.kernel.database import Database
from tests.containers import free_port
from tests.integration.access.browsing import Browser, kept_secret
from tests.integration.access.by_provider import Way, connect, path_of
from tests.integration.access.given import EMAIL, invited

Open = Callable[..., Browser]
UP_WITHIN_S = 60
SUBJECT = {"sub": "salma", "email": EMAIL, "email_verified": True}


@pytest.fixture
async def provider() -> AsyncIterator[str]:
    """Its address; it knows one person, and asks each client who it is."""
    port = free_port()
    more = ("--require-registration", "true", "--require-nonce", "true", "--user-claims", json.dumps(SUBJECT))
    command = (sys.executable, "-W", "ignore", "-m", "oidc_provider_mock", "--port", str(port), *more)
    process = await asyncio.create_subprocess_exec(*command, stdout=DEVNULL, stderr=DEVNULL)
    address = f"http://127.0.0.1:{port}"
    try:
        await up(address)
        yield address
    finally:
        process.terminate()
        await process.wait()


async def up(address: str) -> None:
    async with asyncio.timeout(UP_WITHIN_S), httpx2.AsyncClient() as http:
        while True:
            try:
                await http.get(f"{address}/.well-known/openid-configuration")
            except httpx2.TransportError:
                await asyncio.sleep(0.2)
            else:
                return


async def test_who_is_invited_comes_in_and_a_code_is_good_once(
    browser: Open, database: Database, built: FastAPI, provider: str
) -> None:
    account_id, _ = await invited(database)
    here, again = browser(), browser()
    async with httpx2.AsyncClient() as outside:
        about = {"redirect_uris": [f"{built.state.settings.origin}/access/provider/back"]}
        known = (await outside.post(f"{provider}/oauth2/clients", json=about)).json()
        connect(built, provider, known["client_id"], known["client_secret"])
        way, second = Way(here), Way(again)
        for it in (way, second):
            asked = await it.leave()
            it.back = path_of((await outside.post(asked, data={"sub": SUBJECT["sub"]})).headers["location"])
    used = way.back.partition("code=")[2].partition("&")[0]
    state = second.back.partition("state=")[2]

    answer = await here.open(await way.onward())
    replayed = await again.open(f"/access/provider/finish?code={used}&state={state}")

    assert (answer.status_code, replayed.status_code) == (303, 422)
    caller = await caller_by(database, digest_of(kept_secret(here)))
    assert caller is not None
    assert caller.account_id == account_id
