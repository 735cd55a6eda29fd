"""An office that runs: Kafka, Postgres and all services, by the machine's clock; no simulator, no demonstration."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager, closing
from dataclasses import dataclass
from pathlib import Path
from socket import socket
from typing import Any

from deploy.embedded.keys import keys_in
from deploy.embedded.launcher import end
from deploy.embedded.office.settings import OfficeSettings, read
from deploy.embedded.own_processes import Services
from deploy.embedded.ports import held
from deploy.embedded.postgres import PACKAGE
from deploy.embedded.processes import Say, StartFailed, together
from deploy.embedded.stack import SERVICES, Stack

KEYS = ("secret", "notifications")


@dataclass
class Office:
    """What runs, and where it is reached."""

    stack: Stack
    services: Services
    keys: dict[str, str]

    async def supervise(self) -> None:
        """Start again whatever ends by itself, until cancelled."""
        await together(self.stack.supervise(), self.services.supervise())


@asynccontextmanager
async def office(folder: Path, say: Say, *, with_services: bool = True) -> AsyncIterator[Office]:
    """Run the office until the block ends, or its two servers alone, e.g. to restore a backup.

    Raises FolderHeld, StartFailed, SettingsRefused.
    """
    async with AsyncExitStack() as stack:
        servers = await stack.enter_async_context(Stack(folder, say=say))
        settings = await asyncio.to_thread(read, servers.folder)
        running = Office(servers, Services(servers.folder, say, {}), keys_in(servers.folder, KEYS))
        running.services.settings = _told(running, settings)
        stack.enter_context(closing(await _at_port(running.services, settings.port)))
        stack.callback(running.services.ports.let_go)
        await running.services.prepare()  # which tells the operator's command where everything is
        if with_services:
            stack.push_async_callback(running.services.stop)
            await running.services.start()
            stack.push_async_callback(end, asyncio.create_task(running.supervise()))
        yield running


async def _at_port(services: Services, port: int) -> socket:
    """Let the services listen there; return what holds the port for them. Raises StartFailed."""
    await services.end_strays()
    services.choose_port()
    services.port = port
    try:
        return held(port)
    except OSError:
        raise StartFailed(f"Port {port} is another program's: say another one in settings.toml.") from None


def _told(running: Office, settings: OfficeSettings) -> dict[str, Any]:
    """Return what services and the operator's command are told; it goes into a file that only its owner reads."""
    stack, keys, more = running.stack, running.keys, settings.of_services()
    backups = Path(settings.backups) if settings.backups else stack.folder / "backups"
    backups.mkdir(mode=0o700, parents=True, exist_ok=True)
    return {
        "services": {name: stack.ways_in(name) | more.get(name, {}) for name in SERVICES},
        "settings": {
            "kafka_servers": stack.cluster.servers,
            "secret": keys["secret"],
            "tokens": {"notifications": keys["notifications"]},
            "instance": "embedded",
        },
        "keeping": {
            "backups": str(backups),
            "backup_recipient": settings.backup_recipient,
            "secrets": str(stack.folder),
            "postgres_programs": str(PACKAGE / "pginstall" / "bin"),
        },
    }
