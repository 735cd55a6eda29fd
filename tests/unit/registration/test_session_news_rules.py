"""Sessions as registration makes them of scheduling's news, without a database: the newest news counts."""

from collections.abc import Sequence
from datetime import timedelta
from itertools import permutations
from uuid import UUID, uuid4

import pytest

from services.registration.seats.session_events import blocks_of, take_plan, take_step
from services.registration.seats.storage import Session
from shared.events import Block, PlanEvent, SessionCancelled, SessionEvent
from tests.facts import STARTS_AT, completed, opened, planned, told

SESSION = UUID(int=1)
COLUMNS = ("state", "heard", "cancel_reason", "seats", "city", "plan_heard")


def unheard() -> Session:
    return Session(id=SESSION, region="MA-02")


def cancelled(version: int) -> SessionCancelled:
    return told(SessionCancelled(session_id=SESSION, region="MA-02", reason="venue"), version)


def test_a_plan_is_kept_once_and_an_older_one_not_at_all() -> None:
    session, plan = unheard(), planned(SESSION, version=3, seats=20)

    assert take_plan(session, plan)
    assert not take_plan(session, plan)
    assert not take_plan(session, planned(SESSION, version=2, seats=99))
    assert (session.seats, session.plan_heard) == (20, 3)
    assert (session.starts_at, session.zone) == (plan.starts_at, plan.zone)


def test_a_plan_moves_a_session_to_no_other_state_and_region_stays_with_it() -> None:
    session = unheard()
    take_step(session, opened(SESSION, version=2))

    take_plan(session, planned(SESSION, version=9))

    assert (session.state, session.heard, session.id, session.region) == ("open", 2, SESSION, "MA-02")


def test_a_step_is_taken_once_and_an_earlier_one_not_at_all() -> None:
    session = unheard()

    assert take_step(session, completed(SESSION, version=3))
    assert not take_step(session, completed(SESSION, version=3))
    assert not take_step(session, opened(SESSION, version=2))
    assert (session.state, session.heard, session.cancel_reason) == ("completed", 3, None)


def test_a_plan_heard_later_does_not_hide_a_step_before_it() -> None:
    session = unheard()
    take_plan(session, planned(SESSION, version=9))

    assert take_step(session, opened(SESSION, version=2))
    assert session.state == "open"


def test_why_a_session_was_cancelled_is_kept_as_long_as_it_is() -> None:
    session = unheard()

    take_step(session, cancelled(3))
    before = session.cancel_reason
    take_step(session, opened(SESSION, version=4))

    assert (before, session.cancel_reason) == ("venue", None)


NEWS: list[SessionEvent] = [
    planned(SESSION, version=1),
    opened(SESSION, version=2),
    planned(SESSION, version=3, seats=7),
    cancelled(4),
]


@pytest.mark.parametrize("news", list(permutations(NEWS)))
def test_in_whatever_order_news_comes_the_session_ends_as_it_was_told_last(news: Sequence[SessionEvent]) -> None:
    session, in_order = unheard(), unheard()

    for made, events in ((session, news), (in_order, NEWS)):
        for event in events:
            _take(made, event)

    assert [getattr(session, name) for name in COLUMNS] == [getattr(in_order, name) for name in COLUMNS]
    assert (session.state, session.seats, session.heard, session.plan_heard) == ("cancelled", 7, 4, 3)


def _take(session: Session, event: SessionEvent) -> None:
    if isinstance(event, PlanEvent):
        take_plan(session, event)
    take_step(session, event)


@pytest.mark.parametrize(
    ("lasts", "minutes"),
    [(timedelta(hours=4), 240), (timedelta(days=1, minutes=1), 1441), (timedelta(seconds=119), 1)],
    ids=["half a day", "more than a day", "a minute that is not whole does not count"],
)
def test_a_block_counts_for_the_whole_minutes_that_it_lasts(lasts: timedelta, minutes: int) -> None:
    part = Block(block_id=uuid4(), module_id=uuid4(), module_version=2, starts_at=STARTS_AT, ends_at=STARTS_AT + lasts)

    (block,) = blocks_of(planned(SESSION, blocks=[part]))

    assert (block.id, block.session_id, block.minutes) == (part.block_id, SESSION, minutes)
    assert (block.module_id, block.module_version, block.starts_at) == (part.module_id, 2, STARTS_AT)
