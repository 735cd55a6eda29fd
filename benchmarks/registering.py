"""A seat over HTTP with all that guards it, against a bare endpoint that runs the same statement by asyncpg.

Each is a process of its own, one after the other, on the same database, and asked by 32 at once, each a coordinator of
their own. Everybody wants the same session.
"""

import asyncio
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta
from functools import partial
from uuid import UUID

from benchmarks.asking import Ask, Asking
from services.registration import app
from shared.events.access import Grant
from shared.kernel.database import Database
from tests.accounts import let_in
from tests.children import child
from tests.containers import free_port
from tests.integration.registration import given
from tests.places import Places
from tests.running import eventually

UNTIL_THE_SESSION = timedelta(days=30)
COORDINATOR = Grant(role="coordinator", region=given.REGION)
AT_ONCE = 32


async def rates(places: Places, many: int) -> tuple[float, float]:
    """Return registrations per second: by a coordinator at the service itself, and at the bare endpoint."""
    async with places.fresh_database(app.service()) as database:
        people = await given.people(database, many)
        secrets = [await let_in(database, COORDINATOR, kind="program") for _ in range(AT_ONCE)]
        async with _service(places, database, secrets) as service:
            ours = await _warm(service, database, "/registration/api/v1", people)
        async with _bare(database) as bare:
            return ours, await _warm(bare, database, "", people)


async def _warm(asking: Asking, database: Database, prefix: str, people: Sequence[UUID]) -> float:
    """Return how many a second are registered, once the process has made its connections and routes ready."""
    await asking.per_second(await _asks(database, prefix, people[: 2 * AT_ONCE]))
    return await asking.per_second(await _asks(database, prefix, people))


async def _asks(database: Database, prefix: str, people: Sequence[UUID]) -> list[Ask]:
    soon = (database.clock.now() + UNTIL_THE_SESSION).replace(microsecond=0)
    session_id = await given.open_session(database, seats=25, starts_at=soon)
    path = f"{prefix}/sessions/{session_id}/registrations"
    return [(path, {"participant_id": it}) for it in people]


@asynccontextmanager
async def _service(places: Places, database: Database, secrets: Sequence[str]) -> AsyncIterator[Asking]:
    port, metrics_port = free_port(), free_port()
    told = {
        "TAKWIN_DATABASE_URL": database.url,
        "TAKWIN_KAFKA_SERVERS": places.kafka.servers,
        "TAKWIN_SECRET": "only-for-benchmarks-" * 2,
        "TAKWIN_ORIGIN": f"http://127.0.0.1:{port}",
        "TAKWIN_PORT": str(port),
        "TAKWIN_METRICS_PORT": str(metrics_port),
    }
    async with child("services.registration", wait_up=False, told=told):
        await eventually(partial(_listens, port))
        yield Asking(port, [{"authorization": f"Bearer {secret}"} for secret in secrets])


@asynccontextmanager
async def _bare(database: Database) -> AsyncIterator[Asking]:
    port = free_port()
    async with child("benchmarks.bare", database.dsn, str(port), wait_up=False):
        await eventually(partial(_listens, port))
        yield Asking(port, [{}] * AT_ONCE)


async def _listens(port: int) -> bool:
    try:
        _, writer = await asyncio.open_connection("127.0.0.1", port)
    except ConnectionRefusedError:
        return False
    writer.close()
    return True
