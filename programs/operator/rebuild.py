"""`takwin rebuild reporting`: empty the read models and let the service make them anew from the log."""

import asyncio
import time
from dataclasses import asdict
from typing import Annotated

import typer
from aiokafka.admin import AIOKafkaAdminClient
from sqlmodel.ext.asyncio.session import AsyncSession

from programs.operator import groups
from programs.operator.answering import AsJson, answer, place_of, tell_json
from programs.operator.installation import Installation
from programs.operator.reaching import Refused, database_of, kafka_of
from services.reporting.operating import Emptied, empty_read_models
from shared.kernel.database import run
from shared.kernel.relay import LOCK

REBUILT = "reporting"
LEAVES_WITHIN_S = 20.0  # a member that ended without a word is missed after its session timeout of 10 s
LOOK_S = 0.5
RUNS = f"{REBUILT} runs: stop it first (docker compose stop {REBUILT}), start it afterwards."


def rebuild(
    context: typer.Context,
    service: Annotated[str, typer.Argument(help=f"{REBUILT}: no other service is made of the log alone.")],
    as_json: AsJson = False,  # noqa: FBT002
) -> None:
    """Empty the read models, to be filled from the log when the service starts. The service must be stopped."""
    emptied = answer(empty(place_of(context), service))
    if as_json:
        tell_json(asdict(emptied))
    else:
        typer.echo(
            f"Emptied: {emptied.rows} rows, made of {emptied.events} events. Start {service}: it makes them anew."
        )


async def empty(place: Installation, service: str) -> Emptied:
    """Empty the tables and forget the group's offsets, both or neither that matters. Raises Refused.

    The relay's lease keeps the service from running meanwhile; Kafka itself refuses to forget a group that has
    members. A kill in between leaves full tables and no offsets: the log is heard again, and the inbox knows it all.
    """
    if service != REBUILT:
        raise Refused(f"{service} is not made of the log alone: only {REBUILT} can be rebuilt.")
    async with kafka_of(place) as (admin, _), database_of(place, service) as database:
        async with database.sessions.begin() as db:
            await _refuse_if_it_runs(db)
        await _wait_until_nobody_hears(admin)
        async with database.sessions.begin() as db:
            await _refuse_if_it_runs(db)
            await run(db, "lock table inbox in access exclusive mode")
            if not await groups.forget(admin, REBUILT):
                raise Refused(RUNS)
            return await empty_read_models(db)


async def _refuse_if_it_runs(db: AsyncSession) -> None:
    """Take the relay's lease until the transaction ends."""
    free = (await run(db, "select pg_try_advisory_xact_lock(:lock)", lock=LOCK)).scalar_one()
    if not free:
        raise Refused(RUNS)


async def _wait_until_nobody_hears(admin: AIOKafkaAdminClient) -> None:
    until = time.monotonic() + LEAVES_WITHIN_S
    while await groups.is_heard(admin, REBUILT):
        if time.monotonic() > until:
            raise Refused(RUNS)
        await asyncio.sleep(LOOK_S)
