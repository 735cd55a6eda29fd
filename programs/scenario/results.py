"""Results of the story, as outsiders see them: a subscriber, a mailbox and phones, and readers of the report."""

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

from programs.scenario.installed import Installed, cast_of
from programs.scenario.staff import AUDITOR, READER
from shared.kernel.cluster import Cluster
from shared.kernel.kafka import read_whole

TOPIC = "public.training"
TOLD = ("channel", "language", "template", "parts")
LANGUAGES = {"fr": "report", "ar": "report.ar"}
KINDS = ("html", "xlsx", "pdf")
PUBLIC = "report.public.html"


@dataclass
class Results:
    """Figures of reporting, public events, and what mailbox and phones got."""

    figures: dict[str, Any]
    events: list[dict[str, Any]]
    messages: list[dict[str, Any]]


class NothingTold(RuntimeError):
    """The report counts nobody, though a story was played."""


async def write_results(running: Installed, out: Path) -> Results:
    """Write figures, events, messages, the report as those inside read it, in both languages, and the public one.

    Raises Away, NothingTold.
    """
    async with cast_of(running) as cast:
        api = cast.of(AUDITOR)
        figures = await api.read("/reporting/api/v1/figures")
        check_something_is_told(figures)
        reports = {
            f"{name}.{kind}": await api.file(f"/reporting/report.{kind}", lang=language)
            for language, name in LANGUAGES.items()
            for kind in KINDS
        }
        reports[PUBLIC] = await cast.of(READER).file("/reporting/report.html", lang="fr", public="true")
    results = Results(figures, await subscribe_once(running.cluster), _messages(running.ledgers))
    _write(results, reports, out)
    return results


def check_something_is_told(figures: dict[str, Any]) -> None:
    """Raise NothingTold where the report is empty: nothing was played, or nothing was heard."""
    if not figures["total"]["registered"]:
        raise NothingTold("The report counts nobody: what was played has not come here. See `takwin status`.")


async def subscribe_once(cluster: Cluster) -> list[dict[str, Any]]:
    """Read the public topic from its beginning as a subscriber does: what comes twice is taken once, by its id."""
    events = [json.loads(record.value) for record in await read_whole(cluster, TOPIC)]
    return list({event["id"]: event for event in reversed(events)}.values())[::-1]


def _messages(ledgers: tuple[Path, ...]) -> list[dict[str, Any]]:
    """Return what came, without references: those are of no use to a reader of the file."""
    lines = [json.loads(line) for ledger in ledgers for line in ledger.read_text().splitlines()]
    return [{name: line[name] for name in TOLD} for line in lines]


def _write(results: Results, reports: dict[str, bytes], out: Path) -> None:
    out.mkdir(parents=True, exist_ok=True)
    for name, content in reports.items():
        (out / name).write_bytes(content)
    (out / "figures.json").write_text(json.dumps(results.figures, indent=2, ensure_ascii=False) + "\n")
    for name, lines in (("events", results.events), ("messages", results.messages)):
        text = "".join(json.dumps(line, ensure_ascii=False) + "\n" for line in lines)
        (out / f"{name}.jsonl").write_text(text)


def show(console: Console, results: Results) -> None:
    """Print the figures by region, and how much was said."""
    table = Table("Region", "Completed", "Seats", "Women", "Men", "First-timers", "Came", "Hours")
    for region in (*results.figures["regions"], {"name_fr": "Total", **results.figures["total"]}):
        sex = region["by_sex"]
        seats = (
            region["sessions"]["completed"],
            region["registered"],
            sex["woman"],
            sex["man"],
            region["first_timers"],
        )
        table.add_row(region["name_fr"], *map(str, (*seats, region["attended"], f"{region['hours']:.1f}")))
    console.print(table)
    channels = [message["channel"] for message in results.messages]
    sent = f"{channels.count('email')} e-mails, {channels.count('sms')} SMS"
    console.print(f"{len(results.events)} public events, {sent}")
