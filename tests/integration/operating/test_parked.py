"""What a service has set aside is listed, shown without its data, and handled again by the service itself."""

import json
from uuid import UUID, uuid4

import pytest
from aiokafka import ConsumerRecord

from shared.kernel.contracts import Event
from shared.kernel.database import Database, run
from shared.kernel.kafka import read_whole
from shared.kernel.messaging import Record
from shared.kernel.parking import Reason, park
from tests import facts, wire
from tests.integration.operating.conftest import NOWHERE, Desk

SESSION = UUID("6f3c2a31-7d3a-4c5e-9f07-0a8f6a1b2c3d")
LOST = Reason("Poison")


def record(event: Event, offset: int, value: bytes | None = None) -> Record:
    """Return the event as Kafka gives it."""
    return ConsumerRecord(
        topic=event.topic,
        partition=0,
        offset=offset,
        timestamp=0,
        timestamp_type=0,
        key=event.key.encode(),
        value=value or json.dumps(event.to_cloudevent()).encode(),
        checksum=None,
        serialized_key_size=-1,
        serialized_value_size=-1,
        headers=wire.HEADERS,
    )


async def set_aside(database: Database, *records: Record, reason: Reason = LOST) -> None:
    async with database.sessions.begin() as db:
        for record in records:
            await park(db, "reporting", record, reason)


async def sessions_known(database: Database) -> list[str]:
    async with database.sessions() as db:
        return list((await run(db, "select state from sessions")).scalars())


async def public_events(database: Database) -> int:
    async with database.sessions() as db:
        number: int = (await run(db, "select count(*) from outbox where published_at is null")).scalar_one()
    return number


async def test_nothing_set_aside_is_said(desk: Desk) -> None:
    answered = await desk.takwin("parked", "list")

    assert (answered.exit_code, answered.stdout) == (0, "Nothing is set aside.\n")


async def test_the_list_says_where_why_and_how_many_wait_behind(desk: Desk) -> None:
    events = [facts.planned(SESSION), facts.opened(SESSION), facts.completed(SESSION)]
    await set_aside(desk.databases["reporting"], *[record(it, offset) for offset, it in enumerate(events)])

    answered = await desk.takwin("parked", "list", "--json")

    first, *others = json.loads(answered.stdout)
    assert answered.exit_code == 0
    assert (first["service"], first["topic"], first["offset"]) == ("reporting", "scheduling.sessions", 0)
    assert [it["wait_behind"] for it in (first, *others)] == [2, 1, 0]
    assert (first["error"], first["fields"]) == ("Poison", "")


async def test_a_record_is_shown_without_its_data_unless_it_is_asked_for(desk: Desk) -> None:
    event = facts.planned(SESSION)
    await set_aside(desk.databases["reporting"], record(event, 0))

    plain = await desk.takwin("parked", "show", 1, "--service", "reporting", "--json")
    whole = await desk.takwin("parked", "show", 1, "--service", "reporting", "--json", "--data")

    shown = json.loads(plain.stdout)
    assert (shown["number"], shown["topic"], shown["offset"]) == (1, event.topic, 0)
    assert (shown["id"], shown["type"], shown["subject"]) == (str(event.id), event.type, str(SESSION))
    assert "data" not in shown
    assert json.loads(whole.stdout)["data"]["city"] == "Oujda"


async def test_of_what_cannot_be_read_nothing_is_quoted(desk: Desk) -> None:
    secret = b'{"type": "someone@example.org"}'
    await set_aside(desk.databases["reporting"], record(facts.planned(SESSION), 0, secret))

    answered = await desk.takwin("parked", "show", 1, "--service", "reporting", "--data")

    assert answered.exit_code == 0
    assert "cannot be read" in answered.stdout
    assert "example.org" not in answered.stdout


async def test_odd_words_in_a_readable_envelope_are_withheld(desk: Desk) -> None:
    odd = facts.planned(SESSION).to_cloudevent() | {"subject": "Synthetic Person <someone@example.org>"}
    await set_aside(desk.databases["reporting"], record(facts.planned(SESSION), 0, json.dumps(odd).encode()))

    answered = await desk.takwin("parked", "show", 1, "--service", "reporting", "--json")

    assert json.loads(answered.stdout)["subject"] == "[withheld]"


async def test_a_replay_handles_the_whole_key_and_what_it_tells_waits_for_the_relay(desk: Desk) -> None:
    database = desk.databases["reporting"]
    events = [facts.planned(SESSION), facts.opened(SESSION), facts.completed(SESSION)]
    await set_aside(database, *[record(it, offset) for offset, it in enumerate(events)])

    answered = await desk.takwin("parked", "replay", 1, "--service", "reporting")

    assert answered.exit_code == 0
    assert "3 handled." in answered.stdout
    assert (await sessions_known(database), await public_events(database)) == (["completed"], 3)
    assert (await wire.parked(database), await wire.held_keys(database)) == ([], [])


