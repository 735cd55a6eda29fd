"""The cookie of somebody signed in, as browsers are told to keep it: by HTTPS as tightly as they can."""

from http.cookies import Morsel, SimpleCookie
from typing import Any

from pydantic import SecretStr

from shared.http.settings import GuardSettings
from shared.http.sign_in_cookie import LASTS_S, SignInCookie

SECRET = "only-for-tests-" * 4


def kept(origin: str) -> tuple[str, Morsel[Any]]:
    """Return the name of the cookie, and what the browser is told of it."""
    cookie = SignInCookie(GuardSettings(secret=SecretStr(SECRET), origin=origin))
    ((name, told),) = SimpleCookie(cookie.header(cookie.value("the-secret"))).items()
    return name, told


def test_by_https_the_cookie_is_kept_as_tightly_as_browsers_can() -> None:
    name, told = kept("https://takwin.example")

    assert name.startswith("__Host-takwin-")
    assert (told["secure"], told["httponly"], told["samesite"]) == (True, True, "strict")
    assert (told["path"], told["domain"], told["max-age"]) == ("/", "", str(LASTS_S))


def test_on_this_machine_it_is_still_for_no_script_and_for_no_other_site() -> None:
    name, told = kept("http://127.0.0.1:8000")

    assert name.startswith("takwin-")
    assert (told["secure"], told["httponly"], told["samesite"]) == ("", True, "strict")
