"""Registration, the mail gateway and the database may be away, or answer oddly: nothing is lost, nothing sent twice."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from uuid import uuid4

import pytest

from services.notifications.app import service
from services.notifications.channels.outages import tell_outages
from services.notifications.channels.sender import POLL_S
from services.notifications.queue import claiming
from shared.service.running import Parts
from tests.integration.notifications.conftest import SOON_S, Post
from tests.integration.notifications.outer_world import (
    Mailbox,
    OddGateway,
    gateway_listens,
)
from tests.running import eventually


@asynccontextmanager
async def mail_meets(post: Post, *replies: str, rcpt: tuple[str, ...] = ()) -> AsyncIterator[OddGateway]:
    """Let a gateway with these replies take the mail."""
    async with gateway_listens(OddGateway(list(replies), list(rcpt))) as gateway:
        post.smtp_port = gateway.port
        yield gateway


async def claimed(post: Post) -> int:
    return len(await post.rows("select 1 from intents where claimed_by is not null"))


@pytest.mark.parametrize("status", [500, 503, 401, 404])
async def test_without_contacts_nothing_is_sent_and_nothing_lost(post: Post, mailbox: Mailbox, status: int) -> None:
    post.registration.status = status
    await post.hear(post.registered(), post.registered(version=2))

    assert await post.send_all() == 0
    assert await post.states() == [("pending", None)] * 2
    assert (mailbox.lines(), await claimed(post)) == ([], 0)

    post.registration.status = 200
    assert await post.send_all() == 2
    assert len(mailbox.lines()) == 2


async def test_registration_may_be_gone_from_the_network_and_come_back(post: Post, mailbox: Mailbox) -> None:
    url, post.registration.url = post.registration.url, "http://127.0.0.1:1/"
    await post.hear(post.registered())

    assert await post.send_all() == 0
    assert (await post.states(), await claimed(post)) == ([("pending", None)], 0)

    post.registration.url = url
    assert await post.send_all() == 1
    assert len(mailbox.lines()) == 1


async def outage(post: Post, channel: str = "email") -> list[str]:
    return [
        row.reason for row in await post.rows("select reason from outages where channel = :channel", channel=channel)
    ]


@pytest.mark.usefixtures("mailbox")
async def test_while_the_mail_gateway_is_gone_its_absence_is_kept_with_the_reason(post: Post) -> None:
    port, post.smtp_port = post.smtp_port, 1
    await post.hear(post.registered())

    await post.send_all()
    assert await outage(post) == ["connection-refused"]

    post.smtp_port = port
    assert await post.send_all() == 1
    assert await outage(post) == []


@pytest.mark.usefixtures("mailbox")
async def test_without_contacts_the_outage_says_that_registration_gives_none(post: Post) -> None:
    post.registration.status = 503
    await post.hear(post.registered())

    await post.send_all()

    assert await outage(post) == ["contacts-http-503"]


async def test_the_sms_gateway_may_refuse_connections(post: Post) -> None:
    post.registration.phone = "+212600000001"
    await post.hear(post.registered())

    await post.send_all("sms")

    assert await outage(post, "sms") == ["connection-refused"]


async def test_whoever_asks_in_vain_rests_longer_each_time(post: Post, mailbox: Mailbox) -> None:
    post.registration.status = 503
    await post.hear(post.registered())
    sender, rests = post.sender(), []
    for _ in range(8):
        await sender.send_due()
        rests.append(sender.rest_s)

    assert rests == [1, 2, 4, 8, 16, 30, 30, 30]
    post.registration.status = 200
    await sender.send_due()
    assert (sender.rest_s, len(mailbox.lines())) == (POLL_S, 1)


async def test_without_a_gateway_nobody_is_asked_for_contacts_and_nothing_is_lost(post: Post) -> None:
    await post.hear(post.registered())

    assert await post.send_all() == 0

    assert (await post.states(), await claimed(post)) == ([("pending", None)], 0)
    assert post.registration.asked == []


async def test_a_message_put_off_by_the_gateway_is_sent_later(post: Post) -> None:
    await post.hear(post.registered())
    async with mail_meets(post, "451 try again", "250 OK") as gateway:
        await post.send_all()
        assert await post.states() == [("pending", "smtp-451")]

        await post.no_pauses()
        await post.send_all()

    assert await post.states() == [("sent", None)]
    assert len(set(gateway.taken)) == 1


async def test_a_message_put_off_waits_in_machine_time(post: Post) -> None:
    await post.hear(post.registered())
    async with mail_meets(post, "451 try again", "250 OK") as gateway:
        assert await post.send_all() == 1
        assert await post.send_all() == 0

        await eventually(lambda: sent_after_its_pause(post), within_s=10)

    assert len(gateway.taken) == 2


async def sent_after_its_pause(post: Post) -> bool:
    await post.send_all()
    return await post.states() == [("sent", None)]


async def test_a_message_refused_for_ever_has_failed_and_the_next_one_is_sent(post: Post) -> None:
    await post.hear(post.registered(), post.registered(version=2))
    async with mail_meets(post, "550 no such mailbox", "250 OK"):
        await post.send_all()

    assert await post.states() == [("failed", "smtp-550"), ("sent", None)]


async def test_a_recipient_refused_is_refused_before_anything_is_handed_over(post: Post) -> None:
    await post.hear(post.registered(), post.registered(version=2))
    async with mail_meets(post, rcpt=("550 unknown", "450 busy")) as gateway:
        await post.send_all()

    assert await post.states() == [("failed", "smtp-550"), ("pending", "smtp-450")]
    assert gateway.taken == []


async def test_a_gateway_that_takes_a_message_and_never_answers_leaves_it_ambiguous(post: Post) -> None:
    await post.hear(post.registered())
    async with mail_meets(post, "hang", "250 OK") as gateway:
        await post.send_all(timeout_s=SOON_S)
        await post.no_pauses()
        await post.send_all()

    assert await post.states() == [("ambiguous", "unknown-outcome")]
    assert len(gateway.taken) == 1


async def test_a_sender_ended_in_mid_message_leaves_it_ambiguous_and_frees_the_rest(
    post: Post,
) -> None:
    await post.hear(post.registered(), post.registered(version=2))
    async with mail_meets(post, "hang", "250 OK") as gateway:
        working = asyncio.create_task(post.sender().run())
        await eventually(lambda: has_taken(gateway))
        working.cancel()
        await asyncio.gather(working, return_exceptions=True)
        assert await post.states() == [("sending", None), ("pending", None)]

        await post.sender().recover()
        await post.send_all()

    assert await post.states() == [("ambiguous", "interrupted"), ("sent", None)]


async def has_taken(gateway: OddGateway) -> bool:
    return bool(gateway.taken)


async def test_without_the_database_nothing_is_sent_and_outcomes_are_recorded_later(
    post: Post, monkeypatch: pytest.MonkeyPatch
) -> None:
    await post.hear(post.registered(), post.registered(version=2))
    async with mail_meets(post, "250 OK", "250 OK") as gateway:
        sender = post.sender()
        database_is_away_from_now_on = lose_database_after(gateway, monkeypatch)
        working = asyncio.create_task(sender.run())
        await eventually(database_is_away_from_now_on)
        assert len(gateway.taken) == 1

        monkeypatch.undo()
        await eventually(lambda: all_are(post, "sent"))
        working.cancel()
        await asyncio.gather(working, return_exceptions=True)

    assert len(gateway.taken) == 2


def lose_database_after(gateway: OddGateway, monkeypatch: pytest.MonkeyPatch) -> Callable[[], Awaitable[bool]]:
    """Let no outcome be recorded, as if the database had gone while the gateway took the message."""
    refused: list[object] = []

    async def settle(*given: object) -> None:
        refused.append(given)
        raise ConnectionRefusedError

    async def refused_twice() -> bool:
        return len(refused) > 1 and bool(gateway.taken)

    monkeypatch.setattr(claiming, "settle", settle)
    return refused_twice


async def all_are(post: Post, state: str) -> bool:
    return {found for found, _ in await post.states()} == {state}


async def test_a_message_put_off_holds_back_later_ones_of_the_same_person_only(post: Post) -> None:
    person = uuid4()
    await post.hear(post.registered(person), post.registered(person, 2), post.registered(version=3))
    async with mail_meets(post, "451 try again", "250 OK", "250 OK", "250 OK") as gateway:
        await post.send_all()
        assert await post.states() == [("pending", "smtp-451"), ("pending", None), ("sent", None)]

        await post.no_pauses()
        await post.send_all()

    first, second, other = [
        f"<{row.id}@takwin.invalid>"
        for row in await post.rows("select id from intents where channel = 'email' order by position")
    ]
    assert gateway.taken == [first, other, first, second]


async def test_the_operator_is_told_for_how_long_a_channel_is_away(post: Post) -> None:
    post.registration.phone = "+212600000001"
    await post.hear(post.registered())
    await post.send_all("sms")
    parts = Parts(service(), post.settings())
    parts.database = post.database

    telling = asyncio.create_task(tell_outages(parts))

    def away(channel: str) -> float | None:
        return parts.metrics.registry.get_sample_value(
            "takwin_notifications_channel_away_seconds", {"channel": channel}
        )

    async def told() -> bool:
        return None not in {away("email"), away("sms")}

    await eventually(told)
    telling.cancel()
    assert (away("sms") or 0) > 0
    assert away("email") == 0
