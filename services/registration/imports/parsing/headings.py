"""Headings of a list: their row is found, and each column told, by the words that lists use."""

import re
import tomllib
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Literal, get_args

from services.registration.imports.parsing.questions import closest, compact, parts_of
from services.registration.imports.reading import limits
from services.registration.imports.reading.sheet import Cell, Row
from shared.country.spelling import LATIN, folded, is_arabic

FILE = Path(__file__).with_name("headings.toml")
Column = Literal[
    "full_name",
    "given_name",
    "family_name",
    "full_name_ar",
    "given_name_ar",
    "family_name_ar",
    "sex",
    "organisation",
    "phone",
    "email",
    "route",
    "language",
    "first_timer",
    "organisation_phone",
    "organisation_email",
]
COLUMNS: tuple[Column, ...] = get_args(Column)
NAMES = (
    frozenset({"full_name"}),
    frozenset({"full_name_ar"}),
    frozenset({"given_name", "family_name"}),
    frozenset({"given_name_ar", "family_name_ar"}),
)  # any of these is enough
LONGEST_HEADING = 80
NAMES_ALONE = {"name", "full_name", "given_name", "family_name"}
ENOUGH = 2  # known headings that make a row the row of headings


# A heading that puts the family name first, as folded by shared/country/spelling.py.
FAMILY_FIRST = re.compile(r"(noms? .*prenom|النسب |الاسم العايلي )")


@dataclass(frozen=True)
class Headings:
    """Where the headings stand (`row`, the first is 0) and which column says what."""

    row: int = 0
    columns: Mapping[Column, int] = field(default_factory=dict)

    @property
    def certain(self) -> bool:
        """Say whether the list can be read without asking anybody."""
        return not missing(self.columns)


def missing(columns: Iterable[Column]) -> list[Column]:
    """Return what every list needs and this one does not say: a name in one script, and the organisation."""
    known = set(columns)
    lacking: list[Column] = []
    if not any(names <= known for names in NAMES):
        pair = (("given_name", "family_name"), ("given_name_ar", "family_name_ar"))
        half = next((names for names in pair if known & set(names)), None)
        lacking += [name for name in COLUMNS if half and name in half and name not in known] or ["full_name"]
    return lacking + ["organisation" for _ in range("organisation" not in known)]


def find(rows: Sequence[Row]) -> Headings:
    """Return the first row that has the most known headings, within the first lines that hold anything."""
    first = [(number, row) for number, row in enumerate(rows) if row][: limits.HEADINGS_WITHIN]
    for known in (known_in, recognised):  # misspelt ones count where no row has others
        counts = [(len(known(row)), -number) for number, row in first]
        most, number = max(counts, default=(0, 0))
        if most >= ENOUGH:
            return Headings(-number, recognised(rows[-number]))
    return Headings()


def recognised(row: Row) -> dict[Column, int]:
    """Return which of the cells are headings that we know, be it with a letter missing or turned."""
    return _columns(row, known_in(row), near)


def known_in(row: Row) -> dict[Column, int]:
    """Return which of the cells are headings that we know as they are written; of two alike the first counts."""
    return _columns(row, {}, column_of)


def _columns(row: Row, known: Mapping[Column, int], says: Callable[[Cell], str | None]) -> dict[Column, int]:
    columns: dict[str, int] = {str(column): place for column, place in known.items()}
    taken = set(columns.values())
    cells = [(place, cell) for place, cell in enumerate(row[: limits.MOST_COLUMNS]) if place not in taken]
    found = [(place, cell, says(cell)) for place, cell in cells]
    latin = any(name in NAMES_ALONE and not _in_arabic_alone(cell) for _, cell, name in found)
    for place, cell, name in found:
        if name:
            arabic = latin and name in NAMES_ALONE and _in_arabic_alone(cell)
            columns.setdefault(f"{name}_ar" if arabic else name, place)
    for name, script in (("name", ""), ("name_ar", "_ar")):
        if name in columns:
            place = columns.pop(name)
            columns.setdefault(_plain_name(row[place], script, columns), place)
    return {column: columns[column] for column in COLUMNS if column in columns}


def _in_arabic_alone(heading: Cell) -> bool:
    return is_arabic(str(heading)) and not LATIN.search(str(heading))


def _plain_name(heading: Cell, script: str, beside: Mapping[str, int]) -> str:
    """Return what the bare word for name means: a whole name, or, in French and Arabic, the other half of one."""
    arabic = _in_arabic_alone(heading)
    half, other = ("given_name", "family_name") if arabic else ("family_name", "given_name")
    return f"{half if f'{other}{script}' in beside else 'full_name'}{script}"


def column_of(heading: Cell) -> str | None:
    """Return what a column under this heading says; None where that is not known."""
    if not isinstance(heading, str) or len(heading) > LONGEST_HEADING:
        return None
    tries = list(dict.fromkeys(parts_of(heading)))
    known = [found for text in tries if (found := spellings().get(folded(text)))]
    known = known or [found for text in tries if (found := compact_spellings().get(compact(text)))]
    return next((one for one in known if one not in {"name", "name_ar"}), known[0] if known else None)


def near(heading: Cell) -> str | None:
    """Return what a column under this heading says, be it with one letter more, less, other or turned."""
    if known := column_of(heading):
        return known
    if not isinstance(heading, str) or len(heading) > LONGEST_HEADING:
        return None
    tries = dict.fromkeys(compact(text) for text in dict.fromkeys(parts_of(heading)))
    return next((found for word in tries if (found := closest(word, compact_spellings()))), None)


@cache
def spellings() -> dict[str, str]:
    """Return heading in the one spelling → what its column says."""
    told: dict[str, dict[str, list[str]]] = tomllib.loads(FILE.read_text(encoding="utf-8"))
    return {folded(heading): column for column, words in told.items() for heading in words["known"]}


@cache
def compact_spellings() -> dict[str, str]:
    """Return heading without what only surrounds it → what its column says, where that is one thing."""
    told: dict[str, set[str]] = {}
    for heading, column in spellings().items():
        told.setdefault(compact(heading), set()).add(column)
    return {heading: one for heading, (one, *others) in told.items() if heading and not others}


def place(columns: Mapping[Column, int], name: str) -> int | None:
    """Return where a problem of this column is to be shown; names may stand in a column for either, or for both."""
    script = "_ar" if name.endswith("_ar") else ""
    near = (name, name.removesuffix("_ar"), *((f"full_name{script}", "full_name") if "_name" in name else ()))
    known = {str(column): where for column, where in columns.items()}
    return next((known[one] for one in near if one in known), None)


def family_first(heading: Cell) -> bool:
    """Say whether whole names under this heading begin with the family name."""
    return isinstance(heading, str) and bool(FAMILY_FIRST.match(folded(heading)))


def is_ours(heading: Cell) -> bool:
    """Say whether we added the column when a list was sent back."""
    return column_of(heading) == "ours"
