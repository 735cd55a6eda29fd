"""Public events as a subscriber gets them: each once, in order, chosen by type and region."""

import asyncio
import json
import os
import signal
import sys
from asyncio.subprocess import PIPE
from contextlib import aclosing
from typing import Any
from uuid import UUID, uuid4

from programs.operator.subscribe import Subscription, events
from shared.events.public import PublicEvent, SeatsCounted, TrainingOpened
from tests import facts, wire
from tests.integration.operating.conftest import NOWHERE, Desk
from tests.running import eventually

HERE, THERE = uuid4(), uuid4()


def opened(session: UUID, region: str = "MA-02") -> PublicEvent:
    return facts.told(TrainingOpened(session_id=session, region=region), 2)


def counted(session: UUID, version: int = 1, region: str = "MA-02") -> PublicEvent:
    return facts.told(SeatsCounted(session_id=session, region=region, registered=10 + 5 * version), version)


async def tell(desk: Desk, *told: PublicEvent) -> None:
    await wire.put(desk.kafka, PublicEvent.topic, *map(wire.record, told))


async def heard(desk: Desk, *words: str) -> list[dict[str, Any]]:
    answered = await desk.takwin("subscribe", "--until-now", *words)
    assert (answered.exit_code, answered.stderr) == (0, "")
    return [json.loads(line) for line in answered.stdout.splitlines()]


async def test_each_event_is_printed_once_in_the_order_of_its_session(desk: Desk) -> None:
    first, second = counted(HERE, 1), counted(HERE, 2)
    await tell(desk, first, second, first)

    found = await heard(desk)

    assert [it["id"] for it in found] == [str(first.id), str(second.id)]
    assert found[0] == first.to_cloudevent()


async def test_an_empty_log_ends_at_once(desk: Desk) -> None:
    assert await heard(desk) == []


async def test_type_and_region_choose(desk: Desk) -> None:
    wanted = counted(HERE)
    await tell(desk, opened(HERE), wanted, counted(THERE, region="MA-01"))

    found = await heard(desk, "--type", wanted.type, "--region", "MA-02")

    assert [it["id"] for it in found] == [str(wanted.id)]


async def test_what_is_no_event_is_passed_over(desk: Desk) -> None:
    event = opened(HERE)
    await wire.put(desk.kafka, PublicEvent.topic, (b"odd", b"{", wire.HEADERS), wire.record(event))

    assert [it["id"] for it in await heard(desk)] == [str(event.id)]


async def test_without_a_beginning_only_what_is_told_from_now_on_comes(desk: Desk) -> None:
    before, after = opened(HERE), opened(THERE)
    await tell(desk, before)
    async with aclosing(events(desk.place, Subscription())) as told:
        coming = asyncio.create_task(anext(told))

        async def has_come() -> bool:
            await tell(desk, after)  # again and again: nothing says when a subscriber has begun to listen
            return coming.done()

        await eventually(has_come)
        assert (await coming)["id"] == str(after.id)


def hearing_ctrl_c() -> None:
    """Undo what a shell does to whatever it runs in the background, this test among it: it ignores Ctrl-C."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


async def test_ctrl_c_is_the_good_end_of_a_subscription(desk: Desk) -> None:
    event = opened(HERE)
    await tell(desk, event)
    told = {"TAKWIN_ORIGIN": "https://localhost", "TAKWIN_KAFKA_SERVERS": desk.kafka.servers}
    words = ("-m", "programs.operator", "subscribe", "--from-beginning")
    process = await asyncio.create_subprocess_exec(
        sys.executable, *words, env={**os.environ, **told}, stdout=PIPE, stderr=PIPE, preexec_fn=hearing_ctrl_c
    )
    assert process.stdout is not None
    line = await asyncio.wait_for(process.stdout.readline(), 120)

    process.send_signal(signal.SIGINT)
    _, errors = await asyncio.wait_for(process.communicate(), 60)

    assert json.loads(line)["id"] == str(event.id)
    assert (process.returncode, errors) == (0, b"")


async def test_without_kafka_it_is_said_in_one_sentence(desk: Desk) -> None:
    desk.kafka = NOWHERE

    answered = await desk.takwin("subscribe", "--until-now")

    assert (answered.exit_code, answered.stdout) == (2, "")
    assert answered.stderr == f"Kafka does not answer at {NOWHERE.servers}.\n"


async def test_without_the_topic_it_is_said_who_makes_it(desk: Desk) -> None:
    await desk.run.places.forget_topics()

    answered = await desk.takwin("subscribe", "--until-now")

    assert answered.exit_code == 2
    assert answered.stderr.startswith("There is no topic public.training yet")
