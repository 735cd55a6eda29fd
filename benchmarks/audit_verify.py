"""`takwin audit verify`: how long 50,000 rows of an audit take to be hashed again, beside their chain."""

import time

from programs.operator.audit_walk import walk
from shared.access.audit_chain import chain
from shared.kernel.database import Database, run
from tests.places import Places
from tests.sample import service as sample

SERVICE, ROWS = "sample", 50_000
FILL = """
insert into audit (at, caller, permission, scope, method, route, subjects, fields, request_id, done)
select now(), 'person:' || gen_random_uuid(), 'participant.read', 'MA-02', 'GET',
       '/registration/participants/{participant_id}', array[gen_random_uuid()], array['names', 'contacts'],
       gen_random_uuid(), true
from generate_series(1, :many)"""


class NotWhole(Exception):
    """Something is wrong with the audit, so that what was measured is another thing."""


async def seconds(places: Places, many: int) -> float:
    """Return the seconds that 50,000 rows take, of so many."""
    async with places.fresh_database(sample.service()) as database:
        await _fill(database, many)
        started = time.perf_counter()
        found = await walk(database, SERVICE, [])
        taken = time.perf_counter() - started
    if (found.links, found.doubts) != (many, []):
        raise NotWhole(f"{found.links} of {many}, {found.doubts[:3]}")
    print(f"  {many / taken:,.0f} rows a second", flush=True)
    return taken * ROWS / many


async def _fill(database: Database, many: int) -> None:
    async with database.sessions.begin() as db:
        await run(db, FILL, many=many)
    while await chain(database, SERVICE):
        pass
