"""Business time never goes back, and ids follow it."""

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from shared.kernel import clock
from shared.kernel.clock import Clock, ClockMovedBack

NOON = datetime(2017, 8, 23, 12, tzinfo=UTC)


class Machine:
    """A machine's clock that a test can set."""

    def __init__(self) -> None:
        self.at = NOON
        self.ran = timedelta(0)

    def run_on(self, by: timedelta) -> None:
        """Let time pass, as it does by itself."""
        self.at += by
        self.ran += by

    def ticks(self) -> timedelta:
        """Return how long it has run."""
        return self.ran

    def __call__(self) -> datetime:
        """Return what it shows."""
        return self.at


@pytest.fixture
def machine(monkeypatch: pytest.MonkeyPatch) -> Machine:
    """The machine's clock of this test."""
    own = Machine()
    monkeypatch.setattr(clock, "machine_now", own)
    monkeypatch.setattr(clock, "ticks", own.ticks)
    return own


def test_business_time_is_the_machines_unless_it_was_moved(machine: Machine) -> None:
    assert Clock().now() == machine.at


def test_business_time_does_not_go_back_with_the_machine(machine: Machine) -> None:
    business = Clock()
    before = business.now()

    machine.at -= timedelta(hours=1)

    assert business.now() == before


def test_business_time_runs_on_at_normal_speed_after_a_move(machine: Machine) -> None:
    business = Clock()

    business.move_to(NOON + timedelta(days=30))
    machine.run_on(timedelta(seconds=90))

    assert business.now() == NOON + timedelta(days=30, seconds=90)


def test_business_time_cannot_be_moved_back_and_stays(machine: Machine) -> None:
    business = Clock(offset=timedelta(days=30))

    with pytest.raises(ClockMovedBack):
        business.move_to(machine.at)

    assert business.now() == NOON + timedelta(days=30)


def test_nothing_earlier_is_told_than_what_was_passed_by(machine: Machine) -> None:
    business = Clock()

    business.pass_by(NOON + timedelta(hours=2))
    business.pass_by(NOON)

    assert business.now() == NOON + timedelta(hours=2)
    machine.run_on(timedelta(hours=3))
    assert business.now() == machine.at


@given(st.lists(st.tuples(st.sampled_from(["machine", "move", "pass"]), st.integers(-10_000, 10_000)), max_size=30))
def test_whatever_happens_business_time_never_goes_back(steps: list[tuple[str, int]]) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(clock, "machine_now", machine := Machine())
        patch.setattr(clock, "ticks", machine.ticks)
        business = Clock()
        told = [business.now()]

        for step, seconds in steps:
            moment = NOON + timedelta(seconds=seconds)
            if step == "machine":
                machine.at = moment
                machine.ran += timedelta(seconds=abs(seconds) % 100)
            elif step == "pass":
                business.pass_by(moment)
            elif moment >= business.now():
                business.move_to(moment)
            told.append(business.now())

        assert told == sorted(told)


def test_ids_sort_by_business_time_and_say_that_they_do(machine: Machine) -> None:
    business, ids = Clock(offset=timedelta(days=-3000)), []

    for _ in range(50):
        ids.append(business.new_id())
        machine.at += timedelta(milliseconds=1)

    assert ids == sorted(ids)
    assert {(one.version, one.variant) for one in ids} == {(7, "specified in RFC 4122")}
    told_at = datetime.fromtimestamp((ids[0].int >> 80) / 1000, UTC)
    assert told_at == NOON - timedelta(days=3000)


def test_a_thousand_ids_of_one_moment_differ(machine: Machine) -> None:
    business = Clock()

    ids = {business.new_id() for _ in range(1000)}

    assert (len(ids), business.now()) == (1000, machine.at)


@pytest.mark.parametrize("jump", [timedelta(days=3653), timedelta(days=-3653), timedelta(hours=1), timedelta(hours=-1)])
def test_a_machine_that_jumps_is_not_followed_and_time_goes_on(machine: Machine, jump: timedelta) -> None:
    business = Clock()

    machine.at += jump
    machine.run_on(timedelta(seconds=14))
    while_wrong = business.now(), business.is_right(), business.off()
    machine.at -= jump
    machine.run_on(timedelta(seconds=1))

    assert while_wrong == (NOON + timedelta(seconds=14), False, jump)
    assert (business.now(), business.is_right()) == (machine.at, True)


def test_what_a_time_server_puts_right_is_followed(machine: Machine) -> None:
    business = Clock()

    for _ in range(100):
        machine.run_on(timedelta(hours=1))
        machine.at += timedelta(seconds=2)
        assert business.now() == machine.at
        assert business.is_right()


def test_a_moved_clock_is_right_and_notices_a_jump_too(machine: Machine) -> None:
    business = Clock(offset=timedelta(days=-3000))
    business.move_to(NOON - timedelta(days=100))
    moved = business.is_right()

    machine.at += timedelta(days=1)

    assert (moved, business.now(), business.is_right()) == (True, NOON - timedelta(days=100), False)


def test_time_that_was_once_too_late_stands_and_is_told(machine: Machine) -> None:
    business = Clock()

    business.pass_by(NOON + timedelta(days=3653))
    machine.run_on(timedelta(hours=1))

    assert not business.is_right()
    assert business.off() == timedelta(hours=1) - timedelta(days=3653)


def test_a_probe_that_asks_before_the_stored_time_is_known_settles_nothing(machine: Machine) -> None:
    business = Clock()

    right = business.is_right()
    business.offset = -timedelta(days=100)

    assert (right, business.now()) == (True, machine.at - timedelta(days=100))
