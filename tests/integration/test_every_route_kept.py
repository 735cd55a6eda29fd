"""Every route that changes something, or shows what is people's, leaves one row in the audit of its service."""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import AsyncExitStack
from dataclasses import dataclass

import httpx2
import pytest

from services.notifications import app as notifications
from shared.access import audit
from shared.kernel.database import Database
from tests.integration.audited import people, people_pages, planning, planning_pages
from tests.integration.audited.demonstration import CLOCK, move_the_clock
from tests.integration.audited.walk import Walk, keeping
from tests.integration.built import EVERYTHING
from tests.integration.rollout import Takwin, begin
from tests.integration.scheduling.given import Catalogue, catalogue, oujda
from tests.integration.test_every_route import OUJDA, filled

New = Callable[..., Awaitable[Database]]
PUBLIC = {"public": "true"}  # with small numbers in it, a report asks for figures.read besides, and keeps that


@dataclass(frozen=True)
class Rollout:
    """Services with one of everything in them."""

    takwin: Takwin
    catalogue: Catalogue
    ids: Mapping[str, str]

    def walk(self, service: str) -> Walk:
        """Return a walk through a service by somebody who may do everything."""
        asked = getattr(self.takwin, service)
        return Walk(service, asked.database, asked.api, EVERYTHING, dict(self.ids))


@pytest.fixture
async def rollout(new_database: New) -> AsyncIterator[Rollout]:
    async with AsyncExitStack() as stack:
        takwin = await begin(stack, new_database)
        found = await catalogue(takwin.scheduling.api)
        common = {"programme_id": found.programme, "module_id": found.modules["DEFINE"], "language": "fr"}
        yield Rollout(takwin, found, common | await filled(takwin, oujda(found), OUJDA, found.oujda))


async def test_scheduling_keeps_every_deed_and_every_look(rollout: Rollout) -> None:
    walk = rollout.walk("scheduling")

    await walk.look_around()
    await planning.do_everything(walk, rollout.catalogue)
    await planning_pages.do_everything(walk, rollout.catalogue)
    rollout.takwin.move_clocks(planning.AFTERWARDS)
    await planning_pages.end_a_session(walk)
    await planning.end_a_session(walk, rollout.ids["session_id"])
    await move_the_clock(walk)

    assert walk.wrong == []
    assert keeping("scheduling") - walk.walked == set()


async def test_registration_keeps_every_deed_and_every_look(rollout: Rollout) -> None:
    walk = rollout.walk("registration")

    await walk.look_around()
    await people.ask_for_contacts(walk)
    await people.do_everything(walk)
    await people_pages.do_everything(walk)
    rollout.takwin.move_clocks(planning.AFTERWARDS)
    await people.hold_a_session(walk)
    await people_pages.hold_a_session(walk)
    await move_the_clock(walk)

    assert walk.wrong == []
    assert keeping("registration") - walk.walked == set()


async def test_reporting_keeps_every_look(rollout: Rollout) -> None:
    walk = rollout.walk("reporting")

    for page in ("/api/v1/facts", "/facts"):
        await walk.ask(f"GET {page}", params={"indicator": "attended"})
    for report in ("/api/v1/report", "/report.html", "/report.pdf", "/report.xlsx"):
        await walk.ask(f"GET {report}", params=PUBLIC)
    await walk.look_around()
    await move_the_clock(walk)

    assert walk.wrong == []
    assert keeping("reporting") - walk.walked == set()


async def through_notifications(new_database: New) -> Walk:
    """Return a walk through the service that nobody but a player tells anything."""
    return Walk("notifications", await new_database(notifications.service()), httpx2.AsyncClient(), "")


async def test_notifications_keeps_every_deed(new_database: New) -> None:
    walk = await through_notifications(new_database)

    await move_the_clock(walk)

    assert walk.wrong == []
    assert keeping("notifications") - walk.walked == set()


async def test_a_deed_that_leaves_no_row_is_named(new_database: New, monkeypatch: pytest.MonkeyPatch) -> None:
    async def forget(*_: object) -> None: ...

    walk = await through_notifications(new_database)
    monkeypatch.setattr(audit, "keep", forget)

    await move_the_clock(walk)

    assert walk.wrong == [f"{CLOCK}: []"]
