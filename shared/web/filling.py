"""Forms as they were typed: read by the same models as the API, or shown again with what is wrong."""

import json
import re
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from types import UnionType
from typing import Annotated, Any, Generic, TypeVar, Union, get_args, get_origin

from fastapi import HTTPException, Request
from pydantic import BaseModel, ValidationError
from sqlmodel.ext.asyncio.session import AsyncSession

from shared.http.idempotency import SEE_OTHER, TOKEN, Token
from shared.http.language import language_of
from shared.http.preconditions import ChangedMeanwhile
from shared.http.problems import explain
from shared.http.requests import tidied
from shared.i18n import say
from shared.refusals import Refusal
from shared.web.opened_forms import SHOWN, Shown, read_shown

F = TypeVar("F", bound=BaseModel)

DEEPEST = 4  # objects within objects; no form of ours goes deeper
MOST_FIELDS = 5_000  # the guard counts bytes; a sheet of 500 people sent at once has 2,000
ONCE = "once"  # the hidden field of a form that adds something
KEEP_OR_REPLACE = (
    "Somebody else has changed this meanwhile. Yours is still here: save again to put it in place of theirs."
)


@dataclass
class Filled(Generic[F]):
    """A form as it was typed, what it says where it can be read, and what is wrong with it, field by field.

    `shown` is what the form showed when it was opened, `theirs` what others have saved since in the same fields.
    """

    values: Mapping[str, str] = field(default_factory=dict)
    form: F | None = None
    errors: dict[str, str] = field(default_factory=dict)
    shown: Mapping[str, str] | None = None
    theirs: Mapping[str, str] = field(default_factory=dict)
    token: str = ""

    @property
    def meanwhile(self) -> Shown:
        """Return what it showed beside what was typed."""
        return Shown(self.shown, self.values)

    def once(self, request: Request, file: bytes = b"") -> Token | None:
        """Return the token with which it adds something once, however often it is sent with the same words and file."""
        said = json.dumps(sorted(self.values.items())).encode() + file
        return Token(request, self.token, said) if self.token else None

    def meet(self, request: Request, changed: ChangedMeanwhile, now: Mapping[str, str]) -> None:
        """Show both: what this reader typed stays, with theirs beside it; everything else is as it now is."""
        self.values, self.shown = self.meanwhile.merged(now), dict(now)
        self.tell(request, changed)

    def tell(self, request: Request, changed: ChangedMeanwhile) -> None:
        """Say beside the fields that two have changed what the other has saved."""
        self.theirs = changed.theirs
        language = language_of(request)
        self.errors = {"": say(changed.message(), language)}
        self.errors |= {name: say(KEEP_OR_REPLACE, language) for name in changed.theirs if name in self.values}

    def refuse(self, request: Request, refusal: Refusal) -> None:
        """Say beside its field why it cannot be done; where it has none of these fields, above the form."""
        where = refusal.field if refusal.field in self.values else ""
        self.errors[where] = say(refusal.message(), language_of(request), **refusal.values)


async def fill(request: Request, model: type[F]) -> Filled[F]:
    """Read the request's form. `blocks.0.minutes` is a field of the first of `blocks`; an empty field was not given."""
    filled = understand(request, model, await typed_in(request))
    return await with_hidden(request, filled)


async def with_hidden(request: Request, filled: Filled[F]) -> Filled[F]:
    """Add what the form said in its hidden fields."""
    given = await _sent(request)
    return replace(filled, shown=read_shown(given.get(SHOWN)), token=token_in(given))


def token_in(sent: Mapping[str, str]) -> str:
    """Return the form's one-time token; nothing where it is none of ours."""
    token = sent.get(ONCE, "")
    return token if TOKEN.fullmatch(token) else ""


async def typed_in(request: Request) -> dict[str, str]:
    """Return what was typed, field by field."""
    return {name: value for name, value in (await _sent(request)).items() if name not in {SHOWN, ONCE}}


async def _sent(request: Request) -> dict[str, str]:
    given = await request.form(max_fields=MOST_FIELDS)
    return {name: value for name, value in given.multi_items() if isinstance(value, str)}


def understand(request: Request, model: type[F], values: Mapping[str, str]) -> Filled[F]:
    """Read what was typed."""
    try:
        form = model.model_validate(typed(_nested({n: value for n, value in values.items() if tidied(value)}), model))
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
    """How an attempt went: `refusal` says why nothing was done, `leads_to` which page comes next."""

    refusal: Refusal | None = None
    leads_to: str = ""


@asynccontextmanager
async def attempt(db: AsyncSession, once: Token | None = None) -> AsyncIterator[Attempt]:
    """Do all that is in the block, or, where a rule refuses it, nothing; the page can then be shown again.

    With a token it is done once; whoever sends the form again is led to the same page (DoneBefore).
    """
    tried = Attempt()
    try:
        async with db.begin_nested():
            claimed = await once.claim(db) if once else None
            yield tried
            if claimed:
                claimed.status, claimed.state = SEE_OTHER, tried.leads_to
    except Refusal as refusal:
        tried.refusal = refusal
