"""The report's pages and files over HTTP, made from events, with every number leading to its events."""

import re
import threading
from collections.abc import AsyncIterator, Awaitable, Callable
from html import unescape
from io import BytesIO
from itertools import product

import httpx2
import pytest
from pydantic import SecretStr
from pypdf import PdfReader
from python_calamine import CalamineWorkbook

from services.reporting import pages
from services.reporting.app import create_app, service
from services.reporting.handlers import on
from services.reporting.report.values import Report
from shared.kernel.database import Database
from shared.service.running import Service
from shared.service.settings import Settings
from shared.words import Words
from tests.accounts import signed_in
from tests.hearing import hear
from tests.integration.built import at
from tests.integration.reporting.rollout import Rollout

NewDatabase = Callable[[Service], Awaitable[Database]]
SECRET = "only-for-tests-" * 4
ORIGIN = "http://127.0.0.1:8000"
LANGUAGES = ("fr", "ar", "en")
FILES = ["report.xlsx", "report.pdf", "report.html"]
LINKS = re.compile(r'href="(/reporting/facts\?[^"]+)"')


@pytest.fixture
async def browser(new_database: NewDatabase) -> AsyncIterator[httpx2.AsyncClient]:
    """Somebody who has signed in, after a small rollout."""
    database = await new_database(service())
    await hear(database, on, *Rollout(sessions=2).tell())
    secret, url = SecretStr(SECRET), SecretStr(database.url)
    settings = Settings(database_url=url, kafka_servers="unused", secret=secret, instance="test", origin=ORIGIN)
    app = at(database, lambda: create_app(settings))
    transport, cookies = httpx2.ASGITransport(app=app), await signed_in(database, settings)
    async with httpx2.AsyncClient(transport=transport, base_url=ORIGIN, cookies=cookies) as client:
        yield client


async def test_every_number_of_the_page_leads_to_its_events(browser: httpx2.AsyncClient) -> None:
    page = (await browser.get("/reporting/?lang=fr")).text

    links = {unescape(link) for link in LINKS.findall(page)}
    answers = {link: await browser.get(link) for link in links}
    assert len(links) > 100
    assert {link: it.status_code for link, it in answers.items() if it.status_code != 200} == {}


@pytest.mark.parametrize("language", ["fr", "ar"])
async def test_a_number_is_the_same_on_the_report_and_where_it_is_opened(
    browser: httpx2.AsyncClient, language: str
) -> None:
    page = (await browser.get(f"/reporting/?lang={language}")).text

    found = re.findall(r'href="(/reporting/facts\?[^"]+)"><bdi dir="ltr">([^<]+)</bdi>', page)[::17]
    for link, number in found:
        opened = (await browser.get(unescape(link))).text
        assert f'<dd><bdi dir="ltr">{number}</bdi></dd>' in opened


async def test_an_opened_number_says_its_rule_and_what_happened_where_and_when(browser: httpx2.AsyncClient) -> None:
    page = (await browser.get("/reporting/facts?indicator=attended&region=MA-02&lang=fr")).text

    rows = re.findall(r'<a href="/registration/sessions/[0-9a-f-]{36}">Oujda, 2\d[^<]*2017</a>', page)
    assert "Participations · L\u2019Oriental" in page
    assert "une personne et une session où elle a été présente" in page
    assert f"Événements derrière ce chiffre : {len(rows)}<" in page
    assert len(rows) == page.count("<time ") > 2
    assert "Feuille de présence" in page
    assert "attendance.recorded.v1" not in page


@pytest.mark.parametrize("part", ["session", "module"])
async def test_an_opened_number_calls_its_part_as_the_report_does(browser: httpx2.AsyncClient, part: str) -> None:
    report = (await browser.get("/reporting/?lang=fr")).text
    (link, *_) = re.findall(rf'href="(/reporting/facts\?[^"]*{part}=[^"]+)"', report)

    page = (await browser.get(unescape(link))).text

    heading = unescape(re.findall(r"<h1>(.*?)</h1>", page)[0])
    called = heading.split(" · ", 1)[1]
    assert called in unescape(report)
    assert re.search("[0-9a-f]{8}-", called) is None


