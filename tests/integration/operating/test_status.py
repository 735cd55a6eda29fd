"""What an operator sees at one look."""

import asyncio
import json
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx2
import pytest
from aiokafka import AIOKafkaConsumer
from pydantic import SecretStr
from sqlalchemy import make_url

from programs.heard_topics import HEARD_TOPICS
from services.notifications.channels.channel import outlet_for
from services.notifications.channels.sender import Sender
from services.notifications.handlers import on
from services.notifications.settings import NotificationsSettings
from services.reporting.handlers import on as reporting_on
from shared.kernel.cluster import Cluster
from shared.kernel.database import Database, run
from tests import facts, wire
from tests.hearing import hear
from tests.integration.operating.conftest import NOWHERE, Desk
from tests.places import owner_url_of

ANSWERS_WITHIN_S = 5.0


async def state_of(desk: Desk) -> dict[str, Any]:
    """Return what `takwin status` knows."""
    found: dict[str, Any] = json.loads((await desk.takwin("status", "--json")).stdout)
    return found


async def test_all_is_well_where_everything_runs_and_nothing_waits(desk: Desk) -> None:
    async with desk.leases_held():
        answered = await desk.takwin("status")

    assert "All is well." in answered.stdout
    assert (answered.exit_code, answered.stderr) == (0, "")


async def test_a_service_that_does_not_run_is_named(desk: Desk) -> None:
    answered = await desk.takwin("status")

    assert answered.exit_code == 1
    assert "scheduling does not run: nobody holds the lease of its relay." in answered.stdout


async def test_what_waits_in_an_outbox_is_counted_with_its_age(desk: Desk) -> None:
    await hear(desk.databases["reporting"], reporting_on, facts.planned(uuid4()))
    await change(desk, "reporting", "update outbox set written_at = now() - interval '5 minutes'")

    found = await state_of(desk)

    reporting = next(it for it in found["services"] if it["service"] == "reporting")
    assert (reporting["outbox_waiting"], reporting["oldest_waits_s"] >= 300) == (1, True)
    assert any(it.startswith("reporting has sent nothing for 30") for it in found["to_look_at"])


async def test_a_service_that_does_not_hear_its_topic_is_named(desk: Desk) -> None:
    event = facts.planned(uuid4())
    await wire.put(desk.kafka, event.topic, wire.record(event))

    async with desk.leases_held():
        answered = await desk.takwin("status", "--json")

    found = json.loads(answered.stdout)
    assert answered.exit_code == 1
    assert {it["service"]: it["lag"].get(event.topic) for it in found["services"]} == {
        service: 1 if event.topic in topics else None for service, topics in HEARD_TOPICS.items()
    }


async def test_while_the_mail_gateway_is_stopped_the_operator_is_told_so_and_since_when(desk: Desk) -> None:
    database = desk.databases["notifications"]
    await intend(database, people=2)
    await change(desk, "notifications", SENT_AT_NOON)

    await send_in_vain(database)
    answered = await desk.takwin("status")

    assert answered.exit_code == 1
    assert "No e-mail has left since 2017-08-23 12:00 UTC: the gateway refuses connections; 1 wait." in answered.stdout


async def test_a_message_that_is_put_off_is_told_with_the_answer_of_the_gateway(desk: Desk) -> None:
    await intend(desk.databases["notifications"], people=1)
    await change(
        desk, "notifications", "update intents set reason = 'sms-503', not_before = now() where channel = 'sms'"
    )

    found = await state_of(desk)

    assert "1 SMS wait to be tried again: the answer is sms-503." in found["to_look_at"]


async def test_who_waits_for_news_of_a_session_is_no_worry(desk: Desk) -> None:
    await intend(desk.databases["notifications"], people=1)
    await change(desk, "notifications", "update intents set useful_until = null")

    async with desk.leases_held():
        found = await state_of(desk)

    assert {it["kind"] for it in found["messages"]["waiting"]} == {"plan"}
    assert found["to_look_at"] == []


async def test_without_kafka_the_databases_are_looked_at_all_the_same(desk: Desk) -> None:
    desk.kafka = NOWHERE

    answered = await desk.takwin("status", "--json")

    found = json.loads(answered.stdout)
    assert (answered.exit_code, found["kafka"]) == (1, False)
    assert f"Kafka does not answer at {NOWHERE.servers}." in found["to_look_at"]
    assert {it["parked"] for it in found["services"]} == {0}


