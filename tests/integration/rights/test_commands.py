"""The commands `rights` and `subscriber`, and what a subscriber and a service can do with what they were given."""

import asyncio
import json
import os
import re
import sys
from asyncio.subprocess import PIPE
from pathlib import Path
from typing import Any
from unittest.mock import Mock
from uuid import uuid4

import pytest
from fastapi import FastAPI
from pydantic import SecretStr
from typer.testing import CliRunner, Result

from programs.documents.catalogue import GOLDEN
from programs.operator import giving
from programs.operator.__main__ import takwin
from programs.operator.kafka_users import NotShown
from programs.operator.rights import SUBSCRIBER
from programs.services import service_of
from shared.directory import service_names
from shared.kernel.kafka import new_producer
from shared.service.running import Parts, lifespan
from tests.integration.rights.conftest import ACCESS, PASSWORDS
from tests.places import Places, owner_url_of
from tests.running import eventually
from tests.secured import ROOT, SecuredKafka

TOPIC = "public.training"
PLANNED = "public.session.planned.v1"


async def said(secured: SecuredKafka, *words: str, **more: str) -> Result:
    """Give the command these words, as the container `tools` is told where Kafka is."""
    operator = secured.operator
    told = {
        "ORIGIN": "https://localhost:8443",
        "SECRETS": str(secured.secrets),
        "KAFKA_SERVERS": operator.servers,
        "KAFKA_PROTOCOL": "SASL_SSL",
        "KAFKA_MECHANISM": "PLAIN",
        "KAFKA_USER": operator.user,
        "KAFKA_PASSWORD": operator.password,
        "KAFKA_CA": str(secured.ca),
        "KAFKA_OUTSIDE": secured.outside("", "").servers,
        **more,
    }
    environment = {f"TAKWIN_{name}": value for name, value in told.items() if value}
    answered = await asyncio.to_thread(CliRunner().invoke, takwin, list(words), env=environment)
    assert answered.exception is None or isinstance(answered.exception, SystemExit), answered.exception
    return answered


async def test_rights_are_given_by_a_command_and_topics_made(secured: SecuredKafka) -> None:
    for user, word in PASSWORDS.items():
        (secured.secrets / f"kafka_{user}").write_text(word)

    answered = await said(secured, "rights")

    assert (answered.exit_code, answered.stdout) == (0, "rights given: 0, taken away: 0\n")


async def test_a_kafka_that_does_not_answer_or_asks_nobody_is_said_to(secured: SecuredKafka, places: Places) -> None:
    plain = {"KAFKA_PROTOCOL": "PLAINTEXT", "KAFKA_CA": "", "KAFKA_MECHANISM": "SCRAM-SHA-512"}
    away = await said(secured, "rights", "--within", "1", KAFKA_SERVERS="127.0.0.1:1")
    wrong = await said(secured, "rights", "--within", "2", KAFKA_USER="somebody")
    asks_nobody = await said(secured, "rights", **plain, KAFKA_SERVERS=places.kafka.servers)

    assert {away.exit_code, wrong.exit_code, asks_nobody.exit_code} == {2}
    assert "Kafka at 127.0.0.1:1 does not answer, or lets us do nothing" in away.stderr
    assert "lets us do nothing" in wrong.stderr
    assert secured.operator.password not in wrong.stderr + wrong.stdout
    assert asks_nobody.stderr == "This Kafka asks nobody who they are, so there are no rights to give.\n"


