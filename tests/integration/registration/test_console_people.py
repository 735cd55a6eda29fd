"""Who is on a list, what moves there, and people one at a time, with every look kept."""

from uuid import uuid4

import pytest
from sqlmodel import func, select

from services.registration.people.storage import Organisation, Participant, ParticipantSeen
from shared.events import SessionCompleted
from shared.kernel.database import Database
from tests.integration.registration.given import (
    hear,
    open_session,
    organisation,
    people,
    person,
    record,
    register,
    registrations,
    states,
)
from tests.integration.registration.given_console import (
    browser,
    complaints,
    of_new_organisation,
    seen,
    shown_by,
    somebody,
)


async def count(database: Database, table: type[Organisation] | type[Participant] | type[ParticipantSeen]) -> int:
    async with database.sessions() as db:
        return (await db.exec(select(func.count()).select_from(table))).one()


@pytest.mark.parametrize(
    ("language", "seat", "queue"), [("fr", "A une place", "rang 1"), ("ar", "مقعد محجوز", "الرتبة 1")]
)
async def test_the_list_shows_who_has_a_seat_and_who_is_next(
    database: Database, language: str, seat: str, queue: str
) -> None:
    session_id = await open_session(database, seats=1)
    for participant_id in await people(database, 2):
        await register(database, session_id, participant_id)

    async with browser(database, language) as client:
        page = await client.get(f"/sessions/{session_id}")

    assert seat in seen(page)
    assert queue in seen(page)
    assert page.text.count("/withdraw") == 2
    assert "+212" not in page.text, "numbers stand where every look is kept"


async def test_whoever_withdraws_frees_the_seat_and_the_list_says_so(database: Database) -> None:
    session_id = await open_session(database, seats=1)
    for participant_id in await people(database, 2):
        await register(database, session_id, participant_id)
    [first, _] = await registrations(database, session_id)

    async with browser(database) as client:
        page = await client.post(f"/registrations/{first.id}/withdraw")

    assert page.url.path == f"/registration/sessions/{session_id}"
    assert "La place est libérée." in seen(page)
    assert list((await states(database, session_id)).values()) == ["withdrawn", "offered"]


async def test_when_the_session_is_over_nothing_moves_and_the_page_says_why(database: Database) -> None:
    session_id = await open_session(database)
    registration_id, _ = await register(database, session_id, (await people(database, 1))[0])
    await hear(database, SessionCompleted(session_id=session_id, region="MA-02", aggregateversion=3))

    async with browser(database) as client:
        answer = await client.post(f"/registrations/{registration_id}/withdraw")

    assert answer.status_code == 409
    assert "Cette session est terminée." in seen(answer)
    assert list((await states(database, session_id)).values()) == ["registered"]


async def test_a_person_is_seen_with_every_look_kept_and_changed_in_the_same_form(database: Database) -> None:
    [participant_id] = await people(database, 1)
    async with database.sessions() as db:
        own = (await db.get_one(Participant, participant_id)).organisation_id

    async with browser(database) as client:
        shown = await client.get(f"/participants/{participant_id}")
        form = await client.get(f"/participants/{participant_id}/edit")
        changed = somebody(own, given_name="Corrigée", phone="0661000077", first_timer="false") | shown_by(form)
        after = await client.post(f"/participants/{participant_id}/edit", data=changed)

    assert "tel:+212" in shown.text
    assert 'value="Exemple"' in form.text
    assert "Corrigée" in seen(after)
    assert "+212661000077" in after.text
    assert await count(database, ParticipantSeen) == 3


async def test_an_empty_field_takes_away_and_one_that_was_not_asked_for_stays(
    database: Database,
) -> None:
    own = await organisation(database, name_ar="جمعية مثال", phone="0536000001")
    participant_id = await record(database, person(own, opted_out=True))
    whole = somebody(own, email="")
    without_tick = {name: value for name, value in whole.items() if name != "opted_out"}
    association = {"name": "Association Exemple", "name_ar": "", "kind": "ngo", "region": "MA-02"}

    async with browser(database) as client:
        opened = shown_by(await client.get(f"/participants/{participant_id}/edit"))
        await client.post(f"/participants/{participant_id}/edit", data=without_tick | opened)
        shown = shown_by(await client.get(f"/organisations/{own}"))
        await client.post(f"/organisations/{own}", data=association | shown)

    async with database.sessions() as db:
        changed, kept = await db.get_one(Participant, participant_id), await db.get_one(Organisation, own)
    assert (changed.opted_out, changed.email, changed.phone) == (True, None, "+212661000001")
    assert (kept.kind, kept.name_ar, kept.phone) == ("ngo", None, "+212536000001")


async def test_a_change_that_is_refused_changes_nothing(database: Database) -> None:
    [one, other] = await people(database, 2)
    async with database.sessions() as db:
        known = await db.get_one(Participant, other)

    async with browser(database) as client:
        form = await client.get(f"/participants/{one}/edit")
        taken = somebody(known.organisation_id, phone=known.phone or "") | shown_by(form)
        page = await client.post(f"/participants/{one}/edit", data=taken)

    known_by_another_name = "Ce numéro est celui d\u2019une personne connue sous un autre nom."
    assert complaints(page)["phone"].startswith(known_by_another_name)
    async with database.sessions() as db:
        assert (await db.get_one(Participant, one)).family_name != "Nouvelle"


async def test_a_person_is_recorded_without_a_session_too(database: Database) -> None:
    async with browser(database, "ar") as client:
        names = {"given_name": "", "family_name": "", "given_name_ar": "مثال", "family_name_ar": "جديدة"}
        page = await client.post("/participants/new", data=of_new_organisation(**names, route="none", phone=""))

    assert page.status_code == 200
    assert "مثال جديدة" in seen(page)
    assert await count(database, Participant) == 1


async def test_the_list_to_sign_names_both_scripts_and_languages_and_no_contact(database: Database) -> None:
    own = await organisation(database, name_ar="جمعية مثال")
    session_id = await open_session(database)
    names = {"given_name": "Nadia", "family_name": "Exemple", "given_name_ar": "نادية", "family_name_ar": "مثال"}
    await register(database, session_id, await record(database, person(own, **names)))

    async with browser(database) as client:
        page = await client.get(f"/sessions/{session_id}/sheet")

    assert all(it in seen(page) for it in ("Nadia Exemple", "نادية مثال", "جمعية مثال", "التوقيع", "Signature"))
    assert not any(it in page.text for it in ("+212", "@example.org"))


async def test_the_list_to_sign_leaves_off_an_organisation_whose_name_tells_the_subject(database: Database) -> None:
    session_id = await open_session(database)
    for name, name_ar in (("Réseau Exemple", "مثال للمهاجرين"), ("Exemple contre la traite", "شبكة المثال")):
        own = await organisation(database, name=name, name_ar=name_ar)
        await register(database, session_id, await record(database, person(own)))

    async with browser(database) as client:
        page = await client.get(f"/sessions/{session_id}/sheet")

    assert all(name in page.text for name in ("Réseau Exemple", "شبكة المثال"))
    assert not any(name in page.text for name in ("contre la traite", "مهاجرين"))


@pytest.mark.parametrize("path", ["/sessions/{}", "/sessions/{}/add", "/participants/{}", "/participants/{}/edit"])
async def test_what_does_not_exist_is_a_page_that_says_so(database: Database, path: str) -> None:
    async with browser(database) as client:
        page = await client.get(path.format(uuid4()))

    assert page.status_code == 404
    assert "Retour au travail du jour" in seen(page)
