"""A coordinator walks from the list of people to the report: in French at a desk, in Arabic with a phone."""

import asyncio
import tempfile
import tomllib
from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from deploy.embedded.launcher import Installation, installation
from programs.scenario.cast import Cast
from programs.scenario.journal import Journal
from programs.scenario.lists import corrected, twice_in
from programs.scenario.pilot import STARTS_AT, STORIES, scenes
from programs.scenario.player import REGISTRATION, SCHEDULING, Player, Scene, until
from programs.scenario.quiet import Quiet
from programs.scenario.staff import ADMINISTRATOR
from tests.e2e.browser import PHONE, WIDE, Reader, chromium, reader

BEFORE_THE_LIST = ("programme/", "assessment/", "release/", "module/", "plan/", "open/")
WORDS = {"fr": "Une recommandation fictive pour la région.", "ar": "توصية خيالية من أجل الجهة."}
STORY: dict[str, Any] = tomllib.loads(STORIES["pilot"].read_text(encoding="utf-8"))
SESSIONS: dict[str, Any] = {it["key"]: it for it in STORY["sessions"]}


@dataclass
class Place:
    """An installation in which everything is ready for the two lists."""

    running: Installation
    player: Player

    async def before(self, moment: datetime) -> None:
        """Let everything arrive, and then let it be that time."""
        await self.player.all_has_arrived()
        await self.player.move_clocks(moment)


@pytest.fixture(scope="module")
async def place() -> AsyncIterator[Place]:
    """Needs, modules, venues and both sessions are there; nobody is registered."""
    chromium()
    with tempfile.TemporaryDirectory(prefix="takwin-browser-") as folder:
        async with (
            installation(Path(folder, "data"), lambda _: None, STARTS_AT) as running,
            Cast(running.origin, running.keys["player"]) as cast,
            Quiet(cast, running.cluster) as quiet,
        ):
            player = Player(cast, Journal(Path(folder, "journal")), quiet, lambda _: None)
            await player.play(prepared(scenes(player, "pilot")))
            await player.all_has_arrived()
            yield Place(running, player)


def prepared(all_scenes: Iterable[Scene]) -> list[Scene]:
    return [scene for scene in all_scenes if scene.name.startswith(BEFORE_THE_LIST)]


@pytest.mark.parametrize(
    ("key", "language", "size"),
    [("oujda", "fr", WIDE), ("tanger", "ar", PHONE)],
    ids=["french-desk", "arabic-phone"],
)
async def test_from_the_list_to_the_report(place: Place, key: str, language: str, size: tuple[int, int]) -> None:
    session, running = SESSIONS[key], place.running
    id_ = place.player.id_of(f"session/{key}")
    await place.before(session["imported_at"])
    async with reader(await running.new_link(), running.origin, language, size) as coordinator:
        await coordinator.go("/registration/")
        await coordinator.picture("today-empty")
        await bring_the_list(coordinator, place, session, id_)
        await give_a_seat_away(coordinator, id_)
        await mark_who_was_there(coordinator, place, session, id_)
        await hear_what_they_say(coordinator, id_)
        await read_the_report(coordinator, place, session, id_)


async def bring_the_list(coordinator: Reader, place: Place, session: dict[str, Any], id_: str) -> None:
    file = STORIES["pilot"].parent / session["list"]
    await send(coordinator, id_, file.name, file.read_bytes())
    await coordinator.picture("list-looked-at")
    if corrections := session.get("corrections"):
        import_id = coordinator.page.url.rsplit("/", 1)[1].partition("?")[0]
        wrong = await place.player.read(ADMINISTRATOR, f"{REGISTRATION}/imports/{import_id}")
        async with coordinator.page.expect_download() as download:
            await coordinator.page.locator(f"a[href*='{import_id}/file']").first.click()
        came_back = await asyncio.to_thread(Path(await (await download.value).path()).read_bytes)
        await send(coordinator, id_, file.name, corrected(came_back, corrections, twice_in(wrong)))
    await coordinator.press("Import these people")
    await coordinator.sees("What was done")
    await coordinator.picture("list-carried-out")
    await coordinator.follow("To the people of the session")
    await coordinator.picture("people")


async def send(coordinator: Reader, id_: str, name: str, content: bytes) -> None:
    await coordinator.go("/registration/imports")
    kind = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    await coordinator.page.set_input_files("#file", {"name": name, "mimeType": kind, "buffer": content})
    await coordinator.page.select_option("#session_id", id_)
    await coordinator.press("Look at the list")
    await coordinator.sees("What would change")


