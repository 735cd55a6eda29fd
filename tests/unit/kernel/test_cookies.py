"""Cookies: by HTTPS every one of ours is Secure and named so, and none is set in another way. People are synthetic."""

from collections.abc import Callable
from http.cookies import Morsel, SimpleCookie
from types import SimpleNamespace
from typing import Any
from uuid import UUID

import pytest
from pydantic import SecretStr
from starlette.requests import Request
from starlette.responses import Response

from services.access.frame import door_of
from services.access.provider.begun import begin
from shared.access.caller import Caller
from shared.http.language import keep_language, kept_language
from shared.http.looks_seen import note_seen
from shared.service.settings import Settings
from tests.architecture.built import ROOT, python_files

Gives = Callable[[Request, Response], None]
GIVEN: dict[str, Gives] = {
    "who is signed in": lambda request, answer: door_of(request).cookie.give(answer, "secret"),
    "who is signed out": lambda request, answer: door_of(request).cookie.take(answer),
    "a sign-in by a provider": lambda request, answer: door_of(request).begun.give(answer, begin("/")),
    "the language": lambda request, answer: keep_language(request, answer, "ar"),
    "which looks were seen": note_seen,
}


def asked(origin: str) -> Request:
    """Return a request of somebody to a service that people reach by this origin."""
    secret = SecretStr("only-for-tests-" * 4)
    settings = Settings(database_url=SecretStr("x"), kafka_servers="x", secret=secret, instance="x", origin=origin)
    app = SimpleNamespace(state=SimpleNamespace(settings=settings))
    state = {"caller": Caller(UUID(int=1), "person")}
    return Request({"type": "http", "app": app, "state": state, "headers": [], "client": ("127.0.0.1", 1)})


def given(gives: Gives, origin: str) -> tuple[str, Morsel[Any]]:
    """Return the name of the cookie, and what the browser is told of it."""
    answer = Response()
    gives(asked(origin), answer)
    ((name, told),) = SimpleCookie(answer.headers["set-cookie"]).items()
    return name, told


@pytest.mark.parametrize("gives", GIVEN.values(), ids=GIVEN.keys())
def test_by_https_every_cookie_is_secure_and_its_name_says_so(gives: Gives) -> None:
    name, told = given(gives, "https://takwin.example")

    assert name.startswith("__Host-takwin-")
    assert (told["secure"], told["httponly"], told["samesite"]) == (True, True, "strict")
    assert (told["path"], told["domain"]) == ("/", "")


@pytest.mark.parametrize("gives", GIVEN.values(), ids=GIVEN.keys())
def test_by_plain_http_on_one_machine_browsers_keep_it_all_the_same(gives: Gives) -> None:
    name, told = given(gives, "http://127.0.0.1:8000")

    assert name.startswith("takwin-")
    assert (told["secure"], told["httponly"], told["samesite"]) == ("", True, "strict")


def test_no_cookie_is_set_in_another_way() -> None:
    files = python_files("shared", "services", "programs")

    setting = {str(file.relative_to(ROOT)) for file in files if ".set_cookie(" in file.read_text(encoding="utf-8")}

    assert setting == {"shared/http/cookies.py"}


@pytest.mark.parametrize(
    ("origin", "read"),
    [("https://takwin.example", "__Host-takwin-language"), ("http://127.0.0.1:8000", "takwin-language")],
)
def test_what_another_host_may_have_set_is_not_read(origin: str, read: str) -> None:
    request = asked(origin)
    request.scope["headers"] = [(b"cookie", b"__Host-takwin-language=ar; takwin-language=fr")]

    assert kept_language(request) == request.cookies[read]