@pytest.mark.parametrize("service", ["notifications", "registration"])
async def test_a_database_that_is_away_is_named_and_the_rest_is_told(desk: Desk, service: str) -> None:
    desk.lose_database(service)

    answered = await desk.takwin("status")

    assert answered.exit_code == 1
    assert f"The database of {service} does not answer." in answered.stdout
    assert "nothing@" not in answered.stdout + answered.stderr, "the way in holds a password"


@asynccontextmanager
async def standing_still() -> AsyncIterator[str]:
    """Yield an address that takes connections and never answers, as a server does that is frozen."""
    server = await asyncio.start_server(lambda *_: asyncio.sleep(60), "127.0.0.1", 0)
    host, port = server.sockets[0].getsockname()
    try:
        yield f"{host}:{port}"
    finally:
        server.close()


async def test_whatever_stands_still_status_answers_within_five_seconds(desk: Desk) -> None:
    async with standing_still() as nowhere:
        desk.kafka = Cluster(nowhere)
        for service in desk.databases:
            (desk.secrets / service).write_text(f"postgresql+asyncpg://nobody:nothing@{nowhere}/{service}")
        began = time.monotonic()
        answered = await desk.takwin("status")
        took = time.monotonic() - began

    assert answered.exit_code == 1
    assert answered.stdout.count("does not answer") == len(desk.databases) + 1
    assert took < ANSWERS_WITHIN_S


async def test_a_password_that_is_refused_is_called_so(desk: Desk) -> None:
    url = make_url(desk.databases["reporting"].url).set(username="reporting", password="not-the-one")  # noqa: S106 - it is to be refused
    (desk.secrets / "reporting").write_text(url.render_as_string(hide_password=False))

    answered = await desk.takwin("status")

    assert "The database of reporting does not let us in. Password: the database does not take" in answered.stdout
    assert "not-the-one" not in answered.stdout


async def test_a_partition_that_nobody_in_the_group_hears_is_told(desk: Desk) -> None:
    only = AIOKafkaConsumer("scheduling.sessions", **desk.kafka.client, group_id="reporting")
    await only.start()
    try:
        async with desk.leases_held():
            found = await state_of(desk)
    finally:
        await only.stop()

    reporting = next(it for it in found["services"] if it["service"] == "reporting")
    assert reporting["unheard"] > 0
    assert [it for it in found["to_look_at"] if "reporting is to hear" in it and "nobody hears" in it]


async def test_an_embedded_installation_is_found_in_its_folder(desk: Desk, tmp_path: Path) -> None:
    said = {
        "settings": {"origin": "http://127.0.0.1:8000", "kafka_servers": desk.kafka.servers, "secret": "synthetic"},
        "services": {name: {"owner_url": owner_url_of(database.url)} for name, database in desk.databases.items()},
    }
    (tmp_path / "services").mkdir()
    (tmp_path / "services" / "settings.json").write_text(json.dumps(said))

    async with desk.leases_held():
        answered = await desk.takwin("--embedded", tmp_path, "status")

    assert (answered.exit_code, answered.stderr) == (0, "")


async def test_a_folder_without_an_installation_is_refused(desk: Desk, tmp_path: Path) -> None:
    answered = await desk.takwin("--embedded", tmp_path / "empty", "status")

    assert (answered.exit_code, answered.stdout) == (2, "")
    assert answered.stderr == f"There is no installation in {tmp_path / 'empty'}.\n"


SENT_AT_NOON = """
update intents set state = 'sent', claimed_at = '2017-08-23T12:00:00Z'
where position = (select min(position) from intents where channel = 'email')"""


async def change(desk: Desk, service: str, statement: str) -> None:
    async with desk.databases[service].sessions.begin() as db:
        await run(db, statement)


async def intend(database: Database, people: int) -> None:
    """Let people get seats in a session of next week."""
    session, now = uuid4(), database.clock.now()
    plan = facts.planned(session, starts_at=now + timedelta(days=7), at=now)
    seats = [facts.registered(session, uuid4(), version, at=now) for version in range(1, people + 1)]
    await hear(database, on, plan, *seats)


async def send_in_vain(database: Database) -> None:
    """Let notifications try to send mail while nobody listens."""
    settings = NotificationsSettings(
        database_url=SecretStr(database.url),
        kafka_servers="unused",
        secret=SecretStr("only-for-tests-" * 4),
        smtp_port=1,
    )
    async with httpx2.AsyncClient(trust_env=False) as client:
        await Sender(database, settings, client, outlet_for("email", settings, database, client)).send_due()
