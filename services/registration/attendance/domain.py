"""Rules of attendance: what each mark counts for, and from when on it may be made."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from shared.events import AttendanceState
from shared.refusals import Conflict, Invalid, Unknown

WAS_THERE: frozenset[AttendanceState] = frozenset({"present", "late", "partial"})


class BlockUnknown(Unknown):
    """There is no such block in this session."""


class BlockNotBegun(Conflict):
    """This block has not begun yet."""


class BlocksNotPlanned(Conflict):
    """The blocks of this session are not planned yet."""


class AttendanceTooEarly(Conflict):
    """Attendance can be closed once the session has ended."""


class MarksMissing(Conflict):
    """Marks that are still missing: {missing}."""


class NobodyCame(Conflict):
    """Nobody is marked as present in this session: say that it is closed all the same."""


class NoSeat(Conflict):
    """This person has no seat in this session."""


class MarkedTwice(Invalid):
    """This person is marked twice here."""


class MinutesNeeded(Invalid):
    """Whoever was there for a part of the block needs the number of minutes."""


class MinutesImpossible(Invalid):
    """This block has {whole} minutes: the number must be at least 1 and below that."""


class MinutesNotAsked(Invalid):
    """Minutes are said only of whoever came late or was there for a part."""


@dataclass(frozen=True)
class Marked:
    """One mark as the sheet says it."""

    participant_id: UUID
    state: AttendanceState
    minutes: int | None = None


def minutes_of(mark: Marked, whole: int, field: str = "minutes") -> int:
    """Return the minutes that count as attended, in a block of `whole` minutes.

    Present counts for the whole block, and late does unless minutes are said: who comes in during the welcome misses
    nothing. Raises MinutesNeeded, MinutesImpossible, MinutesNotAsked.
    """
    if mark.minutes is not None and mark.state not in {"late", "partial"}:
        raise MinutesNotAsked(field)
    if mark.state not in WAS_THERE:
        return 0
    if mark.minutes is None:
        if mark.state == "partial":
            raise MinutesNeeded(field)
        return whole
    if not 0 < mark.minutes < whole:
        raise MinutesImpossible(field, whole=whole)
    return mark.minutes


def check_each_once(marks: Sequence[Marked]) -> None:
    """Raise MarkedTwice."""
    seen: set[UUID] = set()
    for place, mark in enumerate(marks):
        if mark.participant_id in seen:
            raise MarkedTwice(f"marks.{place}.participant_id")
        seen.add(mark.participant_id)


def check_begun(starts_at: datetime, now: datetime) -> None:
    """Raise BlockNotBegun: nobody was there before it began."""
    if now < starts_at:
        raise BlockNotBegun("block_id")


def has_ended(ends_at: datetime | None, now: datetime) -> bool:
    """Say whether the session is over; one whose plan has not arrived is not."""
    return ends_at is not None and ends_at <= now


def check_can_close(ends_at: datetime | None, blocks: int, missing: int, now: datetime) -> None:
    """Raise BlocksNotPlanned, AttendanceTooEarly, MarksMissing.

    The end of the session, not of its last block: from closing follow its completion and the public telling of where it
    was, and neither is so before.
    """
    if not blocks:
        raise BlocksNotPlanned("session_id")
    if not has_ended(ends_at, now):
        raise AttendanceTooEarly("session_id")
    if missing:
        raise MarksMissing("session_id", missing=missing)


def check_somebody_came(*, anybody: bool, nobody_came: bool) -> None:
    """Raise NobodyCame: from closing follows that the session counts as held."""
    if not anybody and not nobody_came:
        raise NobodyCame("nobody_came")
