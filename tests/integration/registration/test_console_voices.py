"""What participants say, in the browser: released after reading, and averages that point to nobody."""

import re
from html import unescape
from typing import Any
from uuid import UUID

import pytest
from sqlmodel import col, select

from services.registration.people import actions
from services.registration.people.storage import Participant
from services.registration.voices.storage import Feedback, FeedbackGiver, Recommendation
from shared.kernel.database import Database
from tests.integration.registration.given import (
    STARTS_AT,
    block,
    let_it_be,
    open_session,
    organisation,
    people,
    register,
    said,
)
from tests.integration.registration.given_console import (
    LANGUAGES,
    all_marked,
    block_ids,
    browser,
    complaints,
    seen,
    shown_by,
)

WORDING = "Un annuaire commun, exemple inventé."
TYPED = {"theme": "coordination", "language": "fr", "wording": WORDING}


async def recommended(database: Database) -> Recommendation:
    async with database.sessions() as db:
        return (await db.exec(select(Recommendation))).one()


@pytest.mark.parametrize(("language", "theme"), [("fr", "Coordination entre acteurs"), ("ar", "التنسيق بين الفاعلين")])
async def test_a_recommendation_is_kept_under_its_theme_and_told_to_nobody_yet(
    database: Database, language: str, theme: str
) -> None:
    session_id = await open_session(database)

    async with browser(database, language) as client:
        page = await client.post(f"/sessions/{session_id}/recommendations", data=TYPED)

    assert theme in seen(page)
    assert WORDING in seen(page)
    assert len(await said(database, (await recommended(database)).id)) == 1


@pytest.mark.parametrize(
    ("typed", "field"), [({"wording": ""}, "wording"), ({"theme": "gossip"}, "theme"), ({"language": "en"}, "language")]
)
async def test_what_is_wrong_with_it_is_said_beside_its_field(
    database: Database, typed: dict[str, str], field: str
) -> None:
    session_id = await open_session(database)

    async with browser(database) as client:
        page = await client.post(f"/sessions/{session_id}/recommendations", data=TYPED | typed)

    assert list(complaints(page)) == [field]


@pytest.mark.parametrize("language", LANGUAGES)
async def test_whoever_releases_reads_it_first_and_where_it_will_be_seen(database: Database, language: str) -> None:
    session_id = await open_session(database)

    async with browser(database, language) as client:
        await client.post(f"/sessions/{session_id}/recommendations", data=TYPED)
        way = f"/recommendations/{(await recommended(database)).id}/release"
        read = await client.get(way)
        after = await client.post(way, data={"wording": "Un annuaire, corrigé."})

    assert WORDING in read.text
    assert {"fr": "bailleurs", "ar": "الجهات المانحة"}[language] in seen(read)
    assert "Un annuaire, corrigé." in seen(after)
    assert way not in after.text
    assert (await recommended(database)).released_at is not None


async def test_words_that_hold_a_number_stay_inside_and_can_be_corrected_at_once(database: Database) -> None:
    session_id = await open_session(database)

    async with browser(database) as client:
        await client.post(f"/sessions/{session_id}/recommendations", data=TYPED)
        way = f"/recommendations/{(await recommended(database)).id}/release"
        page = await client.post(way, data={"wording": "Appeler le 06 61 00 00 00"})

    assert list(complaints(page)) == ["wording"]
    assert "Appeler le 06 61 00 00 00" in page.text
    assert (await recommended(database)).released_at is None


async def attended(database: Database, how_many: int) -> tuple[UUID, list[UUID]]:
    """Let that many take part in a session; return it and them."""
    session_id = await open_session(database, blocks=[block(STARTS_AT)])
    seated = await people(database, how_many)
    for participant_id in seated:
        await register(database, session_id, participant_id)
    let_it_be(database, STARTS_AT)
    [block_id] = await block_ids(database, session_id)
    await all_marked(database, session_id, block_id, seated)
    return session_id, seated


def answer(participant_id: UUID, rating: int = 4, comment: str = "", who: str = "") -> dict[str, str]:
    rated = dict.fromkeys(("usefulness", "method", "organisation"), str(rating))
    said = {"who": who} if who else {"participant_id": str(participant_id)}
    return said | {"comment": comment} | rated


@pytest.mark.parametrize("language", LANGUAGES)
async def test_averages_and_comments_show_from_five_answers_on(database: Database, language: str) -> None:
    session_id, attendees = await attended(database, 5)
    pages = []

    async with browser(database, language) as client:
        for place, participant_id in enumerate(attendees):
            form = answer(participant_id, rating=4 if place else 5, comment=f"Remarque inventée {place}")
            pages.append(await client.post(f"/sessions/{session_id}/feedback", data=form))

    assert ["4,2" in seen(page) for page in pages] == [False] * 4 + [True]
    assert ["Remarque" in seen(page) for page in pages] == [False] * 4 + [True]


