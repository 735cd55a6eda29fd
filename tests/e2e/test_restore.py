"""The drill: the pilot is backed up, goes on, and loses its databases; Kafka is ahead of the backup, then behind it."""

import shutil
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from programs.operator.recovery import Found
from tests.e2e import lost, oracle
from tests.e2e.agreeing import REPORT, numbers, shown
from tests.e2e.counted import tables
from tests.e2e.pilot import Pilot
from tests.log_reader import order_breaks
from tests.running import eventually
from tests.slow import slow

pytestmark = slow


@dataclass
class Drill:
    """What there was before the loss, and what came back."""

    pilot: Pilot
    files: dict[str, Path]  # early and late
    found: dict[str, Found]
    log: list[dict[str, Any]]
    ledger: list[dict[str, Any]]
    seats: dict[tuple[str, str], str]


@pytest.fixture(scope="module")
async def ahead(taken_up: Pilot) -> Drill:
    """The pilot backed up, then three more regions, then every database lost; Kafka is ahead of the backup."""
    pilot, folder = taken_up, taken_up.folder.parent
    early = await lost.backed_up(pilot, folder)
    await _played(pilot, "regions")
    log, ledger, seats = await pilot.log(), pilot.ledger(), await _seats(pilot)
    assert await pilot.stop() == 0
    files = {"early": early, "late": await lost.backed_up(pilot, folder)}
    found = {one.service: one for one in await lost.restored(pilot, early)}
    await _back_again(pilot)
    return Drill(pilot, files, found, log, ledger, seats)


async def _back_again(pilot: Pilot) -> None:
    await _played(pilot, "pilot")
    await _quiet(pilot)


async def _played(pilot: Pilot, scenario: str) -> None:
    pilot.scenario = scenario
    await pilot.start()
    await pilot.played()


async def _quiet(pilot: Pilot) -> None:
    """Wait until nothing is on its way any more: no row waits, and every event on the log is heard."""

    async def heard() -> bool:
        waiting, lag = [line for line in (await pilot.metrics()).splitlines() if not line.startswith("#")], 0.0
        lag = sum(float(line.split()[-1]) for line in waiting if "_consumer_lag{" in line or "_outbox_waiting " in line)
        return lag == 0

    await eventually(heard, within_s=60)


async def _seats(pilot: Pilot) -> dict[tuple[str, str], str]:
    """Return session and participant → what each has there, as registration tells."""
    async with pilot.http() as http:
        sessions = (await http.get("/registration/api/v1/sessions")).json()
        return {
            (session["id"], seat["participant_id"]): seat["state"]
            for session in sessions
            for seat in (await http.get(f"/registration/api/v1/sessions/{session['id']}/registrations")).json()
        }


async def _report_equals_the_fold(pilot: Pilot) -> None:
    async with pilot.http() as http:
        told = numbers((await http.get(REPORT)).json())
    expected = tables(oracle.world(await pilot.log()))
    for table in expected:
        assert shown(told[table]) == shown(expected[table], like=told[table]), table


async def test_the_report_equals_a_fold_of_the_log_again(ahead: Drill) -> None:
    await _report_equals_the_fold(ahead.pilot)


async def test_seats_are_what_they_were_before_the_loss(ahead: Drill) -> None:
    assert await _seats(ahead.pilot) == ahead.seats


async def test_nothing_that_was_said_is_said_again_or_renumbered(ahead: Drill) -> None:
    log = await ahead.pilot.log()
    numbered = Counter((e["source"], e["subject"], e["aggregateversion"]) for e in oracle.once(log))

    assert set(numbered.values()) == {1}
    assert order_breaks([e for e in log if "participant.recorded" not in e["type"]]) == []
    assert ahead.found["registration"].clashes == []


async def test_no_message_is_sent_again(ahead: Drill) -> None:
    assert ahead.pilot.ledger() == ahead.ledger


async def test_people_whose_names_are_lost_are_named_by_id_and_session(ahead: Drill) -> None:
    gaps = ahead.found["registration"].gaps
    strangers = {str(gap.id) for gap in gaps if gap.lacks == "names and contacts"}

    awaited = {(str(gap.session_id), str(gap.id)) for gap in gaps if gap.what == "seat"}

    assert strangers
    assert awaited == {(session, person) for session, person in ahead.seats if person in strangers}


async def test_databases_of_different_ages_come_together(ahead: Drill) -> None:
    assert await ahead.pilot.stop() == 0
    ages = {"access": "late", "scheduling": "early", "registration": "late", "notifications": "late"}
    ages["reporting"] = "early"

    await lost.restored_at_ages(ahead.pilot, {name: ahead.files[age] for name, age in ages.items()})
    await _back_again(ahead.pilot)

    assert await _seats(ahead.pilot) == ahead.seats
    await _report_equals_the_fold(ahead.pilot)
    assert ahead.pilot.ledger() == ahead.ledger


async def test_a_log_that_is_lost_is_told_again_under_the_same_ids(ahead: Drill) -> None:
    assert await ahead.pilot.stop() == 0
    shutil.rmtree(ahead.pilot.folder / "kafka" / "store")

    await lost.restored(ahead.pilot, ahead.files["late"])
    await _back_again(ahead.pilot)

    before = {(event["id"], event["type"]): event for event in ahead.log}
    again = {(event["id"], event["type"]): event for event in await ahead.pilot.log()}
    assert {id_: again.get(id_) for id_ in before} == before
    assert await _seats(ahead.pilot) == ahead.seats
    await _report_equals_the_fold(ahead.pilot)
    assert ahead.pilot.ledger() == ahead.ledger