async def test_what_kafka_has_taken_and_does_not_show_is_said_to_be_so(
    secured: SecuredKafka, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(giving, "give", Mock(side_effect=NotShown))

    answered = await said(secured, "rights")

    assert (answered.exit_code, answered.stdout) == (2, "")
    assert answered.stderr.endswith("does not act by it after 30 s: look at its log, then do it again.\n")


async def tell(secured: SecuredKafka, *events: dict[str, Any]) -> None:
    """Say these events as reporting does."""
    async with new_producer(secured.by("reporting", PASSWORDS["reporting"]), "test") as producer:
        for event in events:
            await producer.send_and_wait(TOPIC, json.dumps(event).encode(), key=b"session")


async def heard(secured: SecuredKafka, user: str, password: str, ca: Path) -> str:
    """Run the example's client from outside until it has said a line."""
    words = (sys.executable, ROOT / "examples" / "subscriber.py", secured.outside("", "").servers, user, ca)
    environment = os.environ | {"KAFKA_PASSWORD": password}
    process = await asyncio.create_subprocess_exec(*map(str, words), stdout=PIPE, env=environment)
    assert process.stdout is not None
    try:
        async with asyncio.timeout(60):
            return (await process.stdout.readline()).decode()
    finally:
        process.kill()
        await process.wait()


async def test_a_subscriber_is_added_hears_from_outside_and_is_removed(secured: SecuredKafka, tmp_path: Path) -> None:
    event = json.loads((GOLDEN / f"{PLANNED}.json").read_text(encoding="utf-8")) | {"id": str(uuid4())}
    added = await said(secured, "subscriber", "add", "youth-council")
    told = dict(re.findall(r"^([a-z.]+) {3,}(\S+)", added.stdout, re.MULTILINE))
    (certificate,) = re.findall(r"-----BEGIN CERTIFICATE-----.*-----END CERTIFICATE-----", added.stdout, re.DOTALL)
    (tmp_path / "takwin-ca.crt").write_text(certificate)

    await tell(secured, event)
    line = await heard(secured, told["user"], told["password"], tmp_path / "takwin-ca.crt")
    listed = json.loads((await said(secured, "subscriber", "list", "--json")).stdout)
    removed = await said(secured, "subscriber", "remove", "youth-council")

    assert (told["bootstrap.servers"], told["user"]) == (secured.outside("", "").servers, f"{SUBSCRIBER}youth-council")
    assert line.split()[1] == PLANNED
    assert {"name": "youth-council", "user": told["user"], **ACCESS.subscriber.quota} in listed
    assert removed.stdout == "youth-council is let in no more.\n"
    assert told["password"] not in json.dumps(listed)


async def test_a_subscriber_is_added_once_and_removed_once(secured: SecuredKafka) -> None:
    twice = [await said(secured, "subscriber", "add", "university") for _ in range(2)]
    gone = [await said(secured, "subscriber", "remove", "university") for _ in range(2)]

    assert [it.exit_code for it in (*twice, *gone)] == [0, 2, 0, 2]
    assert "There is a subscriber university already." in twice[1].stderr
    assert "There is no subscriber university" in gone[1].stderr


@pytest.mark.parametrize("name", ["", "ab", "Ministry", "a.b.c", "-ministry", "ministry-", "m" * 41, "وزارة", "a b c"])
async def test_a_name_that_others_could_be_taken_for_is_refused(secured: SecuredKafka, name: str) -> None:
    answered = await said(secured, "subscriber", "add", "--", name)

    assert (answered.exit_code, answered.stdout) == (2, "")
    assert "The name of a subscriber has 3 to 40" in answered.stderr


@pytest.mark.parametrize("name", service_names())
async def test_each_service_gets_on_with_the_rights_it_has(secured: SecuredKafka, places: Places, name: str) -> None:
    service = service_of(name)
    async with places.new_database_url() as url:
        settings = service.settings(
            database_url=SecretStr(url),
            owner_url=SecretStr(owner_url_of(url)),
            kafka_servers=secured.operator.servers,
            kafka_protocol="SASL_SSL",
            kafka_user=name,
            kafka_password=SecretStr(PASSWORDS[name]),
            kafka_ca=secured.ca,
            makes_topics=False,
            secret=SecretStr("only-for-tests-" * 4),
            instance="test",
            demo=True,
            demo_starts_at="2017-04-03T08:00:00Z",
        )
        parts = Parts(service, settings)

        async def is_well() -> bool:
            return all((await parts.checks()).values())

        async with lifespan(FastAPI(), parts):
            await eventually(is_well)
