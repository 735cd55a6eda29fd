"""A database, senders, and the outer world they meet. It is a Wednesday of August 2017, eleven in the morning there."""

from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import httpx2
import pytest
from pydantic import SecretStr

from services.notifications.app import service
from services.notifications.channels.channel import outlet_for
from services.notifications.channels.sender import CONTACTS_TIMEOUT_S, Sender
from services.notifications.channels.smtp import TIMEOUT_S
from services.notifications.handlers import on
from services.notifications.reminders.actions import intend_due
from services.notifications.settings import NotificationsSettings
from shared.events import Channel, SessionPlanned
from shared.kernel.clock import Clock, machine_now
from shared.kernel.contracts import Event
from shared.kernel.database import Database, run
from tests import facts
from tests.hearing import hear
from tests.integration.notifications.outer_world import Mailbox, Registration, mailbox_runs, registration_answers
from tests.integration.notifications.phones import TOKEN, Phones, phones_ring

NewDatabase = Callable[..., Awaitable[Database]]

WEDNESDAY = datetime(2017, 8, 2, 10, tzinfo=UTC)
SOON_S = 3.0  # for an answer that never comes; whatever comes before it has that long on a machine with other work


@dataclass
class Post:
    """Notifications with everything around it, the senders not yet at work."""

    database: Database
    registration: Registration
    client: httpx2.AsyncClient
    smtp_port: int = 1
    smtp: dict[str, Any] = field(default_factory=dict)  # further settings of the mail gateway
    sms_url: str = "http://127.0.0.1:1/messages"
    session: UUID = field(default_factory=uuid4)

    @property
    def now(self) -> datetime:
        """Business time."""
        return self.database.clock.now()

    def settings(self, instance: str = "one") -> NotificationsSettings:
        """Return settings as a test wants them."""
        return NotificationsSettings(
            database_url=SecretStr(self.database.url),
            kafka_servers="unused",
            secret=SecretStr("only-for-tests-" * 4),
            tokens={"notifications": SecretStr("let-me-in")},
            instance=instance,
            smtp_port=self.smtp_port,
            sms_url=self.sms_url,
            sms_token=SecretStr(TOKEN),
            contacts_url=self.registration.url,
            **self.smtp,
        )

    def sender(self, instance: str = "one", channel: Channel = "email", timeout_s: float = TIMEOUT_S) -> Sender:
        """Return a sender that waits for an answer as long as in earnest, unless told otherwise."""
        settings = self.settings(instance)
        outlet = outlet_for(channel, settings, self.database, self.client, timeout_s=timeout_s)
        return Sender(self.database, settings, self.client, outlet)

    async def hear(self, *events: Event) -> None:
        """Hear events."""
        await hear(self.database, on, *events)

    def planned(self, version: int = 1, **other: Any) -> SessionPlanned:
        """A session of next week: Wednesday from nine, on the clocks there."""
        at = {"starts_at": WEDNESDAY.replace(hour=8) + timedelta(days=7), "at": self.now, "venue": "Salle Atlas"}
        return facts.planned(self.session, version=version, **{**at, **other})

    def registered(self, person: UUID | None = None, version: int = 1) -> Event:
        """A person gets a seat now."""
        return facts.registered(self.session, person or uuid4(), version, at=self.now)

    def pass_to(self, moment: datetime) -> None:
        """Let business time go on to the moment."""
        self.database.clock.move_to(moment)

    async def send_all(self, channel: Channel = "email", timeout_s: float = TIMEOUT_S) -> int:
        """Send until nothing is due."""
        sender, sent = self.sender(channel=channel, timeout_s=timeout_s), 0
        while batch := await sender.send_due():
            sent += batch
        return sent

    async def remind(self) -> int:
        """Intend the reminders that are due."""
        return await intend_due(self.database)

    async def states(self, channel: Channel = "email") -> list[tuple[str, str | None]]:
        """Return state and reason of every intent of the channel, the oldest first."""
        query = "select state, reason from intents where channel = :channel order by position"
        return [(row.state, row.reason) for row in await self.rows(query, channel=channel)]

    async def messages(self, channel: Channel = "email") -> list[tuple[str, str]]:
        """Return what each message is and what has become of it, the oldest first."""
        query = "select template, state from intents where channel = :channel order by position"
        return [(row.template, row.state) for row in await self.rows(query, channel=channel)]

    async def announced(self) -> list[dict[str, Any]]:
        """Return the events told of settled messages, in their order."""
        told = await self.rows("select body from outbox where type = 'message.settled.v1' order by position")
        return [row.body for row in told]

    async def rows(self, statement: str, **values: object) -> Sequence[Any]:
        """Ask the database, or change it."""
        async with self.database.sessions.begin() as db:
            found = await run(db, statement, **values)
            return list(found) if found.returns_rows else []

    async def lose_everything(self) -> None:
        """Let nothing be left of what was heard and sent."""
        for table in ("inbox", "intents"):
            await self.rows(f"delete from {table}")

    async def no_pauses(self) -> None:
        """Let the machine time pass for which refused messages wait."""
        await self.rows("update intents set not_before = null")


@pytest.fixture
async def post(new_database: NewDatabase) -> AsyncIterator[Post]:
    """Notifications that knows one session; nothing listens for its messages yet."""
    async with AsyncExitStack() as stack:
        registration = await stack.enter_async_context(registration_answers(Registration()))
        client = await stack.enter_async_context(httpx2.AsyncClient(timeout=CONTACTS_TIMEOUT_S, trust_env=False))
        database = await new_database(service(), Clock(offset=WEDNESDAY - machine_now()))
        ready = Post(database, registration, client)
        await ready.hear(ready.planned())
        yield ready


@pytest.fixture
async def mailbox(post: Post, tmp_path: Path) -> AsyncIterator[Mailbox]:
    """The mailbox that `post` sends to."""
    async with mailbox_runs(tmp_path / "ledger.jsonl") as running:
        post.smtp_port = running.port
        yield running


@pytest.fixture
async def phones(post: Post) -> AsyncIterator[Phones]:
    """The phones that `post` sends to; everybody has one."""
    async with phones_ring(Phones()) as ringing:
        post.sms_url, post.registration.phone = ringing.url, "+212600000001"
        yield ringing
