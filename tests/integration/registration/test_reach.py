"""Who must be called because no message has reached them."""

import asyncio
from datetime import UTC, datetime, timedelta
from uuid import UUID, uuid4

from pydantic import SecretStr
from sqlmodel import select

from services.registration.app import service
from services.registration.delivery.calls import count_unreached
from services.registration.delivery.storage import Reach, unreached
from services.registration.handlers import on
from services.registration.settings import RegistrationSettings
from shared.events import MessageReceipted, MessageSettled
from shared.kernel.database import Database
from shared.service.running import Parts
from tests.hearing import hear as hear_as_kafka
from tests.integration.registration.given import hear, open_session, people, register, withdraw
from tests.running import eventually

AT = datetime(2017, 7, 4, 9, tzinfo=UTC)


def settled(session_id: UUID, who: UUID, channel: str, state: str, after_h: int = 0, **more: object) -> MessageSettled:
    facts = {"message_id": uuid4(), "template": "session.confirmed", "reason": None, **more}
    return MessageSettled.model_validate(
        {
            "id": uuid4(),
            "time": AT + timedelta(hours=after_h),
            "aggregateversion": 1,
            "session_id": session_id,
            "participant_id": who,
            "channel": channel,
            "state": state,
            **facts,
        }
    )


async def to_call(database: Database, session_id: UUID) -> list[tuple[UUID, str]]:
    async with database.sessions() as db:
        return [(one.participant.id, one.template) for one in await unreached(db, session_id)]


async def test_whom_no_channel_has_reached_must_be_called(database: Database) -> None:
    crowd, session_id = await people(database, 5), await open_session(database)
    for who in crowd:
        await register(database, session_id, who)
    reached, by_one, in_doubt, by_none, on_its_way = crowd

    await hear_as_kafka(
        database,
        on,
        settled(session_id, reached, "email", "sent"),
        settled(session_id, reached, "sms", "sent"),
        settled(session_id, by_one, "email", "suppressed", reason="no-address"),
        settled(session_id, by_one, "sms", "sent"),
        settled(session_id, in_doubt, "email", "ambiguous"),
        settled(session_id, in_doubt, "sms", "expired"),
        settled(session_id, by_none, "email", "failed", reason="smtp-550"),
        settled(session_id, by_none, "sms", "suppressed", reason="no-address"),
        settled(session_id, on_its_way, "email", "failed"),
    )

    called = [(who, "session.confirmed") for who in (in_doubt, by_none)]
    assert await to_call(database, session_id) == called


async def test_the_newest_message_decides(database: Database) -> None:
    (missed, found), session_id = await people(database, 2), await open_session(database)
    for who in (missed, found):
        await register(database, session_id, who)
    changed = {"template": "session.changed"}

    for channel in ("email", "sms"):
        await hear(
            database,
            settled(session_id, missed, channel, "sent"),
            settled(session_id, missed, channel, "failed", 5, **changed),
            settled(session_id, found, channel, "failed"),
            settled(session_id, found, channel, "sent", 5, **changed),
        )

    assert await to_call(database, session_id) == [(missed, "session.changed")]


async def test_a_message_nobody_needs_calls_for_nothing(database: Database) -> None:
    (who, gone), session_id = await people(database, 2), await open_session(database)
    await register(database, session_id, who)
    await withdraw(database, (await register(database, session_id, gone))[0])

    for channel in ("email", "sms"):
        await hear(
            database,
            settled(session_id, who, channel, "sent"),
            settled(session_id, who, channel, "suppressed", 5, template="session.changed", reason="superseded"),
            settled(session_id, who, channel, "failed", 6, template="session.cancelled"),
            settled(session_id, gone, channel, "failed", 7, template="session.withdrawn"),
        )

    assert await to_call(database, session_id) == []


