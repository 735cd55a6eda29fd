"""Reminders three days and one day before, recomputed when the session moves [N12, F52]."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

import pytest

from tests import facts
from tests.integration.notifications.conftest import Post
from tests.integration.notifications.news import cancelled, rescheduled
from tests.integration.notifications.outer_world import Mailbox
from tests.integration.notifications.phones import Phones

DAY = timedelta(days=1)
THREE_DAYS_BEFORE = datetime(2017, 8, 6, 9, tzinfo=UTC)  # ten in the morning there; the session is on the ninth
ONE_DAY_BEFORE = datetime(2017, 8, 8, 9, tzinfo=UTC)


async def queue(post: Post) -> list[tuple[str, datetime, str]]:
    """Return every reminder that is planned, and what has become of it."""
    rows = await post.rows("select kind, due_at, state from reminders order by due_at")
    return [(row.kind, row.due_at, row.state) for row in rows]


async def test_a_session_is_reminded_of_twice_at_ten_in_the_morning(post: Post) -> None:
    assert await queue(post) == [("3-days", THREE_DAYS_BEFORE, "waiting"), ("1-day", ONE_DAY_BEFORE, "waiting")]


async def test_a_reminder_goes_to_those_who_have_a_seat_then_and_to_nobody_earlier(
    post: Post, mailbox: Mailbox
) -> None:
    gone = uuid4()
    await post.hear(
        post.registered(), post.registered(gone, 2), facts.waitlisted(post.session, uuid4(), 3, at=post.now)
    )
    await post.hear(facts.withdrawn(post.session, gone, 4, at=post.now))
    await post.send_all()
    before = len(mailbox.lines())

    post.pass_to(THREE_DAYS_BEFORE - timedelta(seconds=30))
    assert await post.remind() == 0
    post.pass_to(THREE_DAYS_BEFORE)
    assert await post.remind() == 1
    assert await post.remind() == 0
    await post.send_all()

    assert [line["template"] for line in mailbox.lines()[before:]] == ["session.reminder"]


async def test_whoever_registers_after_the_first_reminder_gets_the_second_alone(post: Post) -> None:
    post.pass_to(THREE_DAYS_BEFORE + timedelta(hours=1))
    await post.remind()
    await post.hear(post.registered())

    assert await post.remind() == 0
    post.pass_to(ONE_DAY_BEFORE)
    assert await post.remind() == 1

    assert [kind for kind, _ in await post.messages()] == ["session.confirmed", "session.reminder"]


async def test_a_session_planned_two_days_ahead_is_reminded_of_once(post: Post) -> None:
    post.session = uuid4()
    await post.hear(post.planned(starts_at=post.now + 2 * DAY))

    states = [row.state for row in await post.rows("select state from reminders order by due_at desc limit 4")]
    assert states.count("skipped") == 1


async def test_after_a_move_the_queue_holds_the_new_moments_alone(post: Post) -> None:
    await post.hear(post.registered())
    post.pass_to(THREE_DAYS_BEFORE)
    await post.remind()

    await post.hear(rescheduled(post.planned(), post.now, later=5 * DAY))

    assert await queue(post) == [
        ("3-days", THREE_DAYS_BEFORE + 5 * DAY, "waiting"),
        ("1-day", ONE_DAY_BEFORE + 5 * DAY, "waiting"),
    ]
    assert ("session.reminder", "pending") not in await post.messages()


async def test_after_a_move_each_is_reminded_of_the_new_day_and_never_of_the_old(post: Post, phones: Phones) -> None:
    await post.hear(post.registered())
    await post.hear(rescheduled(post.planned(), post.now, later=5 * DAY))
    await post.send_all("sms")

    for day in range(1, 13):
        post.pass_to(datetime(2017, 8, 2 + day, 9, tzinfo=UTC))
        await post.remind()
        await post.send_all("sms")

    reminders = [sms["text"] for sms in phones.rung if sms["template"] == "session.reminder"]
    assert len(reminders) == 2
    assert all("lundi 14/08/2017" in text and "09/08/2017" not in text for text in reminders)


async def test_another_room_for_the_same_morning_brings_no_second_reminder_of_the_kind(post: Post) -> None:
    await post.hear(post.registered())
    post.pass_to(THREE_DAYS_BEFORE)
    await post.remind()
    await post.send_all()

    post.pass_to(THREE_DAYS_BEFORE + timedelta(hours=2))
    await post.hear(rescheduled(post.planned(), post.now, venue="Salle B"))

    assert [state for _, _, state in await queue(post)] == ["skipped", "waiting"]


async def test_another_number_of_seats_leaves_the_queue_as_it_is(post: Post) -> None:
    before = await queue(post)

    await post.hear(rescheduled(post.planned(), post.now, seats=12))

    assert await queue(post) == before


async def test_a_cancelled_session_is_reminded_of_no_more(post: Post) -> None:
    await post.hear(post.registered())
    await post.hear(cancelled(post.session, post.now))

    post.pass_to(ONE_DAY_BEFORE)

    assert await post.remind() == 0
    assert await queue(post) == []


async def test_two_reminders_that_a_long_outage_held_up_are_one(post: Post) -> None:
    await post.hear(post.registered())

    post.pass_to(ONE_DAY_BEFORE + timedelta(hours=3))

    assert await post.remind() == 1
    assert [kind for kind, _ in await post.messages()].count("session.reminder") == 1


async def test_nobody_is_reminded_of_what_has_begun(post: Post) -> None:
    await post.hear(post.registered())

    post.pass_to(datetime(2017, 8, 9, 8, 30, tzinfo=UTC))

    assert await post.remind() == 0


async def test_a_replayed_session_of_the_past_is_reminded_of_to_nobody(post: Post) -> None:
    post.session = uuid4()

    await post.hear(post.planned(starts_at=facts.TOLD_AT + 10 * DAY, at=facts.TOLD_AT))
    await post.hear(facts.registered(post.session, uuid4(), at=facts.TOLD_AT))

    assert await post.remind() == 0
    assert {state for _, due_at, state in await queue(post) if due_at < post.now} == {"skipped"}


async def test_a_session_replayed_and_still_to_come_is_reminded_of(post: Post) -> None:
    post.session = uuid4()
    await post.hear(post.planned(at=facts.TOLD_AT), facts.registered(post.session, uuid4(), at=facts.TOLD_AT))

    post.pass_to(THREE_DAYS_BEFORE)

    assert await post.remind() == 1


async def test_somebody_who_withdrew_after_the_reminder_was_intended_gets_none(post: Post, mailbox: Mailbox) -> None:
    await post.hear(post.registered(person := uuid4()))
    await post.send_all()
    post.pass_to(THREE_DAYS_BEFORE)
    await post.remind()

    post.registration.gone.add(str(person))  # registration calls for no reminder of somebody without a seat
    await post.send_all()

    assert (await post.messages())[-1] == ("session.reminder", "suppressed")
    assert [line["template"] for line in mailbox.lines()] == ["session.confirmed"]


@pytest.mark.parametrize("kind", ["3-days", "1-day"])
async def test_a_reminder_has_the_same_id_in_a_database_that_has_lost_everything(post: Post, kind: str) -> None:
    await post.hear(post.registered())
    post.pass_to({"3-days": THREE_DAYS_BEFORE, "1-day": ONE_DAY_BEFORE}[kind])
    await post.remind()
    ids = await post.rows("select id from intents where template = 'session.reminder' order by id")

    await post.rows("delete from intents where template = 'session.reminder'")
    await post.rows("update reminders set state = 'waiting' where kind = :kind", kind=kind)
    await post.remind()

    assert await post.rows("select id from intents where template = 'session.reminder' order by id") == ids
