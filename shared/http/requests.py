"""Requests of every service: text that can be shown, bodies without surprises, lists in pages."""

import unicodedata
from typing import Annotated, Any
from uuid import UUID

from fastapi import Query, Request
from fastapi.exceptions import RequestValidationError
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, field_validator

from shared.country.spelling import tidy_lines
from shared.http.problems import InvalidValue

UNFIT = {"Cc", "Cs", "Zl", "Zp"}  # controls, lone surrogates, line separators
LONGEST_NAME = 200  # letters of any name: of a person, an organisation, a city, a room
LONGEST_WORDING = 2000


def only_printable(text: str) -> str:
    """Refuse what no keyboard types."""
    if any(unicodedata.category(sign) in UNFIT for sign in text):
        raise _impossible()
    return text


def _printable_lines(text: str) -> str:
    for line in text.split("\n"):
        only_printable(line)
    return text


def tidied(value: Any) -> Any:
    """Return what was sent as somebody meant to type it, wherever a text stands in it: see spelling.tidy."""
    if isinstance(value, str):
        return tidy_lines(value)
    if isinstance(value, dict):
        return {name: tidied(inner) for name, inner in value.items()}
    return [tidied(inner) for inner in value] if isinstance(value, list) else value


def without_nul(value: Any) -> Any:
    """Refuse the one character that no database keeps, wherever it stands in the value."""
    inner = [*value, *value.values()] if isinstance(value, dict) else value if isinstance(value, (list, tuple)) else ()
    if isinstance(value, str) and "\0" in value:
        raise _impossible()
    for part in inner:
        without_nul(part)
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


Name = Annotated[str, Field(min_length=1, max_length=LONGEST_NAME), AfterValidator(only_printable)]
Wording = Annotated[str, Field(min_length=1, max_length=LONGEST_WORDING), AfterValidator(_printable_lines)]
After = Annotated[UUID | None, Query(description="the last id of the page before")]
Limit = Annotated[int, Query(ge=1, le=500)]
Before = Annotated[int | None, Query(ge=1, le=2**63 - 1, description="number of a row; older ones follow")]


class Form(BaseModel):
    """A request's body: its texts without what nobody typed, such as marks of direction and odd blanks."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True, str_strip_whitespace=True)

    _tidied = field_validator("*", mode="before")(tidied)
    _without_nul = field_validator("*", mode="after")(without_nul)