async def test_a_replay_of_what_was_replayed_says_so_and_does_nothing(desk: Desk) -> None:
    database = desk.databases["reporting"]
    await set_aside(database, record(facts.planned(SESSION), 0))
    await desk.takwin("parked", "replay", 1, "--service", "reporting")

    answered = await desk.takwin("parked", "replay", 1, "--service", "reporting")

    assert answered.exit_code == 0
    assert "Record 1 was replayed at " in answered.stdout
    assert await public_events(database) == 1


async def test_what_fails_again_stays_and_the_class_of_the_error_is_told(desk: Desk) -> None:
    database = desk.databases["reporting"]
    await set_aside(database, record(facts.planned(SESSION), 0, b"{someone@example.org"))

    answered = await desk.takwin("parked", "replay", 1, "--service", "reporting")

    assert (answered.exit_code, answered.stderr) == (1, "It failed again (BadRecord) and stays set aside.\n")
    assert len(await wire.parked(database)) == 1


async def test_bytes_forgotten_after_a_month_are_read_from_the_log_again(desk: Desk) -> None:
    database, events = desk.databases["reporting"], [facts.planned(SESSION), facts.opened(SESSION)]
    await wire.put(desk.kafka, events[0].topic, *map(wire.record, events))
    await set_aside(database, *await read_whole(desk.kafka, events[0].topic))
    await forget(database)

    shown = await desk.takwin("parked", "show", 1, "--service", "reporting", "--json")
    answered = await desk.takwin("parked", "replay", 1, "--service", "reporting")

    assert json.loads(shown.stdout)["type"] == events[0].type
    assert (answered.exit_code, await sessions_known(database)) == (0, ["open"])


async def test_bytes_that_the_log_has_no_longer_are_refused_and_nothing_changes(desk: Desk) -> None:
    database = desk.databases["reporting"]
    await set_aside(database, record(facts.planned(SESSION), 7))
    await forget(database)

    answered = await desk.takwin("parked", "replay", 1, "--service", "reporting")

    assert answered.exit_code == 2
    assert "scheduling.sessions, partition 0, offset 7 no longer holds them." in answered.stderr
    assert len(await wire.parked(database)) == 1


async def test_another_record_in_the_same_place_is_not_taken_for_the_forgotten_one(desk: Desk) -> None:
    database, event = desk.databases["reporting"], facts.planned(uuid4())
    await wire.put(desk.kafka, event.topic, wire.record(event), partition=0)
    await set_aside(database, record(facts.planned(SESSION), 0))
    await forget(database)

    answered = await desk.takwin("parked", "replay", 1, "--service", "reporting")

    assert (answered.exit_code, await sessions_known(database)) == (2, [])


async def forget(database: Database) -> None:
    async with database.sessions.begin() as db:
        await run(db, "update parked set value = null, headers = null")


@pytest.mark.parametrize("words", [("show", 99), ("replay", 99)])
async def test_no_such_record_is_refused(desk: Desk, words: tuple[object, ...]) -> None:
    answered = await desk.takwin("parked", *words, "--service", "reporting")

    assert (answered.exit_code, answered.stdout) == (2, "")
    assert answered.stderr == "reporting has set aside no record 99: see `takwin parked list`.\n"


@pytest.mark.parametrize("words", [("list",), ("show", 1), ("replay", 1)])
async def test_no_such_service_is_refused(desk: Desk, words: tuple[object, ...]) -> None:
    answered = await desk.takwin("parked", *words, "--service", "catering")

    assert (answered.exit_code, answered.stdout) == (2, "")
    assert answered.stderr.startswith("There is no service called catering: choose one of access, ")


@pytest.mark.parametrize("words", [("list",), ("show", 1), ("replay", 1)])
async def test_a_database_that_is_away_is_named(desk: Desk, words: tuple[object, ...]) -> None:
    desk.lose_database("reporting")

    answered = await desk.takwin("parked", *words, "--service", "reporting")

    assert (answered.exit_code, answered.stdout) == (2, "")
    assert answered.stderr == "The database of reporting does not answer.\n"


async def test_a_secret_that_is_missing_is_named(desk: Desk) -> None:
    (desk.secrets / "reporting").unlink()

    answered = await desk.takwin("parked", "list")

    missing = f"{desk.secrets / 'reporting'} (No such file or directory)"
    assert answered.exit_code == 2
    assert answered.stderr == f"The way into the database of reporting cannot be read: {missing}.\n"


async def test_without_kafka_forgotten_bytes_cannot_be_had(desk: Desk) -> None:
    await set_aside(desk.databases["reporting"], record(facts.planned(SESSION), 0))
    await forget(desk.databases["reporting"])
    desk.kafka = NOWHERE

    answered = await desk.takwin("parked", "replay", 1, "--service", "reporting")

    assert (answered.exit_code, answered.stderr) == (2, f"Kafka does not answer at {NOWHERE.servers}.\n")
