"""Places in the log: what one holds is read again when the database has forgotten it."""

from aiokafka import AIOKafkaConsumer, TopicPartition
from aiokafka.admin import AIOKafkaAdminClient

from programs.operator.installation import Installation
from programs.operator.reaching import Refused, kafka_of
from shared.kernel.kafka import partitions
from shared.kernel.messaging import Record
from shared.kernel.parking import Parked

READ_WITHIN_MS = 5000


async def read_again(place: Installation, rows: list[Parked]) -> dict[int, Record]:
    """Return, by offset, the records whose bytes the database has forgotten. Raises Refused where one is gone."""
    forgotten = [row for row in rows if row.forgotten]
    if not forgotten:
        return {}
    async with kafka_of(place) as clients:
        return {row.kafka_offset: await _read(*clients, row) for row in forgotten}


async def _read(admin: AIOKafkaAdminClient, reader: AIOKafkaConsumer, row: Parked) -> Record:
    where = TopicPartition(row.topic, row.partition)
    known = where in await partitions(admin, [row.topic])
    if known and row.kafka_offset < (await reader.end_offsets([where]))[where]:
        reader.assign([where])
        reader.seek(where, row.kafka_offset)
        found: list[Record] = (await reader.getmany(where, timeout_ms=READ_WITHIN_MS, max_records=1)).get(where, [])
        if [(it.offset, it.key) for it in found] == [(row.kafka_offset, row.key)]:
            return found[0]
    raise Refused(
        f"The bytes of record {row.id} were dropped after 30 days, and {row.topic}, partition {row.partition},"
        f" offset {row.kafka_offset} no longer holds them."
    )
