"""Reports as they are known now, made once for all who ask until another fact has been heard.

Two short transactions ask whether anything is new, and read it. Everything else is done in a thread, in none: the
solver lets others on while it runs.
"""

import asyncio
from dataclasses import dataclass
from datetime import datetime
from typing import Annotated, Any

import structlog
from fastapi import Depends, Request

from services.reporting.figures.figures import Figures, figures, figures_by_region
from services.reporting.figures.knowledge import Heard
from services.reporting.read_models.facts import Gathering, Rows, read
from services.reporting.read_models.queries import how_much
from services.reporting.report.values import Report
from services.reporting.report.whole import compose
from shared.http.access import database_of
from shared.kernel.database import Database

log = structlog.get_logger()

ONE_MOMENT = {"isolation_level": "REPEATABLE READ", "postgresql_readonly": True}


@dataclass(frozen=True)
class RegionsInShort:
    """The figures of all regions, and the newest fact they rest on."""

    as_of: datetime | None
    total: Figures
    regions: dict[str, Figures]


class Reports:
    """What has been heard, and the reports made of it. Who asks while one is being made waits for that one."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self._reading = asyncio.Lock()
        self._much: tuple[Any, ...] = ()
        self._heard: Heard | None = None
        self._composing = {True: asyncio.Lock(), False: asyncio.Lock()}
        self._made: dict[bool, tuple[Heard, Report]] = {}

    async def heard(self) -> Heard:
        """Return everything that has been heard; the same value as long as nothing is new."""
        async with self._reading:
            if self._heard is None or await self._now() != self._much:
                much, rows = await self._read()
                self._heard = await asyncio.to_thread(lambda: Gathering(rows).all())
                self._much = much  # last: what ends in between has heard nothing
            return self._heard

    async def report(self, *, public: bool = False) -> Report:
        """Return the whole report; the public one tells nothing of few people."""
        async with self._composing[public]:
            heard = await self.heard()
            of, made = self._made.get(public, (None, None))
            if made is None or of is not heard:
                made = await asyncio.to_thread(compose, heard, public=public)
                _say(made)
                self._made[public] = heard, made
            return made

    async def in_short(self) -> RegionsInShort:
        """Return the short figures of all regions."""
        heard = await self.heard()
        return await asyncio.to_thread(_in_short, heard)

    async def _now(self) -> tuple[Any, ...]:
        async with self.database.sessions.begin() as db:
            return await how_much(db)

    async def _read(self) -> tuple[tuple[Any, ...], Rows]:
        """Return all rows, and how much that is, as of one moment."""
        async with self.database.sessions.begin() as db:
            await db.connection(execution_options=ONE_MOMENT)
            return await how_much(db), await read(db)


def _say(made: Report) -> None:
    small = sum(reason.small for reason in made.hidden.values())
    log.info("report.composed", public=made.public, hidden_small=small, hidden_for_others=len(made.hidden) - small)


def _in_short(heard: Heard) -> RegionsInShort:
    return RegionsInShort(heard.as_of, figures(heard.facts), figures_by_region(heard.facts))


def reports(request: Request) -> Reports:
    """Return the reports of this app."""
    state, database = request.app.state, database_of(request)
    if getattr(state, "reports", None) is None:
        state.reports = Reports(database)
    found: Reports = state.reports
    return found


AllReports = Annotated[Reports, Depends(reports)]
