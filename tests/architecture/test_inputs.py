"""Inputs on planners' pages and those of people: every field of a form that a page reads has one, or is declined."""

import re
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any, get_args

import pytest
from pydantic import BaseModel

from tests.architecture.built import ROOT, python_files
from tests.architecture.test_forms import TEMPLATES

READ = re.compile(r"\b(?:fill|read|understand)\(request, ([A-Z]\w+)")
NAMED = re.compile(r"[\"'](\w+\.html)[\"']")
CALL = r"ui\.(?:field|textarea|select|choices|tick)\((.*?)\) *}}"
INPUT = re.compile(CALL + r"|\bname=\"([^\"]+)\"|\bname='([^']+)'", re.DOTALL)
WORD = re.compile(r"[a-z_]{2,}")
BY_NAME = {file.name: file.read_text(encoding="utf-8") for file in TEMPLATES}
FOLDERS = ("services/scheduling", "services/registration/people")
PAGES = [file for file in python_files(*FOLDERS) if READ.search(file.read_text(encoding="utf-8"))]

DECLINED = {
    "channel": "said by the button",
    "module_version": "chosen together with the module",
    "donor": "named on the programme's own page, once it is defined",
    "fr": "a donor's name, as above",
    "ar": "a donor's name, as above",
    "en": "a donor's name, as above",
    "voiced_by": "chosen in registration, which alone knows names",
}


def models(file: Path) -> list[type[BaseModel]]:
    module = import_module(".".join(file.relative_to(ROOT).with_suffix("").parts))
    names = dict.fromkeys(READ.findall(file.read_text(encoding="utf-8")))
    return [getattr(module, name) for name in names]


def leaves(model: type[BaseModel]) -> Iterator[str]:
    for name, field in model.model_fields.items():
        inner = list(_inner(field.annotation))
        yield from (leaf for it in inner for leaf in leaves(it))
        if not inner:
            yield name


def _inner(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for part in get_args(annotation):
        yield from _inner(part)


def templates_of(file: Path) -> set[str]:
    found, ahead = set[str](), set(NAMED.findall(file.read_text(encoding="utf-8"))) & set(BY_NAME)
    while ahead:
        found |= ahead
        ahead = {it for name in ahead for it in NAMED.findall(BY_NAME[name])} & set(BY_NAME) - found
    return found


def inputs(templates: set[str]) -> set[str]:
    said = [" ".join(part) for name in templates for part in INPUT.findall(BY_NAME[name])]
    return {word for text in said for word in WORD.findall(text)}


@pytest.mark.parametrize("file", PAGES, ids=lambda file: str(file.relative_to(ROOT)))
def test_every_field_of_a_form_has_an_input_on_its_page_or_is_declined(file: Path) -> None:
    offered = inputs(templates_of(file))

    wanted = {f"{model.__name__}.{name}" for model in models(file) for name in leaves(model)}

    assert wanted
    assert {it for it in wanted if it.rpartition(".")[2] not in offered | set(DECLINED)} == set()
