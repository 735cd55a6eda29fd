"""Every field of every event: whoever hears it, or takes it up after a restore, keeps it or declines it by name.

An event is folded into a database, and folded again, in another transaction, with one field told otherwise. Where no
row differs the field is lost there, and the table of what is declined must say why.
"""

from collections.abc import Awaitable, Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Literal

import pytest
from sqlalchemy.exc import IntegrityError
from sqlmodel.ext.asyncio.session import AsyncSession

from programs.documents.catalogue import HEARING
from programs.services import service_of
from shared.access.accounts import KnownAccount, KnownKey
from shared.kernel.clock import Clock, machine_now
from shared.kernel.contracts import Event
from shared.kernel.database import Database, run
from shared.service.recovery import Gap, MissingEvents
from tests.integration.keeping.ahead import ahead
from tests.integration.keeping.declined import DECLINED, Declined
from tests.integration.keeping.variations import another, example, fields, told_otherwise, without_optional

Way = Literal["hears", "takes up"]
Rows = dict[str, list[dict[str, Any]]]
Columns = set[tuple[str, str]]
Steady = dict[str, list[str]]
KNOWN = (KnownAccount.__tablename__, KnownKey.__tablename__)  # of the kernel, in every service
BEFORE_ALL = datetime(2017, 7, 3, 9, tzinfo=UTC)


@dataclass(frozen=True)
class Fold:
    """One service that makes something of one event."""

    service: str
    way: Way
    event: type[Event]
    again: bool = False  # the service knows an older one of the same subject

    @property
    def way_in_full(self) -> str:
        """The way as the table of what is declined has it."""
        return f"{self.way} again" if self.again else self.way

    def __str__(self) -> str:
        return f"{self.service} {self.way_in_full} {self.event.__name__}"


def _folds() -> Iterator[Fold]:
    for service, handlers in HEARING.items():
        yield from (Fold(service, "hears", event) for event, _ in handlers.by_type.values())
        for again in (False, True):
            yield from (Fold(service, "takes up", event, again) for event in service_of(service).recovery.events)


FOLDS = list(_folds())


@pytest.mark.parametrize("service", HEARING)
async def test_every_field_of_an_event_is_kept_or_declined_by_name(
    service: str, new_database: Callable[..., Awaitable[Database]]
) -> None:
    database = await new_database(service_of(service), Clock(offset=BEFORE_ALL - machine_now()))
    folds = [fold for fold in FOLDS if fold.service == service]

    lost = {(str(fold), field) for fold in folds for field in await _lost(database, fold)}

    declined = {(str(fold), field) for fold in folds for field in _all_fields(fold) if _declining(fold, field)}
    assert lost - declined == set(), "in no row; keep them, or say in declined.py why not"
    assert declined - lost == set(), "kept after all; take them out of declined.py"


@pytest.mark.parametrize("service", HEARING)
async def test_an_event_from_before_its_optional_fields_is_taken_in(
    service: str, new_database: Callable[..., Awaitable[Database]]
) -> None:
    database = await new_database(service_of(service), Clock(offset=BEFORE_ALL - machine_now()))

    for fold in [fold for fold in FOLDS if fold.service == service and not fold.again and _keeps(fold)]:
        async with database.sessions() as db:
            await _take_up(db, service, ahead(service, fold.event))
            now = await _made_of(db, fold, example(fold.event))
            then = await _made_of(db, fold, without_optional(example(fold.event)))
            assert {"told to coordinators"} < then.keys() <= now.keys(), fold
            await db.rollback()


def test_each_line_of_what_is_declined_is_about_a_field_that_somebody_gets() -> None:
    used = {line for fold in FOLDS for field in _all_fields(fold) for line in _declining(fold, field)}

    assert set(DECLINED) - used == set()


def _all_fields(fold: Fold) -> list[str]:
    return fields(example(fold.event))


def _keeps(fold: Fold) -> bool:
    """Say whether something of the event is kept: what is answered and not kept makes no row."""
    return not all(_declining(fold, field) for field in _all_fields(fold))


def _declining(fold: Fold, field: str) -> list[Declined]:
    lines = [line for line in DECLINED if line.service == fold.service]
    return [line for line in lines if line.names(fold.way_in_full, fold.event, field)]


async def _lost(database: Database, fold: Fold) -> list[str]:
    """Return the fields of which no other value changes any row; the database stays as it was."""
    event = example(fold.event)
    async with database.sessions() as db:
        await _take_up(db, fold.service, ahead(fold.service, fold.event))
        if fold.again:
            await _fold(db, fold, example(fold.event, id=another("id"), aggregateversion=1))
        await db.flush()
        stands = await _made_of(db, fold, event)
        unsteady = _differing(stands, await _made_of(db, fold, event))
        kept: set[str] = set()
        for field, other in told_otherwise(event):
            if field not in kept and await _differs(db, fold, other, stands, unsteady):
                kept.add(field)
        await db.rollback()
    return [field for field in _all_fields(fold) if field not in kept]


async def _differs(db: AsyncSession, fold: Fold, event: Event, stands: Rows, unsteady: Columns) -> bool:
    """Say whether rows become others; a contradiction that the database refuses says nothing of what is kept."""
    try:
        rows = await _made_of(db, fold, event)
    except IntegrityError:
        return False
    return _without(rows, unsteady) != _without(stands, unsteady)


async def _made_of(db: AsyncSession, fold: Fold, event: Event) -> Rows:
    """Fold the event; return all rows and what is told to coordinators, and keep nothing of it."""
    async with db.begin_nested() as trial:
        gaps = await _fold(db, fold, event)
        await db.flush()
        rows: Rows = {"told to coordinators": [vars(gap) for gap in gaps]}
        tables = [*service_of(fold.service).metadata.tables, *KNOWN]
        every = " union all ".join(f"select '{table}', to_jsonb(t) from {table} t" for table in tables)
        for table, row in await run(db, every):
            rows.setdefault(table, []).append(row)
        await trial.rollback()
    return rows


async def _fold(db: AsyncSession, fold: Fold, event: Event) -> list[Gap]:
    if fold.way == "takes up":
        return await _take_up(db, fold.service, [event])
    await HEARING[fold.service].handle(event, db)
    return []


async def _take_up(db: AsyncSession, service: str, told: Sequence[Event]) -> list[Gap]:
    recovery = service_of(service).recovery
    own = [event for event in told if event.source == recovery.source]
    heard = [event for event in told if event.source != recovery.source]
    return await recovery.take_up(db, MissingEvents(own, heard))


def _differing(rows: Rows, again: Rows) -> Columns:
    """Return the columns that differ although the same was told: random ids, positions."""
    columns = {(table, name) for table, kept in rows.items() for row in kept for name in row}
    return {(table, name) for table, name in columns if _column(rows, table, name) != _column(again, table, name)}


def _column(rows: Rows, table: str, name: str) -> list[str]:
    return sorted(repr(row[name]) for row in rows.get(table, ()))


def _without(rows: Rows, columns: Columns) -> Steady:
    steady = {
        table: [{name: row[name] for name in row if (table, name) not in columns} for row in kept]
        for table, kept in rows.items()
    }
    return {table: sorted(repr(row) for row in kept) for table, kept in steady.items()}
