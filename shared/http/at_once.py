"""Commands done at once: by one statement, a transaction by itself, which keeps the answer and the audit as well.

Whoever waits for its locks waits for Postgres alone, and not for a process that has others to answer in between.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from functools import cache
from typing import Annotated, Any

from fastapi import Depends, Request
from sqlmodel.ext.asyncio.session import AsyncSession

from shared.access import audit
from shared.fast import fetch_at_once
from shared.http import access, idempotency
from shared.http.idempotency import Once, Receipt
from shared.kernel.database import AT_ONCE

# The steps of a command end in an `entry` of one row, or of none: then nothing was done, and nothing is kept.
KEPT = f"""
answered as (
    insert into idempotency (caller, key, fingerprint, status, resource_id, state)
    select :caller, :claim, :fingerprint, :status, id, state from entry where cast(:claim as varchar) is not null
), kept as ({audit.KEEP} from entry)
select id, state from entry"""


@cache
def _whole(steps: str) -> str:
    return f"{steps}, {KEPT}"


@dataclass(frozen=True)
class AtOnce:
    """A request that may be done at once. `db` never begins: it knows the clock, and what led to an event."""

    request: Request
    key: str | None
    db: AsyncSession

    async def __call__(self, steps: str, **values: Any) -> Receipt | None:
        """Return what was done by these steps under `id`; None where they did nothing: the ordinary way says why."""
        if self.db.info[AT_ONCE] is None:
            return None
        kept = await self._kept(values)
        row = await fetch_at_once(self.db, _whole(steps), **values, **kept)
        if row is None:
            return None
        self.request.state.kept = True
        return Receipt(id=row["id"], state=row["state"])

    async def _kept(self, values: dict[str, Any]) -> dict[str, Any]:
        """Return what is written beside the deed."""
        act = access.act_of(self.request, {values["id"]})
        answer = {"claim": self.key, "status": idempotency.status_of(self.request)}
        return {**act.columns(), **answer, "fingerprint": await idempotency.fingerprint_of(self.request)}

    @asynccontextmanager
    async def otherwise(self) -> AsyncIterator[tuple[AsyncSession, Once]]:
        """The ordinary way: a transaction, and the key claimed in it. Raises what `once` raises."""
        async with access.in_transaction(self.request) as db:
            yield db, await idempotency.once(self.request, db, self.key)


async def at_once(request: Request, idempotency_key: idempotency.Key = None) -> AtOnce:
    """Return the request's chance to be done at once."""
    return AtOnce(request, idempotency_key, access.session_of(request))


AtOncePerKey = Annotated[AtOnce, Depends(at_once)]
