"""The regions, as data: regions.toml is the only place that knows them."""

import tomllib
from functools import cache
from pathlib import Path

FILE = Path(__file__).with_name("regions.toml")


@cache
def names() -> dict[str, dict[str, str]]:
    """Return ISO 3166-2 code → language → name."""
    return tomllib.loads(FILE.read_text(encoding="utf-8"))


def known(code: str) -> bool:
    """Say whether there is such a region."""
    return code in names()
