"""What can be done in a demonstration alone: the player moves its clock."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

import httpx2
from pydantic import SecretStr

from programs.services import app_of
from tests.integration.audited.walk import Walk
from tests.integration.built import TOKEN, at

CLOCK = "PUT /api/v1/demo/clock"
LATER = {"now": "2199-01-01T00:00:00Z"}


@asynccontextmanager
async def played(walk: Walk) -> AsyncIterator[Walk]:
    """Go on as the player of a demonstration, until the block ends."""
    told: dict[str, Any] = {"database_url": SecretStr(walk.database.url), "kafka_servers": "unused", "demo": True}
    secrets = {"secret": SecretStr("only-for-tests-" * 4), "tokens": {"player": SecretStr(TOKEN)}}
    app = at(walk.database, lambda: app_of(walk.service, **told, **secrets, instance="test"))
    base, headers = app.state.settings.origin, {"authorization": f"Bearer {TOKEN}"}
    async with httpx2.AsyncClient(transport=httpx2.ASGITransport(app), base_url=base, headers=headers) as client:
        yield replace(walk, client=client, caller="player")


async def move_the_clock(walk: Walk) -> None:
    """Move business time."""
    async with played(walk) as player:
        await player.do(CLOCK, LATER)
