"""Each day of a session is told, moved and reminded of, whatever its first start and its last end are."""

from datetime import UTC, datetime, timedelta
from uuid import uuid4

from shared.events import Block, SessionPlanned
from tests import facts
from tests.integration.notifications.conftest import WEDNESDAY, Post
from tests.integration.notifications.news import rescheduled
from tests.integration.notifications.outer_world import Mailbox

HOUR = timedelta(hours=1)


def taught(*days: tuple[int, float, float]) -> list[Block]:
    """Blocks of August: day, first hour, last hour, by the clocks there."""

    def at(day: int, hour: float) -> datetime:
        return datetime(2017, 8, day, tzinfo=UTC) + (hour - 1) * HOUR

    return [facts.block(at(day, begins), at(day, ends)) for day, begins, ends in days]


def planned(post: Post, *days: tuple[int, float, float], version: int = 2) -> SessionPlanned:
    """The session with these days."""
    blocks = taught(*days)
    first, last = blocks[0].starts_at, blocks[-1].ends_at
    local = {"starts_local": first.replace(tzinfo=None) + HOUR, "ends_local": last.replace(tzinfo=None) + HOUR}
    return post.planned(version, starts_at=first, ends_at=last, blocks=blocks, **local)


async def test_the_second_of_two_days_is_moved_by_two_hours_and_people_are_told(post: Post, mailbox: Mailbox) -> None:
    before = planned(post, (9, 9, 17), (10, 9, 12), (11, 9, 17))
    await post.hear(before, post.registered())
    await post.send_all()

    await post.hear(rescheduled(before, post.now, blocks=taught((9, 9, 17), (10, 11, 14), (11, 9, 17))))
    await post.send_all()

    assert await post.messages() == [("session.confirmed", "sent"), ("session.changed", "sent")]
    assert len(mailbox.lines()) == 2


async def test_a_change_of_a_day_that_is_taken_back_is_told_to_whoever_was_told(post: Post, mailbox: Mailbox) -> None:
    one, other = (9, 9, 17), (10, 9, 12)
    before = planned(post, one, other, (11, 9, 17))
    await post.hear(before, post.registered())
    await post.send_all()
    changed = rescheduled(before, post.now, blocks=taught(one, (10, 11, 14), (11, 9, 17)))
    await post.hear(changed)
    await post.send_all()

    await post.hear(rescheduled(changed, post.now, blocks=before.blocks))
    await post.send_all()

    assert (await post.messages()).count(("session.changed", "sent")) == 2
    assert len(mailbox.lines()) == 3


async def test_what_is_taught_in_other_order_at_the_same_hours_is_no_news(post: Post) -> None:
    before = planned(post, (9, 9, 12), (9, 14, 17))
    await post.hear(before, post.registered())

    await post.hear(rescheduled(before, post.now, blocks=taught((9, 9, 12.5), (9, 13.5, 17))))

    assert [kind for kind, _ in await post.messages()] == ["session.confirmed"]


async def test_people_are_reminded_again_after_days_off(post: Post) -> None:
    await post.hear(planned(post, (9, 9, 17), (10, 9, 17), (16, 9, 17)), post.registered())
    due = [WEDNESDAY.replace(day=day, hour=9, minute=1) for day in (6, 8, 15)]

    reminded = []
    for moment in due:
        post.pass_to(moment)
        reminded.append(await post.remind())

    assert reminded == [1, 1, 1]
    late = "select useful_until from intents where channel = 'email' and template = 'session.reminder'"
    assert [row.useful_until.day for row in await post.rows(f"{late} order by position")] == [9, 9, 16]


async def test_a_reminder_of_a_day_that_is_gone_is_forgotten(post: Post) -> None:
    before = planned(post, (9, 9, 17), (16, 9, 17))
    await post.hear(before, post.registered())

    await post.hear(rescheduled(before, post.now, blocks=taught((9, 9, 17)), ends_at=before.blocks[0].ends_at))

    kinds = {row.kind for row in await post.rows("select kind from reminders")}
    assert kinds == {"3-days", "1-day"}


async def test_a_row_of_an_older_release_learns_its_days_and_nobody_is_told_for_nothing(post: Post) -> None:
    before = planned(post, (9, 9, 17), (10, 9, 12), (11, 9, 17))
    await post.hear(before, post.registered())
    await post.send_all()
    await post.rows("update sessions set days = null, numbers = null")

    fewer = rescheduled(before, post.now, seats=5)
    await post.hear(fewer)
    assert [kind for kind, _ in await post.messages()] == ["session.confirmed"]

    await post.rows("update sessions set days = null, numbers = null")
    await post.hear(rescheduled(fewer, post.now, blocks=taught((9, 9, 17), (10, 11, 14), (11, 9, 17))))
    assert [kind for kind, _ in await post.messages()] == ["session.confirmed", "session.changed"]


async def test_somebody_who_comes_for_the_second_day_is_told_before_it(post: Post, mailbox: Mailbox) -> None:
    await post.hear(planned(post, (9, 9, 17), (16, 9, 17)))
    post.pass_to(WEDNESDAY.replace(day=10))

    await post.hear(post.registered(uuid4()))
    await post.send_all()

    assert await post.messages() == [("session.confirmed", "sent")]
    assert len(mailbox.lines()) == 1
