"""Released words that are withdrawn leave every report at once; corrected, they come back. All words are synthetic."""

from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import uuid4

from services.reporting.app import service
from services.reporting.handlers import on
from services.reporting.read_models.facts import RECOMMENDATIONS
from services.reporting.report.actions import Reports
from shared import events
from shared.kernel.contracts import Event
from shared.kernel.database import Database, run
from shared.service.running import Service
from tests.hearing import hear

NEED, ASSESSMENT, SESSION, SAID = uuid4(), uuid4(), uuid4(), uuid4()
WHERE: dict[str, Any] = {"region": "MA-02", "theme": "health"}
OF_NEED = WHERE | {"need_id": NEED, "assessment_id": ASSESSMENT}
OF_VOICE = WHERE | {"recommendation_id": SAID, "session_id": SESSION}
TO_FORGET = {"language": "fr", "wording": "Exemple à retirer"}
CORRECTED = {"language": "fr", "wording": "Exemple corrigé"}


def numbered(*facts: Event) -> list[Event]:
    """Give the facts the envelopes of one story."""
    told: list[Event] = []
    for fact in facts:
        number = sum(one.subject == fact.subject for one in told) + 1
        at = datetime(2017, 9, 1, tzinfo=UTC) + timedelta(minutes=len(told))
        told.append(fact.model_copy(update={"id": uuid4(), "time": at, "aggregateversion": number}))
    return told


def withdrawn() -> list[Event]:
    voiced = [events.VoicedNeed(need_id=NEED, theme="health")]
    held = {"assessment_id": ASSESSMENT, "region": "MA-02", "city": "Nador", "held_on": date(2017, 4, 20)}
    return numbered(
        events.AssessmentRecorded(**held, needs=voiced),
        events.NeedReleased(**OF_NEED, **TO_FORGET),
        events.NeedWithdrawn(**OF_NEED),
        events.RecommendationRecorded(**OF_VOICE),
        events.RecommendationReleased(**OF_VOICE, **TO_FORGET),
        events.RecommendationWithdrawn(**OF_VOICE),
    )


NewDatabase = Callable[[Service], Awaitable[Database]]


async def words(database: Database) -> list[str]:
    """Return every word that the report shows."""
    report = await Reports(database).report()
    return [voice.wording for voice in (*report.needs, *report.recommendations)] + [
        link.wording for link in report.chain if link.wording
    ]


async def test_words_that_are_withdrawn_are_in_no_report_and_in_no_table(new_database: NewDatabase) -> None:
    database, told = await new_database(service()), withdrawn()
    released = [fact for fact in told if "withdrawn" not in fact.type]
    await hear(database, on, *released)
    shown = await words(database)

    await hear(database, on, *(fact for fact in told if "withdrawn" in fact.type))

    assert shown == [TO_FORGET["wording"]] * 3
    assert await words(database) == []
    async with database.sessions() as db:
        kept = await run(db, "select wording from need_words union all select wording from recommendations")
    assert TO_FORGET["wording"] not in {row[0] for row in kept}


async def test_corrected_words_come_back_and_late_news_brings_no_old_ones(new_database: NewDatabase) -> None:
    database, told = await new_database(service()), withdrawn()
    again = [events.NeedReleased(**OF_NEED, **CORRECTED), events.RecommendationReleased(**OF_VOICE, **CORRECTED)]
    numbers = (3, 4)
    corrected = [
        fact.model_copy(update={"id": uuid4(), "time": told[-1].time, "aggregateversion": number})
        for fact, number in zip(again, numbers, strict=True)
    ]

    await hear(database, on, *reversed([*told, *corrected]))

    assert set(await words(database)) == {CORRECTED["wording"]}


async def test_a_removed_recommendation_counts_no_more_whatever_comes_late(
    new_database: NewDatabase,
) -> None:
    database = await new_database(service())
    recorded, removed = numbered(
        events.RecommendationRecorded(**OF_VOICE),
        events.RecommendationRemoved(recommendation_id=SAID, session_id=SESSION, region="MA-02"),
    )
    await hear(database, on, recorded)
    before = await counted(database)

    await hear(database, on, removed, recorded.model_copy(update={"id": uuid4()}))

    assert (before, await counted(database)) == (1, 0)


async def counted(database: Database) -> int:
    """Return how many recommendations are reckoned with."""
    async with database.sessions() as db:
        return len(list(await run(db, RECOMMENDATIONS)))
