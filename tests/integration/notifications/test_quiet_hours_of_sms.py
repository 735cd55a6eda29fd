"""At night SMS wait for the morning, mail does not; what is urgent waits for nothing [N08]."""

from datetime import UTC, datetime, timedelta

import pytest
from structlog.testing import capture_logs

from tests import facts
from tests.integration.notifications.conftest import Post
from tests.integration.notifications.news import cancelled, offer_made, rescheduled
from tests.integration.notifications.outer_world import Mailbox
from tests.integration.notifications.phones import Phones

NIGHT = datetime(2017, 8, 2, 21, tzinfo=UTC)  # ten in the evening there
MORNING = datetime(2017, 8, 3, 8, tzinfo=UTC)
EVE = datetime(2017, 8, 8, 21, tzinfo=UTC)  # of the session
DAY = timedelta(days=1)


def there(day: int, hour: float) -> datetime:
    """A moment of August, by the clocks there."""
    return datetime(2017, 8, day, tzinfo=UTC) + timedelta(hours=hour - 1)


async def test_an_sms_of_the_night_leaves_in_the_morning_and_mail_at_once(
    post: Post, mailbox: Mailbox, phones: Phones
) -> None:
    post.pass_to(NIGHT)
    await post.hear(post.registered())

    await post.send_all()
    await post.send_all("sms")
    assert (len(mailbox.lines()), await post.states("sms")) == (1, [("pending", None)])
    post.pass_to(MORNING - timedelta(seconds=20))
    await post.send_all("sms")
    assert phones.rung == []

    post.pass_to(MORNING)
    await post.send_all("sms")
    assert len(phones.rung) == 1


async def test_it_is_put_off_in_business_time(post: Post, phones: Phones) -> None:
    post.pass_to(NIGHT)
    await post.hear(post.registered())

    await post.send_all("sms")

    (row,) = await post.rows("select due_at, not_before from intents where channel = 'sms'")
    assert (row.due_at, row.not_before, phones.asked) == (MORNING, None, [])


async def test_whoever_can_be_told_only_too_late_is_told_by_mail_alone(post: Post, phones: Phones) -> None:
    post.pass_to(EVE)
    await post.hear(post.registered())
    await post.send_all("sms")

    post.pass_to(datetime(2017, 8, 9, 8, tzinfo=UTC))
    await post.send_all("sms")

    assert (await post.states("sms"), phones.rung) == ([("expired", "quiet-hours")], [])


@pytest.mark.parametrize("hour", [20.5, 21.25])
async def test_a_seat_given_in_the_evening_for_the_morning_is_told_in_the_evening(
    post: Post, phones: Phones, hour: float
) -> None:
    post.pass_to(there(8, hour))
    await post.hear(post.registered())

    await post.send_all("sms")

    assert (await post.states("sms"), len(phones.rung)) == ([("sent", None)], 1)


@pytest.mark.parametrize(("day", "hour"), [(8, 22), (9, 6), (9, 8.5)])
async def test_what_would_wait_until_it_is_of_no_use_is_given_up_at_once(
    post: Post, phones: Phones, day: int, hour: float
) -> None:
    post.pass_to(there(day, hour))
    await post.hear(post.registered())

    await post.send_all("sms")

    assert (await post.states("sms"), phones.rung) == ([("expired", "quiet-hours")], [])
    told = [it for it in await post.announced() if it["data"]["channel"] == "sms"]
    assert [(it["data"]["state"], it["data"]["reason"]) for it in told] == [("expired", "quiet-hours")]


@pytest.mark.parametrize(("begins", "state"), [(15.0, "expired"), (16.0, "expired"), (17.0, "pending")])
async def test_around_the_prayer_of_friday_only_what_leaves_in_time_waits(
    post: Post, phones: Phones, begins: float, state: str
) -> None:
    await post.hear(post.planned(2, starts_at=there(4, begins)))
    post.pass_to(there(4, 12.25))
    await post.hear(post.registered())

    await post.send_all("sms")

    assert ([state for state, _ in await post.states("sms")], phones.rung) == ([state], [])


async def test_a_session_soon_after_decent_hours_begin_is_told_in_the_evening(post: Post, phones: Phones) -> None:
    await post.hear(post.planned(2, starts_at=there(9, 10.5)))
    post.pass_to(there(8, 20.5))
    await post.hear(post.registered())

    await post.send_all("sms")

    assert len(phones.rung) == 1


async def test_a_cancellation_on_the_eve_waits_for_no_morning_and_that_is_logged(post: Post, phones: Phones) -> None:
    await post.hear(post.registered())
    await post.send_all("sms")
    post.pass_to(EVE)
    await post.hear(cancelled(post.session, post.now))

    with capture_logs() as lines:
        await post.send_all("sms")

    assert [sms["template"] for sms in phones.rung] == ["session.confirmed", "session.cancelled"]
    assert [line["template"] for line in lines if line["event"] == "quiet_hours.bypassed"] == ["session.cancelled"]


@pytest.mark.parametrize("later", [5 * DAY, -timedelta(hours=1)])
async def test_a_move_on_the_eve_waits_for_no_morning_wherever_it_goes(
    post: Post, phones: Phones, later: timedelta
) -> None:
    await post.hear(post.registered())
    await post.send_all("sms")
    post.pass_to(EVE)

    await post.hear(rescheduled(post.planned(), post.now, later=later))
    await post.send_all("sms")

    assert [sms["template"] for sms in phones.rung][1:] == ["session.changed"]


async def test_a_change_days_ahead_waits_until_it_is_decent_or_urgent(post: Post, phones: Phones) -> None:
    await post.hear(before := post.planned(version=2, starts_at=datetime(2017, 8, 4, 6, tzinfo=UTC)))
    await post.hear(post.registered())
    await post.send_all("sms")
    post.pass_to(NIGHT)
    await post.hear(rescheduled(before, post.now, venue="Salle B"))
    await post.send_all("sms")
    assert (await post.messages("sms"))[-1] == ("session.changed", "pending")

    post.pass_to(datetime(2017, 8, 3, 6, 1, tzinfo=UTC))  # not decent yet, and the session begins in a day
    await post.send_all("sms")

    assert [sms["template"] for sms in phones.rung][-1] == "session.changed"
    assert (await post.messages("sms"))[-1] == ("session.changed", "sent")


async def test_an_offer_on_the_eve_overtakes_what_was_put_off_for_the_same_person(post: Post, phones: Phones) -> None:
    post.pass_to(EVE)
    waiting = facts.waitlisted(post.session, post.session, 1, at=post.now)
    await post.hear(waiting)
    await post.send_all("sms")

    await post.hear(offer_made(post.session, post.session, 2, post.now, post.now + timedelta(hours=9)))
    await post.send_all("sms")

    assert [sms["template"] for sms in phones.rung] == ["session.offered"]


async def test_quiet_hours_that_begin_while_a_batch_is_sent_hold_back_the_rest(post: Post, phones: Phones) -> None:
    post.pass_to(NIGHT - timedelta(hours=2, minutes=1))  # a minute before eight in the evening
    await post.hear(post.registered(), post.registered(version=2))
    sender = post.sender(channel="sms")
    batch = await sender._claim()

    post.pass_to(NIGHT)
    await sender._send_batch(batch)
    await post.send_all("sms")

    assert (await post.states("sms"), phones.rung) == ([("pending", None)] * 2, [])
