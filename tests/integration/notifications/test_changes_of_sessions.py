"""A session moves or is cancelled: all concerned are told once, and nothing untrue is said afterwards [S11, S13]."""

from datetime import timedelta
from itertools import count
from uuid import UUID, uuid4

import pytest

from shared.kernel.contracts import Event
from tests import facts
from tests.integration.notifications.conftest import Post
from tests.integration.notifications.news import cancelled, offer_ended, offer_made, rescheduled
from tests.integration.notifications.outer_world import Mailbox
from tests.integration.notifications.phones import Phones

DAY = timedelta(days=1)


async def three_concerned(post: Post) -> list[UUID]:
    """Let one be registered, one wait, one be offered a seat, and one have left; return the first three."""
    versions = count(1)
    registered, waiting, offered, gone = people = [uuid4() for _ in range(4)]
    news: list[Event] = [
        facts.registered(post.session, person, next(versions), at=post.now) for person in (registered, gone)
    ]
    news += [facts.waitlisted(post.session, person, next(versions), at=post.now) for person in (waiting, offered)]
    news.append(facts.withdrawn(post.session, gone, next(versions), at=post.now))
    news.append(offer_made(post.session, offered, next(versions), post.now, post.now + DAY))
    await post.hear(*news)
    return people[:3]


async def told(post: Post, kind: str, channel: str = "email") -> set[UUID]:
    """Return to whom the message is intended."""
    query = "select participant_id from intents where template = :kind and channel = :channel"
    rows = await post.rows(query, kind=kind, channel=channel)
    assert len(rows) == len(set(rows))
    return {row.participant_id for row in rows}


@pytest.mark.parametrize("channel", ["email", "sms"])
async def test_a_move_is_told_to_all_who_are_registered_wait_or_are_offered_a_seat(post: Post, channel: str) -> None:
    concerned = await three_concerned(post)

    await post.hear(rescheduled(post.planned(), post.now, later=2 * DAY))

    assert await told(post, "session.changed", channel) == set(concerned)


async def test_another_room_is_told_and_another_number_of_seats_is_not(post: Post) -> None:
    concerned = await three_concerned(post)

    await post.hear(seats := rescheduled(post.planned(), post.now, seats=12))
    assert await told(post, "session.changed") == set()

    await post.hear(rescheduled(seats, post.now, venue="Salle B"))
    assert await told(post, "session.changed") == set(concerned)


async def test_the_message_says_the_old_and_the_new(post: Post, mailbox: Mailbox, phones: Phones) -> None:
    await post.hear(post.registered())
    await post.send_all()
    await post.send_all("sms")

    await post.hear(rescheduled(post.planned(), post.now, later=2 * DAY, venue="Salle B"))
    await post.send_all()
    await post.send_all("sms")

    text = phones.rung[-1]["text"]
    old, new = text.split(" aura lieu ")
    assert old.endswith("du mercredi 09/08/2017 à 09 h 00 au jeudi 10/08 à 17 h 00 (Salle Atlas, Oujda)")
    assert new.startswith("du vendredi 11/08/2017 à 09 h 00 au samedi 12/08 à 17 h 00 (heure du Maroc), Salle B, Oujda")
    assert [line["template"] for line in mailbox.lines()] == ["session.confirmed", "session.changed"]


async def test_a_change_of_the_end_alone_is_told_with_both_ends(post: Post, phones: Phones) -> None:
    await post.hear(post.registered())
    await post.send_all("sms")
    plan, sooner = post.planned(), timedelta(hours=3)

    ends = {"ends_local": plan.ends_local - sooner, "ends_at": plan.ends_at - sooner}
    await post.hear(rescheduled(plan, post.now, **ends))
    await post.send_all("sms")

    old, new = phones.rung[-1]["text"].split(" aura lieu ")
    assert ("au jeudi 10/08 à 17 h 00" in old, "au jeudi 10/08 à 14 h 00" in new) == (True, True)


async def test_two_moves_untold_are_one_message_from_the_first_place_to_the_last(post: Post, phones: Phones) -> None:
    await post.hear(post.registered())
    await post.send_all("sms")

    await post.hear(first := rescheduled(post.planned(), post.now, later=2 * DAY))
    await post.hear(rescheduled(first, post.now, later=DAY))
    await post.send_all("sms")

    assert await post.messages("sms") == [
        ("session.confirmed", "sent"),
        ("session.changed", "suppressed"),
        ("session.changed", "sent"),
    ]
    assert "du mercredi 09/08/2017" in phones.rung[-1]["text"]
    assert "a lieu du samedi 12/08/2017" in phones.rung[-1]["text"]


async def test_a_move_taken_back_before_anybody_was_told_is_told_to_nobody(post: Post, phones: Phones) -> None:
    await post.hear(post.registered())
    await post.send_all("sms")

    await post.hear(first := rescheduled(post.planned(), post.now, later=2 * DAY))
    await post.hear(rescheduled(first, post.now, later=-2 * DAY))
    await post.send_all("sms")

    assert [sms["template"] for sms in phones.rung] == ["session.confirmed"]


