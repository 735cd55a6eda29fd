"""Parts of a running service: they live exactly as long as its app, and wait for whatever is missing."""

import asyncio
import gc
import os
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

import structlog
from aiokafka.errors import KafkaError
from fastapi import APIRouter, FastAPI
from faststream.kafka import KafkaBroker
from sqlalchemy import MetaData

from shared.access.uses import Uses
from shared.country import timezones
from shared.http import idempotency
from shared.http.retries import passes
from shared.kernel import outbox, parking, topics
from shared.kernel.broker import new_broker
from shared.kernel.clock import Clock
from shared.kernel.consumer import Batches
from shared.kernel.database import Database
from shared.kernel.kafka import in_time, new_producer
from shared.kernel.messaging import Handlers
from shared.kernel.metrics import Metrics
from shared.kernel.ownership import Ownership
from shared.kernel.relay import Relay
from shared.service import clock_store, migrate
from shared.service.auditing import audit
from shared.service.health import Watch
from shared.service.login_failures import refusal_of
from shared.service.recovery import Recovery
from shared.service.settings import Settings
from shared.service.using import tell_uses

log = structlog.get_logger()

TIDY_S = 10.0
RETRY_S = 1.0
REFUSED_S = 10.0  # somebody must put it right; then it goes on by itself
GARBAGE = 50_000  # a slice makes thousands of short-lived rows; at Python's own 700, looking for cycles costs a quarter
GOODBYE_S = 8.0  # for the slice in hand; what is not committed by then is taken again
STARTS_WITHIN_S = 100.0  # then others are away, which a new process would not change
EXIT_CODE = 70  # EX_SOFTWARE: the supervisor starts a new process

Work = Callable[["Parts"], Awaitable[None]]


@dataclass
class Service:
    """What one service is made of."""

    name: str
    metadata: MetaData
    migrations: Path
    api: APIRouter
    handlers: Handlers
    works: tuple[Work, ...] = ()
    uploads: Mapping[str, int] = field(default_factory=dict)  # path → bytes, where a body may be larger than others
    settings: type[Settings] = Settings
    open_paths: frozenset[str] = frozenset()  # where nobody in particular may send something, to sign in
    demo_api: APIRouter = field(default_factory=APIRouter)  # what is there in a demonstration alone
    recovery: Recovery = field(kw_only=True)  # how it catches up with the log after a restore


@dataclass
class Parts:
    """What one running service consists of."""

    service: Service
    settings: Settings
    end_process: Callable[[], None] = lambda: os._exit(EXIT_CODE)
    database: Database = field(init=False)
    metrics: Metrics = field(init=False)
    batches: Batches = field(init=False)
    relay: Relay = field(init=False)
    watch: Watch = field(init=False)
    broker: KafkaBroker = field(init=False)
    uses: Uses = field(default_factory=Uses)
    _made_at: float = field(default_factory=time.monotonic)
    _was_ready: bool = False
    refused: bool = False

    def __post_init__(self) -> None:
        name, settings = self.service.name, self.settings
        self.metrics = Metrics(name)
        self.database = Database(settings.database_url.get_secret_value(), Clock())
        self.batches = Batches(self.service.handlers, self.database, self.metrics)
        self.relay = Relay(
            self.database, lambda: new_producer(settings.cluster, f"{name}-relay"), self.metrics, self.end_process
        )
        self.watch = Watch(
            cluster=settings.cluster,
            group=name,
            topics=self.service.handlers.topics,
            held=self.batches.held,
            assigned=self.batches.assigned,
            ownership=Ownership(self.batches, name, self.metrics),
            relay=self.relay,
            metrics=self.metrics,
            end_process=self.end_process,
        )
        self.broker = new_broker(settings.cluster, settings.instance, self.batches)

    async def checks(self) -> dict[str, bool]:
        """Return what must hold so that all is well."""
        right = self.database.clock.is_right()
        return {"database": await self.database.answers(), "clock": right, **self.watch.ready()}

    async def has_started(self) -> bool:
        """Say whether it was ready once, or has waited for others long enough; what a person must mend is no wait."""
        self._was_ready = self._was_ready or all((await self.checks()).values())
        return self._was_ready or (not self.refused and time.monotonic() - self._made_at > STARTS_WITHIN_S)


