"""The services there are, and the places of their pages, from the one list of them."""

import tomllib
from functools import cache
from pathlib import Path
from typing import Any

LIST = Path(__file__).parents[1] / "services" / "services.toml"


@cache
def _told() -> dict[str, Any]:
    return tomllib.loads(LIST.read_text(encoding="utf-8"))


def service_names() -> tuple[str, ...]:
    """Return the name of every service: of its folder, its database, its role, its part of each address."""
    return tuple(_told()["services"])


@cache
def navigation() -> tuple[tuple[str, str], ...]:
    """Return path and name of each place in the frame of all pages, whichever service it belongs to."""
    return tuple((path, name) for path, name in _told()["navigation"])


def home() -> str:
    """Return the path on which a day begins, the root of a service: its style is that of pages of no service."""
    return navigation()[0][0]
