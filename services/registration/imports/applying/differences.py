"""Differences of the deed from its dry run: nobody known is changed otherwise, and each difference is told."""

from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any
from uuid import UUID

from services.registration.imports.matching.verdicts import Verdict
from services.registration.imports.parsing import problems
from services.registration.imports.parsing.problems import Problem, problem
from services.registration.imports.storage import ImportRow
from shared.events import SeatState
from shared.refusals import Refusal

CHANGED = problem(problems.PersonChangedMeanwhile(""))


@dataclass(frozen=True)
class Shown:
    """What the dry run showed of a row."""

    verdict: str
    seat: str | None
    changes: list[dict[str, Any]]
    notes: list[dict[str, Any]]

    @classmethod
    def of(cls, row: ImportRow) -> "Shown":
        """Return what was shown; only before anything is done with the row."""
        return cls(row.verdict, row.seat, row.changes, row.notes)

    def bound(self, verdict: Verdict) -> Verdict:
        """Return the verdict with no change of somebody known, and no seat, that was not shown."""
        if any(asdict(change) not in self.changes for change in verdict.changes):
            verdict = replace(verdict, kind="unchanged", changes=(), notes=(*verdict.notes, CHANGED))
        if verdict.seat == "take" and self.seat != "take":
            notes = (shown for note in self.notes if (shown := Problem(**note)) not in verdict.notes)
            verdict = replace(verdict, seat="refused", notes=(*notes, *verdict.notes))
        return verdict

    def otherwise(self, row: ImportRow) -> Iterator[dict[str, Any]]:
        """Yield that something else was done than was shown, where it was."""
        given = {"registered", "waiting", "offered"} if self.seat == "take" else {self.seat}
        if row.outcome != self.verdict or row.seat not in given or row.changes != self.changes:
            told = problems.DoneOtherwise("", shown=self.verdict, seat=self.seat)
            yield asdict(problem(told))


@dataclass(frozen=True)
class SeatsTaken:
    """Person → what each has got; and why others have got none."""

    taken: Mapping[UUID, SeatState] = field(default_factory=dict)
    why_not: Refusal | None = None

    def given(self, verdict: Verdict, who: UUID | None) -> Verdict:
        """Return the verdict with the seat that was taken."""
        if verdict.seat != "take" or who is None:
            return verdict
        if state := self.taken.get(who):
            return replace(verdict, seat=state)
        notes = (problem(self.why_not),) if self.why_not else ()
        return replace(verdict, seat="refused", notes=(*verdict.notes, *notes))
