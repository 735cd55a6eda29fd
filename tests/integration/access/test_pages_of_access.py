"""Pages of access: in each language, small, labelled, kept by no browser, each for whom it is. All synthetic."""

import re
from collections.abc import Callable
from uuid import UUID

import pytest

from shared.kernel.database import Database
from tests.integration.access.browsing import Browser
from tests.integration.access.given import COORDINATOR, EMAIL, administrator, invited, somebody, with_app

Open = Callable[..., Browser]
ID = UUID(int=7)
OPEN = ("/access/sign-in",)
OWN = ("/access/", "/access/password", "/access/authenticator", "/access/passkeys")
OTHERS = ("/access/people", "/access/people/new", "/access/people/{id}", "/access/programs")
SENT_BY_OWNER = (
    "/access/profile",
    "/access/sessions/end",
    "/access/sessions/end-others",
    "/access/sign-out",
    "/access/password",
    "/access/authenticator",
    "/access/authenticator/off",
    "/access/recovery-codes",
    "/access/passkeys",
    f"/access/passkeys/{ID}/forget",
)
SENT_BY_ADMINISTRATORS = (
    "/access/people/new",
    f"/access/people/{ID}/grants",
    f"/access/people/{ID}/grants/{ID}/take-back",
    f"/access/people/{ID}/end",
    f"/access/people/{ID}/open-again",
    f"/access/people/{ID}/link",
    f"/access/people/{ID}/sessions/end",
    f"/access/people/{ID}/second-factor/off",
    "/access/programs",
    f"/access/programs/{ID}/revoke",
)
SHOWN = re.compile(r"<(?:input|select|textarea)(?![^>]*type=\"hidden\")[^>]*\bid=\"([^\"]+)\"")
LABEL = re.compile(r"<label for=\"([^\"]+)\"")
ENGLISH = re.compile(r"\b(password|browser|second factor|sign in|sign out|account|role)\b", re.IGNORECASE)
WORDS = re.compile(r"<(?:script|style)[^>]*>.*?</(?:script|style)>|<[^>]*>", re.DOTALL)


async def pages(browser: Open, database: Database) -> tuple[Browser, list[str]]:
    """Return the browser of an administrator, and the paths of all pages that she sees."""
    account_id = await somebody(database, EMAIL, COORDINATOR)
    await administrator(database, here := browser())
    return here, [path.format(id=account_id) for path in (*OWN, *OTHERS)]


def without_label(page: str) -> set[str]:
    """Return the fields of a page that no label names."""
    return set(SHOWN.findall(page)) - set(LABEL.findall(page))


@pytest.mark.parametrize("language", ["fr", "ar"])
async def test_every_page_is_said_in_the_readers_language(browser: Open, database: Database, language: str) -> None:
    here, paths = await pages(browser, database)

    for path in paths:
        answer = await here.open(f"{path}?lang={language}")
        said = WORDS.sub(" ", answer.text.partition("<main")[2])
        assert answer.status_code == 200, path
        assert f'<html lang="{language}"' in answer.text
        assert ENGLISH.findall(said) == [], path


async def test_every_page_is_small_and_every_field_has_its_label(browser: Open, database: Database) -> None:
    here, paths = await pages(browser, database)

    for path in (*OPEN, *paths):
        answer = await (browser() if path in OPEN else here).open(path)
        assert len(answer.content) < 60_000, path
        assert without_label(answer.text) == set(), path


async def test_no_browser_keeps_a_page_or_runs_anything_of_others(browser: Open, database: Database) -> None:
    here, paths = await pages(browser, database)

    for path in (*OPEN, *paths):
        answer = await (browser() if path in OPEN else here).open(path)
        assert answer.headers["cache-control"] == "no-store", path
        assert "default-src 'none'" in answer.headers["content-security-policy"]
        assert "frame-ancestors 'none'" in answer.headers["content-security-policy"]
        assert answer.headers["referrer-policy"] == "same-origin"
        assert not re.search(r"<script(?! src=\"/)|<style|\sstyle=", answer.text), path


@pytest.mark.parametrize("language", ["fr", "ar", "en"])
async def test_a_link_is_shown_in_the_language_of_whoever_opens_it(
    browser: Open, database: Database, language: str
) -> None:
    _, secret = await invited(database)

    answer = await browser().open(f"/access/open/{secret}?lang={language}")

    assert answer.status_code == 200
    assert f'<html lang="{language}"' in answer.text
    assert without_label(answer.text) == set()
    assert "@example.org" not in answer.text, "a link that went astray tells no address"


async def test_the_page_of_a_code_has_its_label_and_is_small(browser: Open, database: Database) -> None:
    await with_app(database, await somebody(database))
    here = browser()

    answer = await here.sign_in(EMAIL)

    assert without_label(answer.text) == set()
    assert len(answer.content) < 10_000
    assert EMAIL not in answer.text


@pytest.mark.parametrize("path", [*OWN, *OTHERS[:2], OTHERS[3]])
async def test_no_page_is_for_whoever_has_not_signed_in(browser: Open, path: str) -> None:
    assert (await browser().open(path)).status_code == 303


@pytest.mark.parametrize("path", [*SENT_BY_OWNER, *SENT_BY_ADMINISTRATORS])
async def test_nothing_is_taken_from_whoever_has_not_signed_in(browser: Open, path: str) -> None:
    assert (await browser().send(path)).status_code == 401


async def test_what_administrators_do_is_done_by_nobody_else(browser: Open, database: Database) -> None:
    app, _ = await with_app(database, await somebody(database, EMAIL, COORDINATOR))
    here = browser()
    await here.sign_in(EMAIL)
    await here.send("/access/second-factor", code=app.now())

    found = {path: (await here.send(path)).status_code for path in SENT_BY_ADMINISTRATORS}

    assert set(found.values()) == {403}, found


@pytest.mark.parametrize("path", ["/access/sign-in", "/access/second-factor", "/access/sign-in/passkey"])
async def test_a_field_that_is_none_of_the_forms_is_refused(browser: Open, path: str) -> None:
    typed = {"email": EMAIL, "password": "x", "code": "x", "sealed": "x", "credential": "x", "carried": "x", "odd": "x"}

    assert (await browser().send(path, **typed)).status_code == 422
