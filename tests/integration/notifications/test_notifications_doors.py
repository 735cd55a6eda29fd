"""Notifications' route over HTTP, in the app as it is put together."""

from collections.abc import AsyncIterator
from uuid import uuid4

import httpx2
import pytest

from services.notifications.app import create_app
from tests import facts
from tests.accounts import signed_in
from tests.integration.notifications.conftest import Post
from tests.integration.notifications.phones import Phones


@pytest.fixture
async def browser(post: Post) -> AsyncIterator[httpx2.AsyncClient]:
    """Somebody who has signed in."""
    settings = post.settings()
    app = create_app(settings)
    app.state.database = post.database
    cookies = await signed_in(post.database, settings)
    transport = httpx2.ASGITransport(app=app)
    async with httpx2.AsyncClient(transport=transport, base_url="http://127.0.0.1:8000", cookies=cookies) as client:
        yield client


async def test_messages_are_counted_by_state_template_and_channel(post: Post, browser: httpx2.AsyncClient) -> None:
    await post.hear(post.registered(), post.registered(version=2))
    await post.hear(facts.withdrawn(post.session, uuid4(), 3))

    answer = (await browser.get("/notifications/api/v1/messages")).json()

    assert (answer["total"], answer["parts"]) == (6, 0)
    assert answer["messages"] == [
        {"state": state, "template": f"session.{kind}", "channel": channel, "count": count, "parts": 0}
        for state, kind, count in [("pending", "confirmed", 2), ("suppressed", "withdrawn", 1)]
        for channel in ("email", "sms")
    ]


async def test_the_parts_of_sms_that_have_left_are_counted(
    post: Post, phones: Phones, browser: httpx2.AsyncClient
) -> None:
    await post.hear(post.registered(), facts.withdrawn(post.session, uuid4(), 2, at=post.now))
    await post.send_all("sms")

    answer = (await browser.get("/notifications/api/v1/messages")).json()

    assert answer["parts"] == sum(sms["parts"] for sms in phones.rung) == 3


async def test_a_stranger_learns_no_number(browser: httpx2.AsyncClient) -> None:
    browser.cookies.clear()

    assert (await browser.get("/notifications/api/v1/messages")).status_code == 401
