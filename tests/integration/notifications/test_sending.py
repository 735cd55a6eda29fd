"""From an event to one message in a mailbox: a real database, a real mailbox process."""

import asyncio
from datetime import timedelta
from uuid import uuid4

from tests import facts
from tests.integration.notifications.conftest import Post
from tests.integration.notifications.news import rescheduled
from tests.integration.notifications.outer_world import Mailbox

ALL_WITHIN_S = 180.0  # eight at once on a machine that has other work


async def test_a_registration_becomes_one_message(post: Post, mailbox: Mailbox) -> None:
    await post.hear(post.registered())

    await post.send_all()

    (line,) = mailbox.lines()
    assert (line["channel"], line["language"], line["template"]) == ("email", "fr", "session.confirmed")
    assert await post.states() == [("sent", None)]


async def test_an_event_heard_twice_is_one_message(post: Post, mailbox: Mailbox) -> None:
    event = post.registered()
    await post.hear(event, event)
    await post.send_all()

    await post.rows("delete from inbox")
    await post.hear(event)
    await post.send_all()

    assert len(mailbox.lines()) == 1


async def test_each_kind_of_news_has_its_template(post: Post, mailbox: Mailbox) -> None:
    now, person = post.database.clock.now(), uuid4()
    news = [facts.waitlisted, facts.promoted, facts.withdrawn]

    await post.hear(*(kind(post.session, person, version, at=now) for version, kind in enumerate(news, start=1)))
    await post.send_all()

    assert [line["template"] for line in mailbox.lines()] == [
        "session.waiting",
        "session.promoted",
        "session.withdrawn",
    ]
    assert {question["purpose"] for question in post.registration.asked} == {it["template"] for it in mailbox.lines()}


async def test_registration_is_asked_with_the_token_and_for_a_purpose(post: Post, mailbox: Mailbox) -> None:
    person = uuid4()
    await post.hear(post.registered(person))

    await post.send_all()

    assert post.registration.tokens == {"bearer let-me-in"}
    assert post.registration.asked == [
        {"purpose": "session.confirmed", "session_id": str(post.session), "participant_ids": [str(person)]}
    ]
    assert len(mailbox.lines()) == 1


async def test_nobody_is_told_of_what_happened_before_this_database_began(post: Post, mailbox: Mailbox) -> None:
    long_ago = facts.registered(post.session, uuid4(), 1, at=facts.TOLD_AT)

    await post.hear(long_ago, post.registered(version=2))
    await post.send_all()

    assert await post.states() == [("suppressed", "before-the-fence"), ("sent", None)]
    assert len(mailbox.lines()) == 1


async def test_a_message_waits_until_its_session_is_known(post: Post, mailbox: Mailbox) -> None:
    session = uuid4()
    now = post.database.clock.now()
    await post.hear(facts.registered(session, uuid4(), at=now))
    assert await post.send_all() == 0
    assert await post.states() == [("pending", None)]

    await post.hear(facts.planned(session, starts_at=now + timedelta(days=1), at=now))
    await post.send_all()

    assert len(mailbox.lines()) == 1


async def test_a_message_that_comes_after_the_session_has_begun_is_not_sent(post: Post, mailbox: Mailbox) -> None:
    await post.hear(post.registered())
    post.database.clock.move_to(post.database.clock.now() + timedelta(days=8))

    await post.send_all()

    assert await post.states() == [("expired", None)]
    assert mailbox.lines() == []


async def test_a_session_put_forward_shortens_the_life_of_its_messages(post: Post, mailbox: Mailbox) -> None:
    await post.hear(post.registered())

    await post.hear(rescheduled(post.planned(), post.now, later=-timedelta(days=8)))
    await post.send_all()

    assert await post.messages() == [("session.confirmed", "expired"), ("session.changed", "expired")]
    assert mailbox.lines() == []


async def test_an_older_plan_of_the_session_changes_nothing(post: Post, mailbox: Mailbox) -> None:
    now = post.database.clock.now()
    await post.hear(facts.planned(post.session, version=5, city="Nador", starts_at=now + timedelta(days=2), at=now))

    await post.hear(facts.planned(post.session, version=4, starts_at=now - timedelta(days=2), at=now))
    await post.hear(post.registered())
    await post.send_all()

    assert len(mailbox.lines()) == 1
    assert [row.city for row in await post.rows("select city from sessions")] == ["Nador"]


async def test_somebody_without_an_address_gets_no_mail_and_the_reason_is_kept(post: Post, mailbox: Mailbox) -> None:
    post.registration.email = None
    await post.hear(post.registered())

    await post.send_all()

    assert await post.states() == [("suppressed", "no-address")]
    assert mailbox.lines() == []


async def test_somebody_whose_registration_calls_for_no_message_gets_none(post: Post, mailbox: Mailbox) -> None:
    person = uuid4()
    post.registration.gone.add(str(person))
    await post.hear(post.registered(person), post.registered(version=2))

    await post.send_all()

    assert await post.states() == [("suppressed", "not-called-for"), ("sent", None)]
    assert len(mailbox.lines()) == 1


async def test_eight_senders_send_two_hundred_intents_once_each(post: Post, mailbox: Mailbox) -> None:
    people = [uuid4() for _ in range(40)]
    rounds = range(1, 6)
    await post.hear(*(post.registered(person, version) for version in rounds for person in people))
    senders = [post.sender(f"sender-{n}") for n in range(8)]

    async def work(n: int) -> None:
        until = asyncio.get_running_loop().time() + ALL_WITHIN_S
        while ("pending", None) in await post.states() and asyncio.get_running_loop().time() < until:
            await senders[n].send_due()

    await asyncio.gather(*(work(n) for n in range(8)))

    ids = [line["message_id"] for line in mailbox.lines()]
    assert (len(ids), len(set(ids))) == (200, 200)
    assert set(await post.states()) == {("sent", None)}
    assert (
        len({row.claimed_by for row in await post.rows("select claimed_by from intents where channel = 'email'")}) > 1
    )


async def test_messages_of_one_person_leave_in_their_order(post: Post, mailbox: Mailbox) -> None:
    person = uuid4()
    await post.hear(*(post.registered(person, version) for version in range(1, 9)))
    senders = [post.sender(f"sender-{n}") for n in range(4)]

    while ("pending", None) in await post.states():
        await asyncio.gather(*(sender.send_due() for sender in senders))

    in_order = [
        f"<{row.id}@takwin.invalid>"
        for row in await post.rows("select id from intents where channel = 'email' order by position")
    ]
    assert [line["message_id"] for line in mailbox.lines()] == in_order


async def test_nothing_is_kept_of_whom_or_what(post: Post, mailbox: Mailbox) -> None:
    await post.hear(post.registered())
    await post.send_all()

    kept = str([tuple(row) for row in await post.rows("select * from intents")]) + mailbox.ledger.read_text()
    assert not [it for it in ("example.org", "Salma", "Exemple", "confirmée") if it in kept]


async def test_a_message_has_the_same_reference_after_the_database_was_lost(post: Post, mailbox: Mailbox) -> None:
    event = post.registered()
    await post.hear(event)
    await post.send_all()

    await post.lose_everything()
    await post.hear(event)
    await post.send_all()

    first, again = mailbox.lines()
    assert first["message_id"] == again["message_id"]
