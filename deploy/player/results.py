"""What came of the story, as three outsiders see it: a subscriber, a mailbox, and a reader of figures."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from aiokafka import TopicPartition
from rich.console import Console
from rich.table import Table

from deploy.player.api import Api
from deploy.player.pilot import Story, until
from shared.kafka import partitions, reading

TOPIC = "public.training"
TOLD = ("channel", "language", "template")


class Installed(Protocol):
    """As much of an installation as is needed here."""

    @property
    def origin(self) -> str: ...

    @property
    def keys(self) -> dict[str, str]: ...

    @property
    def kafka_servers(self) -> str: ...

    @property
    def ledger(self) -> Path: ...


@dataclass
class Results:
    """Figures of reporting, public events, and the mailbox's messages."""

    figures: dict[str, Any]
    events: list[dict[str, Any]]
    messages: list[dict[str, Any]]


async def write_results(running: Installed, story: Story, out: Path) -> Results:
    """Wait until everything has arrived, and write figures.json, events.jsonl, messages.jsonl. Raises Away."""
    events: list[dict[str, Any]] = []

    async def all_there() -> bool:
        events[:] = await subscribe_once(running.kafka_servers)
        return len(events) >= story.public_events

    await until(f"{story.public_events} public events are out", all_there)
    async with Api(running.origin, running.keys["player"]) as api:
        figures = await api.read("/reporting/api/v1/figures")
    results = Results(figures, events, _messages(running.ledger))
    _write(results, out)
    return results


async def subscribe_once(kafka_servers: str) -> list[dict[str, Any]]:
    """Read the public topic from its beginning as a subscriber does: what comes twice is taken once, by its id."""
    async with reading(kafka_servers) as (admin, reader):
        events = [event for one in sorted(await partitions(admin, [TOPIC])) for event in await _read(reader, one)]
    return list({event["id"]: event for event in reversed(events)}.values())[::-1]


async def _read(reader: Any, where: TopicPartition) -> list[dict[str, Any]]:
    end = (await reader.end_offsets([where]))[where]
    reader.assign([where])
    reader.seek(where, 0)
    events: list[dict[str, Any]] = []
    while await reader.position(where) < end:
        for records in (await reader.getmany(where, timeout_ms=500)).values():
            events += [json.loads(record.value) for record in records]
    return events


def _messages(ledger: Path) -> list[dict[str, Any]]:
    """Return what the mailbox got, without the message ids: those are of no use to a reader of the file."""
    lines = [json.loads(line) for line in ledger.read_text().splitlines()]
    return [{name: line[name] for name in TOLD} for line in lines]


def _write(results: Results, out: Path) -> None:
    out.mkdir(parents=True, exist_ok=True)
    (out / "figures.json").write_text(json.dumps(results.figures, indent=2, ensure_ascii=False) + "\n")
    for name, lines in (("events", results.events), ("messages", results.messages)):
        text = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)
        (out / f"{name}.jsonl").write_text(text)


def show(console: Console, results: Results, out: Path) -> None:
    """Print the figures by region."""
    table = Table("Region", "Sessions completed", "Registered", "Waiting", "People", "Women", "Men")
    for region in (*results.figures["regions"], {"name_fr": "Total", **results.figures["total"]}):
        sex = region["by_sex"]
        numbers = (region["sessions"]["completed"], region["registered"], region["waiting"])
        people = (region["unique_people"], sex["woman"], sex["man"])
        table.add_row(region["name_fr"], *map(str, (*numbers, *people)))
    console.print(table)
    console.print(f"{len(results.events)} public events, {len(results.messages)} messages: see {out}/")
