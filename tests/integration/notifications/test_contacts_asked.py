"""Contacts are asked for when a message leaves: one refusal stops nobody else, and no answer is used when it is old."""

from uuid import UUID, uuid4

import pytest

from services.notifications.channels.sender import Sender
from services.notifications.recipients import asking
from shared.kernel.clock import machine_now
from tests.integration.notifications.conftest import Post
from tests.integration.notifications.news import cancelled
from tests.integration.notifications.outer_world import Mailbox


async def another_session(post: Post, *people: UUID) -> None:
    """Let these have a seat in a session of its own."""
    post.session = uuid4()
    await post.hear(post.planned(), *(post.registered(person, version) for version, person in enumerate(people, 1)))


def sent(mailbox: Mailbox) -> list[str]:
    return [line["template"] for line in mailbox.lines()]


@pytest.mark.parametrize("status", [409, 422, 400, 413])
async def test_what_registration_cannot_speak_of_yet_holds_up_nobody_else(
    post: Post, mailbox: Mailbox, status: int
) -> None:
    post.registration.statuses = {"session.cancelled": status}
    await post.hear(post.registered(person := uuid4()), cancelled(post.session, post.now))
    await another_session(post, uuid4(), person)

    await post.send_all()

    assert sent(mailbox) == ["session.confirmed"] * 2
    assert (await post.states())[1:] == [("pending", f"contacts-{status}"), ("sent", None), ("sent", None)]


async def test_what_was_postponed_waits_longer_and_leaves_once_registration_knows(post: Post, mailbox: Mailbox) -> None:
    post.registration.statuses = {"session.cancelled": 409}
    await post.hear(post.registered(), cancelled(post.session, post.now))
    waits = []
    for _ in range(3):
        began = machine_now()
        await post.send_all()
        (row,) = await post.rows(
            "select not_before, claimed_by from intents where template = 'session.cancelled' and channel = 'email'"
        )
        waits.append((row.not_before - began).total_seconds())
        assert row.claimed_by is None
        await post.no_pauses()

    assert [round(wait) for wait in waits] == [2, 4, 8]
    post.registration.statuses = {}
    await post.send_all()
    assert sent(mailbox) == ["session.cancelled"]


async def test_all_who_wait_for_the_same_answer_are_postponed_by_one_question(post: Post, mailbox: Mailbox) -> None:
    post.registration.statuses = {"session.cancelled": 409}
    seats = [post.registered(version=version) for version in range(1, 26)]
    await post.hear(*seats, cancelled(post.session, post.now))

    await post.send_all()

    assert len(post.registration.asked) == 1
    assert sent(mailbox) == []


@pytest.mark.parametrize("status", [500, 503, 401, 403, 404, 429])
async def test_what_speaks_of_the_service_lets_everything_wait(post: Post, mailbox: Mailbox, status: int) -> None:
    post.registration.statuses = {"session.cancelled": status}
    await post.hear(post.registered(), cancelled(post.session, post.now))
    await another_session(post, uuid4())

    assert await post.send_all() == 0

    assert (await post.states())[1:] == [("pending", None), ("pending", None)]
    assert sent(mailbox) == []


async def test_twice_as_many_leave_each_time_and_their_contacts_are_asked_for_at_once(
    post: Post, mailbox: Mailbox
) -> None:
    await post.hear(*(post.registered(version=version) for version in range(1, 26)))

    await post.send_all()

    assert [len(question["participant_ids"]) for question in post.registration.asked] == [1, 2, 4, 8, 10]
    assert len(mailbox.lines()) == 25


async def test_what_leaves_together_asks_no_more_than_a_few_questions(post: Post, mailbox: Mailbox) -> None:
    for _ in range(asking.QUESTIONS_AT_ONCE + 10):
        await another_session(post, uuid4())
    sender = post.sender()
    batch = await sender._claim()

    together = asking.first_of(batch, 50)
    await sender._send_batch(batch)

    assert len(together) == asking.QUESTIONS_AT_ONCE
    assert len(mailbox.lines()) == asking.QUESTIONS_AT_ONCE + 10


async def test_who_is_gone_while_a_batch_leaves_gets_nothing(
    post: Post, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    people = [uuid4() for _ in range(3)]
    await post.hear(*(post.registered(person, version) for version, person in enumerate(people, 1)))
    theirs = Sender._send

    async def then_one_is_gone(self: Sender, *given: object) -> None:
        await theirs(self, *given)  # type: ignore[arg-type] # as it was called
        post.registration.gone = {str(people[2])}

    monkeypatch.setattr(Sender, "_send", then_one_is_gone)
    await post.send_all()

    assert await post.states() == [("sent", None), ("sent", None), ("suppressed", "not-called-for")]
    assert len(mailbox.lines()) == 2
