"""Until when a message is of use, when it waits for no decent hour, when reminders are due."""

from datetime import UTC, datetime, timedelta
from typing import get_args

import pytest

from services.notifications.queue.kinds import KINDS
from services.notifications.queue.timing import Occasion, reminders_due
from services.notifications.sessions.domain import Plan
from shared.events import MessageKind

STARTS = datetime(2017, 8, 23, 8, tzinfo=UTC)
TOLD = datetime(2017, 8, 1, 12, tzinfo=UTC)
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def plan(later: timedelta = timedelta(0)) -> Plan:
    starts_local = STARTS.replace(tzinfo=None) + HOUR + later
    return Plan(
        city="Oujda",
        zone="Africa/Casablanca",
        starts_local=starts_local,
        ends_local=starts_local + DAY,
        starts_at=STARTS + later,
    )


@pytest.mark.parametrize(
    "kind", ["session.confirmed", "session.waiting", "session.promoted", "session.changed", "session.reminder"]
)
def test_what_brings_people_to_a_session_is_of_use_until_it_begins(kind: MessageKind) -> None:
    assert KINDS[kind].useful_until(plan(), Occasion(TOLD)) == STARTS


def test_an_offer_is_of_use_until_it_ends_or_the_session_begins() -> None:
    assert KINDS["session.offered"].useful_until(plan(), Occasion(TOLD, TOLD + DAY)) == TOLD + DAY
    assert KINDS["session.offered"].useful_until(plan(), Occasion(TOLD, STARTS + DAY)) == STARTS


def test_a_cancellation_is_of_use_for_a_day_after_the_start_there_would_have_been() -> None:
    assert KINDS["session.cancelled"].useful_until(plan(), Occasion(TOLD)) == STARTS + DAY


@pytest.mark.parametrize("kind", ["session.withdrawn", "session.lapsed"])
def test_what_is_only_noted_is_of_use_for_a_week(kind: MessageKind) -> None:
    assert KINDS[kind].useful_until(plan(), Occasion(TOLD)) == TOLD + 7 * DAY


def test_a_change_is_urgent_from_a_day_before_the_earlier_of_both_starts() -> None:
    put_off = KINDS["session.changed"].urgent_from(plan(later=5 * DAY), Occasion(TOLD, before=plan()))
    put_forward = KINDS["session.changed"].urgent_from(plan(), Occasion(TOLD, before=plan(later=5 * DAY)))

    assert put_off == put_forward == STARTS - DAY


def test_what_does_not_decide_whether_somebody_sets_out_is_never_urgent() -> None:
    urgent = {it for it in get_args(MessageKind) if KINDS[it].urgent_from(plan(), Occasion(TOLD))}

    assert urgent == {"session.changed", "session.cancelled", "session.offered", "session.promoted"}


def test_reminders_are_due_at_ten_by_the_clocks_there() -> None:
    due = reminders_due(plan())

    assert due["3-days"].isoformat() == "2017-08-20T10:00:00+01:00"
    assert due["1-day"].astimezone(UTC) == datetime(2017, 8, 22, 9, tzinfo=UTC)


def test_a_plan_that_says_the_same_in_another_event_is_the_same() -> None:
    assert plan() == plan(later=timedelta(0))
    assert plan() != plan(later=HOUR)
