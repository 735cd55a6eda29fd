"""A session moves or is cancelled, or a seat changes, at every stage on a message's way out.

What is no longer true never leaves [F52, F53, F54].
"""

import asyncio
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest

from services.notifications.channels.sender import Sender
from services.notifications.reminders.actions import intend
from services.notifications.sessions import storage as sessions
from shared.events import Channel, OfferEnding
from shared.kernel.contracts import Event
from tests import facts
from tests.integration.notifications.conftest import Post
from tests.integration.notifications.news import cancelled, offer_ended, offer_made, rescheduled
from tests.integration.notifications.outer_world import Mailbox
from tests.integration.notifications.phones import Phones
from tests.running import eventually

DAY = timedelta(days=1)
THREE_DAYS_BEFORE = datetime(2017, 8, 6, 9, tzinfo=UTC)
STAGES = {"claimed": "_send_batch", "about to be written": "_send", "written, the gateway there": "_begin"}
EVERY_STAGE = ["intended", *STAGES, "contacts known"]

Act = Callable[[], Awaitable[None]]


async def send_and_meanwhile(
    post: Post, stage: str, act: Act, monkeypatch: pytest.MonkeyPatch, channel: Channel
) -> None:
    """Send everything; let something happen when the first message has come to the stage."""
    happened: list[str] = []

    async def once() -> None:
        if not happened:
            happened.append(stage)
            await act()

    if stage == "intended":
        await once()
    name = STAGES.get(stage, "_ask")
    theirs = getattr(Sender, name)

    async def mine(self: Sender, *given: Any) -> Any:
        if stage in STAGES:
            await once()
        done = await theirs(self, *given)
        await once()
        return done

    monkeypatch.setattr(Sender, name, mine)
    await post.send_all(channel)
    assert happened


async def person_to_remind(post: Post) -> None:
    """Confirm a seat, and let the first reminder be intended."""
    await post.hear(post.registered())
    await post.send_all()
    await post.send_all("sms")
    post.pass_to(THREE_DAYS_BEFORE)
    await post.remind()


