"""What travels is declared: each field of each event is of a kind that may, and what leaves is for everybody."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any, get_args

import pytest
from pydantic import BaseModel

from programs.documents.catalogue import all_events
from services.access.guessing import domain as guessing
from services.access.sessions import domain as sessions
from services.registration.imports import storage as imports
from shared.access import roles
from shared.events import ParticipantRecorded
from shared.http import idempotency
from shared.kernel.contracts import ENVELOPE
from shared.privacy.declared import Kind, columns, fields, kinds, purposes, retentions
from tests.architecture.built import ROOT

EVENTS = all_events()
PERMISSIONS = {one for role in roles.names() for one in roles.permissions(role)}
DECLARED = {(one.thing, one.name): one for one in fields()}


def leaves(model: type[BaseModel], above: str = "") -> Iterator[str]:
    """Yield each field of the model; of a part that has fields, those."""
    for name, field in model.model_fields.items():
        if above == "" and name in ENVELOPE:
            continue
        inner = part_in(field.annotation)
        yield from leaves(inner, f"{above}{name}.") if inner else [f"{above}{name}"]


def part_in(annotation: Any) -> type[BaseModel] | None:
    """Return the model that a field holds, or holds a list of."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next((found for inner in get_args(annotation) if (found := part_in(inner))), None)


def undeclared(type_: str, model: type[BaseModel]) -> set[str]:
    """Return the fields of an event that no line declares."""
    return {name for name in leaves(model) if (type_, name) not in DECLARED}


@pytest.mark.parametrize("type_", EVENTS)
def test_each_field_of_an_event_is_declared_under_its_topic(type_: str) -> None:
    declared = {one.name: one for one in fields() if one.thing == type_}

    assert undeclared(type_, EVENTS[type_]) == set()
    assert declared.keys() == set(leaves(EVENTS[type_]))
    assert {one.place for one in declared.values()} == {EVENTS[type_].topic}


def test_a_field_that_nobody_declared_is_seen() -> None:
    class Planted(ParticipantRecorded):
        shoe_size: int

    assert undeclared(ParticipantRecorded.type, Planted) == {"shoe_size"}


def test_nothing_travels_but_what_may_and_nothing_leaves_but_what_is_public() -> None:
    may_not = [one for one in fields() if not one.kind.travels and one.kind.name not in {"works", "staff-secret"}]
    outside = {one.kind.protection for one in fields() if one.place.startswith("public.")}

    assert may_not == []
    assert {one.name for one in fields() if one.kind.name == "staff-secret"} == {"keys.digest", "digest"}, "no secret"
    assert outside == {"public"}


@pytest.mark.parametrize("kind", kinds().values(), ids=lambda kind: kind.name)
def test_a_kind_says_what_for_how_long_and_who_sees_it(kind: Kind) -> None:
    assert set(kind.purposes) <= set(purposes())
    assert kind.purposes, "nothing is kept for nothing"
    assert kind.kept in retentions()
    assert set(kind.seen_by) <= PERMISSIONS


def test_no_kind_is_kept_that_no_column_or_field_is_of() -> None:
    used = {one.kind.name for one in (*columns(), *fields())}

    assert set(kinds()) - used == set()


@pytest.mark.parametrize("name", retentions())
def test_what_ends_a_retention_and_the_test_that_shows_it_exist(name: str) -> None:
    told = retentions()[name]

    assert (ROOT / told.by).is_file()
    assert (ROOT / told.proof).is_file()
    assert Path(told.proof).name.startswith("test_")


# Of these the number stands in the code that ends them, beside the declaration; of all others there alone.
IN_CODE = {
    "lists": {"days": imports.KEPT_DAYS},
    "sessions": {"days": sessions.KEPT.days},
    "requests": {"hours": idempotency.KEPT_HOURS},
}


@pytest.mark.parametrize("name", IN_CODE)
def test_a_retention_is_as_long_as_the_code_keeps_it(name: str) -> None:
    ((unit, number),) = IN_CODE[name].items()

    assert retentions()[name].length == {unit: number}
    assert f"{number} {unit}" in retentions()[name].says


def test_guesses_are_kept_for_as_long_as_they_count() -> None:
    assert retentions()["guesses"].says == f"{guessing.WITHIN.seconds // 60} minutes"
