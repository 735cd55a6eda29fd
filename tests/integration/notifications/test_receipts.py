"""Receipts: late, double, early, out of order; each message is told of once, and what was delivered stays so."""

import asyncio
from collections.abc import Sequence
from uuid import UUID, uuid4

import pytest
from prometheus_client import generate_latest

from services.notifications.delivery import actions
from services.notifications.delivery.domain import Handed, Receipt, Told
from services.notifications.delivery.receiving import receive
from services.notifications.recovery import take_up
from shared.events import MessageReceipted
from shared.kernel.clock import machine_now
from shared.kernel.metrics import Metrics
from shared.service.recovery import MissingEvents
from tests.integration.notifications.conftest import Post
from tests.integration.notifications.phones import Phones

ONE, OTHER = "one", "other"


@pytest.fixture
async def sent(post: Post, phones: Phones) -> UUID:
    """Return an SMS that has left."""
    await post.hear(post.registered())
    await post.send_all("sms")
    assert phones.rung
    (row,) = await post.rows("select id from intents where channel = 'sms'")
    return UUID(str(row.id))


def receipt(
    reference: str, state: Told = "delivered", reason: str | None = "delivered", of: UUID | None = None
) -> Receipt:
    """Return what the provider says of a part, or of a message whose id it gives back."""
    return Receipt(ONE, reference, of, state, reason, machine_now())


async def hand(post: Post, message: UUID, *references: str, provider: str = ONE) -> None:
    """Hand over a message in as many parts as there are references."""
    parts = [Handed(provider, reference, message, part) for part, reference in enumerate(references, start=1)]
    async with post.database.sessions.begin() as db:
        await actions.hand(db, parts)


async def take(post: Post, *receipts: Receipt) -> None:
    """Take receipts as they come."""
    async with post.database.sessions.begin() as db:
        await actions.take(db, receipts)


async def tidy(post: Post) -> None:
    """Tidy once."""
    async with post.database.sessions.begin() as db:
        await actions.tidy(db)


async def told(post: Post) -> Sequence[tuple[str, str | None]]:
    """Return what was said of deliveries, in its order."""
    rows = await post.rows("select body from outbox where type = 'message.receipted.v1' order by position")
    return [(row.body["data"]["state"], row.body["data"]["reason"]) for row in rows]


async def left(post: Post, table: str) -> int:
    """Return how many rows a table has."""
    (row,) = await post.rows(f"select count(*) as number from {table}")
    return int(row.number)


async def test_a_message_is_delivered_once_all_of_its_parts_are(post: Post, sent: UUID) -> None:
    await hand(post, sent, "a", "b")

    await take(post, receipt("a"))
    assert await told(post) == []
    await take(post, receipt("b"))

    assert await told(post) == [("delivered", "delivered")]
    (row,) = await post.rows("select delivery, announced from intents where id = :id", id=sent)
    assert (row.delivery, row.announced) == ("delivered", 2)


async def test_one_part_that_is_lost_loses_the_message(post: Post, sent: UUID) -> None:
    await hand(post, sent, "a", "b")

    await take(post, receipt("b", "undelivered", "unknown-number"), receipt("a"))

    assert await told(post) == [("undelivered", "unknown-number")]


async def test_a_receipt_that_comes_twice_is_told_once(post: Post, sent: UUID) -> None:
    await hand(post, sent, "a")

    for _ in range(3):
        await take(post, receipt("a"), receipt("a"))

    assert await told(post) == [("delivered", "delivered")]
    assert await left(post, "early_receipts") == 0


async def test_what_was_delivered_is_never_undone(post: Post, sent: UUID) -> None:
    await hand(post, sent, "a")

    await take(post, receipt("a"))
    await take(post, receipt("a", "undelivered", "expired"))
    await take(post, receipt("", "undelivered", "expired", of=sent))

    assert await told(post) == [("delivered", "delivered")]


async def test_a_provider_may_think_better_of_it(post: Post, sent: UUID) -> None:
    await hand(post, sent, "a")

    await take(post, receipt("a", "undelivered", "expired"))
    await take(post, receipt("a"))

    assert await told(post) == [("undelivered", "expired"), ("delivered", "delivered")]


async def test_a_receipt_that_comes_before_the_hand_over_is_known_waits_for_it(post: Post, sent: UUID) -> None:
    await take(post, receipt("a", "undelivered", "expired"), receipt("a"), receipt("b"))

    await hand(post, sent, "a", "b")

    assert await told(post) == [("delivered", "delivered")]
    assert await left(post, "early_receipts") == 0


async def test_hand_over_and_receipt_that_miss_one_another_are_matched_soon(post: Post, sent: UUID) -> None:
    async with post.database.sessions() as handing, post.database.sessions() as taking:
        await actions.hand(handing, [Handed(ONE, "a", sent, 1)])
        await actions.take(taking, [receipt("a")])
        await handing.commit()
        await taking.commit()
    assert await told(post) == []

    await tidy(post)

    assert await told(post) == [("delivered", "delivered")]


async def test_receipts_of_two_parts_at_the_same_time_are_both_counted(post: Post, sent: UUID) -> None:
    await hand(post, sent, *"abcdefgh")

    await asyncio.gather(*(take(post, receipt(reference)) for reference in "abcdefgh"))

    assert await told(post) == [("delivered", "delivered")]


