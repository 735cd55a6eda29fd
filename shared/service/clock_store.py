"""Store of business time: where it was set is kept in the service's own database, and outlives the process."""

from datetime import UTC, datetime, timedelta

from aiokafka import AIOKafkaConsumer, TopicPartition
from sqlalchemy import Connection, DateTime, Interval, event
from sqlmodel import Field
from sqlmodel.ext.asyncio.session import AsyncSession

from shared.kernel.clock import Clock, machine_now
from shared.kernel.clock import of as clock_of
from shared.kernel.cluster import Cluster
from shared.kernel.contracts import Received
from shared.kernel.database import AT_ONCE, Database, KernelTable
from shared.kernel.kafka import partitions, reading

FAR = timedelta(days=60)  # hardly any installation is off for so long: rather a clock is wrong


class ClockSetting(KernelTable, table=True):
    """How far business time is from the machine's, the moment it is surely past, and when this database began anew."""

    __tablename__ = "clock"

    id: int = Field(default=1, primary_key=True)
    ahead: timedelta = Field(sa_type=Interval)
    floor: datetime = Field(sa_type=DateTime(timezone=True))
    began_at: datetime = Field(sa_type=DateTime(timezone=True))
    incarnation: int = Field(
        default=1, sa_column_kwargs={"server_default": "1"}, description="one more after each restore"
    )


async def load(database: Database) -> bool:
    """Set the clock to what the database remembers; say whether it remembered."""
    async with database.sessions() as db:
        setting = await db.get(ClockSetting, 1)
    if setting is not None:
        _doubt(database.clock, setting)
        _follow(database.clock, setting)
        _live_as(database, setting)
    return setting is not None


def follow(database: Database) -> None:
    """Look at the stored clock at the beginning of each transaction: in a demonstration another process may move it.

    What is done at once begins none, and is done in the ordinary way there.
    """
    database.sessions.kw["info"][AT_ONCE] = None

    @event.listens_for(database.engine.sync_engine, "begin")
    def look(connection: Connection) -> None:
        stored = connection.exec_driver_sql("select ahead, floor from clock").one()
        if stored.ahead > database.clock.offset:
            _follow(database.clock, ClockSetting(ahead=stored.ahead, floor=stored.floor, began_at=stored.floor))


async def begin(database: Database, starts_at: datetime | None, cluster: Cluster, topics: list[str]) -> None:
    """Start the clock of a new database: not before `starts_at`, nor before anything that is on the log already."""
    if starts_at is not None:
        newest = await newest_on_log(cluster, topics)
        database.clock = Clock(offset=max(starts_at, newest) - machine_now())
        database.sessions.kw["info"]["clock"] = database.clock
    async with database.sessions.begin() as db:
        now = database.clock.now()
        setting = ClockSetting(ahead=database.clock.offset, floor=now, began_at=now)
        db.add(setting)
    _live_as(database, setting)


async def keep(db: AsyncSession) -> None:
    """Remember where business time stands, or follow it where another process has moved it further."""
    setting = await db.get_one(ClockSetting, 1, with_for_update=True)
    clock = clock_of(db)
    if setting.ahead > clock.offset:
        _follow(clock, setting)
    setting.ahead = clock.offset
    setting.floor = max(setting.floor, clock.now())


async def move(db: AsyncSession, moment: datetime) -> datetime:
    """Go on from `moment` once the transaction has committed, for a demonstration. Raises ClockMovedBack."""
    await keep(db)
    clock = clock_of(db)
    setting = await db.get_one(ClockSetting, 1)
    setting.ahead, setting.floor = clock.offset_at(moment), max(setting.floor, moment)
    moved = ClockSetting(ahead=setting.ahead, floor=setting.floor, began_at=setting.began_at)
    event.listen(db.sync_session, "after_commit", lambda _: _follow(clock, moved), once=True)
    return moment


async def begin_anew(db: AsyncSession, moment: datetime) -> int:
    """Let a restored database begin once more, after `moment`, which is as late as anything known.

    Nothing from before is sent, and the session of `db` goes on under the next incarnation, which is returned.
    """
    setting = await db.get_one(ClockSetting, 1, with_for_update=True)
    clock = Clock(setting.ahead, setting.floor)
    behind = moment - clock.now()
    if setting.ahead and behind > timedelta(0):  # a demonstration's clock was moved since the backup
        setting.ahead += behind
        clock = Clock(setting.ahead, setting.floor)
    setting.began_at = max(moment, clock.now())
    setting.floor = setting.began_at + timedelta(microseconds=1)
    setting.incarnation += 1
    clock.pass_by(setting.floor)
    db.info.update(clock=clock, incarnation=setting.incarnation)
    return setting.incarnation


async def mend(db: AsyncSession) -> datetime:
    """Let business time be the machine's, back or forth; no service may run. Nothing from before is sent."""
    setting = await db.get_one(ClockSetting, 1, with_for_update=True)
    setting.floor = machine_now()
    setting.began_at = min(setting.began_at, setting.floor)
    return setting.floor


async def began_at(db: AsyncSession) -> datetime:
    """Return the business time at which this database began: nothing from before it is ever sent."""
    return (await db.get_one(ClockSetting, 1)).began_at


def _doubt(clock: Clock, setting: ClockSetting) -> None:
    """Go on from where time stood, where the machine says that it is far later. A demonstration is moved on purpose."""
    if not setting.ahead and clock.now() - setting.floor > FAR:
        clock.begin_at(setting.floor)


def _follow(clock: Clock, setting: ClockSetting) -> None:
    clock.offset = setting.ahead
    clock.pass_by(setting.floor)


def _live_as(database: Database, setting: ClockSetting) -> None:
    """Let every session say in which life of the database it speaks; a restore finds no service running."""
    database.sessions.kw["info"]["incarnation"] = setting.incarnation


async def newest_on_log(cluster: Cluster, topics: list[str]) -> datetime:
    """Return the business time of the newest event on `topics`, the year 1 where there is none."""
    async with reading(cluster) as (admin, reader):
        where = await partitions(admin, topics) if topics else []
        ends = await reader.end_offsets(where) if where else {}
        times = [await _time_of_last(reader, one, end) for one, end in ends.items() if end]
    return max(times, default=datetime.min.replace(tzinfo=UTC))


async def _time_of_last(reader: AIOKafkaConsumer, where: TopicPartition, end: int) -> datetime:
    """Read back from the end: what is no event says no time."""
    reader.assign([where])
    for offset in range(end - 1, max(end - 100, 0) - 1, -1):
        reader.seek(where, offset)
        for records in (await reader.getmany(where, timeout_ms=1000, max_records=1)).values():
            try:
                return Received.model_validate_json(records[0].value or b"").time
            except ValueError:
                break
    return datetime.min.replace(tzinfo=UTC)
