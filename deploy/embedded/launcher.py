"""Launcher of everything on one machine, without Docker: Kafka, Postgres, mailbox, phones, and all services."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from deploy.embedded.keys import keys_in
from deploy.embedded.own_processes import Mailbox, Phones, Services
from deploy.embedded.processes import Say, together
from deploy.embedded.stack import SERVICES, Stack
from programs.operator.installation import embedded_in
from programs.operator.way_in import demonstration_link
from shared.kernel.cluster import Cluster


@dataclass
class Installation:
    """What runs, and how to reach it."""

    folder: Path
    stack: Stack
    mailbox: Mailbox
    phones: Phones
    services: Services
    keys: dict[str, str]

    @property
    def origin(self) -> str:
        """Where people and programs find it."""
        return self.services.origin

    @property
    def cluster(self) -> Cluster:
        """Where subscribers find Kafka."""
        return self.stack.cluster

    @property
    def ledgers(self) -> tuple[Path, Path]:
        """What the demonstration's mailbox got, and what its phones got."""
        return self.mailbox.ledger, self.phones.ledger

    @property
    def way(self) -> None:
        """There is no other way than the address that people use."""

    async def new_link(self) -> str:
        """Return a link that opens the demonstration once, in one browser."""
        return await demonstration_link(embedded_in(self.folder))

    async def supervise(self) -> None:
        """Start again whatever ends by itself, until cancelled."""
        processes = (self.stack, self.mailbox, self.phones, self.services)
        await together(*(one.supervise() for one in processes))


@asynccontextmanager
async def installation(folder: Path, say: Say, demo_starts_at: datetime | None) -> AsyncIterator[Installation]:
    """Run everything in `folder` until the block ends. Raises FolderHeld, StartFailed."""
    async with AsyncExitStack() as stack:
        servers = Stack(folder, say=say)
        await stack.enter_async_context(servers)
        mailbox, phones = Mailbox(servers.folder, say), Phones(servers.folder, say)
        services = Services(servers.folder, say, {})
        for process in (mailbox, phones, services):
            await process.end_strays()
            process.choose_port()
            stack.callback(process.ports.let_go)
            stack.push_async_callback(process.stop)
        running = Installation(servers.folder, servers, mailbox, phones, services, keys_in(servers.folder))
        services.settings = _settings(running, demo_starts_at)
        await asyncio.gather(mailbox.start(), phones.start(), services.start())
        supervision = asyncio.create_task(running.supervise())
        stack.push_async_callback(end, supervision)
        yield running


async def end(task: "asyncio.Task[None]") -> None:
    """Cancel it, and wait until it is over."""
    task.cancel()
    await asyncio.gather(task, return_exceptions=True)


def _settings(running: Installation, demo_starts_at: datetime | None) -> dict[str, Any]:
    """Return what the services are told; it goes into a file that only its owner reads."""
    stack, keys, phones = running.stack, running.keys, running.phones
    gateways = {"smtp_port": running.mailbox.port, "sms_url": phones.gateway_url, "sms_token": keys["sms"]}
    more: dict[str, dict[str, Any]] = {"notifications": gateways}
    return {
        "services": {name: stack.ways_in(name) | more.get(name, {}) for name in SERVICES},
        "outside": {"mailbox": running.mailbox.shown_at, "phones": phones.shown_at, "key": keys["outside"]},
        "settings": {
            "kafka_servers": stack.cluster.servers,
            "secret": keys["secret"],
            "tokens": {"player": keys["player"], "notifications": keys["notifications"]},
            "instance": "embedded",
            "demo": demo_starts_at is not None,
            "demo_starts_at": demo_starts_at.isoformat() if demo_starts_at else None,
        },
    }
