"""The main job: the pilot of 2017 by one command, told alike by report, events, messages and the log itself."""

from collections import Counter
from typing import Any
from urllib.parse import parse_qsl

import httpx2
import smsutil

from tests.e2e import called_for, oracle
from tests.e2e.counted import Table, tables
from tests.e2e.opened import number
from tests.e2e.pilot import Pilot
from tests.log_reader import order_breaks

REPORT, FACTS = "/reporting/api/v1/report", "/reporting/api/v1/facts"


async def test_every_number_of_the_report_equals_a_fold_of_the_log(pilot: Pilot) -> None:
    async with pilot.http() as http:
        told = numbers((await http.get(REPORT)).json())

    expected = tables(oracle.world(await pilot.log()))

    assert set(told) == set(expected) - {"cancelled"} | {"messages"}
    for table in set(told) - {"messages"}:
        assert shown(told[table]) == shown(expected[table], like=told[table]), table


async def test_every_number_of_the_report_opens_into_the_events_that_give_it(pilot: Pilot) -> None:
    log = {event["id"]: event for event in await pilot.log()}
    async with pilot.http() as http:
        report = (await http.get(REPORT)).json()
        cells = [cell for section in report["sections"] for row in lines(section) for cell in row["numbers"].values()]

        opened = [(cell, await behind(http, cell["facts"])) for cell in cells if cell["value"]]

    folded = [(it["facts"], number([log[id_] for id_ in ids], dict(parse_qsl(it["facts"])))) for it, ids in opened]
    assert len(opened) > 100
    assert [cell["facts"] for cell, ids in opened if not ids] == []
    wrong = [(*told, cell["value"]) for told, (cell, _) in zip(folded, opened, strict=True) if not _same(told, cell)]
    assert wrong == [], wrong


def _same(told: tuple[str, float], cell: dict[str, Any]) -> bool:
    return bool(round(told[1], 6) == round(cell["value"], 6))


async def test_messages_by_channel_equal_a_fold_of_the_log(pilot: Pilot) -> None:
    async with pilot.http() as http:
        told = numbers((await http.get(REPORT)).json())["messages"]
    log = await pilot.log()

    for state in ("sent", "ambiguous", "failed", "expired", "suppressed"):
        expected = Counter(channel for _, channel in called_for.settled(log, state).elements())
        assert {channel: told[channel][state] for channel in ("email", "sms")} == {
            channel: expected[channel] for channel in ("email", "sms")
        }


async def test_figures_agree_with_the_report(pilot: Pilot) -> None:
    figures = pilot.results()["figures"]
    regions = tables(oracle.world(await pilot.log()))["regions"]

    for place in (*figures["regions"], {**figures["total"], "region": "total"}):
        expected = regions[place["region"]]
        assert [place["sessions"][it] for it in ("planned", "open", "completed", "cancelled")] == [
            expected[f"sessions_{it}"] for it in ("planned", "open", "held", "cancelled")
        ]
        assert (place["registered"], place["attended"]) == (expected["registered"], expected["attended"])
        assert place["hours"] == expected["hours"]


async def test_the_pilot_is_what_it_was(pilot: Pilot) -> None:
    figures = {it["region"]: it for it in pilot.results()["figures"]["regions"]}

    assert {code: (it["registered"], it["waiting"], it["withdrawn"]) for code, it in figures.items()} == {
        "MA-01": (25, 0, 0),
        "MA-02": (25, 0, 3),
    }
    assert {code: it["attended"] for code, it in figures.items()} == {"MA-01": 24, "MA-02": 24}


async def test_public_events_agree_with_a_fold_of_the_log(pilot: Pilot) -> None:
    events = pilot.results()["events"]

    assert told_in_public(events) == called_for.public(await pilot.log())
    assert order_breaks(events) == []


async def test_public_events_name_nobody_and_tell_no_hour_before_the_end(pilot: Pilot) -> None:
    log = await pilot.log()
    internal = {e["id"] for e in log} | {e["data"]["participant_id"] for e in log if "participant_id" in e["data"]}

    for event in pilot.results()["events"]:
        assert not internal & set(texts(event))
        assert ("starts_at" in event["data"]) is (event["type"] == "public.session.completed.v1")


async def test_messages_are_those_that_the_log_calls_for(pilot: Pilot) -> None:
    log = await pilot.log()

    settled: Counter[str] = Counter()
    for (template, _), count in called_for.settled(log).items():
        settled[template] += count

    assert settled == called_for.messages(log)
    assert set(await pilot.message_states()) <= {"sent", "suppressed"}


async def test_mailbox_and_phones_got_what_was_sent_and_nothing_twice(pilot: Pilot) -> None:
    messages, ledger = pilot.results()["messages"], pilot.ledger()
    sent = called_for.settled(await pilot.log(), "sent")

    assert Counter((it["template"], it["channel"]) for it in messages) == sent
    references = [line.get("message_id") or line["reference"] for line in ledger]
    assert len(set(references)) == len(ledger) == len(messages)
    assert {message["language"] for message in messages} == {"fr", "ar"}


async def test_parts_of_an_sms_are_what_its_text_needs(pilot: Pilot) -> None:
    texted = await pilot.shown("phones")

    assert [sms["parts"] for sms in texted] == [len(smsutil.split(sms["text"]).parts) for sms in texted]
    assert Counter(sms["parts"] for sms in texted) == Counter(line["parts"] for line in pilot.ledger("phones"))


async def test_played_again_it_finds_its_data_and_changes_nothing(pilot: Pilot) -> None:
    before = pilot.files()
    assert await pilot.stop() == 0

    await pilot.start()
    await pilot.played()

    after = pilot.files()
    assert set(before) >= {"report.html", "report.xlsx", "report.pdf", "events.jsonl", "messages.jsonl", "figures.json"}
    assert [name for name in before if before[name] != after[name]] == []


def told_in_public(events: list[dict[str, Any]]) -> list[tuple[str, int, int | None, int | None]]:
    """Return subject, version and totals of public events, as the fold gives them."""
    told = (
        (e["subject"], e["aggregateversion"], e["data"].get("registered"), e["data"].get("waiting")) for e in events
    )
    return sorted(told, key=lambda it: it[:2])


async def behind(http: httpx2.AsyncClient, facts: str) -> list[str]:
    """Return the ids of the events behind a number."""
    answer = await http.get(f"{FACTS}?{facts}")
    assert answer.status_code == 200, facts
    return [it["id"] if isinstance(it, dict) else it[0] for it in answer.json()["events"]]


def lines(section: dict[str, Any]) -> list[dict[str, Any]]:
    return [*section["rows"], *([section["total"]] if section["total"] else [])]


def numbers(report: dict[str, Any]) -> dict[str, Table]:
    """Return table → line → column → number."""
    return {
        section["key"]: {
            row["key"]: {column: cell["value"] for column, cell in row["numbers"].items()} for row in lines(section)
        }
        for section in report["sections"]
    }


def shown(table: Table, like: Table | None = None) -> Table:
    """Return the columns that `like` shows, rounded against what floats do; a line of nothing is left out."""
    columns = next(iter((like or table).values())).keys()
    rounded = {key: {it: round(line.get(it) or 0, 6) for it in columns} for key, line in table.items()}
    return {key: line for key, line in rounded.items() if any(line.values())}


def texts(value: Any) -> list[str]:
    if isinstance(value, dict):
        return [text for part in value.values() for text in texts(part)]
    return [str(value)]
