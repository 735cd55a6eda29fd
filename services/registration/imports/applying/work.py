"""The work behind a confirmed list: chunk by chunk under a lease, each row once, whoever dies in between."""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import timedelta

import structlog
from sqlalchemy.exc import IntegrityError
from sqlmodel.ext.asyncio.session import AsyncSession

from services.registration.imports import remembered, storage
from services.registration.imports.applying.taking_over import refuse, settle, take_over
from services.registration.imports.matching.whole_list import Listed, read
from services.registration.imports.storage import ImportRow, PeopleImport
from shared.access.reach import within
from shared.kernel.clock import machine_now
from shared.kernel.database import WHOLE, Database
from shared.refusals import Refusal
from shared.service.running import Parts
from shared.web.filling import attempt

log = structlog.get_logger()

CHUNK = 200  # rows that are done, or not, together
POLL_S = 0.5
TIDY_S = 60.0
MOST_TRIES = 5  # lives that one chunk may cost


async def run_imports(parts: Parts) -> None:
    """Carry out confirmed lists for as long as the service runs, and remove old ones."""
    carrier = Carrier(parts.database, parts.settings.instance)
    tidied_at = machine_now() - timedelta(seconds=TIDY_S)
    while True:
        if machine_now() - tidied_at >= timedelta(seconds=TIDY_S):
            tidied_at = machine_now()
            await carrier.forget_old()
        if not await carrier.carry_out_next():
            await asyncio.sleep(POLL_S)


class Carrier:
    """Carries out one list after the other. It alone has the name `name`."""

    def __init__(self, database: Database, name: str) -> None:
        self._database = database
        self._name = name

    async def forget_old(self) -> None:
        """Remove lists, with their verdicts, a week after their end, and columns chosen for lists that came no more."""
        async with self._database.sessions.begin() as db:
            gone = await storage.forget(db, machine_now() - timedelta(days=storage.KEPT_DAYS))
            await remembered.forget(db, machine_now() - timedelta(days=remembered.KEPT_DAYS))
        if gone:
            log.info("imports.removed", count=gone)

    async def carry_out_next(self) -> bool:
        """Carry out one confirmed list; say whether there was any."""
        async with self._database.sessions.begin() as db:
            people_import = await storage.claim(db, self._name)
            if people_import and people_import.tries > MOST_TRIES:
                _end(people_import, "failed")
        if people_import is None:
            return False
        if people_import.state == "confirmed":
            async with within(self._database, _reach_of(people_import)) as db:
                listed = await read(db, people_import)
            while await self._take_chunk(people_import, listed):
                pass
        return True

    async def _take_chunk(self, confirmed: PeopleImport, listed: Listed) -> bool:
        """Take the next rows together; each by itself where one is refused after all, or somebody was faster."""
        try:
            return await self._take(confirmed, listed, together=True)
        except (Refusal, IntegrityError):
            return await self._take(confirmed, listed, together=False)

    async def _take(self, confirmed: PeopleImport, listed: Listed, *, together: bool) -> bool:
        """Say whether there is more to take. Raises Refusal, where rows are taken together and one is refused."""
        import_id = confirmed.id
        async with within(self._database, _reach_of(confirmed)) as db:
            people_import = await storage.lock(db, import_id)
            if people_import is None or (people_import.state, people_import.leased_by) != ("confirmed", self._name):
                return False
            rows = await storage.pending(db, import_id, CHUNK)
            if not rows:
                people_import.done += await settle(db, import_id)
                _end(people_import, "done")
                return False
            chunks = [rows] if together else [[row] for row in rows]
            for chunk in chunks:
                await _attempt(db, chunk, listed, together=together)
            people_import.done += len(rows)
            people_import.tries = 0
            storage.renew(people_import)
            return True


def _reach_of(people_import: PeopleImport) -> Mapping[str, str]:
    """Return how far the work may see: as far as whoever confirmed the list."""
    return people_import.reach or WHOLE


def _end(people_import: PeopleImport, state: storage.State) -> None:
    people_import.state, people_import.ended_at, people_import.leased_until = state, machine_now(), None
    log.info("import.ended", import_id=people_import.id, state=state, rows=people_import.done)


async def _attempt(db: AsyncSession, rows: Sequence[ImportRow], listed: Listed, *, together: bool) -> None:
    if together:
        await take_over(db, rows, listed)
        return
    async with attempt(db) as tried:
        await take_over(db, rows, listed)
    if tried.refusal:
        for row in rows:
            refuse(row, tried.refusal)
