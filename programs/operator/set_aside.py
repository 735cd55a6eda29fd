"""The records a service has set aside: which they are, what they say of themselves, and handling them again."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from programs.operator.installation import Installation
from programs.operator.places import read_again
from programs.operator.reaching import Refused, database_of
from programs.services import service_of
from shared.kernel.consumer import Batches
from shared.kernel.contracts import Received
from shared.kernel.database import Database, run
from shared.kernel.messaging import Record, decode
from shared.kernel.metrics import Metrics
from shared.kernel.parking import Parked, record_of

WAITING = """
select id, topic, partition, kafka_offset as "offset", error, fields, parked_at as since,
       (select count(*) from parked behind
        where parked.blocks and behind.blocks and behind.replayed_at is null and behind.consumer = parked.consumer
        and behind.topic = parked.topic and behind.partition = parked.partition and behind.key = parked.key
        and behind.kafka_offset > parked.kafka_offset) as wait_behind
from parked where replayed_at is null order by id"""
ENVELOPE = ("id", "type", "source", "subject", "time", "aggregateversion")
PLAIN = re.compile(r"[A-Za-z0-9/._:+-]{1,200}")  # whoever writes odd records may write anything


@dataclass
class Replayed:
    """How many records were handled again, and since when the one asked for had been already."""

    records: int
    replayed_before: Any = None


async def waiting(place: Installation, service: str) -> list[dict[str, Any]]:
    """Return what the service has set aside and not handled since. Raises Refused."""
    async with database_of(place, service) as database, database.sessions() as db:
        return [{"service": service, **row} for row in (await run(db, WAITING)).mappings()]


async def shown(place: Installation, service: str, number: int, *, with_data: bool) -> dict[str, Any]:
    """Return one record: its place, why it was set aside, its envelope; its data when asked for. Raises Refused."""
    async with database_of(place, service) as database:
        row = await _row(database, service, number)
    again = await read_again(place, [row])
    return {
        "service": service,
        "number": row.id,
        "topic": row.topic,
        "partition": row.partition,
        "offset": row.kafka_offset,
        "error": row.error,
        "fields": row.fields,
        "since": row.parked_at,
        "replayed_at": row.replayed_at,
        "holds_its_key": row.blocks,
        **_said_by(again.get(row.kafka_offset) or record_of(row), with_data=with_data),
    }


async def replay(place: Installation, service: str, number: int) -> Replayed:
    """Handle the record and what waits behind it by the service's own handlers. Raises Refused, NotReplayed."""
    async with database_of(place, service) as database:
        row = await _row(database, service, number)
        if row.replayed_at is not None:
            return Replayed(0, row.replayed_at)
        async with database.sessions() as db:
            again = await read_again(place, list(await _all_of_its_key(db, row)))
        batches = Batches(service_of(service).handlers, database, Metrics(service))
        return Replayed(await batches.replay(row, again))


async def _row(database: Database, service: str, number: int) -> Parked:
    async with database.sessions() as db:
        row = await db.get(Parked, number)
    if row is None:
        raise Refused(f"{service} has set aside no record {number}: see `takwin parked list`.")
    return row


async def _all_of_its_key(db: AsyncSession, row: Parked) -> Sequence[Parked]:
    if not row.blocks:
        return [row]
    same = select(Parked).filter_by(consumer=row.consumer, topic=row.topic, partition=row.partition, key=row.key)
    return (await db.exec(same.where(col(Parked.blocks), col(Parked.replayed_at).is_(None)))).all()


def _said_by(record: Record, *, with_data: bool) -> dict[str, Any]:
    """Return what the envelope says, as far as it is one; nothing else of a record that cannot be read."""
    try:
        body = decode(record)
        Received.model_validate(body)
    except ValueError:
        return {"envelope": "cannot be read"}
    said = {name: str(body[name]) for name in ENVELOPE if name in body}
    envelope = {name: value if PLAIN.fullmatch(value) else "[withheld]" for name, value in said.items()}
    return {**envelope, **({"data": body["data"]} if with_data else {})}
