"""Every route of access that changes something, or shows people, leaves one row in the audit. People are synthetic."""

import re
from collections.abc import Callable
from dataclasses import replace
from uuid import UUID

import pyotp
from fastapi import FastAPI

from services.access.people.storage import grants_of
from shared.access.secrets import digest_of
from shared.kernel.clock import machine_now
from shared.kernel.database import Database
from tests.integration.access.browsing import PASSWORD, Browser, kept_secret
from tests.integration.access.given import COORDINATOR, administrator, somebody, with_app
from tests.integration.access.test_own_account import NEW as NEW_PASSWORD
from tests.integration.access.test_passkeys import ORIGIN, asked_by, device
from tests.integration.access.test_people import NEW
from tests.integration.access.test_programs import on
from tests.integration.audited.demonstration import move_the_clock, played
from tests.integration.audited.walk import Walk, keeping
from tests.integration.scheduling.reading import Page

Open = Callable[..., Browser]
PRESENT = {"present": PASSWORD}
NOBODY_YET = {"POST /sign-in", "POST /second-factor", "POST /sign-in/passkey", "POST /open/{secret}/password"}
WHY = "whoever signs in is nobody in particular until then: access keeps sessions, attempts and links themselves"


def walk_of(database: Database, here: Browser, account_id: UUID) -> Walk:
    """Return a walk by somebody who is signed in."""
    return Walk("access", database, here.client, f"person:{account_id}")


async def test_access_keeps_every_deed_and_every_look(built: FastAPI, browser: Open, database: Database) -> None:
    built.state.settings = built.state.settings.model_copy(update={"origin": ORIGIN})
    walk = walk_of(database, here := browser(), await administrator(database, here))
    walk.ids["account_id"] = str(await somebody(database))

    await walk.look_around()
    await look_after_people(walk)
    await look_after_programs(walk)
    await own_account(walk, browser)
    await move_the_clock(walk)
    async with played(walk) as player:
        await player.do("POST /api/v1/demo/staff", {"role": "reader"})

    assert walk.wrong == []
    assert keeping("access") - walk.walked == NOBODY_YET, WHY


async def look_after_people(walk: Walk) -> None:
    """Invite somebody, and do everything that can be done to an account."""
    person = "/people/{account_id}"
    await walk.press("POST /people/new", "/people/new", **NEW)
    await walk.press(f"POST {person}/grants", person, role="auditor", reason="Exemple")
    account_id = UUID(walk.ids["account_id"])
    async with walk.database.sessions() as db:
        walk.ids["grant_id"] = str((await grants_of(db, account_id, machine_now()))[-1].id)
    await with_app(walk.database, account_id)
    for act in ("grants/{grant_id}/take-back", "link", "second-factor/off", "identity/off", "sessions/end", "end"):
        await walk.press(f"POST {person}/{act}")
    await walk.press(f"POST {person}/open-again", person)


async def look_after_programs(walk: Walk) -> None:
    """Let a program in, and out."""
    program = {"name": "Tableau d'exemple", "role": "figures", "ends_on": on(30)}
    await walk.press("POST /programs", "/programs", **program)
    page = (await walk.ask("GET /programs")).text
    (walk.ids["program_id"],) = re.findall(r'action="/access/programs/([^"/]+)/revoke"', page)
    await walk.press("POST /programs/{program_id}/revoke")


async def own_account(walk: Walk, browser: Open) -> None:
    """Do what somebody can do to her own account, and look at another region."""
    here, there, email = browser(), browser(), "oujda@example.org"
    account_id = await somebody(walk.database, email, COORDINATOR)
    for each in (here, there):
        await each.sign_in(email)
    own = replace(walk, client=here.client, caller=f"person:{account_id}")
    await own.press("POST /profile", name="Salma Exemple", language="fr")
    await own.press("POST /looks", "/looks", region="MA-01", reason="Une participante de chez nous")
    await own.press("POST /sessions/end", session=digest_of(kept_secret(there)))
    await own.press("POST /sessions/end-others")
    await factors(own, here)
    await own.press("POST /password", **PRESENT, password=NEW_PASSWORD, again=NEW_PASSWORD)
    await own.press("POST /sign-out")


async def factors(own: Walk, here: Browser) -> None:
    """Set up an app and a telephone, make codes for paper, and remove it all."""
    page = await own.ask("GET /authenticator")
    (letters,) = re.findall(r"<b class=\"name\"><bdi dir=\"ltr\">([A-Z2-7 ]+)</bdi>", page.text)
    app, form = pyotp.TOTP(letters.replace(" ", "")), Page(page).form("/authenticator").values
    await own.press("POST /authenticator", **form | PRESENT | {"code": app.now()})
    await own.press("POST /recovery-codes", **PRESENT)
    here.page = (page := await own.ask("GET /passkeys")).text
    answer = {"credential": device().make(asked_by(here)), "name": "Téléphone d'exemple"}
    await own.press("POST /passkeys", **Page(page).form("/passkeys").values | PRESENT | answer)
    (own.ids["passkey_id"],) = re.findall(r"/access/passkeys/([^/\"]+)/forget", (await own.ask("GET /passkeys")).text)
    await own.press("POST /passkeys/{passkey_id}/forget", **PRESENT)
    await own.press("POST /authenticator/off", **PRESENT)
