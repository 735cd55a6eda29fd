"""What somebody typed into a page's form: read by the same models as the API, or shown again with what is wrong."""

import re
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from types import UnionType
from typing import Annotated, Any, Generic, TypeVar, Union, get_args, get_origin

from fastapi import HTTPException, Request
from pydantic import BaseModel, ValidationError
from sqlmodel.ext.asyncio.session import AsyncSession

from shared.i18n import say
from shared.problems import explain
from shared.refusals import Refusal
from shared.web.pages import language_of

F = TypeVar("F", bound=BaseModel)

DEEPEST = 4  # objects within objects; no form of ours goes deeper


@dataclass
class Filled(Generic[F]):
    """A form as it was typed, what it says where it can be read, and what is wrong with it, field by field."""

    values: Mapping[str, str] = field(default_factory=dict)
    form: F | None = None
    errors: dict[str, str] = field(default_factory=dict)

    def refuse(self, request: Request, refusal: Refusal) -> None:
        """Say beside its field why it cannot be done; where it has none of these fields, above the form."""
        where = refusal.field if refusal.field in self.values else ""
        self.errors[where] = say(refusal.message(), language_of(request), **refusal.values)


async def fill(request: Request, model: type[F]) -> Filled[F]:
    """Read the request's form. `blocks.0.minutes` is a field of the first of `blocks`; an empty field was not given."""
    return understand(request, model, await typed_in(request))


async def typed_in(request: Request) -> dict[str, str]:
    """Return what was typed, field by field."""
    given = await request.form()
    return {name: value for name, value in given.multi_items() if isinstance(value, str)}


def understand(request: Request, model: type[F], values: Mapping[str, str]) -> Filled[F]:
    """Read what was typed."""
    try:
        form = model.model_validate(typed(_nested({n: value for n, value in values.items() if value.strip()}), model))
    except ValidationError as error:
        language = language_of(request)
        found = [explain(dict(item), language) for item in error.errors()]
        return Filled(values, None, {item["field"]: item["message"] for item in found})
    return Filled(values, form)


def _nested(flat: Mapping[str, str]) -> Any:
    """Return names with dots as objects within objects, numbers among them as places in lists."""
    tree: dict[str, Any] = {}
    for name, value in flat.items():
        *above, last = name.split(".", DEEPEST)
        place = tree
        for part in above:
            place = place.setdefault(part, {})
            if not isinstance(place, dict):  # the same name with and without something inside it: no page of ours
                raise HTTPException(400)
        place[last] = value
    return _with_lists(tree)


def _with_lists(tree: Any) -> Any:
    if not isinstance(tree, dict):
        return tree
    inner = {name: _with_lists(value) for name, value in tree.items()}
    if inner and all(name.isdecimal() for name in inner):
        return [inner[name] for name in sorted(inner, key=lambda name: (len(name), name))]
    return inner


NUMBER = re.compile(r"-?\d{1,9}")
BOOLEANS = {"true": True, "on": True, "false": False}


def typed(value: Any, wanted: Any) -> Any:
    """Return what was typed as the model wants it: whole numbers and ticks as such, in lists and inner models too."""
    if isinstance(value, dict) and isinstance(wanted, type) and issubclass(wanted, BaseModel):
        fields = wanted.model_fields
        return {n: typed(inner, fields[n].annotation) if n in fields else inner for n, inner in value.items()}
    if isinstance(value, list) and get_origin(wanted) is list:
        return [typed(inner, get_args(wanted)[0]) for inner in value]
    if wanted is int and isinstance(value, str) and NUMBER.fullmatch(value.strip()):
        return int(value)
    if wanted is bool and isinstance(value, str):
        return BOOLEANS.get(value, value)
    return typed(value, get_args(wanted)[0]) if get_origin(wanted) in {Annotated, Union, UnionType} else value


@dataclass
class Attempt:
    """How an attempt went: `refusal` says why nothing was done."""

    refusal: Refusal | None = None


@asynccontextmanager
async def attempt(db: AsyncSession) -> AsyncIterator[Attempt]:
    """Do all that is in the block, or, where a rule refuses it, nothing; the page can then be shown again."""
    tried = Attempt()
    try:
        async with db.begin_nested():
            yield tried
    except Refusal as refusal:
        tried.refusal = refusal
