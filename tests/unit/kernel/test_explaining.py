"""What was wrong with a value, said so that a reader can put it right, and nothing of it repeated."""

import json
from collections.abc import Iterator
from datetime import date, datetime, time
from types import SimpleNamespace
from typing import Any, Literal, get_args
from uuid import UUID

import pytest
from pydantic import BaseModel, Field, ValidationError
from pydantic_core.core_schema import ErrorType
from starlette.requests import Request

from programs.documents.refusals import load_ours
from shared.http import field_rules, problems
from shared.http.requests import Form
from shared.i18n import LANGUAGES, say

PLAIN = ("bool_", "date_", "datetime_", "float_", "int_", "list_", "string_t", "time_t", "time_p", "uuid_")


class Inner(Form):
    """A part of the form."""

    sex: Literal["woman", "man", "unknown"] = "unknown"


class Whole(Form):
    """A form with a field of each kind."""

    day: date = date(2017, 8, 23)
    at: datetime = datetime(2017, 8, 23, 9)  # noqa: DTZ001 - a wall-clock time
    hour: time = time(9)
    id: UUID | None = None
    share: float = 0
    number: int = 0
    loud: bool = False
    code: str = Field(default="A", pattern="^[A-Z0-9][A-Z0-9-]{0,39}$")
    parts: list[Inner] = Field(default_factory=list)


def explained(typed: dict[str, Any], language: str = "en") -> list[dict[str, str]]:
    """Return what is wrong with the form."""
    with pytest.raises(ValidationError) as caught:
        Whole.model_validate(typed)
    return [problems.explain(dict(item), language) for item in caught.value.errors()]


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"day": "soon"}, "This must be a date, such as 2017-08-23."),
        ({"day": "2017-02-30"}, "This must be a date, such as 2017-08-23."),
        ({"day": "2017-08-23T09:00"}, "This must be a date, such as 2017-08-23."),
        ({"day": []}, "This must be a date, such as 2017-08-23."),
        ({"at": "2017-08-23 soon"}, "This must be a date with a time, such as 2017-08-23T09:00."),
        ({"at": "2017-13-01T09:00"}, "This must be a date with a time, such as 2017-08-23T09:00."),
        ({"hour": "soon"}, "This must be a time of day, such as 09:00."),
        ({"hour": []}, "This must be a time of day, such as 09:00."),
        ({"id": "x"}, "This is not an id."),
        ({"share": "half"}, "This must be a number."),
        ({"number": "nine"}, "This must be a whole number."),
        ({"number": "9" * 5000}, "This number is too large."),
        ({"loud": "maybe"}, "This must be true or false."),
        ({"code": "mhp 2017"}, field_rules.CODE),
        ({"parts": "all"}, "This must be a list."),
        ({"parts": ["all"]}, "This must be an object."),
    ],
)
def test_a_wrong_value_is_told_what_is_needed_in_its_place(typed: dict[str, Any], sentence: str) -> None:
    said = [explained(typed, language)[0]["message"] for language in LANGUAGES]

    assert said == [say(sentence, language) for language in LANGUAGES]
    assert len(set(said)) == len(LANGUAGES)


@pytest.mark.parametrize(
    ("language", "choices"),
    [("en", "woman, man or unknown."), ("fr", "woman, man ou unknown."), ("ar", "woman أو man أو unknown.")],
)
def test_the_words_to_choose_from_are_joined_as_the_language_does_it(language: str, choices: str) -> None:
    (error,) = explained({"parts": [{"sex": "x"}]}, language)

    assert error["field"] == "parts.0.sex"
    assert error["message"].endswith(f": {choices}")


@pytest.mark.parametrize(
    ("typed", "field"),
    [({"0600000001": 1}, ""), ({"parts": [{}, {"0600000001": 1}]}, "parts.1"), ({"exemple@example.org": {}}, "")],
)
def test_the_name_of_an_unknown_field_is_not_repeated_but_where_it_stands_is_said(
    typed: dict[str, Any], field: str
) -> None:
    (error,) = explained(typed)

    assert (error["field"], error["rule"]) == (field, "extra-forbidden")
    assert "06" not in json.dumps(error)
    assert "exemple" not in json.dumps(error)


def test_every_plain_rule_of_pydantic_has_a_sentence() -> None:
    plain = {rule for rule in get_args(ErrorType) if rule.startswith(PLAIN)}

    assert len(plain) > 20
    assert plain - set(field_rules.RULES) == set()


def forms(kind: type[BaseModel] = Form) -> Iterator[type[BaseModel]]:
    """Yield every form of ours."""
    for child in kind.__subclasses__():
        yield child
        yield from forms(child)


def patterns(schema: Any) -> set[str]:
    """Return the patterns in a JSON schema."""
    if isinstance(schema, list):
        return {found for one in schema for found in patterns(one)}
    if not isinstance(schema, dict):
        return set()
    own = {schema["pattern"]} if isinstance(schema.get("pattern"), str) else set()
    return own | patterns(list(schema.values()))


def test_every_pattern_of_a_form_is_said_in_words() -> None:
    load_ours()
    used = {found for form in forms() for found in patterns(form.model_json_schema())}

    assert used
    assert used - set(field_rules.PATTERNS) == set()


def test_what_is_wrong_with_several_fields_is_said_once_and_each_is_named() -> None:
    app = SimpleNamespace(state=SimpleNamespace(settings=SimpleNamespace(origin="http://test")))
    asked = {"type": "http", "app": app, "method": "POST", "path": "/", "headers": [], "query_string": b""}
    request = Request(asked)
    errors = [{"field": field, "rule": "missing", "message": "This field is required."} for field in ("sex", "route")]

    body = json.loads(bytes(problems.problem(request, 422, errors).body))

    assert (body["detail"], body["errors"]) == ("This field is required.", errors)
