"""Why somebody was not reached, and that they were called instead: by page and by program. All people are made up."""

# ruff: noqa: RUF001 - typographic French

import re
from datetime import timedelta
from html import unescape
from uuid import UUID, uuid4

import httpx2
import pytest

from services.registration.delivery import actions as reach
from services.registration.delivery.domain import Settled, why
from services.registration.delivery.storage import unreached
from services.registration.seats.storage import Session
from shared.events import MessageSettled
from shared.kernel.database import Database
from tests.facts import TOLD_AT
from tests.integration.registration.given import open_session, people, register
from tests.integration.registration.given_console import browser, seen


async def settle(database: Database, session_id: UUID, who: UUID, **ends: tuple[str, str | None]) -> None:
    """Let a message end on each channel: its state and its reason."""
    for channel, (state, reason) in ends.items():
        about = {"message_id": uuid4(), "participant_id": who, "session_id": session_id, "reason": reason}
        told = {"template": "session.confirmed", "channel": channel, "state": state, "time": database.clock.now()}
        async with database.sessions.begin() as db:
            await reach.note(db, MessageSettled.model_validate(about | told))


async def missed(database: Database) -> tuple[UUID, UUID, UUID]:
    """Return a session, somebody whom no message about it has reached, and their registration."""
    session_id, [who] = await open_session(database), await people(database, 1)
    registration_id, _ = await register(database, session_id, who)
    await settle(database, session_id, who, email=("suppressed", "no-address"), sms=("failed", "sms-bad-number"))
    return session_id, who, registration_id


async def number_to_call(database: Database, session_id: UUID) -> int:
    async with database.sessions() as db:
        return len(await unreached(db, session_id))


@pytest.mark.parametrize("page", ["/", "/sessions/{session}"])
async def test_a_page_says_why_somebody_was_not_reached(database: Database, page: str) -> None:
    session_id, _, _ = await missed(database)

    async with browser(database) as client:
        text = seen(await client.get(page.format(session=session_id)))

    assert "Place confirmée" in text
    assert " : pas de coordonnées pour cette voie" in text
    assert "SMS : refusé à l’envoi" in text


async def test_who_was_called_is_to_be_called_no_more_until_another_message_is_in_vain(database: Database) -> None:
    session_id, who, registration_id = await missed(database)

    async with browser(database) as client:
        answer = await client.post(f"/registrations/{registration_id}/called", data={"today": "true"})
        today = await client.get("/")
        session_page = seen(await client.get(f"/sessions/{session_id}"))

    assert "C’est noté : cette personne a été appelée." in seen(answer)
    assert f"/registration/participants/{who}" not in today.text
    assert "Appel fait" in session_page
    assert await number_to_call(database, session_id) == 0
    database.clock.move_to(database.clock.now() + timedelta(minutes=1))
    await settle(database, session_id, who, email=("failed", "smtp-550"), sms=("expired", "quiet-hours"))
    assert await number_to_call(database, session_id) == 1


async def test_programs_note_a_call_too(api: httpx2.AsyncClient, database: Database) -> None:
    session_id, _, registration_id = await missed(database)

    answer = await api.post(f"/registrations/{registration_id}/called")
    unknown = await api.post(f"/registrations/{uuid4()}/called")

    assert (answer.status_code, answer.json()["state"]) == (200, "called")
    assert (unknown.status_code, unknown.json()["errors"][0]["rule"]) == (404, "registration-unknown")
    assert await number_to_call(database, session_id) == 0


async def test_a_persons_page_shows_what_became_of_each_message(database: Database) -> None:
    session_id, who, registration_id = await missed(database)
    async with database.sessions.begin() as db:
        await reach.call(db, registration_id)

    async with browser(database) as client:
        page = await client.get(f"/participants/{who}")

    assert f"/registration/sessions/{session_id}" in page.text
    for words in ("Messages", "Place confirmée", "pas de coordonnées pour cette voie", "Appel fait"):
        assert words in seen(page)


@pytest.mark.parametrize(
    ("state", "reason", "said"),
    [
        ("sent", None, "sent"),
        ("ambiguous", "interrupted", "ambiguous"),
        ("failed", "smtp-550", "refused"),
        ("failed", "sms-bad-number", "refused"),
        ("failed", "bad-address", "bad-address"),
        ("expired", "quiet-hours", "quiet-hours"),
        ("expired", "smtp-450", "expired"),
        ("suppressed", "opted-out", "opted-out"),
        ("suppressed", "superseded", "not-needed"),
        ("suppressed", "a-new-reason", "suppressed"),
    ],
)
def test_every_end_of_a_message_has_words(state: str, reason: str | None, said: str) -> None:
    assert why(Settled(uuid4(), "session.confirmed", "sms", state, reason, TOLD_AT)) == said


@pytest.mark.parametrize(
    ("hours", "french", "wanted"),
    [
        (-1, "Inscriptions ouvertes", "open"),
        (1, "En cours", "running"),
        (100, "Passée, à clôturer", "over"),
    ],
)
async def test_a_session_that_runs_or_is_over_says_so(database: Database, hours: int, french: str, wanted: str) -> None:
    session_id = await open_session(database)
    async with database.sessions() as db:
        starts_at = (await db.get_one(Session, session_id)).starts_at
    assert starts_at is not None
    database.clock.move_to(starts_at + timedelta(hours=hours))

    async with browser(database) as client:
        page = seen(await client.get(f"/sessions/{session_id}"))
        lists = {it: (await client.get("/sessions", params={"state": it})).text for it in ("open", "running", "over")}

    assert french in page
    assert [it for it, text in lists.items() if str(session_id) in text] == [wanted]


async def test_the_page_of_a_person_says_about_which_session_the_call_was(database: Database) -> None:
    session_id, who, registration_id = await missed(database)

    async with browser(database) as client:
        await client.post(f"/registrations/{registration_id}/called")
        page = await client.get(f"/participants/{who}")

    [said] = re.findall(r'<p class="quiet">(Appel fait.*?)</p>', page.text, re.DOTALL)
    assert f"/registration/sessions/{session_id}" in said
    assert "Oujda" in said
    assert "23–24 août 2017" in unescape(said)


@pytest.mark.parametrize(("zone", "hour"), [("Europe/Paris", "11:00"), (None, "10:00")])
async def test_a_call_is_told_by_the_clocks_of_its_session_else_by_those_of_morocco(
    database: Database, zone: str | None, hour: str
) -> None:
    session_id, who, registration_id = await missed(database)
    async with database.sessions.begin() as db:
        (await db.get_one(Session, session_id)).zone = zone

    async with browser(database) as client:
        await client.post(f"/registrations/{registration_id}/called")
        pages = [seen(await client.get(path)) for path in (f"/sessions/{session_id}", f"/participants/{who}")]

    assert [f"3 juillet 2017, {hour}" in page for page in pages] == [True, True]
