"""Lines of the log about who comes: each sign-in, right or wrong, by which factor and whose; all synthetic."""

from collections.abc import Callable, Iterator, MutableMapping
from typing import Any
from uuid import UUID

import pytest
from structlog.testing import capture_logs

from shared.kernel.database import Database
from shared.service.log import withhold
from tests.integration.access.browsing import PASSWORD, Browser
from tests.integration.access.given import EMAIL, invited, somebody, with_app

Open = Callable[..., Browser]
Lines = list[MutableMapping[str, Any]]
ABOUT = ("sign_in.", "code.", "password.refused")


@pytest.fixture
def lines() -> Iterator[Lines]:
    """The lines that are written."""
    with capture_logs() as written:
        yield written


def said(lines: Lines) -> list[tuple[str, Any, Any]]:
    """Return of the lines about who comes what happened, by which factor or why, and of whom, as they get out."""
    out = [withhold(None, "", dict(it)) for it in lines if it["event"].startswith(ABOUT)]
    return [(it["event"], it.get("factor") or it.get("reason"), it["account_id"]) for it in out]


async def half_way(browser: Open) -> Browser:
    """Return the browser of somebody who has shown her password."""
    here = browser()
    await here.sign_in(EMAIL)
    return here


async def test_a_sign_in_says_by_which_factor(browser: Open, database: Database, lines: Lines) -> None:
    account_id = await somebody(database)
    lines.clear()

    await browser().sign_in(EMAIL)
    app, papers = await with_app(database, account_id)
    for code in (app.now(), papers[0]):
        await (await half_way(browser)).send("/access/second-factor", code=code)

    assert said(lines) == [("sign_in.done", it, account_id) for it in ("password", "app", "paper")]


async def test_a_link_that_lets_somebody_in_says_so(browser: Open, database: Database, lines: Lines) -> None:
    account_id, secret = await invited(database)
    here = browser()
    await here.open(f"/access/open/{secret}")

    await here.send(f"/access/open/{secret}/password", password=PASSWORD, again=PASSWORD)

    assert said(lines) == [("sign_in.done", "link", account_id)]


@pytest.mark.parametrize(("code", "factor"), [("000000", "app"), ("AAAA BBBB CCCC DDDD", "paper")])
async def test_a_wrong_code_leaves_a_line(
    browser: Open, database: Database, lines: Lines, code: str, factor: str
) -> None:
    account_id = await somebody(database)
    await with_app(database, account_id)
    here = await half_way(browser)
    lines.clear()

    answer = await here.send("/access/second-factor", code=code)

    assert answer.status_code == 422
    assert said(lines) == [("code.refused", factor, account_id)]
    assert code not in str(lines)


async def test_a_wrong_password_leaves_a_line_also_of_whoever_is_signed_in(
    browser: Open, database: Database, lines: Lines
) -> None:
    account_id = await somebody(database)
    here = browser()
    await here.sign_in(EMAIL)
    lines.clear()

    await here.send("/access/password", present="wrong", password=PASSWORD, again=PASSWORD)
    await browser().sign_in(EMAIL, "wrong")
    await browser().sign_in("nobody@example.org", "wrong")

    refused = [("password.refused", None, account_id), ("sign_in.refused", "password", account_id)]
    assert said([{"account_id": None, **it} for it in lines]) == [
        *refused,
        ("sign_in.refused", "unknown", None),
    ]
    assert not {EMAIL, "nobody@example.org", "wrong"} & set(str(lines).split("'"))


async def test_a_line_of_a_request_says_which_account_asked(browser: Open, database: Database, lines: Lines) -> None:
    account_id: UUID = await somebody(database)
    here = browser()
    await here.sign_in(EMAIL)
    lines.clear()

    await here.open("/access/people")
    await browser().send("/access/profile")

    answered = [(it["status"], it["caller"]) for it in lines if it["event"] == "request.answered"]
    assert answered == [(403, f"person:{account_id}"), (401, None)]
