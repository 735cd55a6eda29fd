"""What stands still is stuck; what stood still because the broker was away is not."""

from types import SimpleNamespace
from typing import Any, cast

import pytest
from aiokafka import TopicPartition

from shared.kernel.cluster import Cluster
from shared.kernel.metrics import Metrics
from shared.kernel.ownership import Ownership
from shared.service import health
from shared.service.health import STUCK_AFTER_S, Watch

MINE = TopicPartition("sample.things", 0)
LONG_S = STUCK_AFTER_S + 15


class Time:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.now = 1000.0

    def monotonic(self) -> float:
        """Return the time."""
        return self.now


@pytest.fixture
def time(monkeypatch: pytest.MonkeyPatch) -> Time:
    """The clock by which is seen how long something stands."""
    moved = Time()
    monkeypatch.setattr(health, "time", moved)
    return moved


def watch_of(time: Time) -> Watch:
    """Return one that has seen four records which nobody has dealt with yet."""
    nobody = cast("Any", SimpleNamespace())
    metrics = Metrics("sample")
    ownership = Ownership(nobody, "sample", metrics, whole_at=time.now)
    watch = Watch(Cluster(""), "sample", [MINE.topic], set(), lambda: [MINE], ownership, nobody, metrics, lambda: None)
    see_the_same(watch, time)
    return watch


def see_the_same(watch: Watch, time: Time) -> None:
    """Let it look: the group stands where it stood, and all its partitions are heard."""
    watch.ownership.whole_at = time.now
    watch._note({MINE: 5}, {MINE: 9})
    watch._judge()


def test_what_does_not_get_on_is_not_live(time: Time) -> None:
    watch = watch_of(time)

    time.now += LONG_S
    see_the_same(watch, time)

    assert not watch.live()


def test_what_could_not_get_on_is_live(time: Time) -> None:
    watch = watch_of(time)

    watch._judge_nothing()
    time.now += LONG_S
    see_the_same(watch, time)

    assert watch.live()
