"""Defects to plant, one at a time: a test that guards against one must fail while it is there.

`pytest --plant <name>` plants it for a run; `python -m tests.planted` plants each in turn and demands the failure.
"""

import asyncio
import os
import subprocess
import sys

# mypy: disable-error-code="method-assign, assignment, attr-defined"
# A defect is planted by putting something else in the place of a function.
from collections.abc import Callable
from contextlib import suppress
from typing import Any
from uuid import uuid4

from highspy import HighsModelStatus

from services.reporting.public import projector
from services.reporting.suppression import hiding, possible_reports
from services.reporting.suppression.cells import Reason
from services.reporting.suppression.ledger import Ledger
from shared.kernel import broker, consumer, inbox, messaging, outbox, parking, relay, sending


def inbox_forgets() -> None:
    """Marks nothing: every delivery acts."""

    async def mark(_: Any, __: Any, ids: Any) -> set[Any]:
        return set(ids)

    inbox.mark = mark


def commit_before_effect() -> None:
    """Commits offsets before the database has committed."""
    take = consumer.Batches._take_slice

    async def commit_first(self: consumer.Batches, records: Any, until: float) -> int:
        client = next(iter(self_clients))
        where = consumer.TopicPartition(records[0].topic, records[0].partition)
        await self._commit(client, where, records)
        return await take(self, records, until)

    taken = consumer.Batches.take
    self_clients: list[Any] = []

    async def remember(self: consumer.Batches, records: Any, client: Any) -> None:
        self_clients[:] = [client]
        await taken(self, records, client)

    consumer.Batches.take = remember
    consumer.Batches._take_slice = commit_first


def mark_before_send() -> None:
    """Marks rows as published before Kafka has them."""
    send = sending.send
    connect = relay.Relay._connect

    async def remember(self: relay.Relay, **settings: str) -> Any:
        connections.append(await connect(self, **settings))
        return connections[-1]

    async def mark_first(producer: Any, rows: Any) -> Any:
        positions = [row["position"] for row in rows]
        await connections[-1].execute("update outbox set published_at = now() where position = any($1)", positions)
        return await send(producer, rows)

    connections: list[Any] = []
    relay.Relay._connect = remember
    sending.send = mark_first


def relay_pages_by_position() -> None:
    """Goes on behind the last position it has seen, as if positions were given at commit."""
    seen: dict[Any, int] = {}

    async def page(self: relay.Relay, db: Any, _: Any) -> Any:
        waiting = relay.WAITING.replace("position not in (select unnest($1::bigint[]))", "position > $1")
        rows = await db.fetch(waiting, seen.get(self.database.url, 0), relay.BATCH)
        seen[self.database.url] = rows[-1]["position"] if rows else 0
        return rows

    relay.Relay._read = page


def relay_without_lease() -> None:
    """Every relay relays, and none looks whether it still may."""
    relay.LEASE_S = 3600
    relay.LOCK = uuid4().int % 2**31
    relay.MARK = relay.MARK.replace("exists (select from relay where fence = $4)", "$4 = $4")


def poison_blocks_nothing() -> None:
    """Later events of a parked key go on before it."""

    async def none_held(*_: Any) -> set[bytes]:
        return set()

    parking.held_keys = none_held


def poison_is_dropped() -> None:
    """Sets nothing aside."""

    async def park(*_: Any) -> None:
        return

    parking.park = park


def headers_are_trusted() -> None:
    """Decodes headers while polling, as FastStream's own parser does."""
    untouched = broker._untouched

    async def parse(records: Any) -> Any:
        for record in records:
            [raw.decode() for _, raw in record.headers]
        return await untouched(records)

    broker._untouched = parse


def strangers_are_errors() -> None:
    """Parks what nobody here waits for."""
    read = messaging.Handlers.read

    def read_or_refuse(self: messaging.Handlers, record: Any) -> Any:
        event = read(self, record)
        if event is None:
            raise messaging.BadRecord("type")
        return event

    messaging.Handlers.read = read_or_refuse


