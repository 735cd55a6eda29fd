"""Two clocks: business time, which is injected and can be moved in a demonstration, and machine time, which cannot."""

import time
from datetime import UTC, datetime, timedelta
from uuid import UUID

import uuid_utils
from sqlmodel.ext.asyncio.session import AsyncSession

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
STEP = timedelta(minutes=1)  # what a time server may put right at once; a change of more is a jump
TICKS = getattr(time, "CLOCK_BOOTTIME", time.CLOCK_MONOTONIC)  # the first goes on while a laptop sleeps


class ClockMovedBack(ValueError):
    """Business time never goes back."""


def machine_now() -> datetime:
    """Machine time, for leases, lag and retention; business rules never ask for it."""
    return datetime.now(UTC)  # noqa: TID251 - the one place that reads the machine's clock


def ticks() -> timedelta:
    """How long the machine has run: nobody sets it, and it knows no date."""
    return timedelta(seconds=time.clock_gettime(TICKS))


class Steady:
    """The machine's clock, which is not believed where it jumps: then time goes on as it went before."""

    def __init__(self) -> None:
        self.stand_at(machine_now())

    def stand_at(self, moment: datetime) -> None:
        """Go on from `moment`."""
        self._began = moment - ticks()

    def now(self) -> datetime:
        """Return machine time as it would be without a jump."""
        shown, expected = machine_now(), self._began + ticks()
        if abs(shown - expected) > STEP:
            return expected
        self.stand_at(shown)
        return shown


class Clock:
    """Business time: stamps events and ids, decides what is due. Runs at the machine's speed from where it was set."""

    def __init__(self, offset: timedelta = timedelta(0), floor: datetime | None = None) -> None:
        self.offset = offset
        self.steady = Steady()
        self._floor = floor or datetime.min.replace(tzinfo=UTC)

    def now(self) -> datetime:
        """Return the present moment of business, never earlier than one returned before."""
        self._floor = self._present()
        return self._floor

    def _present(self) -> datetime:
        return max(self._floor, self.steady.now() + self.offset)

    def off(self) -> timedelta:
        """Return how far the machine's clock is from where this one goes on; more than STEP is a fault of a clock."""
        return machine_now() + self.offset - self._present()  # asked before it is set, it must not settle the time

    def is_right(self) -> bool:
        """Say whether business time and the machine's run together."""
        return abs(self.off()) <= STEP

    def move_to(self, moment: datetime) -> None:
        """Go on from `moment`. Raises ClockMovedBack."""
        self.offset = self.offset_at(moment)

    def offset_at(self, moment: datetime) -> timedelta:
        """Return how far from the machine's this clock goes on from `moment`. Raises ClockMovedBack."""
        if moment < self.now():
            raise ClockMovedBack(f"business time is already past {moment.isoformat()}")
        return moment - self.steady.now()

    def begin_at(self, moment: datetime) -> None:
        """Begin once more at `moment`, whatever the machine says; for a clock that has told nobody the time yet."""
        self.steady.stand_at(moment - self.offset)
        self._floor = moment

    def pass_by(self, moment: datetime) -> None:
        """Never answer anything earlier than `moment` again."""
        self._floor = max(self._floor, moment)

    def new_id(self) -> UUID:
        """Return a UUIDv7 that sorts by business time."""
        microseconds = (self.now() - EPOCH) // timedelta(microseconds=1)  # a float would lose the last of them
        return UUID(int=uuid_utils.uuid7(nanoseconds=microseconds * 1000).int)


def of(db: AsyncSession) -> Clock:
    """Return the clock by which the service of this database session reckons."""
    clock: Clock = db.info["clock"]
    return clock


def now(db: AsyncSession) -> datetime:
    """Return the present moment of business."""
    return of(db).now()


def new_id(db: AsyncSession) -> UUID:
    """Return a UUIDv7 that sorts by business time."""
    return of(db).new_id()