@pytest.mark.parametrize("stage", EVERY_STAGE)
async def test_no_reminder_of_the_old_day_leaves_whenever_the_session_moves(
    post: Post, phones: Phones, stage: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    await person_to_remind(post)
    move = rescheduled(post.planned(), post.now, later=5 * DAY)

    await send_and_meanwhile(post, stage, lambda: post.hear(move), monkeypatch, "sms")

    assert [sms["template"] for sms in phones.rung] == ["session.confirmed", "session.changed"]
    assert await post.messages("sms") == [
        ("session.confirmed", "sent"),
        ("session.reminder", "suppressed"),
        ("session.changed", "sent"),
    ]


@pytest.mark.parametrize("stage", EVERY_STAGE)
async def test_no_confirmation_of_the_old_day_leaves_whenever_the_session_moves(
    post: Post, phones: Phones, stage: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    await post.hear(post.registered())
    move = rescheduled(post.planned(), post.now, later=5 * DAY)

    await send_and_meanwhile(post, stage, lambda: post.hear(move), monkeypatch, "sms")

    confirmation, change = [sms["text"] for sms in phones.rung]
    assert "lundi 14/08/2017" in confirmation
    assert "09/08/2017" not in confirmation
    assert change.startswith("Changement")


@pytest.mark.parametrize("stage", EVERY_STAGE)
async def test_nothing_but_the_cancellation_leaves_whenever_the_session_is_cancelled(
    post: Post, mailbox: Mailbox, stage: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    await post.hear(post.registered())
    news = cancelled(post.session, post.now)

    await send_and_meanwhile(post, stage, lambda: post.hear(news), monkeypatch, "email")

    assert [line["template"] for line in mailbox.lines()] == ["session.cancelled"]


@pytest.mark.parametrize("stage", EVERY_STAGE)
async def test_no_reminder_leaves_whenever_its_reader_withdraws(
    post: Post, phones: Phones, stage: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    await person_to_remind(post)
    (seat,) = await post.rows("select participant_id from seats")
    news = facts.withdrawn(post.session, seat.participant_id, 2, at=post.now)

    await send_and_meanwhile(post, stage, lambda: post.hear(news), monkeypatch, "sms")

    assert [sms["template"] for sms in phones.rung] == ["session.confirmed", "session.withdrawn"]
    assert ("session.reminder", "suppressed") in await post.messages("sms")


ANSWERS: list[OfferEnding] = ["declined", "expired"]


@pytest.mark.parametrize("answer", [*ANSWERS, "accepted"])
@pytest.mark.parametrize("stage", EVERY_STAGE)
async def test_no_offer_leaves_whenever_it_ends(
    post: Post, phones: Phones, stage: str, answer: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    person = uuid4()
    await post.hear(facts.waitlisted(post.session, person, 1, at=post.now))
    await post.send_all("sms")
    await post.hear(offer_made(post.session, person, 2, post.now, post.now + DAY))
    ended: dict[str, Event] = {it: offer_ended(post.session, person, 3, post.now, it) for it in ANSWERS}
    ended["accepted"] = facts.promoted(post.session, person, 3, at=post.now)

    await send_and_meanwhile(post, stage, lambda: post.hear(ended[answer]), monkeypatch, "sms")

    said = {"declined": [], "expired": ["session.lapsed"], "accepted": ["session.promoted"]}[answer]
    assert [sms["template"] for sms in phones.rung] == ["session.waiting", *said]
    assert ("session.offered", "suppressed") in await post.messages("sms")


@pytest.mark.parametrize("stage", EVERY_STAGE)
@pytest.mark.parametrize("ends", [False, True])
async def test_no_news_of_the_session_leaves_whenever_its_reader_has_left_it(
    post: Post, phones: Phones, stage: str, monkeypatch: pytest.MonkeyPatch, *, ends: bool
) -> None:
    await post.hear(post.registered(person := uuid4()))
    await post.send_all("sms")
    news = cancelled(post.session, post.now) if ends else rescheduled(post.planned(), post.now, later=5 * DAY)
    await post.hear(news)
    withdrawal = facts.withdrawn(post.session, person, 2, at=post.now)

    await send_and_meanwhile(post, stage, lambda: post.hear(withdrawal), monkeypatch, "sms")

    assert [sms["template"] for sms in phones.rung] == ["session.confirmed", "session.withdrawn"]


async def test_a_half_sent_batch_of_a_cancelled_session_ends_and_all_are_told(
    post: Post, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    await post.hear(*(post.registered(version=version) for version in range(1, 11)))
    theirs = Sender._settle

    async def settle(self: Sender, *given: Any) -> None:
        await theirs(self, *given)
        if len(mailbox.lines()) == 3:
            await post.hear(cancelled(post.session, post.now))

    monkeypatch.setattr(Sender, "_settle", settle)
    await post.send_all()

    templates = [line["template"] for line in mailbox.lines()]
    assert templates == ["session.confirmed"] * 3 + ["session.cancelled"] * 10


async def test_a_reminder_that_had_begun_to_leave_is_followed_by_the_change(
    post: Post, phones: Phones, monkeypatch: pytest.MonkeyPatch
) -> None:
    await person_to_remind(post)
    move = rescheduled(post.planned(), post.now, later=5 * DAY)
    theirs = Sender._begin

    async def begin_then_move(self: Sender, *given: Any) -> Any:
        begun = await theirs(self, *given)
        await post.hear(move)
        return begun

    monkeypatch.setattr(Sender, "_begin", begin_then_move)
    await post.send_all("sms")

    assert [sms["template"] for sms in phones.rung][1:] == ["session.reminder", "session.changed"]


@pytest.mark.parametrize("cancelled_first", [False, True])
async def test_a_seat_taken_while_the_session_is_cancelled_is_told_by_one_of_both(
    post: Post, *, cancelled_first: bool
) -> None:
    """Two transactions at once, each blind to the other: the second waits until the first has ended."""
    seat, end = post.registered(), cancelled(post.session, post.now)
    first, second = (end, seat) if cancelled_first else (seat, end)

    async with post.database.sessions.begin() as db:
        await sessions.alone(db, post.session)
        waiting = [asyncio.create_task(post.hear(event)) for event in (first, second)]
        await eventually(lambda: both_wait(post))
    await asyncio.gather(*waiting)

    assert ("session.cancelled", "pending") in await post.messages()
    assert ("session.confirmed", "pending") not in await post.messages()


async def both_wait(post: Post) -> bool:
    rows = await post.rows(
        "select 1 from pg_locks where locktype = 'advisory' and not granted"
        " and database = (select oid from pg_database where datname = current_database())"
    )
    return len(rows) == 2


async def test_a_reminder_falling_due_while_the_session_moves_is_not_left_in_the_queue(post: Post) -> None:
    await post.hear(post.registered())
    post.pass_to(THREE_DAYS_BEFORE)
    async with post.database.sessions.begin() as db:
        await intend(db, post.session)
        moving = asyncio.create_task(post.hear(rescheduled(post.planned(), post.now, later=5 * DAY)))
        await eventually(lambda: one_waits(post))
    await moving

    assert ("session.reminder", "suppressed") in await post.messages()


async def one_waits(post: Post) -> bool:
    return bool(await post.rows("select 1 from pg_locks where locktype = 'advisory' and not granted"))


async def test_people_are_listed_in_one_order_whoever_asks(post: Post) -> None:
    news: list[Event] = [facts.registered(post.session, uuid4(), n, at=post.now) for n in range(1, 9)]
    await post.hear(*news)

    async with post.database.sessions() as db:
        listed = [seat.participant_id for seat in await sessions.seats_in(db, post.session, ("registered",))]

    assert listed == sorted(listed)