@asynccontextmanager
async def lifespan(app: FastAPI, parts: Parts) -> AsyncIterator[None]:
    """Serve at once, and become ready in the background."""
    tasks: set[asyncio.Task[None]] = set()
    tasks.add(asyncio.create_task(_come_up(app, parts, tasks)))
    async with AsyncExitStack() as stack:
        stack.push_async_callback(parts.database.close)
        stack.push_async_callback(_end, tasks)
        stack.push_async_callback(parts.batches.stop)
        stack.push_async_callback(lambda: in_time(parts.broker.stop(), GOODBYE_S))
        yield


async def _end(tasks: set["asyncio.Task[None]"]) -> None:
    for task in tasks:
        task.cancel()
    await asyncio.gather(*tasks, return_exceptions=True)


async def _come_up(app: FastAPI, parts: Parts, tasks: set["asyncio.Task[None]"]) -> None:
    gc.set_threshold(GARBAGE)
    timezones.use_own_data()
    await _until_done(_prepare_database, parts)
    app.state.database = parts.database
    for work in (_relay, _watch, _hear, _tidy, audit, tell_uses, *parts.service.works):
        tasks.add(asyncio.create_task(_for_ever(work, parts)))


async def _prepare_database(parts: Parts) -> None:
    await _migrate(parts)
    if not await clock_store.load(parts.database):
        known = sorted({*parts.service.handlers.topics, *parts.service.recovery.topics})
        await clock_store.begin(parts.database, parts.settings.clock_starts_at, parts.settings.cluster, known)
    await timezones.compare(parts.database)
    if parts.settings.demo:
        clock_store.follow(parts.database)


async def _migrate(parts: Parts) -> None:
    """Let the tables have the shape that the code expects; their owner is connected for no longer than that."""
    owner_url, service = parts.settings.owner_url, parts.service
    if owner_url is None:
        await migrate.check(parts.database, service.migrations, service.metadata)
        return
    owner = Database(owner_url.get_secret_value(), parts.database.clock)
    try:
        await migrate.upgrade(owner, service.migrations, service.metadata, parts.database.engine.url.username or "")
    finally:
        await owner.close()


async def _relay(parts: Parts) -> None:
    await parts.relay.run()


async def _watch(parts: Parts) -> None:
    await parts.watch.run()


async def _hear(parts: Parts) -> None:
    if parts.settings.makes_topics:
        await topics.provision(parts.settings.cluster, topics.read(parts.settings.topics_file))
    try:
        await parts.broker.start()
    except BaseException:
        await in_time(parts.broker.stop())
        raise
    log.info("service.up", service=parts.service.name)
    await asyncio.Event().wait()


async def _tidy(parts: Parts) -> None:
    """Forget what need not be kept, and remember where business time stands."""
    while True:
        async with parts.database.sessions.begin() as db:
            await clock_store.keep(db)
            parts.metrics.clock_off_s.set(parts.database.clock.off().total_seconds())
            await parking.forget_old(db)
            await idempotency.forget_old(db)
            parts.metrics.outbox_waiting.set(await outbox.waiting(db))
            parts.metrics.parked_now.set(await parking.waiting(db))
        await asyncio.sleep(TIDY_S)


async def _until_done(step: Work, parts: Parts) -> None:
    """Take the step, again after every outage and conflict; anything else is a fault and ends the process."""
    while True:
        try:
            return await step(parts)
        except Exception as error:
            pause_s = _tell(error, parts)
            if pause_s is None:
                parts.end_process()
                raise
        await asyncio.sleep(pause_s)


def _tell(error: Exception, parts: Parts) -> float | None:
    """Say in one line what keeps the service from going on; return when to try again, None for a fault of ours."""
    name, refusal = parts.service.name, refusal_of(error, parts.database.url)
    parts.refused = refusal is not None
    if refusal:
        log.error("service.refused", service=name, where=refusal.where, reason=refusal.reason)
        return REFUSED_S
    if passes(error) or isinstance(error, KafkaError):
        log.warning("service.waiting", service=name, error=type(error).__name__)
        return RETRY_S
    log.error("service.broken", service=name, exc_info=error)
    return None


async def _for_ever(work: Work, parts: Parts) -> None:
    while True:
        await _until_done(work, parts)
