"""Recommendations that leave once they were read, and feedback that leads to nobody."""

from typing import Any
from uuid import UUID, uuid4

import httpx2
import pytest
from sqlalchemy import text
from sqlmodel import select

from services.registration.attendance.domain import Marked
from services.registration.voices.storage import Feedback, FeedbackGiver, Recommendation
from shared.events import FeedbackGiven, RecommendationRecorded, RecommendationReleased
from shared.kernel.database import Database
from tests.integration.built import EVERYTHING
from tests.integration.registration.given import (
    REGION,
    STARTS_AT,
    block,
    let_it_be,
    mark,
    open_session,
    people,
    register,
    said,
)

WORDING = "Un circuit d\u2019orientation par ville.\nExemple inventé."


def recommendation(**changes: Any) -> dict[str, Any]:
    return {"theme": "referral", "language": "fr", "wording": WORDING} | changes


def feedback(who: UUID, **changes: Any) -> dict[str, Any]:
    return {"participant_id": str(who), "usefulness": 5, "method": 4, "organisation": 2} | changes


async def test_a_recommendation_is_announced_by_its_theme_and_with_its_words_once_released(
    api: httpx2.AsyncClient, database: Database
) -> None:
    session_id = await open_session(database)

    id_ = (await api.post(f"/sessions/{session_id}/recommendations", json=recommendation())).json()["id"]
    answers = [(await api.post(f"/recommendations/{id_}/release")).json() for _ in range(2)]

    assert answers == [{"id": id_, "state": "released"}] * 2
    recorded, released = await said(database, id_)
    assert RecommendationRecorded.from_cloudevent(recorded).theme == "referral"
    assert "wording" not in recorded["data"]
    words = RecommendationReleased.from_cloudevent(released)
    assert (words.wording, words.language, words.region, words.aggregateversion) == (WORDING, "fr", REGION, 2)
    async with database.sessions() as db:
        kept = await db.get_one(Recommendation, UUID(id_))
    assert (kept.recorded_by, kept.released_by, kept.released_at is None) == (EVERYTHING, EVERYTHING, False)
    (shown,) = (await api.get(f"/sessions/{session_id}/recommendations")).json()
    assert (shown["wording"], shown["released_at"] is None) == (WORDING, False)


@pytest.mark.parametrize(
    ("wording", "rule"),
    [
        ("Appelez le 06 00 00 00 01.", "wording-holds-phone"),
        ("اتصلوا على ٠٦٠٠٠٠٠٠٠١", "wording-holds-phone"),
        ("Écrire à exemple@example.org", "wording-holds-email"),
        ("Voir AB123456", "wording-holds-card"),
    ],
)
async def test_words_that_point_to_somebody_are_not_released_until_they_are_taken_out(
    api: httpx2.AsyncClient, database: Database, wording: str, rule: str
) -> None:
    path = f"/sessions/{await open_session(database)}/recommendations"
    id_ = (await api.post(path, json=recommendation(wording=wording))).json()["id"]

    refused = await api.post(f"/recommendations/{id_}/release")
    corrected = await api.post(f"/recommendations/{id_}/release", json={"wording": "Exemple relu."})

    assert (refused.status_code, refused.json()["errors"][0]["rule"]) == (422, rule)
    assert wording not in refused.text
    assert corrected.status_code == 200
    assert [it["data"].get("wording") for it in await said(database, id_)] == [None, "Exemple relu."]


async def attended(database: Database) -> tuple[UUID, UUID, UUID]:
    """Return a session, somebody who was there for a part, and somebody who was not."""
    part, (present, absent) = block(STARTS_AT), await people(database, 2)
    session_id = await open_session(database, blocks=[part])
    for who in (present, absent):
        await register(database, session_id, who)
    let_it_be(database, STARTS_AT)
    await mark(database, session_id, part.block_id, Marked(present, "partial", 30), Marked(absent, "absent"))
    return session_id, present, absent


async def test_feedback_is_for_whoever_was_there_and_once(api: httpx2.AsyncClient, database: Database) -> None:
    session_id, present, absent = await attended(database)
    path = f"/sessions/{session_id}/feedback"

    asked = [feedback(present), feedback(present, usefulness=1), feedback(absent)]
    answers = [await api.post(path, json=one) for one in asked]

    assert [it.status_code for it in answers] == [201, 409, 409]
    rules = [it.json()["errors"][0]["rule"] for it in answers[1:]]
    assert rules == ["feedback-given-before", "was-not-there"]
    async with database.sessions() as db:
        assert len((await db.exec(select(Feedback))).all()) == 1


async def test_nothing_leads_from_an_answer_to_who_gave_it(api: httpx2.AsyncClient, database: Database) -> None:
    session_id, present, _ = await attended(database)
    key = {"idempotency-key": "one"}

    receipt = await api.post(
        f"/sessions/{session_id}/feedback", json=feedback(present, comment="Exemple de remarque."), headers=key
    )

    async with database.sessions() as db:
        (answer,), (giver,) = (await db.exec(select(Feedback))).all(), (await db.exec(select(FeedbackGiver))).all()
    assert receipt.json() == {"id": str(session_id), "state": "given"}
    assert str(answer.id) not in receipt.text
    assert str(present) not in str(answer.model_dump())
    assert set(giver.model_dump()) == {"session_id", "participant_id"}
    assert answer.id.version == 4, "an id that sorts by time would tell when it was given"
    (event,) = await said(database, answer.id)
    told = FeedbackGiven.from_cloudevent(event)
    assert (told.usefulness, told.method, told.organisation, told.aggregateversion) == (5, 4, 2, 1)
    assert str(present) not in str(event)
    assert "remarque" not in str(event)
    async with database.engine.connect() as connection:
        kept = (await connection.execute(text("select resource_id from idempotency"))).scalars().all()
    assert kept == [session_id]


async def test_what_is_said_of_a_session_nobody_knows_is_refused(api: httpx2.AsyncClient) -> None:
    answer = await api.get(f"/sessions/{uuid4()}/recommendations")

    assert answer.status_code == 404