async def give_a_seat_away(coordinator: Reader, id_: str) -> None:
    """The first withdraws; where somebody waits, the seat is offered and taken up from the page of today."""
    await coordinator.go(f"/registration/sessions/{id_}")
    waiting = await coordinator.page.locator("#waiting").count()
    await coordinator.follow("Withdraw…")
    await coordinator.press("Yes, withdraw")
    if waiting:
        await coordinator.go("/registration/")
        await coordinator.picture("today-with-an-offer")
        await coordinator.press("Accepted")


async def mark_who_was_there(coordinator: Reader, place: Place, session: dict[str, Any], id_: str) -> None:
    blocks = (await place.player.read(ADMINISTRATOR, f"{SCHEDULING}/sessions/{id_}"))["blocks"]
    for number, block in enumerate(blocks):
        ends_at = datetime.fromisoformat(block["ends_at"])
        await place.before(max(ends_at, session["imported_at"]) + timedelta(minutes=5))
        await coordinator.go(f"/registration/sessions/{id_}/attendance?block={block['id']}")
        if number == 0:
            await coordinator.page.check("input[name='marks.0.state'][value='absent']", force=True)
            await coordinator.page.check("input[name='marks.1.state'][value='partial']", force=True)
            await coordinator.page.fill("[name='marks.1.minutes']", "60")
            await coordinator.picture("attendance")
        await coordinator.press("Save this block")
    await coordinator.go(f"/registration/sessions/{id_}/attendance")
    await coordinator.follow("Close attendance…")
    await coordinator.press("Close attendance")
    await coordinator.picture("attendance-closed")


async def hear_what_they_say(coordinator: Reader, id_: str) -> None:
    page = coordinator.page
    await coordinator.go(f"/registration/sessions/{id_}/voices")
    await page.select_option("#theme", "referral")
    await page.fill("#wording", WORDS[coordinator.language])
    await coordinator.press("Keep it")
    await coordinator.follow("Read and release")
    await coordinator.picture("read-and-release")
    await page.locator("form button.primary").click()
    await page.wait_for_load_state()
    await coordinator.go(f"/registration/sessions/{id_}/voices")
    proposed = await page.locator("#there option").first.get_attribute("value")
    await page.fill("#who", proposed or "")
    for question in ("usefulness", "method", "organisation"):
        await page.check(f"input[name='{question}'][value='5']", force=True)
    await coordinator.press("Keep the answer")
    await coordinator.picture("voices")


async def read_the_report(coordinator: Reader, place: Place, session: dict[str, Any], id_: str) -> None:
    await place.player.all_has_arrived()

    async def completed() -> bool:
        return bool((await place.player.read(ADMINISTRATOR, f"{SCHEDULING}/sessions/{id_}"))["state"] == "completed")

    await until("the session is completed", completed)
    await place.player.all_has_arrived()
    await coordinator.go("/reporting/")
    await coordinator.picture("report")
    assert WORDS[coordinator.language] in await coordinator.page.inner_text("main")
    region = next(it["region"] for it in STORY["venues"] if it["city"] == session["city"])
    figures = await place.player.read(ADMINISTRATOR, "/reporting/api/v1/figures")
    attended = next(it["attended"] for it in figures["regions"] if it["region"] == region)
    link = coordinator.page.locator(f"a[href*='indicator=attended'][href*='{region}']").first
    assert (await link.inner_text()).strip() == str(attended) != "0"
    await link.click()
    await coordinator.fits()
    await coordinator.picture("events-behind-a-number")
    await coordinator.go("/reporting/public")
    await coordinator.picture("public-report")
    await coordinator.go("/scheduling/")
    await coordinator.picture("calendar")
    await coordinator.go("/scheduling/needs")
    await coordinator.picture("needs")
    await name_who_voiced_it(coordinator)
    await coordinator.go("/outside/")
    await coordinator.picture("outside")


async def name_who_voiced_it(coordinator: Reader) -> None:
    """The names stand with the need; one more is searched for by the keyboard alone, ticked and kept."""
    page = coordinator.page
    await page.locator("a[href^='/scheduling/needs/']").first.click()
    names = page.locator("#named li a")
    await names.first.wait_for()
    before = set(await names.all_inner_texts())
    await coordinator.picture("need")
    await coordinator.follow("Choose others")
    await page.select_option("#region", "")
    await page.focus("#sought")
    await page.keyboard.type("association")
    await page.keyboard.press("Enter")
    await page.locator("input[type='checkbox']:not(:checked)").first.press("Space")
    await coordinator.picture("organisations-to-choose")
    await coordinator.press("Keep these organisations")
    await coordinator.sees("The organisations that voiced the need are kept.")
    await names.nth(len(before)).wait_for()
    assert before < set(await names.all_inner_texts())
