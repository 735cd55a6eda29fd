"""A page's form is read by the same models as the API, whatever a browser or a stranger puts into it."""

from contextlib import suppress
from types import SimpleNamespace
from typing import Annotated, Literal
from urllib.parse import urlencode

import pytest
from fastapi import FastAPI, HTTPException, Request
from httpx2 import ASGITransport, AsyncClient
from hypothesis import given
from hypothesis import strategies as st
from pydantic import Field

from shared.http import problems
from shared.http.requests import Form, Name
from shared.refusals import Conflict
from shared.web.error_page import error_page
from shared.web.filling import Filled, _nested, fill, typed
from shared.web.opened_forms import read_shown

SETTINGS = SimpleNamespace(origin="http://test")


class Block(Form):
    """A part of the form."""

    minutes: int
    seen: bool = False


class Plan(Form):
    """A form with everything a page types."""

    title: Name
    seats: Annotated[int, Field(ge=1, le=500)]
    language: Literal["fr", "ar"] = "fr"
    weekend: bool = False
    budget: int | None = None
    blocks: list[Block] = Field(default_factory=list)


async def filled(text: str, language: str = "fr") -> Filled[Plan]:
    """Return what became of the form whose body is `text`."""
    app, kept = FastAPI(), []
    problems.install(app, error_page)
    app.state.settings = SETTINGS

    @app.post("/")
    async def take(request: Request) -> None:
        kept.append(await fill(request, Plan))

    async with AsyncClient(transport=ASGITransport(app), base_url="http://test") as client:
        kind = "application/x-www-form-urlencoded"
        headers = {"content-type": kind, "accept-language": language}
        answer = await client.post("/", content=text, headers=headers)
    assert answer.status_code == 200, answer.text
    found: Filled[Plan] = kept[0]
    return found


async def test_what_was_typed_becomes_what_the_model_wants() -> None:
    body = {"title": " Oujda ", "seats": "25", "weekend": "true", "blocks.1.minutes": "90", "blocks.0.minutes": "180"}

    read = await filled(urlencode(body))

    assert read.errors == {}
    assert read.form == Plan(title="Oujda", seats=25, weekend=True, blocks=[Block(minutes=180), Block(minutes=90)])


async def test_an_empty_field_was_not_given() -> None:
    read = await filled("title=Oujda&seats=25&budget=+&language=")

    assert read.form == Plan(title="Oujda", seats=25)


async def test_of_a_tick_and_the_no_before_it_the_tick_counts() -> None:
    ticked = await filled("title=Oujda&seats=1&weekend=false&weekend=true")
    not_ticked = await filled("title=Oujda&seats=1&weekend=false")

    assert ticked.form
    assert ticked.form.weekend
    assert not_ticked.form
    assert not not_ticked.form.weekend


@pytest.mark.parametrize(
    ("language", "required", "too_many"),
    [
        ("fr", "Ce champ est obligatoire.", "Il faut ici au plus 500."),
        ("ar", "هذه الخانة إلزامية.", "يجب ألا يزيد هذا على 500."),
    ],
)
async def test_every_wrong_field_is_told_at_once_and_what_was_typed_stays(
    language: str, required: str, too_many: str
) -> None:
    read = await filled("title=+&seats=501&blocks.0.minutes=soon", language)

    assert read.form is None
    assert (read.errors["title"], read.errors["seats"]) == (required, too_many)
    assert set(read.errors) == {"title", "seats", "blocks.0.minutes"}
    assert read.values["seats"] == "501"


async def test_numbers_may_be_typed_with_arabic_digits() -> None:
    read = await filled(urlencode({"title": "وجدة", "seats": "٢٥"}))

    assert read.form
    assert read.form.seats == 25


@pytest.mark.parametrize("number", ["25.5", "1e3", "0x10", "25 places", "9" * 30, "1_000"])
async def test_what_is_no_whole_number_is_told_so(number: str) -> None:
    read = await filled(urlencode({"title": "Oujda", "seats": number}))

    assert list(read.errors) == ["seats"]


@pytest.mark.parametrize("name", ["blocks", "blocks.x", "blocks.0", "blocks.0.minutes.more", "a.b.c.d.e.f.g", ".", ""])
async def test_a_form_that_no_page_of_ours_makes_is_refused(name: str) -> None:
    read = await filled(urlencode({"title": "Oujda", "seats": "1", name: "x"}))

    assert read.form is None
    assert read.errors


NAMES = st.lists(st.sampled_from(["title", "blocks", "0", "1", "minutes", "", "9" * 5000]), min_size=1, max_size=9)


@given(st.dictionaries(NAMES.map(".".join), st.text(max_size=5), max_size=6))
def test_no_names_of_fields_bring_the_reading_down(flat: dict[str, str]) -> None:
    with suppress(HTTPException):
        assert isinstance(typed(_nested(flat), Plan), dict | list)


class SeatsTaken(Conflict):
    """The request is too large."""


def test_a_refusal_stands_beside_its_field_or_above_the_form() -> None:
    app = SimpleNamespace(state=SimpleNamespace(settings=SETTINGS))
    request = Request({"type": "http", "app": app, "headers": [(b"accept-language", b"fr")], "query_string": b""})
    read: Filled[Plan] = Filled({"seats": "25"})

    read.refuse(request, SeatsTaken("seats"))
    read.refuse(request, SeatsTaken("venue"))

    assert read.errors == {"seats": "La demande est trop volumineuse.", "": "La demande est trop volumineuse."}


@pytest.mark.parametrize("shown", [None, "", "x", "[]", "1", "[" * 100_000, '{"a":' * 100_000, "9" * 100_000])
def test_what_a_page_says_it_showed_may_be_anything(shown: str | None) -> None:
    assert read_shown(shown) is None
