"""Parking: records that could not be handled are set aside in the service's own database; their key waits."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from aiokafka import ConsumerRecord
from pydantic import ValidationError
from sqlalchemy import BigInteger, DateTime, Identity, UniqueConstraint, func
from sqlmodel import Field, col, delete, select
from sqlmodel.ext.asyncio.session import AsyncSession

from shared.kernel.database import Database, KernelTable, run

KEPT_DAYS = 30  # raw bytes are nobody's business for longer; the row itself stays
KEPT_AT_MOST = 2 * 1024 * 1024  # bytes of a record; headers are kept in hexadecimal


class Parked(KernelTable, table=True):
    """One record set aside: where it stands in the log, why, and its bytes."""

    __tablename__ = "parked"
    __table_args__ = (UniqueConstraint("consumer", "topic", "partition", "kafka_offset"),)

    id: int | None = Field(default=None, sa_type=BigInteger, sa_column_args=[Identity()], primary_key=True)
    consumer: str
    topic: str
    partition: int
    kafka_offset: int = Field(sa_type=BigInteger)
    key: bytes | None = None
    value: bytes | None = None
    headers: bytes | None = Field(default=None, description="names and raw values, one pair a line, in hexadecimal")
    error: str = Field(description="class of the error, never its text")
    fields: str = Field(default="", description="names of the fields that were wrong, never their values")
    blocks: bool = Field(description="later events of its key wait behind it")
    parked_at: datetime = Field(sa_type=DateTime(timezone=True), sa_column_kwargs={"server_default": func.now()})
    replayed_at: datetime | None = Field(default=None, sa_type=DateTime(timezone=True))

    @property
    def forgotten(self) -> bool:
        """Say whether the bytes were dropped; a record without a value keeps its headers."""
        return self.headers is None


class ParkedKey(KernelTable, table=True):
    """A key whose events wait; locked by whoever parks behind it or replays it."""

    __tablename__ = "parked_keys"

    consumer: str = Field(primary_key=True)
    topic: str = Field(primary_key=True)
    key: bytes = Field(primary_key=True)


@dataclass(frozen=True)
class Reason:
    """Why a record is set aside, without a word of what it says."""

    error: str
    fields: str = ""
    blocks: bool = True


class NotReplayed(RuntimeError):
    """A record failed again; it and all behind it stay parked."""

    def __init__(self, reason: Reason) -> None:
        self.reason = reason
        super().__init__(reason.error)


def reason_for(error: Exception, *, blocks: bool = True) -> Reason:
    """Name the error and the fields it is about, never the values: those may be personal data."""
    if not isinstance(error, ValidationError):
        return Reason(type(error).__name__, blocks=blocks)
    problems = error.errors(include_input=False, include_url=False, include_context=False)
    fields = sorted({".".join(str(part) for part in problem["loc"]) for problem in problems})
    return Reason("ValidationError", ", ".join(fields)[:500], blocks)


async def park(db: AsyncSession, consumer: str, record: ConsumerRecord[Any, Any], reason: Reason) -> None:
    """Set the record aside, once; when it blocks, its key waits from now on."""
    place = {"topic": record.topic, "partition": record.partition, "kafka_offset": record.offset}
    seen = select(Parked.id).where(col(Parked.consumer) == consumer).filter_by(**place)
    if (await db.exec(seen)).first() is not None:
        return
    blocks = reason.blocks and record.key is not None
    content = {"key": record.key, **_kept(record)}
    db.add(Parked(consumer=consumer, error=reason.error, fields=reason.fields, blocks=blocks, **place, **content))
    if blocks:
        await _hold_key(db, consumer, record.topic, record.key)


def _kept(record: ConsumerRecord[Any, Any]) -> dict[str, bytes | None]:
    """Keep value and headers, unless they are too large: then they are read from the log again, as forgotten ones."""
    headers = pack(record.headers)
    small = len(record.value or b"") + len(headers) <= KEPT_AT_MOST
    return {"value": record.value, "headers": headers} if small else {"value": None, "headers": None}


async def _hold_key(db: AsyncSession, consumer: str, topic: str, key: bytes) -> None:
    await run(
        db,
        "insert into parked_keys (consumer, topic, key) values (:consumer, :topic, :key) on conflict do nothing",
        consumer=consumer,
        topic=topic,
        key=key,
    )


async def held_keys(db: AsyncSession, consumer: str, topic: str, keys: Sequence[bytes]) -> set[bytes]:
    """Return those of `keys` that wait behind a parked record, and keep a replay from freeing them meanwhile."""
    held = select(ParkedKey.key).where(
        col(ParkedKey.consumer) == consumer, col(ParkedKey.topic) == topic, col(ParkedKey.key).in_(set(keys))
    )
    return set((await db.exec(held.with_for_update())).all())


def pack(headers: Sequence[tuple[str, bytes | None]]) -> bytes:
    """Write headers so that any byte, and none at all, survives."""
    return "\n".join(f"{name.encode().hex()} {'-' if raw is None else raw.hex()}" for name, raw in headers).encode()


def unpack(packed: bytes | None) -> tuple[tuple[str, bytes | None], ...]:
    """Read what `pack` wrote."""
    pairs = (line.split(" ") for line in (packed or b"").decode().splitlines())
    return tuple((bytes.fromhex(name).decode(), None if raw == "-" else bytes.fromhex(raw)) for name, raw in pairs)


def record_of(parked: Parked) -> ConsumerRecord[Any, Any]:
    """Return the record as Kafka gave it."""
    return ConsumerRecord(
        topic=parked.topic,
        partition=parked.partition,
        offset=parked.kafka_offset,
        timestamp=0,
        timestamp_type=0,
        key=parked.key,
        value=parked.value,
        checksum=None,
        serialized_key_size=len(parked.key or b""),
        serialized_value_size=len(parked.value or b""),
        headers=unpack(parked.headers),
    )


Handle = Callable[[AsyncSession, ConsumerRecord[Any, Any]], Awaitable[None]]


async def replay(database: Database, handle: Handle, parked: Parked) -> int:
    """Handle again what waits for the key of `parked`, in order; the last transaction frees the key.

    A record that blocks no key is replayed alone. Returns how many were handled. What fails raises, and it and all
    behind it stay parked.
    """
    done = 0
    while await _replay_next(database, handle, parked):
        done += 1
    return done


async def _replay_next(database: Database, handle: Handle, parked: Parked) -> bool:
    async with database.sessions.begin() as db:
        await held_keys(db, parked.consumer, parked.topic, [parked.key or b""])
        waiting = (await db.exec(_behind(parked))).all()
        if waiting:
            await handle(db, record_of(waiting[0]))
            waiting[0].replayed_at = await db.scalar(select(func.now()))
        if len(waiting) < 2 and parked.blocks:  # noqa: PLR2004 - the last one frees the key
            await _free_key(db, parked)
        return bool(waiting)


def _behind(parked: Parked) -> Any:
    same = (col(Parked.consumer) == parked.consumer) & (col(Parked.topic) == parked.topic)
    which = (
        (col(Parked.key) == parked.key) & col(Parked.blocks) & (col(Parked.partition) == parked.partition)
        if parked.blocks
        else col(Parked.id) == parked.id
    )
    return (
        select(Parked).where(same, which, col(Parked.replayed_at).is_(None)).order_by(col(Parked.kafka_offset)).limit(2)
    )


async def _free_key(db: AsyncSession, parked: Parked) -> None:
    await db.exec(
        delete(ParkedKey).where(
            col(ParkedKey.consumer) == parked.consumer,
            col(ParkedKey.topic) == parked.topic,
            col(ParkedKey.key) == parked.key,
        )
    )


async def waiting(db: AsyncSession) -> int:
    """Return how many records are set aside and have not been handled again."""
    rows = await run(db, "select count(*) from parked where replayed_at is null")
    number: int = rows.scalar_one()
    return number


async def forget_old(db: AsyncSession) -> None:
    """Drop the bytes of records parked longer ago than KEPT_DAYS; their place in the log stays known."""
    await run(
        db,
        "update parked set value = null, headers = null"
        " where value is not null and parked_at < now() - make_interval(days => :days)",
        days=KEPT_DAYS,
    )
