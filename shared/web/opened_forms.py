"""Values that a form showed when it was opened, so that a page of yesterday undoes nothing saved since."""

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from shared.country.spelling import tidy_lines
from shared.http.preconditions import ChangedMeanwhile, Check, at_will

SHOWN = "shown"  # the hidden field that macros.html writes


@dataclass(frozen=True)
class Shown:
    """The fields as the form showed them, None where it does not say; and as they were sent back."""

    before: Mapping[str, str] | None
    typed: Mapping[str, str]

    def touched(self) -> set[str]:
        """Return the fields that this reader has changed; all of them where the form does not say what it showed."""
        before = self.before
        if before is None:
            return set(self.typed)
        return {name for name, value in self.typed.items() if tidy(value) != tidy(before.get(name))}

    def check(self, now: Mapping[str, str], together: Iterable[frozenset[str]] = ()) -> None:
        """Raise ChangedMeanwhile with the fields that both have changed, and not alike.

        The fields of a set in `together` mean one thing, e.g. a name: changing two of them is changing the same.
        """
        mine, theirs = self.touched(), self._changed(now)
        for fields in together:
            mine |= fields if fields & mine else set()
        apart = {it: now[it] for it in now if it in mine & theirs and tidy(now[it]) != tidy(self.typed.get(it))}
        if apart:
            raise ChangedMeanwhile("", apart)

    def check_same(self, now: Mapping[str, str]) -> None:
        """Raise ChangedMeanwhile with every field that others have changed: of a plan people are told as a whole."""
        if theirs := self.changed(now):
            raise ChangedMeanwhile("", theirs)

    def check_acted_on(self, now: Mapping[str, str]) -> None:
        """Raise ChangedMeanwhile where the page of a button showed something else; where it showed nothing, pass."""
        if self.before is not None:
            self.check_same(now)

    def changed(self, now: Mapping[str, str]) -> dict[str, str]:
        """Return the fields that others have changed, as they now are."""
        return {name: now.get(name, "") for name in sorted(self._changed(now))}

    def merged(self, now: Mapping[str, str]) -> dict[str, str]:
        """Return the form to be shown again: what this reader changed as typed, everything else as it now is."""
        mine = self.touched()
        return {**now, **{name: self.typed[name] for name in self.typed if name in mine or name not in now}}

    def _changed(self, now: Mapping[str, str]) -> set[str]:
        """Return the fields that others have changed; where the form does not say what it showed, all that differ."""
        before = self.typed if self.before is None else self.before
        return {name for name in {*now, *before} if tidy(now.get(name)) != tidy(before.get(name))}


def tidy(value: str | None) -> str:
    """Return the value as it counts: as forms read it, and an empty field is the same as none."""
    return tidy_lines(value or "")


def read_shown(text: str | None) -> dict[str, str] | None:
    """Return what the hidden field says; None where it is not there, or not ours."""
    try:
        found: Any = json.loads(text or "")
    except (ValueError, RecursionError):
        return None
    if not isinstance(found, dict):
        return None
    return {name: value for name, value in found.items() if isinstance(value, str)}


def as_typed(value: object) -> str:
    """Return a value as somebody would have typed it."""
    if isinstance(value, bool):
        return str(value).lower()
    return "" if value is None else str(value)


class Counted(Protocol):
    """A thing that counts its own changes."""

    version: int


def as_shown(before: Mapping[str, str] | None) -> Check[Counted]:
    """Return what lets a button act on nothing but the version that its page showed. Raises ChangedMeanwhile."""
    if before is None:
        return at_will

    def check(now: Counted) -> None:
        if before.get("version") != str(now.version):
            raise ChangedMeanwhile

    return check
