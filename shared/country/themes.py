"""Themes of needs and recommendations, as data: themes.toml is the only place that knows them."""

import tomllib
from functools import cache
from pathlib import Path

FILE = Path(__file__).with_name("themes.toml")


@cache
def labels() -> dict[str, dict[str, str]]:
    """Return theme → language → label."""
    return tomllib.loads(FILE.read_text(encoding="utf-8"))


def known(theme: str) -> bool:
    """Say whether there is such a theme."""
    return theme in labels()
