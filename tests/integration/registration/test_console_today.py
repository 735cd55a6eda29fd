"""The page a coordinator's day begins with tells what cannot wait, and nothing else."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from services.registration.delivery import actions as reach
from services.registration.people.storage import Participant
from services.registration.voices.actions import record_recommendation
from services.registration.voices.domain import Recommended
from shared.events import MessageSettled, SessionRescheduled
from shared.kernel.database import Database
from tests.integration.built import EVERYTHING
from tests.integration.registration.given import (
    LASTS,
    REGION,
    STARTS_AT,
    block,
    hear,
    let_it_be,
    open_session,
    people,
    person,
    plan,
    record,
    register,
    registrations,
    states,
    withdraw,
)
from tests.integration.registration.given_console import LANGUAGES, all_marked, browser, seen

QUIET = {"fr": "Rien n\u2019est en attente. Bonne journée.", "ar": "لا شيء في انتظاركم. نتمنى لكم يوما سعيدا."}


@pytest.mark.parametrize("language", LANGUAGES)
async def test_an_empty_day_says_so(database: Database, language: str) -> None:
    async with browser(database, language) as client:
        page = await client.get("/")

    assert page.status_code == 200
    assert QUIET[language] in seen(page)
    assert f'<html lang="{language}"' in page.text
    assert '<a href="/registration/" aria-current="page">' in page.text


async def offered(database: Database) -> UUID:
    """Let a seat of a full session come free; return the registration it is offered to."""
    session_id = await open_session(database, seats=1)
    holder, waiting = [await register(database, session_id, one) for one in await people(database, 2)]
    await withdraw(database, holder[0])
    return waiting[0]


@pytest.mark.parametrize("language", LANGUAGES)
async def test_an_offer_stands_there_until_its_answer_is_written_down(database: Database, language: str) -> None:
    registration_id = await offered(database)

    async with browser(database, language) as client:
        before = await client.get("/")
        after = await client.post(f"/registrations/{registration_id}/accept", data={"today": "true"})

    assert f"/registration/registrations/{registration_id}/accept" in before.text
    assert f"/registration/registrations/{registration_id}/decline" in before.text
    assert after.url.path == "/registration/"
    assert str(registration_id) not in after.text
    assert QUIET[language] in seen(after)


async def test_a_declined_offer_frees_the_seat_for_the_next(database: Database) -> None:
    registration_id = await offered(database)

    async with browser(database) as client:
        after = await client.post(f"/registrations/{registration_id}/decline", data={"today": "true"})

    assert "La proposition est refusée" in seen(after)


async def test_an_answer_that_comes_too_late_is_refused_on_the_page_of_the_session(database: Database) -> None:
    registration_id = await offered(database)
    let_it_be(database, STARTS_AT)

    async with browser(database) as client:
        answer = await client.post(f"/registrations/{registration_id}/accept", data={"today": "true"})

    assert answer.status_code == 409
    assert 'role="alert"' in answer.text
    assert "Exemple" in seen(answer)


async def test_an_answer_to_nothing_is_a_page_that_says_so(database: Database) -> None:
    async with browser(database) as client:
        answer = await client.post(f"/registrations/{uuid4()}/accept")

    assert (answer.status_code, answer.headers["content-type"]) == (404, "text/html; charset=utf-8")
    assert "Cette inscription n" in seen(answer)


async def test_a_session_is_announced_a_week_before_its_sheet_asked_for_once_begun(
    database: Database,
) -> None:
    session_id = await open_session(database, blocks=[block(STARTS_AT)])
    await register(database, session_id, (await people(database, 1))[0])
    pages = []

    for moment in (STARTS_AT - timedelta(days=8), STARTS_AT - timedelta(days=6), STARTS_AT):
        let_it_be(database, moment)
        async with browser(database) as client:
            pages.append(seen(await client.get("/")))

    assert ["Dans les sept jours" in page for page in pages] == [False, True, False]
    assert ["Présence : 1 case à remplir" in page for page in pages] == [False, False, True]


async def test_a_sheet_that_is_complete_is_asked_for_once_it_can_be_closed(database: Database) -> None:
    only = block(STARTS_AT)
    session_id, [participant_id] = await open_session(database, blocks=[only]), await people(database, 1)
    await register(database, session_id, participant_id)
    let_it_be(database, STARTS_AT)
    await all_marked(database, session_id, only.block_id, [participant_id])
    pages = []

    for moment in (only.ends_at, STARTS_AT + LASTS):
        let_it_be(database, moment)
        async with browser(database) as client:
            pages.append(seen(await client.get("/")))

    assert ["La feuille de présence est complète : la clore" in page for page in pages] == [False, True]


async def test_people_whom_no_message_reached_are_named_with_a_way_to_their_number(database: Database) -> None:
    session_id = await open_session(database)
    [reached, missed] = await people(database, 2)
    for participant_id in (reached, missed):
        await register(database, session_id, participant_id)
    await settle(database, session_id, reached, email="sent", sms="sent")
    await settle(database, session_id, missed, email="failed", sms="failed")

    async with browser(database) as client:
        page = await client.get("/")

    assert f"/registration/participants/{missed}" in page.text
    assert f"/registration/participants/{reached}" not in page.text
    assert "+212" not in page.text, "numbers stand where every look is kept"


async def settle(database: Database, session_id: UUID, participant_id: UUID, **states: str) -> None:
    """Let a message end on each channel."""
    for channel, state in states.items():
        about = {"message_id": uuid4(), "participant_id": participant_id, "session_id": session_id}
        told = {"template": "session.confirmed", "channel": channel, "state": state, "time": database.clock.now()}
        async with database.sessions.begin() as db:
            await reach.note(db, MessageSettled.model_validate(about | told))


async def test_who_was_reached_on_one_channel_needs_no_call(database: Database) -> None:
    session_id, [participant_id] = await open_session(database), await people(database, 1)
    await register(database, session_id, participant_id)
    await settle(database, session_id, participant_id, email="failed", sms="sent")

    async with browser(database) as client:
        page = await client.get("/")

    assert QUIET["fr"] in seen(page)


async def test_a_smaller_room_shows_how_many_are_too_many(database: Database) -> None:
    session_id = await open_session(database, seats=3)
    for participant_id in await people(database, 3):
        await register(database, session_id, participant_id)
    before = {"city": "Oujda", "zone": "Africa/Casablanca"} | dict.fromkeys(
        ("starts_local", "ends_local"), "2017-08-23T09:00"
    )
    before |= dict.fromkeys(("starts_at", "ends_at"), "2017-08-23T08:00:00Z")
    await hear(database, plan(session_id, SessionRescheduled, 3, seats=1, before=before))

    async with browser(database) as client:
        page = seen(await client.get("/"))

    assert "2 de trop" in page
    assert set((await states(database, session_id)).values()) == {"registered"}


async def test_recommendations_wait_there_to_be_read(database: Database) -> None:
    session_id = await open_session(database)
    async with database.sessions.begin() as db:
        said = Recommended("coordination", "fr", "Un annuaire commun, exemple inventé.")
        await record_recommendation(db, EVERYTHING, session_id, said)

    async with browser(database) as client:
        page = await client.get("/")

    assert f"/registration/sessions/{session_id}/voices" in page.text
    assert "annuaire" not in page.text, "the words stand where they are read"
    assert QUIET["fr"] not in seen(page)


async def test_a_name_in_arabic_alone_is_shown_as_it_is_written(database: Database) -> None:
    session_id = await open_session(database, seats=1)
    [first] = await people(database, 1)
    async with database.sessions() as db:
        own = (await db.get_one(Participant, first)).organisation_id
    names = {"given_name": None, "family_name": None, "given_name_ar": "مثال", "family_name_ar": "وحيد"}
    second = await record(database, person(own, **names))
    for participant_id in (first, second):
        await register(database, session_id, participant_id)
    await withdraw(database, (await registrations(database, session_id))[0].id)

    async with browser(database) as client:
        page = await client.get("/")

    assert '<bdi class="name" lang="ar">مثال وحيد</bdi>' in page.text


DAY_1, DAY_2 = block(STARTS_AT), block(STARTS_AT + timedelta(days=1))
DU_JOUR = {"fr": "Sessions du jour", "ar": "دورات اليوم"}


@pytest.mark.parametrize("language", LANGUAGES)
async def test_on_the_morning_the_session_of_the_day_stands_first_with_its_sheet_at_hand(
    database: Database, language: str
) -> None:
    session_id = await open_session(database, blocks=[DAY_1, DAY_2])
    await register(database, session_id, (await people(database, 1))[0])
    seen_first = []

    for moment in (STARTS_AT - timedelta(days=1), STARTS_AT - timedelta(hours=1), DAY_2.starts_at - timedelta(hours=1)):
        let_it_be(database, moment)
        async with browser(database, language) as client:
            page = await client.get("/")
        first = page.text.partition("<h2")[2]
        seen_first.append((DU_JOUR[language] in first, f"/registration/sessions/{session_id}/attendance" in first))

    assert seen_first == [(False, False), (True, True), (True, True)]


async def test_marks_of_blocks_that_have_not_begun_are_not_missing(database: Database) -> None:
    blocks = [one.model_copy(update={"block_id": uuid4()}) for one in (DAY_1, DAY_2)]
    session_id = await open_session(database, blocks=blocks)
    for participant_id in await people(database, 3):
        await register(database, session_id, participant_id)
    let_it_be(database, STARTS_AT)

    async with browser(database) as client:
        today, sheet = seen(await client.get("/")), seen(await client.get(f"/sessions/{session_id}/attendance"))

    assert "Présence : 3 cases à remplir" in today
    assert "Présences encore à noter : 3" in sheet


async def test_a_region_is_looked_at_by_itself(database: Database) -> None:
    session_id = await open_session(database, blocks=[block(STARTS_AT)])
    await register(database, session_id, (await people(database, 1))[0])
    let_it_be(database, STARTS_AT)

    async with browser(database) as client:
        shown = [(await client.get("/", params={"region": it})).text for it in (REGION, "MA-01")]

    assert [f"/sessions/{session_id}" in page for page in shown] == [True, False]
