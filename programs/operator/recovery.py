"""Recovery: restored databases and Kafka are brought together; each service takes up what it lacks, or sends it."""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any, Protocol

from programs.operator import log_beside
from programs.operator.installation import SERVICES
from programs.operator.log_beside import Clash
from programs.services import service_of
from shared.events.access import KeyUsed
from shared.events.audit import AuditSealed
from shared.kernel import topics
from shared.kernel.clock import Clock
from shared.kernel.cluster import Cluster
from shared.kernel.contracts import Event
from shared.kernel.database import Database
from shared.kernel.kafka import hear_again
from shared.service import migrate
from shared.service.clock_store import begin_anew, load, newest_on_log
from shared.service.recovery import Gap, MissingEvents, Recovery
from shared.service.settings import Settings

OF_EACH = (AuditSealed, KeyUsed)  # what every service says of itself
TYPES_OF_EACH = {event.type for event in OF_EACH}
TOPICS_FILE: Path = Settings.model_fields["topics_file"].default


class Place(Protocol):
    """An installation, as far as it is restored."""

    @property
    def cluster(self) -> Cluster: ...

    def database_url(self, service: str) -> str: ...


@dataclass
class Found:
    """What differed between one service's database and the log, and what came of it."""

    service: str
    incarnation: int = 0
    sent_again: int = 0
    placed: int = 0
    taken_up: list[tuple[str, str]] = field(default_factory=list)  # type and subject
    clashes: list[Clash] = field(default_factory=list)
    gaps: list[Gap] = field(default_factory=list)

    @property
    def complete(self) -> bool:
        """Say whether nobody need look at anything."""
        return not self.clashes and not self.gaps


async def recover(place: Place) -> list[Found]:
    """Bring every database and the log together, while no service runs. Raises GroupBusy.

    Afterwards each outbox holds what is on its topics, each service hears everything again (its inbox knows what it
    has acted upon), and nothing from before this moment is sent to anybody.
    """
    wanted = topics.read(TOPICS_FILE)
    await topics.provision(place.cluster, wanted)
    names = [topic.name for topic in wanted]
    for service in SERVICES:
        await hear_again(place.cluster, service, names)
    databases = {name: Database(place.database_url(name), Clock()) for name in SERVICES}
    try:
        moment = await _latest(databases, place.cluster, names)
        compacted = [topic.name for topic in wanted if topic.compacted]
        return [await _recover(name, databases[name], place.cluster, moment, compacted) for name in SERVICES]
    finally:
        await asyncio.gather(*(database.close() for database in databases.values()))


async def _latest(databases: Mapping[str, Database], cluster: Cluster, names: list[str]) -> datetime:
    """Return a moment of business time that is as late as anything in any database and on the log."""
    moment = await newest_on_log(cluster, names)
    for name, database in databases.items():
        service = service_of(name)
        await migrate.upgrade(database, service.migrations, service.metadata)
        if await load(database):
            moment = max(moment, database.clock.now())
    return moment


async def _recover(name: str, database: Database, cluster: Cluster, moment: datetime, compacted: list[str]) -> Found:
    found, recovery = Found(name), service_of(name).recovery
    async with database.sessions.begin() as db:
        found.incarnation = await begin_anew(db, moment)
        said = {recovery.source, *(event.source_of(name) for event in OF_EACH)}
        await log_beside.lay_beside(db, cluster, [*recovery.topics, *(event.topic for event in OF_EACH)], said)
        found.sent_again = await log_beside.send_again(db, compacted)
        found.placed = await log_beside.note_places(db)
        found.clashes = await log_beside.quarantine(db, name)
        unknown = await log_beside.adopt(db, recovery.topics)
        heard = await log_beside.unheard(db, cluster, recovery.heard, name)
        found.taken_up = [(body["type"], body["subject"]) for body in unknown if body["type"] not in TYPES_OF_EACH]
        found.gaps = await recovery.take_up(db, MissingEvents(_read(recovery, unknown), _read(recovery, heard)))
    return found


def _read(recovery: Recovery, bodies: list[dict[str, Any]]) -> list[Event]:
    by_type = {event.type: event for event in recovery.events}
    return [by_type[body["type"]].from_cloudevent(body) for body in bodies if body["type"] in by_type]
