"""Topics of a service laid beside its outbox, in a table that lives as long as the transaction.

What is compared may be millions of rows, so Postgres does it, and no more than one poll of Kafka is in memory.
"""

import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from aiokafka import ConsumerRecord
from pydantic import ValidationError
from sqlmodel.ext.asyncio.session import AsyncSession

from shared.kernel import parking
from shared.kernel.cluster import Cluster
from shared.kernel.contracts import CONTENT_TYPE, Received
from shared.kernel.database import run
from shared.kernel.kafka import polled
from shared.kernel.messaging import BadRecord, decode

TABLE = """
create temp table on_log (event_id uuid, type text, topic text, partition int, kafka_offset bigint, key text,
                          subject text, version int, body text) on commit drop"""
KEEP = """
insert into on_log
select (body ->> 'id')::uuid, body ->> 'type', topic, partition, kafka_offset, key,
       body ->> 'subject', (body ->> 'aggregateversion')::int, body::text
  from unnest(cast(:topics as text[]), cast(:partitions as int[]), cast(:offsets as bigint[]), cast(:keys as text[]),
              cast(:bodies as text[])) as record (topic, partition, kafka_offset, key, said),
       lateral (select said::json as body) as event"""
INDEX = "create index on on_log (event_id, type)"
VERSION = "(o.body ->> 'aggregateversion')::int"
SAME = "l.event_id = o.event_id and l.type = o.type"
HERE = "l.partition = o.partition and l.kafka_offset = o.kafka_offset"
# Of a compacted topic only the newest event of each key need be there.
LOST = f"""
update outbox o set published_at = null, partition = null, kafka_offset = null
 where published_at is not null and not exists (select from on_log l where {SAME})
   and not (o.topic = any(:compacted) and exists (
       select from on_log l where l.topic = o.topic and l.key = o.key and l.version >= {VERSION}))"""
PLACED = f"""
update outbox o set published_at = coalesce(o.published_at, clock_timestamp()), partition = l.partition,
       kafka_offset = l.kafka_offset
  from on_log l where {SAME} and not exists (select from on_log l where {SAME} and {HERE})"""
# The same number of the same thing, said twice in different words: nobody but a person can tell which is true.
CLASH = f"""
delete from on_log l
 where exists (select from outbox o where {SAME} and o.body::jsonb <> l.body::jsonb)
    or not exists (select from outbox o where o.event_id = l.event_id) and (
       exists (select from outbox o where o.body ->> 'subject' = l.subject and {VERSION} = l.version)
       or exists (select from on_log e where e.subject = l.subject and e.version = l.version
                  and e.event_id <> l.event_id and e.topic = l.topic and e.partition = l.partition
                  and e.kafka_offset < l.kafka_offset))
returning topic, partition, kafka_offset, key, subject, version, body"""
PARK = """
insert into parked (consumer, topic, partition, kafka_offset, key, value, headers, error, fields, blocks)
values (:consumer, :topic, :partition, :kafka_offset, convert_to(:key, 'UTF8'), convert_to(:body, 'UTF8'), :headers,
        'VersionTaken', 'aggregateversion', false)
on conflict do nothing"""
UNKNOWN = f"""
select distinct on (l.event_id, l.type) l.* from on_log l
 where not exists (select from outbox o where {SAME}) order by l.event_id, l.type, l.kafka_offset"""
IN_ORDER = f"""
select body from ({UNKNOWN}) as l
 order by array_position(cast(:topics as text[]), topic), partition, kafka_offset"""
ADOPT = f"""
insert into outbox (event_id, type, topic, key, body, published_at, partition, kafka_offset)
select event_id, type, topic, key, body::json, clock_timestamp(), partition, kafka_offset from ({UNKNOWN}) as l
 order by topic, partition, kafka_offset"""


@dataclass(frozen=True)
class Clash:
    """A record whose number its aggregate has given to something else."""

    topic: str
    partition: int
    offset: int
    subject: str
    version: int


async def lay_beside(db: AsyncSession, cluster: Cluster, topics: Sequence[str], sources: Collection[str]) -> None:
    """Make the table `on_log` of everything that the sources have said on the topics."""
    await run(db, "set local statement_timeout = 0")
    await run(db, "set local idle_in_transaction_session_timeout = 0")
    await run(db, TABLE)
    async for records in polled(cluster, *topics):
        said = [(record, body) for record in records if (body := _body(record)) and body.source in sources]
        if said:
            await run(db, KEEP, **_columns([record for record, _ in said]))
    await run(db, INDEX)
    await run(db, "analyze on_log")


def _body(record: ConsumerRecord[Any, Any]) -> Received | None:
    try:
        return Received.model_validate(decode(record)) if record.key is not None else None
    except (BadRecord, ValidationError):
        return None


def _columns(records: Sequence[ConsumerRecord[Any, Any]]) -> dict[str, list[Any]]:
    return {
        "topics": [record.topic for record in records],
        "partitions": [record.partition for record in records],
        "offsets": [record.offset for record in records],
        "keys": [record.key.decode() for record in records],
        "bodies": [record.value.decode() for record in records],
    }


async def send_again(db: AsyncSession, compacted: Sequence[str]) -> int:
    """Mark what the log has lost as not published, so that the relay sends it under the same ids; return how many."""
    number: int = (await run(db, LOST, compacted=list(compacted))).rowcount
    return number


async def note_places(db: AsyncSession) -> int:
    """Mark what is on the log as published, at its place; return how many were thought to be elsewhere or nowhere."""
    number: int = (await run(db, PLACED)).rowcount
    return number


async def quarantine(db: AsyncSession, consumer: str) -> list[Clash]:
    """Park each record that contradicts what the outbox, or an earlier record, says under the same number."""
    found = (await run(db, CLASH)).mappings().all()
    headers = parking.pack([("content-type", CONTENT_TYPE.encode())])
    for row in found:
        values = {name: row[name] for name in ("topic", "partition", "kafka_offset", "key", "body")}
        await run(db, PARK, consumer=consumer, headers=headers, **values)
    place = ("topic", "partition", "kafka_offset", "subject", "version")
    return [Clash(*(row[name] for name in place)) for row in found]


async def adopt(db: AsyncSession, topics: Sequence[str]) -> list[dict[str, Any]]:
    """Take what the outbox does not know into it, as published; return the events as they build upon each other."""
    unknown = (await run(db, IN_ORDER, topics=list(topics))).scalars().all()
    await run(db, ADOPT)
    return [json.loads(body) for body in unknown]


async def unheard(db: AsyncSession, cluster: Cluster, topics: Sequence[str], consumer: str) -> list[dict[str, Any]]:
    """Return the events on others' topics upon which the service, as it was restored, has not acted."""
    bodies: dict[UUID, dict[str, Any]] = {}
    async for records in polled(cluster, *topics):
        for record in records:
            if (received := _body(record)) is not None:
                bodies[received.id] = json.loads(record.value)
    known = await run(
        db,
        "select event_id from inbox where consumer = :consumer and event_id = any(:ids)",
        consumer=consumer,
        ids=list(bodies),
    )
    acted = set(known.scalars())
    return [body for id_, body in bodies.items() if id_ not in acted]
