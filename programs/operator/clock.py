"""`takwin clock`: is business time the machine's? If not, and the machine is right, let it be."""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Annotated

import typer
from sqlmodel.ext.asyncio.session import AsyncSession

from programs.operator.answering import LOOK, AsJson, answer, place_of, tell_json, tell_table
from programs.operator.installation import SERVICES, Installation
from programs.operator.reaching import Refused, database_of
from shared.kernel.clock import machine_now
from shared.kernel.database import run
from shared.kernel.relay import LOCK
from shared.service import clock_store


@dataclass
class Compared:
    """What time it is for a service, and for this machine."""

    service: str
    business: datetime
    machine: datetime
    off_s: int
    right: bool


def clock(
    context: typer.Context,
    mend: Annotated[bool, typer.Option(help="Let business time be this machine's; services must be stopped.")] = False,  # noqa: FBT002
    as_json: AsJson = False,  # noqa: FBT002
) -> None:
    """Compare business time with the clock of this machine; with --mend, let it be the machine's."""
    place = place_of(context)
    found = answer(_mended(place) if mend else _compared(place))
    rows = [asdict(one) for one in found]
    tell_json(rows) if as_json else tell_table("Clocks", rows)
    if not all(one.right for one in found):
        raise typer.Exit(LOOK)


async def _compared(place: Installation) -> list[Compared]:
    return [await _compare(place, service) for service in SERVICES]


async def _compare(place: Installation, service: str) -> Compared:
    async with database_of(place, service) as database:
        time = database.clock
        off_s = round(time.off().total_seconds())
        demonstration = bool(time.offset)  # moved on purpose, so nothing can be said of it
        return Compared(service, time.now(), machine_now(), off_s, demonstration or time.is_right())


async def _mended(place: Installation) -> list[Compared]:
    """Mend all or none that matters: a service that runs, or a demonstration, refuses it for all."""
    for service in SERVICES:
        async with database_of(place, service) as database, database.sessions.begin() as db:
            await _refuse(db, service)
    for service in SERVICES:
        async with database_of(place, service) as database, database.sessions.begin() as db:
            await _refuse(db, service)
            await clock_store.mend(db)
    return await _compared(place)


async def _refuse(db: AsyncSession, service: str) -> None:
    """Take the relay's lease until the transaction ends. Raises Refused."""
    if not (await run(db, "select pg_try_advisory_xact_lock(:lock)", lock=LOCK)).scalar_one():
        raise Refused(f"{service} runs: stop all services first, start them afterwards.")
    if (await db.get_one(clock_store.ClockSetting, 1)).ahead:
        raise Refused("This is a demonstration: its clock is moved on purpose, and never back.")
