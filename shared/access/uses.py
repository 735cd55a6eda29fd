"""Uses of programs' keys: noted in memory when one comes, and told once an hour, so that no request writes anything."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from shared.access.caller import Caller
from shared.events.access import KeyUsed
from shared.kernel import outbox
from shared.kernel.clock import machine_now
from shared.kernel.database import Database, run

TOLD_EVERY = timedelta(hours=1)

ONE_AT_A_TIME = "select pg_advisory_xact_lock(hashtextextended(:key, 0))"
# The outbox keeps what was told: another process of the service, or this one before it was started anew, told it too.
LAST = """
select coalesce(max((body ->> 'aggregateversion')::int), 0) as version,
       max((body -> 'data' ->> 'used_at')::timestamptz) filter (where body -> 'data' ->> 'digest' = :digest) as used_at
from outbox where type = :type and key = :key"""


@dataclass
class Uses:
    """When each key of a program was last used in this process, until that is told."""

    _noted: dict[str, tuple[UUID, datetime]] = field(default_factory=dict)  # by digest
    _told_at: dict[str, datetime] = field(default_factory=dict)

    def note(self, caller: Caller) -> None:
        """Remember that a program outside has come by its key; people and our own programs leave nothing here."""
        if caller.kind == "program" and caller.account_id is not None:
            self._noted[caller.digest] = (caller.account_id, machine_now())

    async def tell(self, database: Database, service: str) -> int:
        """Tell the last use of each key of which nothing was told for an hour; return how many were told."""
        told = 0
        for digest, (account_id, at) in list(self._noted.items()):
            if digest in self._told_at and at - self._told_at[digest] < TOLD_EVERY:
                continue
            use = KeyUsed(service=service, account_id=account_id, digest=digest, used_at=at)
            async with database.sessions.begin() as db:
                self._told_at[digest] = await _tell(db, use)
            told += self._told_at[digest] == at
            self._forget(digest, at)
        return told

    def _forget(self, digest: str, at: datetime) -> None:
        """Forget a use that was told, unless the key has been used since."""
        if self._noted[digest][1] == at == self._told_at[digest]:
            del self._noted[digest]


async def _tell(db: AsyncSession, use: KeyUsed) -> datetime:
    """Tell it, unless one was told within the hour before; return which use was told last."""
    await run(db, ONE_AT_A_TIME, key=f"use {use.digest}")
    last = (await run(db, LAST, type=use.type, key=use.key, digest=use.digest)).one()
    if last.used_at is not None and use.used_at - last.used_at < TOLD_EVERY:
        told_at: datetime = last.used_at
        return told_at
    outbox.publish(db, use, version=last.version + 1)
    return use.used_at
