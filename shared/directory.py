"""The services there are, and the places of their pages, from the one list of them."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

LIST = Path(__file__).parents[1] / "services" / "services.toml"


@cache
def _told() -> dict[str, Any]:
    return tomllib.loads(LIST.read_text(encoding="utf-8"))


def service_names() -> tuple[str, ...]:
    """Return the name of every service: of its folder, its database, its role, its part of each address."""
    return tuple(_told()["services"])


def heading(service: str) -> str:
    """Return what a reader calls the service's part of the work, in English."""
    return str(_told()["headings"][service])


@dataclass(frozen=True)
class Place:
    """A place in the frame of all pages: who may come, and with which permission nobody needs it."""

    path: str
    name: str
    permission: str
    unless: str = ""


@cache
def navigation() -> tuple[Place, ...]:
    """Return each place in the frame of all pages, whichever service it belongs to."""
    return tuple(Place(*told) for told in _told()["navigation"])


def home() -> str:
    """Return the root of the service on which a day begins: its style is that of pages of no service."""
    return navigation()[0].path


def way(name: Literal["sign_in", "second_factor", "opens", "start", "sign_out", "account"]) -> str:
    """Return the path at which people sign in, show a second factor, open a link, begin, or sign out."""
    return str(_told()[name])
