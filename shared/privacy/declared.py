"""Declarations of personal data: each column and each field, whose it is, what for, how long, and who sees it."""

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any, Literal

FOLDER = Path(__file__).parent
PSEUDONYM = "pseudonym"
KERNEL = "kernel"


@dataclass(frozen=True)
class Kind:
    """A kind of data: what it is, how protected, whose, what for, how long, and which permissions show it."""

    name: str
    means: str
    protection: Literal["public", "internal", "personal", "sensitive"]
    of: Literal["nobody", "organisation", "participant", "staff"]
    purposes: tuple[str, ...]
    kept: str
    seen_by: tuple[str, ...] = ()
    travels: bool = False


@dataclass(frozen=True)
class Retention:
    """How long a kind is kept: in words, in numbers where there are any; what ends it, and the test that shows it."""

    name: str
    says: str
    by: str
    proof: str
    length: Mapping[str, int] = field(default_factory=dict)  # e.g. months → 24


@dataclass(frozen=True)
class Declared:
    """A column or a field, and its kind."""

    place: str  # the service, or the topic
    thing: str  # the table, or the type of the event
    name: str
    kind: Kind


def _read(name: str) -> dict[str, Any]:
    return tomllib.loads((FOLDER / name).read_text(encoding="utf-8"))


@cache
def kinds() -> Mapping[str, Kind]:
    """Return every kind by its name."""
    return {name: _kind(name, **told) for name, told in _read("kinds.toml")["kinds"].items()}


def _kind(name: str, **told: Any) -> Kind:
    told |= {"purposes": tuple(told["purposes"]), "seen_by": tuple(told.pop("seen-by", ()))}
    return Kind(name=name, protection=told.pop("class"), **told)


@cache
def purposes() -> Mapping[str, str]:
    """Return what data are kept for, in words, by a short name."""
    told: dict[str, str] = _read("kinds.toml")["purposes"]
    return told


@cache
def retentions() -> Mapping[str, Retention]:
    """Return how long data are kept, by a short name."""
    return {name: _retention(name, **told) for name, told in _read("kinds.toml")["retentions"].items()}


def _retention(name: str, says: str, by: str, proof: str, **length: int) -> Retention:
    return Retention(name, says, by, proof, length)


@cache
def columns() -> Sequence[Declared]:
    """Return each column that is declared; of a table that every service has under the place `kernel`."""
    return tuple(_all("tables.toml"))


@cache
def fields() -> Sequence[Declared]:
    """Return each field of an event that is declared; of a part with the name of the field before it."""
    return tuple(_all("events.toml"))


def _all(name: str) -> Iterator[Declared]:
    for place, things in _read(name).items():
        for thing, by_kind in things.items():
            yield from (Declared(place, thing, it, kinds()[kind]) for kind, names in by_kind.items() for it in names)


def of_service(service: str) -> Iterator[Declared]:
    """Return the columns of a service's database."""
    return (column for column in columns() if column.place in {service, KERNEL})


def services_about_participants() -> frozenset[str]:
    """Return the services with a table of their own that tells of participants."""
    return frozenset(one.place for one in columns() if one.kind.name == PSEUDONYM) - {KERNEL}
