"""Commits: how long one takes here. The plain ways pay it once per message, so the ratios depend on it."""

import statistics
import time

from tests.places import Places
from tests.sample import service as sample
from tests.sample.service import Noted


async def latency_ms(places: Places, times: int = 200) -> float:
    """Return the median time of a transaction that inserts one row, in milliseconds."""
    taken = []
    async with places.fresh_database(sample.service()) as database:
        for number in range(times):
            started = time.perf_counter()
            async with database.sessions.begin() as db:
                db.add(Noted(event_id=database.clock.new_id(), subject="x", version=number, type="x"))
            taken.append(time.perf_counter() - started)
    return statistics.median(taken) * 1000