async def test_only_who_was_there_and_has_not_answered_is_offered(database: Database) -> None:
    session_id, [answered, unanswered] = await attended(database, 2)
    absent = (await people(database, 1))[0]

    async with browser(database) as client:
        page = await client.post(f"/sessions/{session_id}/feedback", data=answer(answered))

    async with database.sessions() as db:
        names = [(await db.get_one(Participant, who)).family_name for who in (unanswered, answered, absent)]
    proposed = re.findall(r'<option value="([^"]* · [^"]*)"', page.text)
    assert [any(f" {name} · " in it for it in proposed) for name in names] == [True, False, False]


async def test_a_paper_form_typed_in_twice_is_refused_and_kept_once(database: Database) -> None:
    session_id, [attendee, _] = await attended(database, 2)

    async with browser(database) as client:
        await client.post(f"/sessions/{session_id}/feedback", data=answer(attendee))
        page = await client.post(f"/sessions/{session_id}/feedback", data=answer(attendee) | {"who": "Exemple"})

    assert page.status_code == 409
    assert list(complaints(page)) == ["who"]
    async with database.sessions() as db:
        assert len((await db.exec(select(Feedback).where(col(Feedback.session_id) == session_id))).all()) == 1


@pytest.mark.parametrize("rating", ["", "0", "6", "good"])
async def test_a_rating_is_one_to_five(database: Database, rating: str) -> None:
    session_id, [attendee] = await attended(database, 1)

    async with browser(database) as client:
        page = await client.post(f"/sessions/{session_id}/feedback", data=answer(attendee) | {"method": rating})

    assert list(complaints(page)) == ["method"]


async def test_organisations_are_listed_added_and_changed(database: Database) -> None:
    known = await organisation(database, name="Association Exemple Ancienne", region="MA-01")
    typed = {"name": "Association Exemple Neuve", "name_ar": "جمعية مثال", "kind": "ngo", "region": "MA-02"}

    async with browser(database, "ar") as client:
        added = await client.post("/organisations/new", data=typed)
        twice = await client.post("/organisations/new", data=typed)
        shown = shown_by(await client.get(f"/organisations/{known}"))
        another = typed | {"name": "Association Exemple Autre", "name_ar": ""}
        changed = await client.post(f"/organisations/{known}", data=another | shown)
        only_there = await client.get("/organisations?region=MA-01")

    assert "جمعية مثال" in seen(added)
    assert list(complaints(twice)) == ["name"]
    assert "Association Exemple Autre" in seen(changed)
    assert "Association" not in seen(only_there)


@pytest.mark.parametrize("typed", ["as proposed", "nadia", "نادية", "exemple NADIA"])
async def test_who_answered_is_typed_by_name_and_found_without_any_script(database: Database, typed: str) -> None:
    session_id, [nadia, other] = await attended(database, 2)
    await renamed(
        database, nadia, given_name="Nadia", family_name="Exemple", given_name_ar="نادية", family_name_ar="مثال"
    )
    await renamed(database, other, given_name="Salma", family_name="Exemple")

    async with browser(database) as client:
        form = await client.get(f"/sessions/{session_id}/voices")
        [proposed] = re.findall(r'<option value="(Nadia Exemple · [^"]*)"', form.text)
        who = unescape(proposed) if typed == "as proposed" else typed
        page = await client.post(f"/sessions/{session_id}/feedback", data=answer(nadia, who=who))

    async with database.sessions() as db:
        assert list(await db.exec(select(FeedbackGiver.participant_id))) == [nadia]
    assert "Encore sans fiche : 1" in seen(page)


@pytest.mark.parametrize("language", LANGUAGES)
async def test_where_several_fit_one_is_chosen_and_where_nobody_does_it_is_said(
    database: Database, language: str
) -> None:
    session_id, [one, other] = await attended(database, 2)
    for who in (one, other):
        await renamed(database, who, given_name="Salma", family_name="Exemple")

    async with browser(database, language) as client:
        nobody = await client.post(f"/sessions/{session_id}/feedback", data=answer(one, who="Karim"))
        several = await client.post(f"/sessions/{session_id}/feedback", data=answer(one, who="Salma"))
        chosen = answer(other, who="Salma") | {"participant_id": str(other)}
        page = await client.post(f"/sessions/{session_id}/feedback", data=chosen)

    assert [list(complaints(it)) for it in (nobody, several)] == [["who"], ["who"]]
    assert 'name="participant_id"' not in nobody.text
    assert f'name="participant_id" value="{one}"' in several.text
    assert page.status_code == 200
    async with database.sessions() as db:
        assert list(await db.exec(select(FeedbackGiver.participant_id))) == [other]


async def renamed(database: Database, who: UUID, **names: Any) -> None:
    async with database.sessions.begin() as db:
        await actions.change_participant(db, who, names)
