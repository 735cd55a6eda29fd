"""Long lists in parts that a telephone shows: fifty people at once, and those who are looked for."""

from collections.abc import Sequence
from dataclasses import dataclass

from services.registration.people.finding import number_of
from services.registration.people.naming import matching
from services.registration.people.sounds import sound_of
from services.registration.seats.lines import Line

AT_ONCE = 50


@dataclass(frozen=True)
class Group:
    """One part of a list; the first has the number 1."""

    lines: Sequence[Line]
    number: int
    last: int
    total: int

    @property
    def first_place(self) -> int:
        """Return the place of its first line in the whole list, counted from 1."""
        return (self.number - 1) * AT_ONCE + 1


def group(lines: Sequence[Line], number: int) -> Group:
    """Return this part of the list, or the nearest that there is."""
    last = max(1, -(-len(lines) // AT_ONCE))
    number = min(max(number, 1), last)
    return Group(lines[(number - 1) * AT_ONCE : number * AT_ONCE], number, last, len(lines))


def among(lines: Sequence[Line], sought: str) -> list[Line]:
    """Return whose phone it is, or whose name and organisation hold all the words, or sound so."""
    if number := number_of(sought):
        return [line for line in lines if line.person.phone == number]
    words = (matching(sought) or "").split()
    return [line for line in lines if words and (_holds(line, words) or _sounds_like(line, sought))]


def _holds(line: Line, words: Sequence[str]) -> bool:
    return all(any(word in key for key in _keys(line)) or _sounds_like(line, word) for word in words)


def _sounds_like(line: Line, words: str) -> bool:
    sound = sound_of(words)
    return sound is not None and f" {sound} " in (line.person.sound or "")


def _keys(line: Line) -> list[str]:
    of = (line.person.name_key, line.person.name_ar_key, line.organisation.name_key, line.organisation.name_ar_key)
    return [key for key in of if key]
