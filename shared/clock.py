"""Two clocks: business time, which is injected and can be moved in a demonstration, and machine time, which cannot."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

import uuid_utils

EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


class ClockMovedBack(ValueError):
    """Business time never goes back."""


def machine_now() -> datetime:
    """Machine time, for leases, lag and retention; business rules never ask for it."""
    return datetime.now(UTC)  # noqa: TID251 - the one place that reads the machine's clock


class Clock:
    """Business time: stamps events and ids, decides what is due. Runs at the machine's speed from where it was set."""

    def __init__(self, offset: timedelta = timedelta(0), floor: datetime | None = None) -> None:
        self.offset = offset
        self._floor = floor or datetime.min.replace(tzinfo=UTC)

    def now(self) -> datetime:
        """Return the present moment of business, never earlier than one returned before."""
        self._floor = max(self._floor, machine_now() + self.offset)
        return self._floor

    def move_to(self, moment: datetime) -> None:
        """Go on from `moment`. Raises ClockMovedBack."""
        if moment < self.now():
            raise ClockMovedBack(f"business time is already past {moment.isoformat()}")
        self.offset = moment - machine_now()

    def pass_by(self, moment: datetime) -> None:
        """Never answer anything earlier than `moment` again."""
        self._floor = max(self._floor, moment)

    def new_id(self) -> UUID:
        """Return a UUIDv7 that sorts by business time."""
        microseconds = (self.now() - EPOCH) // timedelta(microseconds=1)  # a float would lose the last of them
        return UUID(int=uuid_utils.uuid7(nanoseconds=microseconds * 1000).int)