async def test_a_reference_is_its_providers_own(post: Post, sent: UUID) -> None:
    await hand(post, sent, "a", provider=OTHER)

    await take(post, receipt("a"))

    assert await told(post) == []


async def test_a_message_that_a_second_provider_brings_is_delivered(post: Post, sent: UUID) -> None:
    await hand(post, sent, "a", "b")
    await hand(post, sent, "c", provider=OTHER)

    await take(post, receipt("a", "undelivered", "gateway-refused"))
    assert await told(post) == []
    await take(post, Receipt(OTHER, "c", None, "delivered", "delivered", machine_now()))

    assert await told(post) == [("delivered", "delivered")]


async def test_a_receipt_with_our_own_id_needs_no_reference(post: Post, sent: UUID) -> None:
    await take(post, receipt("", "undelivered", "mailbox-full", of=sent), receipt("", of=uuid4()))

    assert await told(post) == [("undelivered", "mailbox-full")]


async def test_a_complaint_is_told_once_though_the_message_came(post: Post, sent: UUID) -> None:
    await take(post, receipt("", of=sent))

    for _ in range(2):
        await take(post, receipt("", "delivered", "complaint", of=sent))

    assert await told(post) == [("delivered", "delivered"), ("delivered", "complaint")]


async def test_what_nobody_confirms_in_three_days_is_unconfirmed_until_a_receipt_comes(post: Post, sent: UUID) -> None:
    await hand(post, sent, "a", "b")
    await tidy(post)
    assert await told(post) == []
    await post.rows("update handed_parts set handed_at = handed_at - interval '73 hours'")

    for _ in range(2):
        await tidy(post)
    assert await told(post) == [("unconfirmed", None)]
    await take(post, receipt("a"), receipt("b"))

    assert await told(post) == [("unconfirmed", None), ("delivered", "delivered")]


async def test_what_no_provider_will_confirm_is_not_waited_for(post: Post, sent: UUID) -> None:
    await tidy(post)

    assert sent
    assert await told(post) == []


async def test_what_nobody_can_match_is_forgotten(post: Post, sent: UUID) -> None:
    await take(post, receipt("nobody's"))
    await hand(post, sent, "a")
    await tidy(post)
    assert (await left(post, "early_receipts"), await left(post, "handed_parts")) == (1, 1)
    await post.rows("update early_receipts set kept_at = kept_at - interval '3 days'")
    await post.rows("update handed_parts set handed_at = handed_at - interval '31 days'")

    await tidy(post)

    assert (await left(post, "early_receipts"), await left(post, "handed_parts")) == (0, 0)


async def test_a_name_that_a_provider_gives_again_stands_for_the_newer_message(post: Post, phones: Phones) -> None:
    await post.hear(post.registered(), post.registered())
    await post.send_all("sms")
    older, newer = [row.id for row in await post.rows("select id from intents where channel = 'sms' order by position")]
    await hand(post, older, "a")
    await take(post, receipt("a", "undelivered", "expired"))

    await hand(post, newer, "a")
    await take(post, receipt("a"))

    rows = await post.rows("select delivery from intents where channel = 'sms' order by position")
    assert [row.delivery for row in rows] == ["undelivered", "delivered"]
    assert len(phones.rung) == 2


async def test_words_of_a_provider_that_may_quote_somebody_are_not_kept(post: Post, sent: UUID) -> None:
    await hand(post, sent, "a")

    await take(post, receipt("a", "undelivered", "No such user: +212600000000"))

    assert await told(post) == [("undelivered", "untold")]


@pytest.mark.parametrize("hands_over_first", [True, False])
async def test_a_receipt_need_not_say_why(post: Post, sent: UUID, *, hands_over_first: bool) -> None:
    if hands_over_first:
        await hand(post, sent, "a")
    await take(post, receipt("a", "undelivered", None))
    await hand(post, sent, *([] if hands_over_first else ["a"]))

    assert await told(post) == [("undelivered", None)]


async def test_receipts_are_counted_by_provider_and_state(post: Post, sent: UUID) -> None:
    metrics = Metrics("notifications")
    await hand(post, sent, "a")

    await receive(post.database, metrics, [receipt("a"), receipt("b", "undelivered", "expired")])

    shown = generate_latest(metrics.registry).decode()
    assert 'takwin_notifications_receipts_total{provider="one",state="delivered"} 1.0' in shown
    assert 'takwin_notifications_receipts_total{provider="one",state="undelivered"} 1.0' in shown


async def test_after_a_restore_it_is_known_again_and_nothing_is_sent(post: Post, sent: UUID, phones: Phones) -> None:
    await take(post, receipt("", "undelivered", "expired", of=sent))
    (row,) = await post.rows("select body from outbox where type = 'message.receipted.v1'")
    event = MessageReceipted.from_cloudevent(row.body)
    await post.rows("update intents set delivery = null, delivery_reason = null, announced = 1")

    async with post.database.sessions.begin() as db:
        await take_up(db, MissingEvents(own=[event]))
    await post.send_all("sms")

    (row,) = await post.rows("select delivery, delivery_reason, announced from intents where id = :id", id=sent)
    assert (row.delivery, row.delivery_reason, row.announced) == ("undelivered", "expired", 2)
    assert len(phones.rung) == 1
