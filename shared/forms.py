"""What requests of every service have in common: text that can be shown, bodies without surprises, lists in pages."""

import re
import unicodedata
from typing import Annotated
from uuid import UUID

from fastapi import Query
from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from shared.problems import InvalidValue

# Controls, lone surrogates, line separators and what turns the direction of the text after it.
UNFIT = {"Cc", "Cs", "Zl", "Zp"}
TURNS = re.compile("[\u202a-\u202e\u2066-\u2069]")


def only_printable(text: str) -> str:
    """Refuse what no keyboard types."""
    if TURNS.search(text) or any(unicodedata.category(sign) in UNFIT for sign in text):
        raise InvalidValue("control-character", "Control characters are not possible here.")
    return text


Name = Annotated[str, Field(min_length=1, max_length=200), AfterValidator(only_printable)]
After = Annotated[UUID | None, Query(description="the last id of the page before")]
Limit = Annotated[int, Query(ge=1, le=500)]


class Form(BaseModel):
    """A request's body."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True, str_strip_whitespace=True)
