"""Messages that were on their way when the backup was made: none of them leaves after a restore."""

from datetime import UTC, datetime
from uuid import uuid4

from sqlalchemy import text

from programs.operator.recovery import recover
from tests.integration.keeping.installed import Installed

TOLD_AT = datetime(2017, 8, 20, 9, tzinfo=UTC)
INTENT = """
insert into intents (id, event_id, participant_id, session_id, template, channel, state, told_at, doubtful, attempts)
values (gen_random_uuid(), gen_random_uuid(), :who, :session_id, 'session.confirmed', 'sms', :state, :told_at,
        :doubtful, 0)
"""
SETTLED = "select body ->> 'type', body #>> '{data,state}', body #>> '{data,reason}' from outbox order by 2, 3"


async def intend(installed: Installed, state: str, *, doubtful: bool = False) -> None:
    """Keep an intent as a sender left it."""
    row = {"who": uuid4(), "session_id": uuid4(), "state": state, "told_at": TOLD_AT, "doubtful": doubtful}
    async with installed.database("notifications") as database, database.engine.begin() as connection:
        await connection.execute(text(INTENT), row)


async def test_what_waited_is_suppressed_and_what_was_begun_is_ambiguous_and_both_are_told(
    installed: Installed,
) -> None:
    await intend(installed, "pending")
    await intend(installed, "sending")
    await intend(installed, "pending", doubtful=True)
    await intend(installed, "sent")

    await recover(installed)

    states = "select state, count(*) from intents group by state order by state"
    assert await installed.rows("notifications", states) == [("ambiguous", 2), ("sent", 1), ("suppressed", 1)]
    assert await installed.rows("notifications", SETTLED) == [
        ("message.settled.v1", "ambiguous", "unknown-outcome"),
        ("message.settled.v1", "ambiguous", "unknown-outcome"),
        ("message.settled.v1", "suppressed", "before-the-fence"),
    ]


async def test_the_fence_stands_after_everything_that_was_known(installed: Installed) -> None:
    before = (await installed.rows("notifications", "select began_at from clock"))[0][0]

    await recover(installed)

    began_at, floor = (await installed.rows("notifications", "select began_at, floor from clock"))[0]
    assert before < began_at < floor
