"""How one service stands: what its own database knows of its events, and how far behind the log it hears."""

import asyncio
from dataclasses import dataclass, field
from typing import Any

from deploy.takwin.groups import heard_by
from deploy.takwin.installation import PARTS, SERVICES, Installation
from deploy.takwin.reaching import Refused, database_of, kafka_of
from shared.database import run
from shared.kafka import partitions
from shared.relay import LOCK

WAITS_AT_MOST_S = 60
LOOK_AGAIN_S = 2.0

STATE = """
with waiting as (select written_at from outbox where published_at is null and refused is null)
select (select count(*) from waiting) as outbox_waiting,
       (select extract(epoch from now() - min(written_at))::int from waiting) as oldest_waits_s,
       (select count(*) from outbox where refused is not null) as refused,
       (select count(*) from parked where replayed_at is null) as parked,
       (select count(*) from parked_keys) as held_keys,
       (select fence from relay) as lease_number,
       exists (select from pg_locks where locktype = 'advisory' and granted and classid = 0 and objid::bigint = :lock
               and database = (select oid from pg_database where datname = current_database())) as relay_runs"""

Lag = dict[str, int]


@dataclass
class ServiceState:
    """What an operator wants to know of one service; what could not be asked is None."""

    service: str
    problem: str | None = None
    relay_runs: bool | None = None
    lease_number: int | None = None
    outbox_waiting: int | None = None
    oldest_waits_s: int | None = None
    refused: int | None = None
    parked: int | None = None
    held_keys: int | None = None
    lag: Lag | None = field(default=None)

    def row(self) -> dict[str, Any]:
        """Return what stands in a table."""
        behind = None if self.lag is None else sum(self.lag.values())
        relay = {None: None, True: f"runs ({self.lease_number})", False: "nobody's"}[self.relay_runs]
        return {
            "service": self.service,
            "database": "away" if self.problem else "answers",
            "relay": relay,
            "not_heard_yet": behind,
            "outbox_waits": self.outbox_waiting,
            "oldest_s": self.oldest_waits_s,
            "refused": self.refused,
            "parked": self.parked,
            "held_keys": self.held_keys,
        }

    def worries(self) -> list[str]:
        """Return, in sentences, what an operator should look at."""
        if self.problem:
            return [self.problem]
        late = (self.oldest_waits_s or 0) > WAITS_AT_MOST_S
        facts = {
            f"{self.service} does not run: nobody holds the lease of its relay.": not self.relay_runs,
            f"{self.service} has sent nothing for {self.oldest_waits_s} s; {self.outbox_waiting} events wait.": late,
            f"{self.service} has {self.refused} events that Kafka will never take: they are too large.": self.refused,
            f"{self.service} has set {self.parked} records aside: see `takwin parked list`.": self.parked,
        }
        return [sentence for sentence, holds in facts.items() if holds]


async def states_of(place: Installation) -> list[ServiceState]:
    """Ask every database; one that does not answer keeps no other from being asked."""
    return list(await asyncio.gather(*(_state(place, service) for service in SERVICES)))


async def _state(place: Installation, service: str) -> ServiceState:
    try:
        async with database_of(place, service) as database, database.sessions() as db:
            found = (await run(db, STATE, lock=LOCK)).mappings().one()
    except Refused as refused:
        return ServiceState(service, problem=str(refused))
    return ServiceState(service, **found)


async def lags_of(place: Installation) -> tuple[dict[str, Lag], list[str]]:
    """Return how many records each service has not heard, and who did not get on while we looked. Raises Refused."""
    before = await _lags(place)
    if not any(n for lag in before.values() for n in lag.values()):
        return before, []
    await asyncio.sleep(LOOK_AGAIN_S)
    now = await _lags(place)
    return now, [
        f"{service} does not get on with {topic}: {n} records not heard yet."
        for service, lag in now.items()
        for topic, n in lag.items()
        if n and n >= before[service].get(topic, 0) > 0
    ]


async def _lags(place: Installation) -> dict[str, Lag]:
    async with kafka_of(place) as (admin, reader):
        found: dict[str, Lag] = {}
        for service in SERVICES:
            topics = PARTS[service]().handlers.topics
            heard = await heard_by(admin, service)
            where = await partitions(admin, topics)
            ends = await reader.end_offsets(where) if where else {}
            lag = dict.fromkeys(topics, 0)
            for one, end in ends.items():
                lag[one.topic] += max(end - heard.get(one, 0), 0)
            found[service] = lag
    return found
