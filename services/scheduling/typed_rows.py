"""Forms that are typed in otherwise than programs send them: rows that nobody began, lists as lines of one text."""

import re
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import TypeVar

from fastapi import Request
from pydantic import BaseModel

from services.scheduling.frame import STATES, words_of
from services.scheduling.planning.domain import MoveIllegal
from shared.refusals import Refusal
from shared.web.filling import Filled, typed_in, understand, with_hidden

F = TypeVar("F", bound=BaseModel)

ROW = re.compile(r"([a-z_]+)\.(\d+)\.([a-z_]+)")
MOVES = {state: name for state, (name, _) in STATES.items()} | {"rescheduled": "Rescheduled"}


def lines(text: str) -> list[str]:
    """Return the lines that say something."""
    return [line.strip() for line in text.splitlines() if line.strip()]


@dataclass(frozen=True)
class Shape:
    """How a form is typed in. It has rows of one kind at most; one counts where a field of `begun` is filled in."""

    begun: frozenset[str] = frozenset()
    lists: Mapping[str, Callable[[str], list[str]]] = field(default_factory=dict)
    pairs: Mapping[str, tuple[str, str]] = field(default_factory=dict)  # `a:b` in one field is two fields

    def arranged(self, values: Mapping[str, str]) -> dict[str, str]:
        """Number the rows from 0 on, those that somebody began before the others."""
        begun = self._begun(values)
        rows = {name.rpartition(".")[0] for name in values if ROW.fullmatch(name)}
        order = sorted(rows, key=lambda row: (row not in begun, int(row.partition(".")[2])))
        places = {row: f"{row.partition('.')[0]}.{place}" for place, row in enumerate(order)}
        return {
            ".".join([places.get(above, above), last]).lstrip("."): values[name] for name, above, last in _cut(values)
        }

    def _begun(self, values: Mapping[str, str]) -> set[str]:
        return {above for name, above, last in _cut(values) if last in self.begun and values[name].strip()}

    def apart(self, values: Mapping[str, str]) -> dict[str, str]:
        """Return the fields as programs send them, without the rows that nobody began."""
        begun, taken = self._begun(values), dict[str, str]()
        for name, above, last in _cut(values):
            if ROW.fullmatch(name) and above not in begun:
                continue
            if last in self.lists:
                taken |= {f"{name}.{place}": item for place, item in enumerate(self.lists[last](values[name]))}
            elif last in self.pairs:
                parts = zip(self.pairs[last], values[name].split(":"), strict=False)
                taken |= {f"{above}.{part}": value for part, value in parts}
            else:
                taken[name] = values[name]
        return taken

    def beside(self, name: str) -> str:
        """Return the field as it was typed, for one as programs send it."""
        above, last = name[: name.rfind(".") + 1], name.rpartition(".")[2]
        if last.isdecimal() and above.rstrip(".").rpartition(".")[2] in self.lists:
            return above.rstrip(".")
        return above + next((one for one, two in self.pairs.items() if last in two), last)


def _cut(names: Iterable[str]) -> list[tuple[str, str, str]]:
    """Return each name with what stands before its last dot and after it."""
    return [(name, name.rpartition(".")[0], name.rpartition(".")[2]) for name in names]


async def read(request: Request, model: type[F], shape: Shape) -> Filled[F]:
    """Read the request's form; what is wrong stands beside what was typed."""
    typed = shape.arranged(await typed_in(request))
    filled = understand(request, model, shape.apart(typed))
    errors = {shape.beside(name): message for name, message in reversed(filled.errors.items())}
    return await with_hidden(request, Filled(typed, filled.form, dict(reversed(errors.items()))))


def refuse(filled: Filled[F], request: Request, refusal: Refusal, shape: Shape) -> None:
    """Say beside its field, or its row, why it cannot be done."""
    words = words_of(request)
    values = refusal.values
    if isinstance(refusal, MoveIllegal):
        values = {name: words.say(MOVES[state]) for name, state in values.items()}
    name = shape.beside(refusal.field)
    shown = name in filled.values or any(field.startswith(f"{name}.") for field in filled.values)
    filled.errors[name if shown else ""] = words.say(refusal.message(), **values)
