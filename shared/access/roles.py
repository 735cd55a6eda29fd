"""Roles: which permissions each has, and how far each goes; as roles.toml says, which is read once."""

import tomllib
from datetime import timedelta
from functools import cache
from pathlib import Path
from typing import Literal, get_args

FILE = Path(__file__).with_name("roles.toml")

Scope = Literal["nation", "region", "session", "organisation", "place", "own"]
SCOPES: tuple[Scope, ...] = get_args(Scope)
COORDINATOR, LOOKER = "coordinator", "looker"
LOOK_LASTS = timedelta(hours=3)
By = dict[str, frozenset[str]]  # scope → permissions
NO_ROLES = {"second-factor", "fields"}  # tables of the file that say something of permissions


@cache
def _file() -> dict[str, dict[str, list[str]]]:
    return tomllib.loads(FILE.read_text(encoding="utf-8"))


@cache
def _roles() -> dict[str, By]:
    return {
        role: {scope: frozenset(names) for scope, names in said.items() if scope in SCOPES}
        for role, said in _file().items()
        if role not in NO_ROLES
    }


def names() -> tuple[str, ...]:
    """Return every role."""
    return tuple(_roles())


def of_people() -> tuple[str, ...]:
    """Return the roles that a person may be given; the others are of programs, or asked for."""
    return tuple(role for role in _roles() if not {"of-programs", "asked-for"} & _file()[role].keys())


@cache
def permissions(role: str) -> frozenset[str]:
    """Return what the role may do at all; nothing where there is no such role: an older or a newer release's."""
    return frozenset().union(*_roles().get(role, {}).values())


@cache
def scopes(role: str, permission: str) -> tuple[Scope, ...]:
    """Return how far the role's permission goes; nowhere where it has none."""
    return tuple(scope for scope in SCOPES if permission in _roles().get(role, {}).get(scope, ()))


@cache
def scope_of(role: str) -> frozenset[str]:
    """Return what a grant of the role must name: region, organisation, session; nothing for the whole country."""
    return frozenset(_roles().get(role, {})) & {"region", "organisation", "session", "place"}


@cache
def second_factor() -> frozenset[str]:
    """Return the permissions for which a person must have shown a second factor."""
    return frozenset(_file()["second-factor"]["permissions"])


@cache
def fields(permission: str) -> tuple[str, ...]:
    """Return which kinds of personal data whoever uses the permission may see or change; nothing of most."""
    return tuple(_file()["fields"].get(permission, ()))