async def test_of_very_many_events_the_first_are_shown(
    browser: httpx2.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(pages, "SHOWN_AT_MOST", 3)

    page = (await browser.get("/reporting/facts?indicator=registered&lang=fr")).text

    assert "Les 3 premiers sont affichés." in page
    assert page.count("<time ") == 3
    assert "/reporting/api/v1/facts?indicator=registered" in page


async def test_what_is_not_counted_is_refused(browser: httpx2.AsyncClient) -> None:
    assert (await browser.get("/reporting/facts?indicator=nothing")).status_code == 422


async def test_one_region_can_be_shown_alone_and_an_unknown_one_shows_all(browser: httpx2.AsyncClient) -> None:
    region = (await browser.get("/reporting/?lang=fr&region=MA-02")).text
    nowhere = (await browser.get("/reporting/?lang=fr&region=nowhere")).text

    assert re.findall(r'id="region-(MA-\d\d)"', region) == ["MA-02"]
    assert 'id="donors"' not in region
    assert re.findall(r'id="region-(MA-\d\d)"', nowhere) == ["MA-01", "MA-02"]


@pytest.mark.parametrize("page", ["", "public"])
async def test_the_files_of_a_page_that_shows_one_region_tell_of_that_region_alone(
    browser: httpx2.AsyncClient, page: str
) -> None:
    shown = (await browser.get(f"/reporting/{page}?lang=fr&region=MA-02")).text
    links = [unescape(it) for it in re.findall(r'href="(/reporting/report\.\w+\?[^"]+)"', shown)]

    paper, workbook, file = [await browser.get(link) for link in links]

    texts = "\n".join(it.extract_text() for it in PdfReader(BytesIO(paper.content)).pages)
    read = CalamineWorkbook.from_filelike(BytesIO(workbook.content))
    cells = str([read.get_sheet_by_name(name).to_python() for name in read.sheet_names])
    title = "Rapport par région · L\u2019Oriental"
    for told in (texts, cells, unescape(file.text)):
        assert title in " ".join(told.replace("'", "\u2019").split())
    assert "Tanger" not in cells
    assert re.findall(r'id="region-(MA-\d\d)"', file.text) == ["MA-02"]
    assert texts.count("Tanger") <= 1, "its tile alone"
    assert "MA-02" in paper.headers["content-disposition"]


async def test_tiles_tell_the_number_that_was_chosen(browser: httpx2.AsyncClient) -> None:
    page = (await browser.get("/reporting/?lang=fr&tint=hours")).text

    assert "Heures de formation par région" in page
    assert '<option value="hours" selected>' in page


async def test_the_public_page_leads_to_no_event_and_explains_what_is_hidden(browser: httpx2.AsyncClient) -> None:
    page = (await browser.get("/reporting/public?lang=fr")).text

    assert "/reporting/facts" not in page
    assert "×" in page
    assert "Les nombres de 1 à 10 personnes sont masqués" in page


async def test_pages_keep_to_their_policy_in_every_language(browser: httpx2.AsyncClient) -> None:
    for path, language in product(("?", "public?", "facts?indicator=people&"), LANGUAGES):
        answer = await browser.get(f"/reporting/{path}lang={language}")

        assert answer.headers["content-language"] == language
        assert "default-src 'none'" in answer.headers["content-security-policy"]
        assert not re.findall(r"<[^>]* style=|<style|<script>", answer.text)


async def test_the_page_has_its_style(browser: httpx2.AsyncClient) -> None:
    assert (await browser.get("/reporting/report.css")).headers["content-type"].startswith("text/css")


async def test_files_open_in_every_language(browser: httpx2.AsyncClient) -> None:
    for language, public in product(LANGUAGES, ("true", "false")):
        answers = [await browser.get(f"/reporting/{file}?lang={language}&public={public}") for file in FILES]

        workbook, paper, page = (answer.content for answer in answers)
        assert CalamineWorkbook.from_filelike(BytesIO(workbook)).sheet_names
        assert len(PdfReader(BytesIO(paper)).pages) > 2
        assert f'<html lang="{language}"' in page.decode()
        names = {answer.headers["content-disposition"].rpartition("=")[2] for answer in answers}
        eyes = "public" if public == "true" else "internal"
        assert names == {f'"takwin-{eyes}-{language}.{ending}"' for ending in ("xlsx", "pdf", "html")}


async def test_files_are_made_where_nobody_waits_for_them(
    browser: httpx2.AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    threads: list[str] = []

    def make(report: Report, language: str, **more: object) -> bytes:
        threads.append(threading.current_thread().name)
        return f"{report.public}{language}{more}".encode()

    monkeypatch.setattr(pages, "pdf", make)

    await browser.get("/reporting/report.pdf?lang=fr")

    assert threads
    assert threading.main_thread().name not in threads


async def test_a_stranger_sees_nothing(browser: httpx2.AsyncClient) -> None:
    browser.cookies.clear()

    paths = ["", "public", "facts?indicator=people", "report.css", *FILES]
    answers = [await browser.get(f"/reporting/{path}") for path in paths]

    assert {answer.status_code for answer in answers} == {401}


@pytest.mark.parametrize("language", ["fr", "ar"])
async def test_those_inside_are_told_why_each_number_is_hidden(browser: httpx2.AsyncClient, language: str) -> None:
    words = Words(language)
    page = (await browser.get(f"/reporting/public?lang={language}")).text

    why = unescape((await browser.get(f"/reporting/hidden?lang={language}")).text)

    assert f'href="/reporting/hidden?public=true">{words.say("Why numbers are hidden")}' in page
    assert words.say("It is small: 1 to 10 people, or single organisations.") in why
    assert words.say("It protects: {numbers}", numbers="") in why


async def test_no_file_and_no_table_for_everybody_says_why_a_number_is_hidden(browser: httpx2.AsyncClient) -> None:
    file = (await browser.get("/reporting/report.html?public=true&lang=en")).text

    assert "×" in file
    assert "Why numbers are hidden" not in file
    assert "It is small" not in file
    assert "It protects" not in file


HEADING, CELLS = re.compile(r"<h1>(.+?)</h1>"), re.compile(r"<td[^>]*>(.+?)</td>")


@pytest.mark.parametrize("language", ["fr", "ar"])
async def test_a_number_that_is_opened_leads_to_why_it_is_hidden(browser: httpx2.AsyncClient, language: str) -> None:
    report = unescape((await browser.get(f"/reporting/?lang={language}")).text)
    listed = CELLS.findall((await browser.get(f"/reporting/hidden?lang={language}")).text)
    told = {}

    for link in {it for it in LINKS.findall(report) if "region=" in it}:
        opened = (await browser.get(f"{link}&lang={language}")).text
        (why,) = re.findall(r'href="(/reporting/hidden[^"]+)"', opened)
        answer = (await browser.get(f"{unescape(why)}&lang={language}")).text
        told[HEADING.findall(opened)[0]] = tuple(CELLS.findall(answer))

    reasons = set(zip(listed[::2], listed[1::2], strict=True))
    assert () in told.values()
    assert set() < set(told.values()) - {()} <= reasons
    assert {number for number, why in told.items() if not why} & set(listed[::2]) == set()