async def test_a_move_taken_back_after_people_were_told_is_told_again(post: Post, phones: Phones) -> None:
    await post.hear(post.registered())
    await post.hear(first := rescheduled(post.planned(), post.now, later=2 * DAY))
    await post.send_all("sms")

    await post.hear(rescheduled(first, post.now, later=-2 * DAY))
    await post.send_all("sms")

    assert [sms["template"] for sms in phones.rung][1:] == ["session.changed"] * 2
    assert "a lieu du mercredi 09/08/2017" in phones.rung[-1]["text"]


async def test_a_confirmation_that_had_not_left_yet_names_the_new_day(post: Post, phones: Phones) -> None:
    await post.hear(post.registered())

    await post.hear(rescheduled(post.planned(), post.now, later=2 * DAY))
    await post.send_all("sms")

    assert "vendredi 11/08/2017" in phones.rung[0]["text"]
    assert "mercredi 09/08/2017" not in phones.rung[0]["text"]


async def test_a_cancellation_is_told_to_who_is_registered_waits_or_is_offered(
    post: Post, mailbox: Mailbox, phones: Phones
) -> None:
    concerned = await three_concerned(post)
    await post.send_all()
    await post.send_all("sms")

    await post.hear(cancelled(post.session, post.now))
    await post.send_all()
    await post.send_all("sms")

    assert await told(post, "session.cancelled") == await told(post, "session.cancelled", "sms") == set(concerned)
    assert [line["template"] for line in mailbox.lines()][-3:] == ["session.cancelled"] * 3
    assert [sms["template"] for sms in phones.rung][-3:] == ["session.cancelled"] * 3


async def test_after_a_cancellation_nothing_else_is_said_of_the_session(post: Post, mailbox: Mailbox) -> None:
    await three_concerned(post)
    await post.hear(rescheduled(post.planned(), post.now, later=DAY))

    await post.hear(cancelled(post.session, post.now))
    post.pass_to(post.now + 6 * DAY)
    assert await post.remind() == 0
    await post.send_all()

    assert {line["template"] for line in mailbox.lines()} == {"session.cancelled", "session.withdrawn"}


async def test_who_took_a_seat_before_a_cancellation_heard_first_is_told(post: Post, mailbox: Mailbox) -> None:
    seat = post.registered(person := uuid4())
    await post.hear(cancelled(post.session, post.now))

    await post.hear(seat)
    await post.send_all()

    assert await told(post, "session.cancelled") == {person}
    assert [line["template"] for line in mailbox.lines()] == ["session.cancelled"]


async def test_an_offer_that_ends_with_its_session_is_not_told_apart_from_it(post: Post) -> None:
    offered = (await three_concerned(post))[2]
    await post.hear(cancelled(post.session, post.now))

    await post.hear(offer_ended(post.session, offered, 20, post.now, "session-cancelled"))

    assert await told(post, "session.lapsed") == set()
    assert offered in await told(post, "session.cancelled")


async def test_an_offer_that_ran_out_is_told_and_one_that_was_declined_is_not(post: Post) -> None:
    slow, quick = uuid4(), uuid4()

    await post.hear(offer_ended(post.session, slow, 1, post.now, "expired"))
    await post.hear(offer_ended(post.session, quick, 2, post.now, "declined"))

    assert await told(post, "session.lapsed") == {slow}


async def test_whoever_has_left_the_list_is_concerned_by_nothing(post: Post) -> None:
    await post.hear(offer_made(post.session, person := uuid4(), 1, post.now, post.now + DAY))
    await post.hear(offer_ended(post.session, person, 2, post.now, "declined"))

    await post.hear(cancelled(post.session, post.now))

    assert await told(post, "session.cancelled") == set()


async def test_late_news_of_a_seat_does_not_undo_what_is_known(post: Post) -> None:
    person = uuid4()
    await post.hear(facts.withdrawn(post.session, person, 5, at=post.now))

    await post.hear(facts.registered(post.session, person, 4, at=post.now))
    await post.hear(cancelled(post.session, post.now))

    assert await told(post, "session.cancelled") == set()


async def test_a_cancellation_heard_before_the_plan_itself_is_told_once_it_can_be(post: Post, mailbox: Mailbox) -> None:
    post.session = uuid4()
    await post.hear(post.registered(), cancelled(post.session, post.now))
    assert await post.send_all() == 0

    await post.hear(post.planned())
    await post.send_all()

    assert [line["template"] for line in mailbox.lines()] == ["session.cancelled"]


async def test_a_move_of_before_this_database_began_is_told_to_nobody(post: Post) -> None:
    await post.hear(facts.registered(post.session, uuid4(), 1, at=facts.TOLD_AT))

    await post.hear(rescheduled(post.planned(), facts.TOLD_AT, later=DAY))
    await post.hear(cancelled(post.session, facts.TOLD_AT))

    assert await post.states() == [("suppressed", "before-the-fence")]


async def test_a_move_heard_while_seats_are_replayed_reaches_who_had_theirs_before(post: Post) -> None:
    await post.hear(rescheduled(post.planned(), post.now, later=DAY))

    await post.hear(facts.registered(post.session, person := uuid4(), 1, at=facts.TOLD_AT))

    assert await told(post, "session.changed") == {person}
