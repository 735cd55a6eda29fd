"""`takwin follow`: what came of one request: its events, those that followed, who acted on them, which messages."""

import asyncio
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Annotated, Any
from uuid import UUID

import typer

from programs.operator.answering import LOOK, AsJson, answer, place_of, tell_json, tell_table
from programs.operator.installation import SERVICES, Installation
from programs.operator.reaching import database_of
from shared.kernel.database import run

TOLD = """
select written_at, :service as service, type, event_id, body ->> 'subject' as subject, topic, partition,
       kafka_offset as "offset", published_at, refused
from outbox where body ->> 'correlationid' = :request order by position"""
ACTED = "select event_id from inbox where consumer = :service and event_id = any(:events)"
INTENDED = """
select event_id, template, channel, state, reason, count(*) as messages from intents where event_id = any(:events)
group by event_id, template, channel, state, reason order by template, channel, state"""

RequestId = Annotated[UUID, typer.Argument(help="The x-request-id that an answer, or a line of a log, gives.")]


@dataclass
class Path:
    """The way of one request: events in the order in which they were written, and messages intended because of them."""

    events: list[dict[str, Any]]
    messages: list[dict[str, Any]]

    @property
    def on_its_way(self) -> bool:
        """Say whether anything has not left yet."""
        return any(event["published_at"] is None for event in self.events)


def follow(context: typer.Context, request_id: RequestId, as_json: AsJson = False) -> None:  # noqa: FBT002
    """Follow one request: what was told because of it, where it lies on Kafka, who has acted on it, which messages."""
    path = answer(path_of(place_of(context), request_id))
    if as_json:
        tell_json(asdict(path))
    else:
        _tell(path)
    raise typer.Exit(LOOK if path.on_its_way or not path.events else 0)


async def path_of(place: Installation, request_id: UUID) -> Path:
    """Ask every service what it has told, then who has acted on that. Raises Refused."""
    told = await asyncio.gather(*(_told(place, service, request_id) for service in SERVICES))
    events = sorted((event for of_one in told for event in of_one), key=lambda it: it["written_at"])
    ids = [event["event_id"] for event in events]
    acted = await asyncio.gather(*(_acted(place, service, ids) for service in SERVICES))
    for event in events:
        by = [name for name, known in zip(SERVICES, acted, strict=True) if event["event_id"] in known]
        event["acted_upon_by"] = ", ".join(by)
    return Path(events, await _intended(place, ids))


async def _told(place: Installation, service: str, request_id: UUID) -> list[dict[str, Any]]:
    async with database_of(place, service) as database, database.sessions() as db:
        found = await run(db, TOLD, service=service, request=str(request_id))
        return [dict(row) for row in found.mappings()]


async def _acted(place: Installation, service: str, events: Sequence[UUID]) -> set[UUID]:
    async with database_of(place, service) as database, database.sessions() as db:
        return set((await run(db, ACTED, service=service, events=list(events))).scalars())


async def _intended(place: Installation, events: Sequence[UUID]) -> list[dict[str, Any]]:
    async with database_of(place, "notifications") as database, database.sessions() as db:
        return [dict(row) for row in (await run(db, INTENDED, events=list(events))).mappings()]


def _tell(path: Path) -> None:
    if not path.events:
        typer.echo("No event was told because of this request: it changed nothing, or was refused.")
        return
    tell_table("Told because of it", [_row(event) for event in path.events])
    tell_table("Messages intended", path.messages)
    if path.on_its_way:
        typer.echo("Not all of it has left yet: see `takwin status`.")


def _row(event: dict[str, Any]) -> dict[str, Any]:
    left = event["published_at"] is not None
    return {
        "written": f"{event['written_at']:%H:%M:%S}",
        "service": event["service"],
        "type": event["type"],
        "subject": event["subject"],
        "on Kafka": f"{event['topic']} {event['partition']}/{event['offset']}"
        if left
        else event["refused"] or "not yet",
        "acted upon by": event["acted_upon_by"],
    }
