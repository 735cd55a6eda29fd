"""Everything replayed into an empty notifications database: the intents are known again, and nothing is sent."""

from collections import Counter

import asyncpg

from deploy.embedded.stack import Stack
from shared.kernel.kafka import hear_again
from tests.e2e import called_for
from tests.e2e.pilot import Pilot
from tests.running import eventually

HEARD = ["scheduling.sessions", "registration.registrations"]


async def test_replay_from_zero_into_an_empty_notifications_database_sends_nothing(taken_up: Pilot) -> None:
    pilot = taken_up
    await pilot.start()
    before, called = pilot.ledger(), called_for.messages(await pilot.log())
    messages = called.total() - called["session.reminder"]  # what is past is not planned again
    assert await pilot.stop() == 0
    async with Stack(pilot.folder, say=lambda _: None) as stack:
        await _empty_the_database(stack.admin_url)
        await hear_again(stack.cluster, "notifications", HEARD)

    await pilot.start()
    await pilot.played()

    async def replayed() -> bool:
        return (await pilot.message_states()).total() == messages

    await eventually(replayed, within_s=30)
    assert await pilot.message_states() == Counter(suppressed=messages)
    assert pilot.ledger() == before


async def _empty_the_database(admin_url: str) -> None:
    connection = await asyncpg.connect(admin_url)
    try:
        await connection.execute("drop database notifications with (force)")
    finally:
        await connection.close()
