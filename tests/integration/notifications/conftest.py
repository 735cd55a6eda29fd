"""A database, senders, and the outer world they meet."""

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import httpx2
import pytest
from pydantic import SecretStr

from services.notifications.app import service
from services.notifications.handlers import on
from services.notifications.sender import Sender
from services.notifications.settings import NotificationsSettings
from shared.contracts import Event
from shared.database import Database, run
from shared.running import Service
from tests import facts
from tests.hearing import hear
from tests.integration.notifications.outer_world import Mailbox, Registration, mailbox_runs, registration_answers

NewDatabase = Callable[[Service], Awaitable[Database]]


@dataclass
class Post:
    """Notifications with everything around it, the senders not yet at work."""

    database: Database
    registration: Registration
    client: httpx2.AsyncClient
    smtp_port: int = 1
    session: UUID = field(default_factory=uuid4)

    def settings(self, instance: str = "one") -> NotificationsSettings:
        """Return settings as a test wants them."""
        return NotificationsSettings(
            database_url=SecretStr(self.database.url),
            kafka_servers="unused",
            secret=SecretStr("only-for-tests-" * 4),
            tokens={"notifications": SecretStr("let-me-in")},
            instance=instance,
            smtp_port=self.smtp_port,
            contacts_url=self.registration.url,
        )

    def sender(self, instance: str = "one") -> Sender:
        """Return a sender that gives up waiting for an answer quickly."""
        return Sender(self.database, self.settings(instance), self.client, timeout_s=1.0)

    async def hear(self, *events: Event) -> None:
        """Hear events."""
        await hear(self.database, on, *events)

    async def know_session(self) -> None:
        """Hear of a session of next week."""
        now = self.database.clock.now()
        await self.hear(facts.planned(self.session, starts_at=now + timedelta(days=7), at=now))

    def registered(self, person: UUID | None = None, version: int = 1) -> Event:
        """A person gets a seat now."""
        return facts.registered(self.session, person or uuid4(), version, at=self.database.clock.now())

    async def send_all(self) -> int:
        """Send until nothing is due."""
        sender, sent = self.sender(), 0
        while batch := await sender.send_due():
            sent += batch
        return sent

    async def states(self) -> list[tuple[str, str | None]]:
        """Return state and reason of every intent, the oldest first."""
        return [
            (row.state, row.reason) for row in await self.rows("select state, reason from intents order by position")
        ]

    async def rows(self, statement: str, **values: object) -> Sequence[Any]:
        """Ask the database, or change it."""
        async with self.database.sessions.begin() as db:
            found = await run(db, statement, **values)
            return list(found) if found.returns_rows else []

    async def no_pauses(self) -> None:
        """Let the machine time pass for which refused messages wait."""
        await self.rows("update intents set not_before = null")


@pytest.fixture
async def post(new_database: NewDatabase) -> AsyncIterator[Post]:
    """Notifications that knows one session; nothing listens for its mail yet."""
    async with AsyncExitStack() as stack:
        registration = await stack.enter_async_context(registration_answers(Registration()))
        client = await stack.enter_async_context(httpx2.AsyncClient(timeout=5))
        ready = Post(await new_database(service()), registration, client)
        await ready.know_session()
        yield ready


@pytest.fixture
async def mailbox(post: Post, tmp_path: Path) -> AsyncIterator[Mailbox]:
    """The mailbox that `post` sends to."""
    async with mailbox_runs(tmp_path / "ledger.jsonl") as running:
        post.smtp_port = running.port
        yield running
