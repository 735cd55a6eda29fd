"""What follows the pilot: three more regions, one session moved and one cancelled, and everybody told what is true."""

from collections import Counter
from datetime import datetime
from typing import Any

import pytest

from tests.e2e import called_for, oracle
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
from tests.e2e.test_pilot import told_in_public

FES, CASABLANCA, AGADIR = "MA-03", "MA-06", "MA-09"


@pytest.fixture(scope="module")
async def regions(taken_up: Pilot) -> Pilot:
    """The pilot and what follows it, played once, and still serving."""
    taken_up.scenario = "regions"
    await taken_up.start()
    await taken_up.played()
    return taken_up


async def test_three_regions_stand_beside_those_of_the_pilot(regions: Pilot) -> None:
    figures = {it["region"]: it for it in regions.results()["figures"]["regions"]}

    states = {code: {name for name, number in it["sessions"].items() if number} for code, it in figures.items()}

    assert states == {
        **{code: {"completed"} for code in ("MA-01", "MA-02", FES)},
        CASABLANCA: {"cancelled"},
        AGADIR: {"open"},
    }


async def test_the_report_still_equals_a_fold_of_the_log_and_opens_into_it(regions: Pilot) -> None:
    log = await regions.log()
    async with regions.http() as http:
        report = (await http.get(REPORT)).json()
        opened = await opens(http, report, log)
    told = numbers(report)

    expected = tables(oracle.world(log))

    assert opened > 150
    for table in expected:
        assert shown(told[table]) == shown(expected[table], like=told[table]), table
    messages_agree(report, log)


async def test_words_figures_and_the_public_report_still_equal_a_fold_of_the_log(regions: Pilot) -> None:
    async with regions.http() as http:
        report = (await http.get(REPORT, params={"public": True})).json()

    told = oracle.world(await regions.log())

    words_agree(report, told)
    public_agrees(report, told)
    figures_agree(regions.results()["figures"], told)


async def test_public_events_tell_the_move_and_the_cancellation_too(regions: Pilot) -> None:
    events = regions.results()["events"]

    assert told_in_public(events) == called_for.public(await regions.log())
    assert {"public.session.rescheduled.v1", "public.session.cancelled.v1"} <= {event["type"] for event in events}


async def test_messages_are_those_that_the_log_calls_for(regions: Pilot) -> None:
    log = await regions.log()

    settled: Counter[str] = Counter()
    for (template, _), number in called_for.settled(log).items():
        settled[template] += number

    assert settled == called_for.messages(log)
    assert {"session.changed", "session.cancelled", "session.reminder", "session.offered"} <= set(settled)


async def test_after_a_reschedule_no_reminder_has_the_old_date(regions: Pilot) -> None:
    log, fes = await regions.log(), await session_in(regions, FES)
    before = next(e["data"]["before"] for e in log if e["type"] == "session.rescheduled.v1")
    old, new = (datetime.fromisoformat(it["starts_local"]).day for it in (before, fes))

    reminders = [mail["text"] for mail in await regions.shown("mailbox") if _is_reminder(mail, "Fès", "فاس")]
    reminders += [sms["text"] for sms in await regions.shown("phones") if _is_reminder(sms, "Fès", "فاس")]

    assert len(reminders) > 40
    assert [text for text in reminders if str(old) in text or str(new) not in text] == []
    assert len(called_for.reminders(log, fes["id"])) == 2, "the days of the old plan are counted too"


async def test_two_mails_of_a_session_that_moved_are_one_event_and_its_update(regions: Pilot) -> None:
    calendars: dict[str, list[dict[str, Any]]] = {}
    for line in regions.ledger("mailbox"):
        if line["calendar"]:
            calendars.setdefault(line["calendar"]["uid"], []).append(line)

    moved = [mails for mails in calendars.values() if any(it["template"] == "session.changed" for it in mails)]

    assert len(moved) >= 8
    for mails in moved:
        first, update = (next(it for it in mails if it["template"] == name) for name in TEMPLATES_OF_A_MOVE)
        assert first["calendar"]["method"] == update["calendar"]["method"] == "REQUEST"
        assert first["calendar"]["sequence"] < update["calendar"]["sequence"]


async def test_a_cancellation_has_its_five_effects(regions: Pilot) -> None:
    log, casablanca = await regions.log(), await session_in(regions, CASABLANCA)
    concerned = called_for.seats_at(log, casablanca["id"], datetime.fromisoformat("2017-10-11T13:59:00+00:00"))
    told = [line for line in regions.ledger() if line["template"] == "session.cancelled"]

    async with regions.http() as http:
        seats = (await http.get(f"/registration/api/v1/sessions/{casablanca['id']}/registrations")).json()
        again = await http.post("/scheduling/api/v1/sessions", json=_same_plan(casablanca))

    # Everybody concerned is told, by whatever channel reaches them.
    assert {it["channel"] for it in told} == {"email", "sms"}
    assert Counter(line["channel"] for line in told) == {
        channel: number
        for (template, channel), number in called_for.settled(log, "sent").items()
        if template == "session.cancelled"
    }
    # The offer that was open is withdrawn.
    assert "offered" in concerned.values()
    assert "offered" not in {seat["state"] for seat in seats}
    assert [e["data"]["reason"] for e in log if e["type"] == "offer.ended.v1" and _of(e, casablanca)] == [
        "session-cancelled"
    ]
    # The room is free.
    assert again.status_code == 201, again.text
    # Calendars let go of the event.
    calendars = [line["calendar"] for line in told if line["channel"] == "email"]
    assert {calendar["method"] for calendar in calendars if calendar} == {"CANCEL"}
    assert any(calendars)
    # It is counted among the cancelled sessions, and nowhere else.
    figures = {it["region"]: it for it in regions.results()["figures"]["regions"]}[CASABLANCA]
    assert (figures["sessions"]["cancelled"], figures["registered"], figures["waiting"]) == (1, 0, 0)


TEMPLATES_OF_A_MOVE = ("session.confirmed", "session.changed")


async def session_in(pilot: Pilot, region: str) -> dict[str, Any]:
    """Return the one session of a region."""
    async with pilot.http() as http:
        sessions = (await http.get("/scheduling/api/v1/sessions")).json()
    (session,) = [it for it in sessions if it["region"] == region]
    found: dict[str, Any] = session
    return found


def _same_plan(session: dict[str, Any]) -> dict[str, Any]:
    plan = ("programme_id", "venue_id", "seats", "zone", "starts_local", "ends_local")
    return {name: session[name] for name in plan}


def _is_reminder(message: dict[str, Any], *cities: str) -> bool:
    said = message["text"] + message.get("subject", "")
    return message["template"] == "session.reminder" and any(city in said for city in cities)


def _of(event: dict[str, Any], session: dict[str, Any]) -> bool:
    return bool(event["data"]["session_id"] == session["id"])
