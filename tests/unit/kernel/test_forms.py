"""What no field of any request may hold."""

from typing import Any

import pytest
from pydantic import Field, ValidationError

from shared.http.requests import Form


class Inner(Form):
    """A form within a form."""

    words: str = ""


class Anything(Form):
    """Fields of every shape that holds text."""

    text: str = ""
    several: list[str] = Field(default=[])
    named: dict[str, list[str]] = Field(default={})
    inner: Inner | None = None


@pytest.mark.parametrize(
    ("given", "field"),
    [
        ({"text": "a\0b"}, ("text",)),
        ({"several": ["a", "\0"]}, ("several",)),
        ({"named": {"a": ["\0"]}}, ("named",)),
        ({"named": {"\0": []}}, ("named",)),
        ({"inner": {"words": "\0"}}, ("inner", "words")),
    ],
)
def test_the_one_character_that_no_database_keeps_is_refused_in_every_field(given: Any, field: tuple[str, ...]) -> None:
    with pytest.raises(ValidationError) as refused:
        Anything.model_validate(given)

    assert [error["loc"] for error in refused.value.errors()] == [field]
    assert Anything.model_validate({"text": "a", "several": ["b"], "named": {"c": ["d"]}}).text == "a"
