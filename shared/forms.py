"""What requests of every service have in common: text that can be shown, bodies without surprises, lists in pages."""

import re
import unicodedata
from typing import Annotated, Any
from uuid import UUID

from fastapi import Query, Request
from fastapi.exceptions import RequestValidationError
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, field_validator

from shared.problems import InvalidValue

# Controls, lone surrogates, line separators and what turns the direction of the text after it.
UNFIT = {"Cc", "Cs", "Zl", "Zp"}
TURNS = re.compile("[\u202a-\u202e\u2066-\u2069]")


def only_printable(text: str) -> str:
    """Refuse what no keyboard types."""
    if TURNS.search(text) or any(unicodedata.category(sign) in UNFIT for sign in text):
        raise _impossible()
    return text


def without_nul(value: Any) -> Any:
    """Refuse the one character that no database keeps, wherever it stands in the value."""
    inner = [*value, *value.values()] if isinstance(value, dict) else value if isinstance(value, (list, tuple)) else ()
    if isinstance(value, str) and "\0" in value:
        raise _impossible()
    for one in inner:
        without_nul(one)
    return value


def _impossible() -> InvalidValue:
    return InvalidValue("control-character", "Control characters are not possible here.")


async def address_without_nul(request: Request) -> None:
    """Refuse it in an address too: in its path and behind its question mark."""
    given = [("path", *it) for it in request.path_params.items()]
    given += [("query", *it) for it in request.query_params.multi_items()]
    wrong = [(where, name) for where, name, value in given if "\0" in str(value)]
    if wrong:
        told = {"type": "value_error", "ctx": {"error": _impossible()}}
        raise RequestValidationError([{**told, "loc": place} for place in wrong])


Name = Annotated[str, Field(min_length=1, max_length=200), AfterValidator(only_printable)]
After = Annotated[UUID | None, Query(description="the last id of the page before")]
Limit = Annotated[int, Query(ge=1, le=500)]


class Form(BaseModel):
    """A request's body."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True, str_strip_whitespace=True)

    _without_nul = field_validator("*", mode="after")(without_nul)
