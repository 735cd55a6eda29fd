"""A session moves to and fro: whoever was told another day than it has now is told, and nobody else [S11]."""

import asyncio
from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from services.notifications.queue import actions
from services.notifications.queue.history import told as told_last
from shared.events import Channel, SessionRescheduled
from tests import facts
from tests.integration.notifications.conftest import SOON_S, Post
from tests.integration.notifications.news import rescheduled
from tests.integration.notifications.outer_world import Mailbox
from tests.integration.notifications.phones import HANG, Phones
from tests.running import eventually

DAY = timedelta(days=1)


def moved(post: Post, *days: int) -> list[SessionRescheduled]:
    """Move the session by so many days, one move after the other; it began on Wednesday, the ninth."""
    moves: list[SessionRescheduled] = []
    for later in days:
        moves.append(rescheduled(moves[-1] if moves else post.planned(), post.now, later=later * DAY))
    return moves


def texts(phones: Phones) -> list[str]:
    return [sms["text"] for sms in phones.rung]


@pytest.mark.parametrize("channel", ["email", "sms"])
async def test_a_move_taken_back_after_a_confirmation_said_it_is_told(
    post: Post, mailbox: Mailbox, phones: Phones, channel: Channel
) -> None:
    away, back = moved(post, 2, -2)
    await post.hear(post.registered(), away)
    assert await post.sender(channel=channel).send_due() == 1

    await post.hear(back)
    await post.send_all(channel)

    assert await post.messages(channel) == [
        ("session.confirmed", "sent"),
        ("session.changed", "suppressed"),
        ("session.changed", "sent"),
    ]
    assert (len(mailbox.lines()), len(phones.rung)) == {"email": (2, 0), "sms": (0, 2)}[channel]


async def test_what_was_said_last_is_known_though_the_first_clock_was_ahead(post: Post, phones: Phones) -> None:
    (away,) = moved(post, 2)
    await post.hear(post.registered())
    await post.send_all("sms")
    await post.rows("update intents set said_at = said_at + interval '1 day' where said is not null")

    await post.hear(away)
    await post.send_all("sms")

    async with post.database.sessions() as db:
        told = await told_last(db, away.session_id)
    assert len(phones.rung) == 2
    (last,) = [plans[0] for (_, channel), plans in told.items() if channel == "sms"]
    assert last.starts_at == away.starts_at


async def test_the_change_begins_from_the_day_that_its_reader_was_told(post: Post, phones: Phones) -> None:
    away, further = moved(post, 2, 1)
    await post.hear(post.registered(), away)
    assert await post.sender(channel="sms").send_due() == 1

    await post.hear(further)
    await post.send_all("sms")

    confirmation, change = texts(phones)
    assert "vendredi 11/08/2017" in confirmation
    assert -1 < change.find("vendredi 11/08/2017") < change.find("samedi 12/08/2017")
    assert "09/08/2017" not in change


async def test_whoever_waits_and_was_told_the_other_day_is_told_that_it_is_taken_back(
    post: Post, phones: Phones
) -> None:
    away, back = moved(post, 2, -2)
    await post.hear(facts.waitlisted(post.session, uuid4(), 1, at=post.now), away)
    assert await post.sender(channel="sms").send_due() == 1

    await post.hear(back)
    await post.send_all("sms")

    assert [sms["template"] for sms in phones.rung] == ["session.waiting", "session.changed"]


async def test_what_may_have_been_told_is_taken_back_as_if_it_was(post: Post, phones: Phones) -> None:
    away, back = moved(post, 2, -2)
    await post.hear(post.registered())
    await post.send_all("sms")
    await post.hear(away)
    phones.statuses = [HANG]
    await post.send_all("sms", SOON_S)

    await post.hear(back)
    await post.no_pauses()
    await post.send_all("sms")

    assert [sms["template"] for sms in phones.rung] == ["session.confirmed", "session.changed", "session.changed"]
    assert "mercredi 09/08/2017" in texts(phones)[-1].partition("a lieu")[2]


async def test_what_the_gateway_did_not_take_was_told_to_nobody(post: Post, phones: Phones) -> None:
    away, further, back = moved(post, 2, 1, -1)
    await post.hear(post.registered())
    await post.send_all("sms")
    await post.hear(away)
    phones.statuses = [503]
    await post.send_all("sms")

    await post.hear(further, back)
    await post.no_pauses()
    await post.send_all("sms")

    before, _, after = texts(phones)[-1].partition("a lieu")
    assert ("mercredi 09/08/2017" in before, "vendredi 11/08/2017" in after) == (True, True)
    assert len(phones.rung) == 2


async def test_each_channel_knows_what_it_has_said_itself(post: Post, mailbox: Mailbox, phones: Phones) -> None:
    away, back = moved(post, 2, -2)
    await post.hear(post.registered())
    await post.send_all("sms")
    await post.hear(away)
    assert await post.sender().send_due() == 1

    await post.hear(back)
    await post.send_all("sms")
    await post.send_all()

    assert [sms["template"] for sms in phones.rung] == ["session.confirmed"]
    assert [line["template"] for line in mailbox.lines()] == ["session.confirmed", "session.changed"]


async def test_nobody_begins_to_tell_a_day_while_it_is_being_changed(post: Post, phones: Phones) -> None:
    """Else the move would not know what was said, and the message not that it is no longer so."""
    (away,) = moved(post, 2)
    await post.hear(post.registered())
    sender = post.sender(channel="sms")
    (one,) = await sender._claim()

    async with post.database.sessions.begin() as db:
        await actions.follow_plan(db, away)
        beginning = asyncio.create_task(sender._begin([one]))
        await eventually(lambda: somebody_waits(post))

    assert await beginning == []
    assert (await said(post, one.id), phones.rung) == (None, [])


async def somebody_waits(post: Post) -> bool:
    return bool(await post.rows("select 1 from pg_locks where not granted and locktype <> 'advisory'"))


async def said(post: Post, intent: UUID) -> object:
    (row,) = await post.rows("select said from intents where id = :id", id=intent)
    return row.said
