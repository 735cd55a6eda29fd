"""Who may send a claimed message, and what becomes of it when its sender dies or dawdles."""

from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from jinja2 import Environment, FunctionLoader

from services.notifications.channels import storage as outages
from services.notifications.queue import claiming, intents
from services.notifications.queue.intents import News, Recipient
from services.notifications.queue.kinds import KINDS, LAPSED
from services.notifications.texts import messages
from shared.kernel.clock import machine_now
from tests.integration.notifications.conftest import Post
from tests.integration.notifications.outer_world import Mailbox


async def test_what_a_dead_process_had_begun_is_ambiguous_and_not_sent(post: Post, mailbox: Mailbox) -> None:
    await post.hear(post.registered())
    begun = "update intents set state = 'sending', claimed_by = 'one', claimed_at = :now where position = 1"
    await post.rows(begun, now=machine_now())

    await post.sender("one").recover()
    await post.send_all()

    assert await post.states() == [("ambiguous", "interrupted")]
    assert mailbox.lines() == []


async def test_what_anybody_began_over_a_minute_ago_is_ambiguous(post: Post, mailbox: Mailbox) -> None:
    await post.hear(post.registered(), post.registered(version=2))
    begun = "update intents set state = 'sending', claimed_by = 'other', claimed_at = :at where position = :position"
    await post.rows(begun, at=machine_now() - timedelta(seconds=61), position=1)
    await post.rows(begun, at=machine_now() - timedelta(seconds=30), position=3)

    await post.send_all()

    assert await post.states() == [("ambiguous", "interrupted"), ("sending", None)]
    assert mailbox.lines() == []


async def test_what_a_dead_process_had_claimed_and_not_begun_is_sent_after_all(post: Post, mailbox: Mailbox) -> None:
    await post.hear(post.registered(), post.registered(version=2))
    claimed = "update intents set claimed_by = :by, claimed_at = :at where position = :position"
    await post.rows(claimed, by="one", at=machine_now(), position=1)
    await post.rows(claimed, by="other", at=machine_now() - timedelta(seconds=61), position=3)

    await post.sender("one").recover()
    await post.send_all()

    assert len(mailbox.lines()) == 2


@pytest.mark.parametrize("ahead", [timedelta(days=1), timedelta(days=3650)])
async def test_a_claim_dated_ahead_by_a_sender_that_does_not_come_back_is_taken_over(
    post: Post, mailbox: Mailbox, ahead: timedelta
) -> None:
    await post.hear(post.registered(), post.registered(version=2))
    claimed = "update intents set claimed_by = 'gone', claimed_at = :at where position = 1"
    begun = "update intents set state = 'sending', claimed_by = 'gone', claimed_at = :at where position = 3"
    await post.rows(claimed, at=machine_now() + ahead)
    await post.rows(begun, at=machine_now() + ahead)

    await post.send_all()

    assert await post.states() == [("sent", None), ("ambiguous", "interrupted")]
    assert len(mailbox.lines()) == 1


async def test_a_pause_dated_ahead_is_over(post: Post, mailbox: Mailbox) -> None:
    await post.hear(post.registered())
    await post.rows("update intents set not_before = :at", at=machine_now() + timedelta(days=1))

    await post.send_all()

    assert len(mailbox.lines()) == 1


async def test_a_sender_whose_own_clock_is_wrong_claims_by_that_of_the_database(
    post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    await post.hear(post.registered())
    right = machine_now()
    monkeypatch.setattr(claiming, "machine_now", lambda: right + timedelta(days=1), raising=False)

    (one,) = await post.sender()._claim()

    assert abs(one.claimed_at - right) < timedelta(minutes=5)


async def test_an_outage_dated_ahead_is_dated_anew(post: Post) -> None:
    async with post.database.sessions.begin() as db:
        await outages.note_outage(db, "email", "no-answer")
    await post.rows("update outages set began_at = :at", at=machine_now() + timedelta(days=1))

    async with post.database.sessions.begin() as db:
        await outages.note_outage(db, "email", "no-answer")
        away_s = await outages.seconds_away(db)

    assert 0 <= away_s["email"] < 60


async def test_a_claim_that_has_gone_to_another_sender_is_not_sent_by_the_first(post: Post, mailbox: Mailbox) -> None:
    await post.hear(post.registered())
    slow, quick = post.sender("slow"), post.sender("quick")
    batch = await slow._claim()
    await post.rows("update intents set claimed_at = claimed_at - interval '61 seconds'")

    await quick.send_due()
    await slow._send_batch(batch)

    assert len(mailbox.lines()) == 1


async def test_a_claim_that_another_sender_has_taken_over_is_left_to_that_one(post: Post, mailbox: Mailbox) -> None:
    await post.hear(post.registered())
    slow, quick = post.sender("slow"), post.sender("quick")
    batch = await slow._claim()
    await post.rows("update intents set claimed_at = claimed_at - interval '61 seconds'")

    taken_over = await quick._claim()
    await slow._send_batch(batch)
    assert (len(taken_over), mailbox.lines()) == (1, [])

    await quick._send_batch(taken_over)
    assert len(mailbox.lines()) == 1


async def test_a_message_that_grows_too_late_while_it_waits_in_a_batch_is_not_sent(
    post: Post, mailbox: Mailbox
) -> None:
    await post.hear(post.registered())
    sender = post.sender()
    batch = await sender._claim()

    post.database.clock.move_to(post.database.clock.now() + timedelta(days=8))
    await sender._send_batch(batch)

    assert (mailbox.lines(), await post.states()) == ([], [("pending", None)])
    await sender.recover()
    await post.send_all()
    assert await post.states() == [("expired", None)]


async def test_what_says_nothing_of_a_plan_leaves_though_none_is_known(
    post: Post, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    says_nothing = replace(LAPSED, says_of_plan="nothing")
    monkeypatch.setitem(KINDS, "session.lapsed", says_nothing)
    monkeypatch.setattr(messages, "templates", lambda: Environment(loader=FunctionLoader(str), autoescape=True))

    async with post.database.sessions.begin() as db:
        await intents.add(db, News(uuid4(), post.now, uuid4(), says_nothing), [Recipient(uuid4())])
    await post.send_all()

    assert await post.states() == [("sent", None)]
    assert [line["template"] for line in mailbox.lines()] == ["session.lapsed"]
    assert [event["data"]["state"] for event in await post.announced()] == ["sent"]
