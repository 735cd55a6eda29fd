"""The sheet of one block as a form: its rows as shown and as typed, and what a colleague has marked meanwhile."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any
from uuid import UUID

from services.registration.attendance.domain import Marked, minutes_late
from services.registration.attendance.storage import Attendance
from services.registration.seats.lines import Line
from services.registration.seats.storage import Block
from shared.http.preconditions import ChangedMeanwhile
from shared.web.filling import Filled

ASKS: Mapping[str, str] = {"late": "minutes_late", "partial": "minutes"}  # the number that a mark asks for
OFFERED = "present"  # chosen beforehand for whoever has no mark yet


@dataclass(frozen=True)
class Row:
    """One person in the form."""

    line: Line
    field: str
    state: str
    minutes: str
    minutes_late: str
    marked: bool


def as_it_stands(mark: Attendance | None, block: Block) -> str:
    """Return a mark as the form shows it, e.g. `late 15` of who came 15 minutes late; nothing where there is none."""
    if mark is None:
        return ""
    late = minutes_late(mark.state, mark.minutes, block.minutes)
    number = mark.minutes if mark.state == "partial" else late
    return f"{mark.state} {number}" if number is not None else mark.state


def shown(lines: Sequence[Line], marks: Mapping[UUID, Attendance], block: Block) -> dict[str, str]:
    """Return what the form says it showed: person → mark."""
    return {str(line.person.id): as_it_stands(marks.get(line.person.id), block) for line in lines}


def rows(
    lines: Sequence[Line], marks: Mapping[UUID, Attendance], block: Block, filled: Filled[Any] | None
) -> list[Row]:
    """Return the rows of the form: as typed where it was sent and refused, else as the marks stand."""
    typed, before = filled.values if filled else {}, shown(lines, marks, block)
    places = {who: name.rpartition(".")[0] for name, who in typed.items() if name.endswith(".participant_id")}
    return [
        _row(line, before[str(line.person.id)], places.get(str(line.person.id), f"marks.{place}"), typed)
        for place, line in enumerate(lines)
    ]


def _row(line: Line, stands: str, field: str, typed: Mapping[str, str]) -> Row:
    of = {name: typed.get(f"{field}.{name}", value) for name, value in _fields(stands or OFFERED).items()}
    return Row(line, field, of["state"], of["minutes"], of["minutes_late"], bool(stands))


def _fields(said: str) -> dict[str, str]:
    """Return the fields of the form that say such a mark."""
    state, _, number = said.partition(" ")
    return {"state": state} | {name: number if ASKS.get(state) == name else "" for name in ASKS.values()}


def without_stray_minutes(marks: Sequence[Marked], typed: Mapping[str, str]) -> list[Marked]:
    """Forget minutes that stayed in their field after somebody was marked otherwise.

    A form without a field for minutes late is not one of today's: what it says of them is left to the rules.
    """
    asks_late = "marks.0.minutes_late" in typed
    with_minutes = {"partial"} if asks_late else {"partial", "late"}
    return [
        replace(
            mark,
            minutes=mark.minutes if mark.state in with_minutes else None,
            minutes_late=mark.minutes_late if mark.state == "late" else None,
        )
        for mark in marks
    ]


def typed_of(lines: Sequence[Line], filled: Filled[Any]) -> list[Line]:
    """Return the people of the form that was sent, in its order; who has lost the seat since is not among them."""
    by_id = {str(line.person.id): line for line in lines}
    named = [who for name, who in filled.values.items() if name.endswith(".participant_id")]
    return [by_id[who] for who in dict.fromkeys(named) if who in by_id]


class Opened:
    """The form as it was opened and sent back, held against the marks as they now are: `now`, person → mark."""

    def __init__(self, marks: Sequence[Marked], before: Mapping[str, str] | None) -> None:
        self._marks = marks
        self._before = before
        self.now: dict[str, str] = {}
        self.kept = 0

    def leave(self, block: Block, known: Mapping[UUID, Attendance]) -> Collection[UUID]:
        """Return whose mark a colleague has made or changed since, and this reader has not touched: those stay.

        Raises ChangedMeanwhile with the marks that both have changed, and not alike.
        """
        self.now = {str(it.participant_id): as_it_stands(known.get(it.participant_id), block) for it in self._marks}
        changed = [(place, it) for place, it in enumerate(self._marks) if self._differs(it)]
        if apart := {f"marks.{place}.state": self._now(it) for place, it in changed if self._is_chosen(it)}:
            raise ChangedMeanwhile("", apart)
        self.kept = len(changed)
        return {it.participant_id for _, it in changed}

    def renewed(self, values: Mapping[str, str]) -> dict[str, str]:
        """Return the form to be shown again: what was chosen stays, every other row is as it now stands."""
        again = dict(values)
        for place, mark in enumerate(self._marks):
            if not self._is_chosen(mark):
                again |= {f"marks.{place}.{name}": is_ for name, is_ in _fields(self._now(mark) or OFFERED).items()}
        return again

    def _differs(self, mark: Marked) -> bool:
        """Say whether somebody else has marked this person since, and otherwise than here."""
        return self._now(mark) not in {_said(mark), self._shown(mark)}

    def _is_chosen(self, mark: Marked) -> bool:
        """Say whether this reader has chosen it; a form that does not say what it showed counts as chosen."""
        return self._before is None or _said(mark) != (self._shown(mark) or OFFERED)

    def _now(self, mark: Marked) -> str:
        return self.now[str(mark.participant_id)]

    def _shown(self, mark: Marked) -> str:
        return (self._before or {}).get(str(mark.participant_id), "")


def _said(mark: Marked) -> str:
    number = mark.minutes_late if mark.state == "late" else mark.minutes
    return mark.state if number is None else f"{mark.state} {number}"
