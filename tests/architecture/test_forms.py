"""No page opened earlier undoes what was saved since, and no second click adds twice: every form says how, and does."""

import re
from collections.abc import Iterator

import pytest
from fastapi import APIRouter, FastAPI

from shared.directory import way
from shared.http.access import needs
from shared.web.forms import ADDS_ONCE
from tests.architecture.built import NAMES, ROOT, app, promises, routes

TEMPLATES = sorted([*ROOT.glob("shared/web/templates/*.html"), *ROOT.glob("services/**/templates/*.html")])
FORM = re.compile(r'<form method="post" action="(?P<action>[^"]*)"(?P<more>[^>]*)>(?P<inside>.*?)</form>', re.DOTALL)
ACT = re.compile(r"ui\.act\((?P<action>[^,]+),(?P<inside>.*?)\) }}", re.DOTALL)
BLANK = re.compile(r"{{.*?}}")

GIVES_BACK = "problem.html"  # every field of the form that was sent, the hidden ones too


def with_forms(app: FastAPI) -> Iterator[tuple[str, list[str]]]:
    """Yield the path of every route that takes a page's form, and the macros that it promises."""
    for path, route in routes(app):
        if "POST" in (route.methods or ()) and "/api/" not in path:
            yield path, [promise.macro for promise in promises(route)]


@pytest.mark.parametrize("name", NAMES)
def test_every_form_says_what_a_page_opened_earlier_or_sent_twice_does(name: str) -> None:
    assert [path for path, said in with_forms(app(name)) if len(said) != 1] == []


def test_the_walk_sees_the_forms_there_are() -> None:
    seen = {path: said for name in NAMES for path, said in with_forms(app(name))}

    assert seen["/registration/participants/{participant_id}/edit"] == ["shown"]
    assert seen["/scheduling/venues"] == ["once"]
    assert len(seen) > 25


def test_a_planted_form_that_says_nothing_or_two_things_is_seen() -> None:
    planted, router = FastAPI(openapi_url=None, docs_url=None, redoc_url=None), APIRouter()

    @router.post("/nothing", dependencies=[needs("one.change")])
    async def nothing() -> None: ...

    @router.post("/twice", dependencies=[ADDS_ONCE, ADDS_ONCE])
    async def twice() -> None: ...

    planted.include_router(router, prefix="/planted")

    assert sorted(path for path, said in with_forms(planted) if len(said) != 1) == [
        "/planted/nothing",
        "/planted/twice",
    ]


def forms(template: str) -> Iterator[tuple[str, str]]:
    """Yield the last word of the address of each form in a template, and what stands inside it."""
    template = template.replace("{{ sign_out }}", way("sign_out"))
    posted = [found for found in FORM.finditer(template) if 'role="search"' not in found["more"]]
    for found in [*posted, *ACT.finditer(template)]:
        address = BLANK.sub("", found["action"]).partition("?")[0].replace('"', "")
        yield address.rstrip("/ ").rpartition("/")[2].strip(), found["inside"]


def free() -> set[str]:
    """Return the last words of addresses at which nothing is promised that a template must keep."""
    said = [(path.rpartition("/")[2], said) for name in NAMES for path, said in with_forms(app(name))]
    return {word for word, macros in said if macros == [""]} - {word for word, macros in said if macros != [""]}


def without_hidden_field(template: str) -> list[str]:
    """Return the forms that carry neither what they showed nor a one-time token, and may not go without."""
    keeps = re.compile(r"ui\.(shown|once)\(|shown_values|new_token")
    return [word for word, inside in forms(template) if word not in free() and not keeps.search(inside)]


def test_every_template_keeps_what_the_route_of_its_form_promises() -> None:
    templates = [file for file in TEMPLATES if file.name != GIVES_BACK]
    found = {file.name: without_hidden_field(file.read_text(encoding="utf-8")) for file in templates}

    assert {name: words for name, words in found.items() if words} == {}


@pytest.mark.parametrize(
    "planted",
    [
        '<form method="post" action="/scheduling/venues"><input name="name"></form>',
        '{{ ui.act(here ~ "/confirm", say("Carry out the list"), "primary") }}',
        '<form method="post" action="/registration/organisations/{{ it.id }}"></form>',
    ],
)
def test_a_planted_form_without_its_hidden_field_is_seen(planted: str) -> None:
    assert len(without_hidden_field(planted)) == 1
