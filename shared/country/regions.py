"""The regions, as data: regions.toml is the only place that knows them."""

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from itertools import count
from pathlib import Path

FILE = Path(__file__).with_name("regions.toml")
Place = tuple[int, int]  # column and row, counted from 0


@cache
def names() -> dict[str, dict[str, str]]:
    """Return ISO 3166-2 code → language → name."""
    tables = tomllib.loads(FILE.read_text(encoding="utf-8"))
    return {code: {key: name for key, name in table.items() if key != "tile"} for code, table in tables.items()}


def known(code: str) -> bool:
    """Say whether there is such a region."""
    return code in names()


@cache
def tiles() -> dict[str, Place]:
    """Return where each region's tile stands in a diagram that recalls the country; it is no map."""
    tables = tomllib.loads(FILE.read_text(encoding="utf-8"))
    return placed(
        tables, {code: (table["tile"][0], table["tile"][1]) for code, table in tables.items() if "tile" in table}
    )


def placed(codes: Iterable[str], given: Mapping[str, Place]) -> dict[str, Place]:
    """Return a place for every code: its own, or the next free one from the last row on."""
    free = _free_places(set(given.values()))
    return {code: given[code] if code in given else next(free) for code in codes}


def _free_places(taken: set[Place]) -> Iterator[Place]:
    width = max((column for column, _ in taken), default=0) + 1
    last = max((row for _, row in taken), default=0)
    return ((column, row) for row in count(last) for column in range(width) if (column, row) not in taken)
