"""Pages of the audit: in every service for auditors, and of one person for whoever sees that person."""

import re
from collections.abc import Awaitable, Callable
from typing import Any
from uuid import UUID, uuid4

import httpx2
import pytest
from pydantic import SecretStr

from programs.services import app_of, service_of
from shared.access import audit
from shared.access.caller import Caller
from shared.access.reach import Reach
from shared.directory import service_names
from shared.events.access import Grant
from shared.kernel.clock import Clock, machine_now
from shared.kernel.database import Database
from tests.accounts import signed_in
from tests.integration.registration.conftest import BEFORE_THE_PILOT
from tests.integration.registration.given import organisation, person, record

New = Callable[..., Awaitable[Database]]
AUDITOR, OUJDA = Grant(role="auditor"), "MA-02"


async def browser(database: Database, service: str, *grants: Grant, **more: Any) -> httpx2.AsyncClient:
    """Return a browser of somebody who is signed in, and reads French."""
    secret = SecretStr("only-for-tests-" * 4)
    told: dict[str, Any] = {"database_url": SecretStr(database.url), "kafka_servers": "unused", "secret": secret}
    app = app_of(service, **told, instance="test")
    app.state.database = database
    cookies = await signed_in(database, app.state.settings, *grants, **more)
    headers = {"sec-fetch-site": "same-origin", "accept-language": "fr", "accept": "text/html"}
    base = app.state.settings.origin
    return httpx2.AsyncClient(transport=httpx2.ASGITransport(app), base_url=base, headers=headers, cookies=cookies)


async def acted(database: Database, account_id: UUID, subject: UUID, number: int = 1) -> None:
    """Let somebody have looked so many times at one person."""
    for _ in range(number):
        caller = Caller(account_id, "person")
        act = audit.Act(caller, "participant.read", Reach(whole=True), "GET", "/p/{p}", uuid4(), (subject,))
        async with database.sessions.begin() as db:
            await audit.keep(db, act)


@pytest.mark.parametrize("service", service_names())
async def test_every_service_shows_its_audit_to_an_auditor(new_database: New, service: str) -> None:
    database = await new_database(service_of(service))
    account, subject = uuid4(), uuid4()
    await acted(database, account, subject)
    await acted(database, uuid4(), uuid4())

    async with await browser(database, service, AUDITOR) as client:
        everything = await client.get(f"/{service}/audit")
        of_account = await client.get(f"/{service}/audit", params={"account": str(account)})
        of_record = await client.get(f"/{service}/audit", params={"record": str(subject), "lang": "ar"})
        of_nobody = await client.get(f"/{service}/audit", params={"account": str(uuid4()), "lang": "fr"})

    link = f'href="/access/people/{account}"'
    assert everything.text.count(">participant.read<") == 2
    assert all(link in page.text and page.text.count(">participant.read<") == 1 for page in (of_account, of_record))
    assert "aucune ligne" in of_nobody.text
    assert tabs_of(of_nobody) == ["Équipe", "Calendrier", "Personnes", "Messages", "Rapport"]
    assert tabs_of(of_record) == ["فريق العمل", "الجدول الزمني", "الأشخاص", "الرسائل", "التقرير"]


def tabs_of(page: httpx2.Response) -> list[str]:
    """Return what the ways to the audits of all services are called."""
    return re.findall(r'<li><a href="/\w+/audit"[^>]*>([^<]*)</a></li>', page.text.partition('class="tabs"')[2])


@pytest.mark.parametrize(("language", "reason"), [("fr", "Motif"), ("ar", "السبب")])
async def test_from_what_was_seen_in_a_look_one_comes_to_its_reason(
    new_database: New, language: str, reason: str
) -> None:
    database = await new_database(service_of("registration"))
    account, look = uuid4(), uuid4()
    here, there = Grant(role="coordinator", region=OUJDA), Grant(role="looker", region="MA-01", look_id=look)
    async with await browser(database, "registration", here, there, account_id=account) as client:
        await client.get("/registration/participants")
    await acted(database, account, uuid4())

    async with await browser(database, "registration", AUDITOR) as client:
        page = (await client.get("/registration/audit", params={"lang": language})).text

    link = f'<a href="/access/people/{account}#grant-{look}">{reason}</a>'
    assert page.count(link) == page.count("#grant-") == 1
    assert page.count(f'<bdi dir="ltr">{OUJDA}</bdi>') == page.count('<bdi dir="ltr">MA-01</bdi>') == 1


async def test_a_hundred_lines_stand_on_a_page_and_older_ones_on_the_next(new_database: New) -> None:
    database = await new_database(service_of("scheduling"))
    await acted(database, account := uuid4(), uuid4(), 103)

    async with await browser(database, "scheduling", AUDITOR) as client:
        first = await client.get("/scheduling/audit", params={"account": str(account)})
        (older,) = [part.partition('"')[0] for part in first.text.split('class="button" href="')[1:]]
        second = await client.get("/scheduling/audit" + older.replace("&amp;", "&"))

    assert [page.text.count(">participant.read<") for page in (first, second)] == [100, 3]


async def test_whoever_is_no_auditor_sees_no_audit(new_database: New) -> None:
    database = await new_database(service_of("registration"))

    async with await browser(database, "registration", Grant(role="coordinator", region=OUJDA)) as client:
        answer = await client.get("/registration/audit")

    assert answer.status_code == 403


async def test_who_has_seen_a_person_is_told_to_whoever_sees_that_person(new_database: New) -> None:
    clock = Clock(offset=BEFORE_THE_PILOT - machine_now())
    database = await new_database(service_of("registration"), clock)
    participant = await record(database, person(await organisation(database, region=OUJDA)))
    seen_by, stranger = uuid4(), uuid4()
    await acted(database, seen_by, participant)
    await acted(database, stranger, uuid4())

    async with await browser(database, "registration", Grant(role="coordinator", region=OUJDA)) as client:
        await client.get(f"/registration/participants/{participant}")
        page = await client.get(f"/registration/participants/{participant}/seen")
    async with await browser(database, "registration", Grant(role="coordinator", region="MA-01")) as client:
        from_elsewhere = await client.get(f"/registration/participants/{participant}/seen")

    assert page.text.count("A consulté ·") == 2, "hers and the one before"
    assert str(seen_by)[:8] in page.text
    assert str(stranger)[:8] not in page.text
    assert from_elsewhere.status_code == 404


@pytest.mark.parametrize("before", ["0", str(2**63), "9" * 40, "last"])
async def test_a_number_that_no_row_has_is_refused(new_database: New, before: str) -> None:
    database = await new_database(service_of("scheduling"))

    async with await browser(database, "scheduling", AUDITOR) as client:
        page = await client.get("/scheduling/audit", params={"before": before})

    assert page.status_code == 422
