"""Every page before axe, in French at a desk and in Arabic with a phone: nothing serious, nothing critical."""

import tempfile
import tomllib
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.base import AXE_SCRIPT
from playwright.async_api import Page

from deploy.embedded.launcher import Installation, installation
from programs.scenario.cast import Cast
from programs.scenario.journal import Journal
from programs.scenario.pilot import STARTS_AT, STORIES, scenes
from programs.scenario.player import REGISTRATION, SCHEDULING, Player, Scene
from programs.scenario.quiet import Quiet
from programs.scenario.seats import in_the_order_asked
from programs.scenario.sessions import plan
from programs.scenario.staff import ADMINISTRATOR
from tests.e2e.browser import Reader, chromium, reader
from tests.e2e.staff import browsers, profile
from tests.e2e.walking import walk
from tests.long import LONG
from tests.slow import slow

pytestmark = slow
Screen = tuple[int, int]
DESK, PHONE = (1366, 768), (360, 740)
READERS = [("fr", DESK), ("ar", PHONE), *([("fr", PHONE), ("ar", DESK)] if LONG else [])]
ENDS_AT = datetime(2017, 8, 28, 12, tzinfo=UTC)  # Oujda is over and told of, Tanger begins tomorrow
BESIDE_AT = datetime(2017, 7, 18, 9, tzinfo=UTC)  # two sessions more are planned
LEFT_OPEN = [date(2017, 8, 21), date(2017, 8, 22)]  # days of the one that nobody has closed
STILL_AHEAD = [date(2017, 9, 18), date(2017, 9, 19)]  # days of the one whose seat is offered
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice", "experimental"]
MENDED_FIRST = {"serious", "critical"}
BAD = "<h1>Bad</h1><img src=nothing.png><button></button>"
LOOK = """async tags => (await axe.run({resultTypes: ["violations"], runOnly: tags})).violations.map(
    it => [it.impact, it.id, it.nodes.length, it.nodes[0].html.slice(0, 160)])"""


@pytest.fixture(scope="module")
async def running() -> AsyncIterator[Installation]:
    """An installation in which every page has something to show, also those that ask before an act."""
    chromium()
    with tempfile.TemporaryDirectory(prefix="takwin-axe-") as folder:
        async with (
            installation(Path(folder, "data"), lambda _: None, STARTS_AT) as running,
            Cast(running.origin, running.keys["player"]) as cast,
            Quiet(cast, running.cluster) as quiet,
        ):
            player = Player(cast, Journal(Path(folder, "journal")), quiet, lambda _: None)
            await player.play(told(player))
            await leave_things_to_do(player)
            yield running


def told(player: Player) -> Iterator[Scene]:
    """Yield the pilot as far as it goes here, without waiting for reminders, and two sessions beside it."""
    for scene in scenes(player, "pilot"):
        if scene.at < ENDS_AT and not scene.name.startswith("remind/"):
            yield scene
    yield Scene(BESIDE_AT, "left", lambda: open_session(player, "left", LEFT_OPEN, seats=25))
    yield Scene(BESIDE_AT, "full", lambda: open_session(player, "full", STILL_AHEAD, seats=1))


async def open_session(player: Player, key: str, days: list[date], seats: int) -> None:
    """Plan a session in Tanger and open it; two ask for a seat."""
    session = tomllib.loads(STORIES["pilot"].read_text(encoding="utf-8"))["sessions"][1] | {"seats": seats}
    body = {"programme_id": player.id_of("programme/MHP-2017"), **await plan(player, session, days)}
    id_ = await player.do(ADMINISTRATOR, f"session/{key}", f"{SCHEDULING}/sessions", body)
    await player.do(ADMINISTRATOR, f"open/{key}", f"{SCHEDULING}/sessions/{id_}/open")
    await player.all_has_arrived()
    for number in ("Un", "Deux"):
        person = {"given_name": "Synthétique", "family_name": f"{key} {number}", "sex": "unknown", "first_timer": True}
        reached = {"organisation_id": player.id_of("organisation/annour"), "language": "fr", "route": "none"}
        who = await player.do(
            ADMINISTRATOR, f"person/{key}/{number}", f"{REGISTRATION}/participants", {**person, **reached}
        )
        path = f"{REGISTRATION}/sessions/{id_}/registrations"
        await player.do(ADMINISTRATOR, f"seat/{key}/{number}", path, {"participant_id": who})


async def leave_things_to_do(player: Player) -> None:
    """Mark everybody in a session that nobody has closed; let a seat of the full one be offered; ask for a copy."""
    await player.move_clocks(ENDS_AT)
    left = player.id_of("session/left")
    asked = await in_the_order_asked(player, ADMINISTRATOR, left)
    marks = [{"participant_id": one["participant_id"], "state": "present"} for one in asked]
    for block in (await player.read(ADMINISTRATOR, f"{SCHEDULING}/sessions/{left}"))["blocks"]:
        path = f"{REGISTRATION}/sessions/{left}/blocks/{block['id']}/attendance"
        await player.do(ADMINISTRATOR, f"marks/{block['id']}", path, {"marks": marks}, method="PUT")
    first, *_ = await in_the_order_asked(player, ADMINISTRATOR, player.id_of("session/full"))
    await player.do(ADMINISTRATOR, "withdraw", f"{REGISTRATION}/registrations/{first['id']}/withdraw")
    own_data = {"kind": "copy", "channel": "paper", "received_on": "2017-07-01"}
    await player.do(ADMINISTRATOR, "copy", f"{REGISTRATION}/participants/{first['participant_id']}/requests", own_data)
    await player.all_has_arrived()


@pytest.mark.parametrize(("language", "screen"), READERS)
async def test_axe_finds_nothing_serious_on_any_page(running: Installation, language: str, screen: Screen) -> None:
    async with reader(await running.new_link(), running.origin, language, screen) as somebody:
        walked = await walk(somebody.page.request, running.origin)
        found = [line for address in walked.addresses for line in await looked_at(somebody, address)]

    assert walked.unseen == set()
    assert found == []


@pytest.mark.parametrize(("language", "screen"), READERS)
async def test_axe_finds_nothing_serious_where_people_sign_in(
    running: Installation, language: str, screen: Screen
) -> None:
    async with browsers() as browser:
        stranger = await profile(browser, running.origin, language, screen)
        assert await looked_at(stranger, "/access/sign-in") == []


async def looked_at(somebody: Reader, address: str) -> list[str]:
    """Return what axe has to say of a page."""
    await somebody.go(address)
    await somebody.page.evaluate(AXE_SCRIPT)
    return [f"{address}: {line}" for line in await violations(somebody.page)]


async def violations(page: Page) -> list[list[Any]]:
    """Return what axe calls serious or critical."""
    found: list[list[Any]] = await page.evaluate(LOOK, TAGS)
    return [it for it in found if it[0] in MENDED_FIRST]


async def test_axe_is_asked_in_earnest(running: Installation) -> None:
    async with reader(await running.new_link(), running.origin, "fr", DESK) as somebody:
        await somebody.go("/registration/")
        await somebody.page.evaluate(AXE_SCRIPT)
        await somebody.page.evaluate(
            "document.querySelector('main').innerHTML += '<img src=nothing.png><button></button>'"
        )

        assert {it[1] for it in await violations(somebody.page)} == {"image-alt", "button-name"}
