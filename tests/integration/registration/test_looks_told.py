"""A look at a region is told on the first page of its coordinators: while it lasts, and for a day until it was seen."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import httpx2
import pytest
from fastapi import FastAPI, Request, Response
from sqlmodel import select

from services.registration.app import create_app
from shared.access import looks
from shared.access.accounts import caller_by, know_account
from shared.access.secrets import digest_of
from shared.events.access import AccountGranted, Grant
from shared.http import looks_seen
from shared.kernel.clock import machine_now
from shared.kernel.database import Database
from tests.accounts import cookies, let_in
from tests.integration.built import on_database

OUJDA, TANGER = Grant(role="coordinator", region="MA-02"), Grant(role="coordinator", region="MA-01")
TOLD = "Looks at your region from another, that last or began within a day: {}."


async def looked(database: Database, *, begun: timedelta, times: int = 1) -> None:
    """Let people have begun to look at Oujda so long ago, of which nothing is told any more afterwards."""
    for _ in range(times):
        grant = Grant(role="looker", region="MA-02", ends_at=machine_now() - begun + timedelta(hours=3))
        about: dict[str, Any] = {"account_id": uuid4(), "kind": "person", "active": True, "keys": []}
        async with database.sessions.begin() as db:
            await know_account(AccountGranted(**about, grants=[TANGER, grant], aggregateversion=1), db)
            await know_account(AccountGranted(**about, grants=[TANGER], aggregateversion=2), db)


async def today(database: Database, grant: Grant, *, seen: timedelta | None = None, other: bool = False) -> str:
    """Return the first page of somebody who has seen the list so long ago; `other`: as another account."""
    app, secret = on_database(create_app, database), await let_in(database, grant)
    kept = cookies(app.state.settings, secret)
    if seen is not None:
        caller = await caller_by(database, digest_of(secret if not other else await let_in(database, grant)))
        assert caller is not None
        kept[looks_seen.CALLED] = noted(app, caller, seen)
    transport = httpx2.ASGITransport(app, raise_app_exceptions=False)
    headers = {"accept-language": "en", "sec-fetch-site": "same-origin"}
    base = app.state.settings.origin
    async with httpx2.AsyncClient(transport=transport, base_url=base, cookies=kept, headers=headers) as reader:
        return (await reader.get("/registration/")).text


def noted(app: FastAPI, caller: Any, ago: timedelta) -> str:
    """Return what the browser keeps of a list that was seen so long ago."""
    with pytest.MonkeyPatch.context() as patch:
        moment = machine_now() - ago
        patch.setattr(looks_seen, "machine_now", lambda: moment)
        request = Request({"type": "http", "app": app, "state": {"caller": caller}})
        looks_seen.note_seen(request, answer := Response())
    return answer.headers["set-cookie"].partition(";")[0].partition("=")[2]


async def test_who_coordinates_the_region_is_told_how_many_and_where_to_read_more(database: Database) -> None:
    await looked(database, begun=timedelta(hours=1), times=2)

    here, elsewhere = await today(database, OUJDA), await today(database, TANGER)

    assert TOLD.format(2) in here
    assert 'href="/access/looks"' in here
    assert "Looks at your region" not in elsewhere


@pytest.mark.parametrize(
    ("begun_h", "seen_h", "told"),
    [(1, 0, True), (4, None, True), (23, None, True), (25, None, False), (4, 5, True), (4, 2, False)],
)
async def test_it_is_told_while_it_lasts_and_for_a_day_until_it_was_seen(
    database: Database, begun_h: int, seen_h: int | None, told: object
) -> None:
    await looked(database, begun=timedelta(hours=begun_h))

    page = await today(database, OUJDA, seen=None if seen_h is None else timedelta(hours=seen_h))

    assert (TOLD.format(1) in page) is told


async def test_what_another_account_has_seen_in_the_same_browser_hides_nothing(database: Database) -> None:
    await looked(database, begun=timedelta(hours=4))

    assert TOLD.format(1) in await today(database, OUJDA, seen=timedelta(hours=1), other=True)


async def test_looks_are_forgotten_a_day_after_their_end(database: Database) -> None:
    await looked(database, begun=timedelta(hours=28))
    await looked(database, begun=timedelta(hours=1))

    async with database.sessions() as db:
        kept = (await db.exec(select(looks.KnownLook))).all()

    assert len(kept) == 1
