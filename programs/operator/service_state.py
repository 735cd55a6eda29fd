"""State of one service: what its own database knows of its events."""

import asyncio
from dataclasses import dataclass, field
from typing import Any

from programs.operator.installation import SERVICES, Installation
from programs.operator.reaching import ASKED_WITHIN_S, Refused, database_of
from shared.kernel.database import run
from shared.kernel.relay import LOCK

WAITS_AT_MOST_S = 60

STATE = """
with waiting as (select written_at from outbox where published_at is null and refused is null)
select (select count(*) from waiting) as outbox_waiting,
       (select extract(epoch from now() - min(written_at))::int from waiting) as oldest_waits_s,
       (select count(*) from outbox where refused is not null) as refused,
       (select count(*) from parked where replayed_at is null) as parked,
       (select count(*) from parked_keys) as held_keys,
       (select fence from relay) as lease_number,
       exists (select from pg_locks where locktype = 'advisory' and granted and classid = 0 and objid::bigint = :lock
               and database = (select oid from pg_database where datname = current_database())) as relay_runs,
       exists (select from pg_locks where locktype = 'relation' and mode = 'RowExclusiveLock'
               and relation = 'inbox'::regclass and pid <> pg_backend_pid()) as handling"""


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
    handling: bool | None = None  # events, at this moment
    lag: dict[str, int] | None = field(default=None)
    unheard: int | None = None  # partitions

    def row(self) -> dict[str, Any]:
        """Return what stands in a table."""
        behind = None if self.lag is None else sum(self.lag.values())
        relay = {None: None, True: f"runs ({self.lease_number})", False: "nobody's"}[self.relay_runs]
        return {
            "service": self.service,
            "database": self._database,
            "relay": relay,
            "not_heard_yet": behind,
            "nobody_hears": self.unheard,
            "outbox_waits": self.outbox_waiting,
            "oldest_s": self.oldest_waits_s,
            "refused": self.refused,
            "parked": self.parked,
            "held_keys": self.held_keys,
        }

    @property
    def _database(self) -> str:
        if self.problem is None:
            return "answers"
        return "away" if "does not answer" in self.problem else "refuses"

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
        async with database_of(place, service) as db_of, asyncio.timeout(ASKED_WITHIN_S), db_of.sessions() as db:
            found = (await run(db, STATE, lock=LOCK)).mappings().one()
    except Refused as refused:
        return ServiceState(service, problem=str(refused))
    return ServiceState(service, **found)
