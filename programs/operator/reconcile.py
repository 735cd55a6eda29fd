"""`takwin reconcile`: compare what each service has told with what Kafka holds, and send again what was lost."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import asdict
from typing import Annotated

import typer

from programs.operator.answering import LOOK, AsJson, answer, place_of, tell_json, tell_table
from programs.operator.comparison import Difference, Log, Row, compare
from programs.operator.installation import SERVICES, Installation
from programs.operator.reaching import database_of, kafka_of
from shared.kernel import topics
from shared.kernel.contracts import Received
from shared.kernel.database import run
from shared.kernel.kafka import polled_by
from shared.kernel.messaging import PERMANENT, Record, decode
from shared.service.settings import Settings

ROWS = """
select position, event_id::text as id, type, topic, body->>'subject' as subject,
       (body->>'aggregateversion')::int as version, published_at is not null as published, partition, kafka_offset
from outbox order by position"""
KNOWN = "select event_id::text as id, type from outbox where event_id = any(cast(:ids as uuid[]))"
SEND_AGAIN = """
update outbox set published_at = null, partition = null, kafka_offset = null
where position = any(:positions) and published_at is not null"""

REPAIRED = {"lost", "displaced"}
MEANINGS = {
    "lost": "published, and not on the log",
    "displaced": "on the log, and not where the outbox says",
    "unknown": "on the log, and not in the outbox: the database is older than the log",
    "gap": "a number that neither the log nor the outbox has",
}


def reconcile(
    context: typer.Context,
    repair: Annotated[bool, typer.Option("--repair", help="Let the relays send again what was lost.")] = False,  # noqa: FBT002
    as_json: AsJson = False,  # noqa: FBT002
) -> None:
    """Say what outboxes and log do not agree on. Ends with 1 when something is left to look at."""
    found = answer(_reconcile(place_of(context), repair=repair))
    if as_json:
        tell_json([asdict(difference) for difference in found])
    else:
        _tell(found, repair=repair)
    left = [it for it in found if not (repair and it.kind in REPAIRED)]
    raise typer.Exit(LOOK if left else 0)


def _tell(found: list[Difference], *, repair: bool) -> None:
    tell_table("Differences", [asdict(difference) for difference in found])
    for kind, number in Counter(difference.kind for difference in found).items():
        again = "; the relay sends them again" if repair and kind in REPAIRED else ""
        typer.echo(f"{number} {kind}: {MEANINGS[kind]}{again}.")
    if not found:
        typer.echo("Outboxes and log agree.")


async def _reconcile(place: Installation, *, repair: bool) -> list[Difference]:
    found = await differences(place)
    if repair:
        for service in SERVICES:
            await _send_again(place, service, [it for it in found if it.service == service and it.kind in REPAIRED])
    return found


async def differences(place: Installation) -> list[Difference]:
    """Compare everything. The outboxes are read first: what they call published by then is on the log. Raises Refused.

    What is on the log may have been told in between, so unknown events are asked for once more.
    """
    rows = {service: await _rows(place, service) for service in SERVICES}
    wanted = topics.read(Settings.model_fields["topics_file"].default)
    compacted = {topic.name for topic in wanted if topic.compacted}
    logs = await _logs(place, [topic.name for topic in wanted])
    found = []
    for service in SERVICES:
        differing = compare(service, rows[service], logs[service], compacted)
        found += await _still_unknown(place, service, differing)
    return found


async def _rows(place: Installation, service: str) -> list[Row]:
    async with database_of(place, service) as database, database.sessions() as db:
        return [
            Row(
                **{name: row[name] for name in ("position", "id", "type", "topic", "subject", "version")},
                place=(row["topic"], row["partition"], row["kafka_offset"]) if row["published"] else None,
            )
            for row in (await run(db, ROWS)).mappings()
        ]


async def _logs(place: Installation, names: list[str]) -> dict[str, Log]:
    """Read every topic once, from its beginning to its present end."""
    logs = {service: Log() for service in SERVICES}
    async with kafka_of(place) as clients:
        async for records in polled_by(*clients, *names):
            for record in records:
                _note(record, logs)
    return logs


def _note(record: Record, logs: dict[str, Log]) -> None:
    try:
        body = decode(record)
        envelope = Received.model_validate(body)
    except PERMANENT:
        return
    log = logs.get(envelope.source.rpartition("/")[2])  # "/scheduling", "/public/reporting"
    if log is not None:
        place, told = (record.topic, record.partition, record.offset), (str(envelope.id), envelope.type)
        log.add(place, told, str(body.get("subject")), envelope.aggregateversion)


async def _still_unknown(place: Installation, service: str, found: list[Difference]) -> list[Difference]:
    ids = [it.id for it in found if it.kind == "unknown"]
    if not ids:
        return found
    async with database_of(place, service) as database, database.sessions() as db:
        known = {(row.id, row.type) for row in await run(db, KNOWN, ids=ids)}
    return [it for it in found if it.kind != "unknown" or (it.id, it.type) not in known]


async def _send_again(place: Installation, service: str, lost: Sequence[Difference]) -> None:
    """Call the rows unpublished: the relay sends them under the same ids, and whoever heard them acts once."""
    if lost:
        async with database_of(place, service) as database, database.sessions.begin() as db:
            await run(db, SEND_AGAIN, positions=[it.position for it in lost])
