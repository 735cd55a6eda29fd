"""What the public report hides in rollouts of several sizes: what it must and little more, and totals last."""

import pytest

from services.reporting.report.values import Report
from services.reporting.report.whole import compose
from tests.unit.reporting.outsider import Outsider, numbers
from tests.unit.reporting.test_outsider import enough, inside, other, small
from tests.unit.reporting.worlds import told, world

AT_MOST = {2: 36, 12: 60, 50: 85, 200: 217}  # numbers hidden, by sessions
TOTALS = {"registered", "attended", "hours", "people", "first_timers"}


def hidden(report: Report) -> set[str]:
    return {name for name, number in numbers(report) if number.hidden}


@pytest.mark.parametrize("sessions", AT_MOST)
def test_little_more_is_hidden_than_must_be(sessions: int) -> None:
    report = compose(world(sessions), public=True)

    assert len(hidden(report)) <= AT_MOST[sessions]


@pytest.mark.parametrize("sessions", [12, 50, 200])
def test_totals_are_shown_from_twelve_sessions_on(sessions: int) -> None:
    report = compose(world(sessions), public=True)

    assert hidden(report) & TOTALS == set()


@pytest.mark.parametrize("sessions", [2, 12, 50])
def test_an_outsider_finds_nothing_small_in_a_world(sessions: int) -> None:
    heard = world(sessions)
    truth = inside(heard)

    outsider = Outsider(compose(heard, public=True), heard, told(heard))

    reckoned = [name for name in small(truth) if name in outsider.columns]
    assert len(reckoned) > 3
    assert [name for name in small(truth) if name in outsider.known] == []
    assert [name for name in reckoned if not outsider.could_be(name, enough(name))] == []
    assert [name for name in outsider.hidden if truth[name] and not other(outsider, name, truth[name])] == []
