"""The main job: the pilot of 2017 by one command, told alike by report, events, messages and the log itself."""

import json
from collections import Counter
from typing import Any

import smsutil

from shared.access import roles
from tests.architecture.built import ROOT
from tests.contract.draft7 import faults
from tests.e2e import called_for, oracle
from tests.e2e.acted import acted
from tests.e2e.agreeing import (
    REPORT,
    figures_agree,
    messages_agree,
    numbers,
    opens,
    public_agrees,
    shown,
    words_agree,
)
from tests.e2e.counted import tables
from tests.e2e.pilot import Pilot
from tests.log_reader import order_breaks
from tests.unit.reporting.watcher import few_are_found

PUBLIC_FIELDS = {"session_id", "region", "week", "city", "starts_at", "ends_at", "seats", "registered", "attended"}


async def test_every_number_of_the_report_equals_a_fold_of_the_log(pilot: Pilot) -> None:
    async with pilot.http() as http:
        told = numbers((await http.get(REPORT)).json())

    expected = tables(oracle.world(await pilot.log()))

    assert set(told) == set(expected) - {"cancelled"} | {"messages"}
    for table in set(told) - {"messages"}:
        assert shown(told[table]) == shown(expected[table], like=told[table]), table


async def test_every_number_of_the_report_opens_into_the_events_that_give_it(pilot: Pilot) -> None:
    async with pilot.http() as http:
        opened = await opens(http, (await http.get(REPORT)).json(), await pilot.log())

    assert opened > 100


async def test_messages_by_channel_equal_a_fold_of_the_log(pilot: Pilot) -> None:
    async with pilot.http() as http:
        report = (await http.get(REPORT)).json()

    messages_agree(report, await pilot.log())


async def test_what_was_said_and_what_came_of_it_equal_a_fold_of_the_log(pilot: Pilot) -> None:
    told = oracle.world(await pilot.log())

    async with pilot.http() as http:
        reports = [(await http.get(REPORT, params={"public": public})).json() for public in (False, True)]

    assert all(report["recommendations"] and report["chain"] for report in reports)
    for report in reports:
        words_agree(report, told)


async def test_the_public_report_shows_what_the_log_tells_and_hides_what_is_small(pilot: Pilot) -> None:
    async with pilot.http() as http:
        report = (await http.get(REPORT, params={"public": True})).json()

    public_agrees(report, oracle.world(await pilot.log()))


async def test_figures_equal_a_fold_of_the_log(pilot: Pilot) -> None:
    figures_agree(pilot.results()["figures"], oracle.world(await pilot.log()))


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


async def test_every_public_event_is_what_the_published_schema_asks_for(pilot: Pilot) -> None:
    published = json.loads((ROOT / "docs" / "asyncapi" / "reporting.json").read_text(encoding="utf-8"))
    messages = published["components"]["messages"]
    events = pilot.results()["events"]

    found = {event["id"]: list(faults(event, messages[event["type"]]["payload"])) for event in events}

    assert found
    assert {id_: wrong for id_, wrong in found.items() if wrong} == {}


async def test_who_follows_the_public_events_never_knows_of_a_number_that_it_is_one_to_ten(pilot: Pilot) -> None:
    events = pilot.results()["events"]
    seats = [event for event in events if event["type"] == "public.seats.counted.v1"]
    followed = {it["subject"]: [e for e in seats if e["subject"] == it["subject"]] for it in seats}

    found = [
        few_are_found((it["aggregateversion"], it["data"]["registered"]) for it in told) for told in followed.values()
    ]

    assert len(followed) == len({event["data"]["session_id"] for event in events}) == len(found)
    assert not any(found)
    assert [it for event in events if (it := people(event["data"])) is not None and (it < 15 or it % 5)] == []
    assert {name for event in events for name in event["data"]} <= PUBLIC_FIELDS


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


async def test_staff_of_every_role_acted_within_it_and_the_player_did_none_of_it(pilot: Pilot) -> None:
    told = await acted(pilot)
    may = {who: set().union(*(roles.permissions(role) for role in held)) for who, held in told.roles.items()}
    people = {who for who, _ in told.rows if who.startswith("person:")}
    leaving_rows = {role for who in people for role in told.roles[who]}

    assert set().union(*told.roles.values()) == set(roles.of_people())
    assert set(roles.of_people()) - leaving_rows == {"operator"}, "who counts messages looks at nobody"
    assert {who: beyond for who in people if (beyond := told.permissions(who) - may[who])} == {}
    assert told.permissions("player") == {"staff.play", "clock.move"}


async def test_the_key_of_the_player_alone_registers_nobody_and_reads_no_people(pilot: Pilot) -> None:
    paths = ("/registration/api/v1/organisations", "/scheduling/api/v1/sessions", REPORT)

    async with pilot.http(None) as http:
        read = [(await http.get(path)).status_code for path in paths]
        told = [(await http.post(path, json={})).status_code for path in paths[:2]]

    assert (read, told) == ([403] * 3, [403] * 2)


async def test_played_again_it_finds_its_data_and_changes_nothing(pilot: Pilot) -> None:
    before = pilot.files()
    assert await pilot.stop() == 0

    await pilot.start()
    await pilot.played()

    after = pilot.files()
    assert set(before) >= {"report.html", "report.xlsx", "report.pdf", "events.jsonl", "messages.jsonl", "figures.json"}
    assert [name for name in before if before[name] != after[name]] == []


def told_in_public(events: list[dict[str, Any]]) -> list[tuple[str, int, int | None]]:
    """Return subject, version and number of people of public events, as the fold gives them."""
    told = ((e["subject"], e["aggregateversion"], people(e["data"])) for e in events)
    return sorted(told, key=lambda it: it[:2])


def people(data: dict[str, Any]) -> int | None:
    return next((data[name] for name in ("registered", "attended", "seats") if name in data), None)


def texts(value: Any) -> list[str]:
    if isinstance(value, dict):
        return [text for part in value.values() for text in texts(part)]
    return [str(value)]