def second_form_has_its_own_id() -> None:
    """Sends `.v1` beside `.v2` with another id."""
    row_of = outbox.row_of

    def row(fact: Any) -> Any:
        return row_of(fact.model_copy(update={"id": uuid4()}))

    outbox.row_of = row


def outage_is_skipped() -> None:
    """Goes on behind the records that an outage has interrupted."""
    consumer.Batches._hold = lambda *_: None


def relay_waits_for_ever() -> None:
    """Gives up after the first outage of the broker."""

    async def once(self: relay.Relay) -> None:
        with suppress(Exception):
            await self._hold_lease()
        await asyncio.Event().wait()

    relay.Relay.run = once


def complements_are_shown() -> None:
    """Hides small numbers in public, and nothing from which they can be worked out."""

    def small_alone(cells: Any, *_: Any) -> dict[str, Reason]:
        return {name: Reason() for name, cell in cells.items() if cell.too_small}

    hiding.reasons = small_alone


def public_events_are_forgotten() -> None:
    """Hides numbers in the report that public events have told."""
    Ledger.told = lambda *_: None


def each_seat_is_told() -> None:
    """Tells about how many have a seat whenever anybody comes or goes, so that the number of events tells the rest."""
    projector.next_told = lambda _, people: max(15, people // 5 * 5)


def stopped_solver_is_believed() -> None:
    """Takes a solver that stopped half-way for one that found no other report."""
    possible_reports.NOT_FOUND = (*possible_reports.NOT_FOUND, HighsModelStatus.kIterationLimit)


DEFECTS: dict[str, tuple[Callable[[], None], str]] = {
    "inbox_forgets": (inbox_forgets, "tests/faults/test_killed.py"),
    "commit_before_effect": (commit_before_effect, "tests/faults/test_killed.py -k middle"),
    "mark_before_send": (mark_before_send, "tests/faults/test_outages.py -k broker"),
    "relay_pages_by_position": (relay_pages_by_position, "tests/faults/test_order.py -k versions"),
    "relay_without_lease": (relay_without_lease, "tests/faults/test_two_relays.py"),
    "poison_blocks_nothing": (poison_blocks_nothing, "tests/integration/kernel -k poison_in_the_middle"),
    "poison_is_dropped": (poison_is_dropped, "tests/integration/kernel -k poison_in_the_middle"),
    "headers_are_trusted": (headers_are_trusted, "tests/integration/kernel -k header"),
    "strangers_are_errors": (strangers_are_errors, "tests/integration/kernel -k nobody_waits_for"),
    "second_form_has_its_own_id": (second_form_has_its_own_id, "tests/integration/kernel -k both_versions"),
    "outage_is_skipped": (outage_is_skipped, "tests/faults/test_outages.py -k database"),
    "relay_waits_for_ever": (relay_waits_for_ever, "tests/faults/test_outages.py -k broker"),
    "complements_are_shown": (complements_are_shown, "tests/unit/reporting/test_outsider.py"),
    "each_seat_is_told": (each_seat_is_told, "tests/unit/reporting/test_seats_in_public.py"),
    "stopped_solver_is_believed": (stopped_solver_is_believed, "tests/unit/reporting/test_others.py"),
    "public_events_are_forgotten": (public_events_are_forgotten, "tests/unit/reporting/test_outsider.py"),
}


def apply(name: str) -> None:
    """Plant the defect of that name; none for an empty one."""
    if name:
        DEFECTS[name][0]()


def main() -> int:
    """Plant each in turn; return how many no test has noticed."""
    unnoticed = 0
    for name in sys.argv[1:] or DEFECTS:
        command = [sys.executable, "-m", "pytest", "-x", f"--plant={name}", *DEFECTS[name][1].split()]
        ended = subprocess.run(command, check=False, capture_output=True, env={**os.environ, "TAKWIN_PLANT": name})
        noticed = ended.returncode == 1
        unnoticed += not noticed
        print(f"{'noticed' if noticed else 'NOT NOTICED'}  {name}", flush=True)  # noqa: T201 - what the command is for
    return unnoticed


if __name__ == "__main__":
    sys.exit(main())
