"""Every page of the console, in both languages: whole, translated, labelled, and without anything inline."""

import re
from datetime import timedelta
from html.parser import HTMLParser
from uuid import uuid4

import pytest
from fastapi.routing import APIRoute, iter_route_contexts

from services.registration.data_requests.actions import file
from services.registration.pages import router
from services.registration.people.storage import Participant
from services.registration.voices.actions import record_recommendation
from services.registration.voices.domain import Recommended
from shared.i18n import catalogue
from shared.kernel.database import Database
from tests.integration.built import EVERYTHING
from tests.integration.registration.given import (
    STARTS_AT,
    block,
    let_it_be,
    open_session,
    people,
    register,
    withdraw,
)
from tests.integration.registration.given_console import LANGUAGES, all_marked, block_ids, browser, seen


async def lived_in(database: Database) -> dict[str, str]:
    """Let there be a bit of everything; return what stands for each blank of an address."""
    session_id = await open_session(database, seats=2, blocks=[block(STARTS_AT), block(STARTS_AT + timedelta(hours=5))])
    persons = await people(database, 5)
    told = [await register(database, session_id, one) for one in persons]
    await withdraw(database, told[0][0])
    [first, _] = await block_ids(database, session_id)
    async with database.sessions.begin() as db:
        kept = await record_recommendation(db, EVERYTHING, session_id, Recommended("law", "fr", "Exemple inventé."))
    let_it_be(database, STARTS_AT - timedelta(days=5))
    ahead = await open_session(database, seats=3)
    let_it_be(database, STARTS_AT)
    await all_marked(database, session_id, first, persons[1:2])
    async with database.sessions() as db:
        own = (await db.get_one(Participant, persons[0])).organisation_id
    blanks = {"session_id": session_id, "participant_id": persons[0], "recommendation_id": kept.id}
    blanks["registration_id"] = told[1][0]
    async with database.sessions.begin() as db:
        today = database.clock.now().date()
        blanks["request_id"] = (await file(db, persons[1], "copy", "paper", today)).id
    blanks["need_id"] = uuid4()  # needs are scheduling's: any id will do
    return {name: str(it) for name, it in {**blanks, "organisation_id": own, "ahead": ahead}.items()}


def addresses() -> list[str]:
    """Return the pattern of every page that is only looked at; the printed link shows none."""
    found = [(str(it.path), it.original_route) for it in iter_route_contexts(router.routes) if it.path != "/open/{key}"]
    return sorted(path for path, route in found if isinstance(route, APIRoute) and "GET" in (route.methods or ()))


class Reading(HTMLParser):
    """Notes what cannot be read aloud, and what the content security policy would stop."""

    def __init__(self) -> None:
        super().__init__()
        self.unlabelled: set[str] = set()
        self.inline: list[str] = []
        self._labels: set[str] = set()
        self._within_label = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Look at one element."""
        has = dict(attrs)
        self.inline += [name for name in has if name == "style" or name.startswith("on")]
        if tag == "label":
            self._within_label = "for" not in has
            self._labels.add(has.get("for") or "")
        elif tag in {"input", "select", "textarea"} and has.get("type") != "hidden" and not self._within_label:
            self.unlabelled.add(has.get("id") or has.get("name") or tag)

    def handle_endtag(self, tag: str) -> None:
        """Leave one element."""
        self._within_label = self._within_label and tag != "label"

    def without_label(self) -> set[str]:
        """Return the fields that nobody hears the name of."""
        return self.unlabelled - self._labels


def test_the_walk_finds_the_pages() -> None:
    assert {"/", "/sessions/{session_id}", "/recommendations/{recommendation_id}/release"} <= set(addresses())
    assert len(addresses()) >= 13


@pytest.mark.parametrize("language", LANGUAGES)
async def test_every_page_is_whole(database: Database, language: str) -> None:
    blanks = await lived_in(database)
    english = {it for it in catalogue(language) if " " in it and "{" not in it}

    async with browser(database, language) as client:
        for address in [*addresses(), "/sessions/{ahead}", "/sessions/{ahead}/attendance"]:
            page = await client.get(address.format(**blanks))
            read = Reading()
            read.feed(page.text)

            assert page.status_code == 200, address
            assert re.search(rf'<html lang="{language}" dir="(ltr|rtl)">', page.text), address
            assert page.text.count("<h1") == 1, address
            assert [it for it in english if it in seen(page)] == [], address
            assert (read.inline, read.without_label()) == ([], set()), address


def test_a_planted_field_without_label_and_a_planted_style_are_seen() -> None:
    read = Reading()

    read.feed('<label for="a">A</label><input id="a"><label>B <input name="b"></label><input id="c" style="x">')

    assert (read.inline, read.without_label()) == (["style"], {"c"})


async def test_sessions_are_filtered_and_those_ahead_come_first(database: Database) -> None:
    past = await open_session(database, city="Nador", starts_at=STARTS_AT - timedelta(days=30))
    far = await open_session(database, city="Berkane", starts_at=STARTS_AT + timedelta(days=30))
    near = await open_session(database, city="Oujda")
    let_it_be(database, STARTS_AT - timedelta(days=7))

    async with browser(database) as client:
        every = (await client.get("/sessions")).text
        none = seen(await client.get("/sessions?region=MA-01"))
        wrong = await client.get("/sessions?state=exploded")

    assert every.index(str(near)) < every.index(str(far)) < every.index(str(past))
    assert "Aucune session ne correspond" in none
    assert wrong.status_code == 422
