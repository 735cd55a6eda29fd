"""Catalogue of attacks: what each tries, the tests that try it, and what of it there is none of yet."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

FILE = Path(__file__).with_name("attacks.toml")


@dataclass(frozen=True)
class Attack:
    """One attack: tried by tests, or not to be tried here (`applies`), or against something not built yet (`missing`).

    `left` says what of an attack its tests do not try.
    """

    id: str
    tries: str
    tests: tuple[str, ...] = ()
    applies: str = ""
    missing: str = ""
    left: str = ""


def attacks() -> list[Attack]:
    """Return all attacks, in the order of the file."""
    return read(FILE.read_text(encoding="utf-8"))


def read(text: str) -> list[Attack]:
    """Return the attacks that a text of the file's form tells of."""
    told: Mapping[str, dict[str, Any]] = tomllib.loads(text)
    return [Attack(name, **told_of | {"tests": tuple(told_of.get("tests", ()))}) for name, told_of in told.items()]
