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
    """Minutes present are said only of whoever was there for a part; of whoever came late, the minutes late."""


class MinutesLateNotAsked(Invalid):
    """Minutes late are said only of whoever came late."""


@dataclass(frozen=True)
class Marked:
    """One mark as the sheet says it: of who was there for a part the minutes present, of who came late those late."""

    participant_id: UUID
    state: AttendanceState
    minutes: int | None = None
    minutes_late: int | None = None


def minutes_of(mark: Marked, whole: int, place: str = "") -> int:
    """Return the minutes that count as attended, in a block of `whole` minutes; `place` stands before a field's name.

    Present counts for the whole block, and late does unless it is said by how much: who comes in during the welcome
    misses nothing. Raises MinutesNeeded, MinutesImpossible, MinutesNotAsked, MinutesLateNotAsked.
    """
    if mark.minutes is not None and mark.state != "partial":
        raise MinutesNotAsked(f"{place}minutes")
    if mark.minutes_late is not None and mark.state != "late":
        raise MinutesLateNotAsked(f"{place}minutes_late")
    if mark.state == "partial":
        return _part(mark.minutes, whole, f"{place}minutes")
    if mark.state == "late" and mark.minutes_late is not None:
        return whole - _part(mark.minutes_late, whole, f"{place}minutes_late")
    return whole if mark.state in WAS_THERE else 0


def minutes_late(state: str, counted: int, whole: int) -> int | None:
    """Return by how much somebody was late whose mark counts so many minutes; None where nothing was missed."""
    return whole - counted if state == "late" and counted < whole else None


def _part(minutes: int | None, whole: int, field: str) -> int:
    """Return them. Raises MinutesNeeded, MinutesImpossible."""
    if minutes is None:
        raise MinutesNeeded(field)
    if not 0 < minutes < whole:
        raise MinutesImpossible(field, whole=whole)
    return minutes


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