async def test_what_was_sent_is_not_unsent_by_a_replay_and_late_news_changes_nothing(database: Database) -> None:
    (who,), session_id = await people(database, 1), await open_session(database)
    await register(database, session_id, who)
    sent = settled(session_id, who, "email", "sent", 1)
    again = settled(session_id, who, "email", "suppressed", 9, message_id=sent.message_id, reason="opted-out")
    older = settled(session_id, who, "email", "failed")

    await hear(database, sent, again, older, settled(session_id, who, "sms", "failed"))

    assert await to_call(database, session_id) == []


async def test_the_operator_is_told_how_many_they_are(database: Database) -> None:
    crowd, session_id = await people(database, 2), await open_session(database)
    for who in crowd:
        await register(database, session_id, who)
    await hear_as_kafka(
        database,
        on,
        *(settled(session_id, who, channel, "failed") for who in crowd for channel in ("email", "sms")),
    )
    settings = RegistrationSettings(database_url=SecretStr(database.url), kafka_servers="", secret=SecretStr("s" * 32))
    parts = Parts(service(), settings)
    parts.database = database

    counting = asyncio.create_task(count_unreached(parts))

    async def told() -> bool:
        return parts.metrics.registry.get_sample_value("takwin_registration_people_unreached") == len(crowd)

    await eventually(told)
    counting.cancel()


def receipted(event: MessageSettled, state: str, reason: str | None = None) -> MessageReceipted:
    told = event.model_dump() | {"id": uuid4(), "aggregateversion": 2, "state": state, "reason": reason}
    return MessageReceipted.model_validate(told)


async def test_what_left_and_did_not_arrive_has_reached_nobody(database: Database) -> None:
    session_id = await open_session(database)
    (who,) = await people(database, 1)
    await register(database, session_id, who)
    mail, sms = (settled(session_id, who, channel, "sent") for channel in ("email", "sms"))

    await hear_as_kafka(database, on, mail, sms, receipted(mail, "undelivered", "unknown-address"))
    assert await to_call(database, session_id) == []
    await hear_as_kafka(database, on, receipted(sms, "undelivered", "unknown-number"))

    assert await to_call(database, session_id) == [(who, "session.confirmed")]


async def test_what_nobody_knows_of_has_reached_somebody_once_a_receipt_says_so(database: Database) -> None:
    session_id = await open_session(database)
    (who,) = await people(database, 1)
    await register(database, session_id, who)
    mail = settled(session_id, who, "email", "ambiguous")

    await hear_as_kafka(database, on, mail, settled(session_id, who, "sms", "suppressed", reason="no-address"))
    assert await to_call(database, session_id) == [(who, "session.confirmed")]
    await hear_as_kafka(database, on, receipted(mail, "delivered"))

    assert await to_call(database, session_id) == []


async def test_a_receipt_of_an_older_message_says_nothing_of_the_newest(database: Database) -> None:
    session_id = await open_session(database)
    (who,) = await people(database, 1)
    await register(database, session_id, who)
    older, newer = settled(session_id, who, "sms", "sent"), settled(session_id, who, "sms", "sent", after_h=1)

    await hear_as_kafka(database, on, older, receipted(older, "undelivered", "expired"), newer)
    await hear_as_kafka(database, on, receipted(older, "delivered"))

    assert [row.delivery for row in await rows_of(database)] == [None]


async def test_a_message_that_settles_again_keeps_what_its_receipt_said(database: Database) -> None:
    doubted = settled(await open_session(database), uuid4(), "email", "ambiguous")
    again = doubted.model_copy(update={"id": uuid4(), "aggregateversion": 3, "state": "sent"})

    await hear_as_kafka(database, on, doubted, receipted(doubted, "undelivered", "mailbox-full"), again)

    assert [(row.state, row.delivery) for row in await rows_of(database)] == [("sent", "undelivered")]


async def rows_of(database: Database) -> list[Reach]:
    async with database.sessions() as db:
        return list((await db.exec(select(Reach))).all())
