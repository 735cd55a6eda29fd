"""What has become of messages leaves as events, in the transaction that settles them."""

from datetime import timedelta
from uuid import uuid4

import pytest

from services.notifications.channels.notices import notice_of
from services.notifications.queue import announcing
from services.notifications.recipients import asking
from shared.kernel.clock import machine_now
from tests import facts
from tests.integration.notifications.conftest import Post
from tests.integration.notifications.news import cancelled, rescheduled
from tests.integration.notifications.outer_world import Mailbox, OddGateway, gateway_listens
from tests.integration.notifications.phones import Phones


async def outcomes(post: Post) -> list[tuple[str, str, str, str | None]]:
    """Return template, channel, state and reason of every event, in its order."""
    told = [event["data"] for event in await post.announced()]
    return [(it["template"], it["channel"], it["state"], it["reason"]) for it in told]


async def test_a_message_that_was_sent_is_told_once_by_ids_and_sizes(
    post: Post, mailbox: Mailbox, phones: Phones
) -> None:
    await post.hear(post.registered(person := uuid4()))
    await post.send_all()
    await post.send_all("sms")

    mail, sms = await post.announced()
    rows = {row.channel: row.id for row in await post.rows("select id, channel from intents")}
    about = {"participant_id": str(person), "session_id": str(post.session), "template": "session.confirmed"}
    assert mail["data"] == {
        **about,
        "message_id": str(rows["email"]),
        "channel": "email",
        "state": "sent",
        "reason": None,
        "parts": None,
    }
    assert (sms["data"]["parts"], len(mailbox.lines())) == (phones.rung[0]["parts"], 1)
    assert [(it["subject"], it["aggregateversion"]) for it in (mail, sms)] == [
        (str(rows["email"]), 1),
        (str(rows["sms"]), 1),
    ]


async def test_the_events_of_one_person_stay_in_order_on_kafka(post: Post, mailbox: Mailbox) -> None:
    await post.hear(post.registered(person := uuid4()))
    await post.send_all()

    (row,) = await post.rows("select topic, key from outbox")
    assert (row.topic, row.key, len(mailbox.lines())) == ("notifications.messages", str(person), 1)


async def test_what_failed_expired_or_was_suppressed_is_told_with_its_reason(post: Post, phones: Phones) -> None:
    phones.statuses = [422]
    await post.hear(post.registered())
    await post.send_all("sms")
    post.registration.phone = None
    await post.hear(post.registered(version=2))
    await post.send_all("sms")
    post.pass_to(post.now + timedelta(days=8))
    await post.send_all()

    assert await outcomes(post) == [
        ("session.confirmed", "sms", "failed", "sms-bad-number"),
        ("session.confirmed", "sms", "suppressed", "no-address"),
        *[("session.confirmed", "email", "expired", None)] * 2,
    ]


async def test_what_has_not_left_and_may_yet_is_not_told(post: Post, phones: Phones) -> None:
    phones.statuses = [503]
    await post.hear(post.registered())

    await post.send_all("sms")

    assert await outcomes(post) == []


async def test_what_a_cancellation_made_untrue_is_told_as_superseded(post: Post) -> None:
    await post.hear(post.registered())

    await post.hear(cancelled(post.session, post.now))

    assert await outcomes(post) == [
        ("session.confirmed", channel, "suppressed", "superseded") for channel in ("email", "sms")
    ]


async def test_a_replayed_past_is_told_to_nobody_again(post: Post) -> None:
    await post.hear(facts.registered(post.session, uuid4(), 1, at=facts.TOLD_AT))

    assert (await outcomes(post), len(await post.states())) == ([], 1)


async def test_an_ambiguous_mail_that_proves_sent_is_told_twice_in_order(post: Post) -> None:
    await post.hear(post.registered())
    async with gateway_listens(OddGateway(["250 OK"])) as gateway:
        post.smtp_port = gateway.port
        sender = post.sender()
        (one,) = await sender._claim()
        await sender._begin([one])
        aged = "update intents set claimed_at = :at where channel = 'email' returning claimed_at"
        (row,) = await post.rows(aged, at=machine_now() - timedelta(seconds=61))
        one.claimed_at = row.claimed_at
        await post.sender("other")._claim()

        contact = (await asking.ask(sender._contacts, [one])).contacts[one.id]
        assert contact is not None
        await sender._settle({one.id: await sender._outlet.write(notice_of(one), contact).hand_over()}, [one])

    told = await post.announced()
    assert [(it["data"]["state"], it["aggregateversion"]) for it in told] == [("ambiguous", 1), ("sent", 2)]


async def test_an_outcome_that_cannot_be_told_is_not_recorded_either(
    post: Post, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    await post.hear(post.registered())

    sender = post.sender()
    batch = await sender._claim()

    def cannot(*_: object) -> None:
        raise RuntimeError

    monkeypatch.setattr(announcing, "announce", cannot)
    with pytest.raises(RuntimeError):
        await sender._send_batch(batch)

    assert (await post.states(), len(mailbox.lines())) == ([("sending", None)], 1)


async def test_a_place_that_tells_lets_no_message_leave(post: Post, mailbox: Mailbox, phones: Phones) -> None:
    await post.hear(rescheduled(post.planned(), post.now, venue="Centre d'accueil des migrants"))
    await post.hear(post.registered())

    await post.send_all()
    await post.send_all("sms")

    assert (mailbox.lines(), phones.rung) == ([], [])
    assert await outcomes(post) == [
        ("session.confirmed", channel, "failed", "tells-subject") for channel in ("email", "sms")
    ]
