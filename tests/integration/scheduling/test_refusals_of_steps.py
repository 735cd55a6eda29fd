"""Refusals of a step that comes too early or says too much: the field, the rule, and nothing changed."""

from datetime import UTC, datetime
from uuid import UUID

import httpx2
import pytest

from services.scheduling.needs import actions
from services.scheduling.needs.domain import MOST_ORGANISATIONS, TooManyOrganisations
from shared.kernel.database import Database
from tests.integration.scheduling.given import catalogue, create, need, oujda, voiced
from tests.integration.scheduling.test_refusals_of_scheduling import assert_refused, everything

LAST_MINUTE, END = datetime(2017, 8, 24, 15, 59, tzinfo=UTC), datetime(2017, 8, 24, 16, tzinfo=UTC)
ONE_DAY = {"starts_local": "2017-08-23T09:00", "ends_local": "2017-08-23T17:00", "blocks": []}


async def opened(api: httpx2.AsyncClient) -> str:
    id_ = await create(api, "/sessions", oujda(await catalogue(api)))
    await create(api, f"/sessions/{id_}/open")
    return id_


@pytest.mark.parametrize(
    ("now", "field", "rule"),
    [(LAST_MINUTE, "state", "session-not-over"), (END, "nobody_came", "nobody-known-to-have-come")],
    ids=["a minute before its end", "at its end, where nobody is marked as present"],
)
async def test_an_open_session_is_not_completed(
    api: httpx2.AsyncClient, database: Database, now: datetime, field: str, rule: str
) -> None:
    id_ = await opened(api)
    database.clock.move_to(now)
    before = await everything(database)

    path = f"/sessions/{id_}/complete"
    answers = [await api.post(path, headers={"accept-language": code}) for code in ("en", "fr", "ar")]

    assert_refused(answers, (409, field, rule))
    assert await everything(database) == before


async def test_the_session_in_the_way_is_named_by_its_one_day_and_none_that_is_not(api: httpx2.AsyncClient) -> None:
    ids = await catalogue(api)
    other = await create(api, "/programmes", {"code": "OTHER", "title": "Exemple", "donors": ["Exemple"]})
    later = {"starts_local": "2017-08-29T09:00", "ends_local": "2017-08-29T17:00", "blocks": []}
    await create(api, "/sessions", oujda(ids, **later, programme_id=other))
    await create(api, "/sessions", oujda(ids, **ONE_DAY))

    answer = await api.post("/sessions", json=oujda(ids, **ONE_DAY))

    (error,) = answer.json()["errors"]
    assert (answer.status_code, error["field"]) == (409, "venue_id")
    assert error["message"].endswith("MHP-2017, 23/08/2017. A day on which your plan fits: 24/08/2017.")


async def test_a_need_that_two_hundred_have_voiced_takes_no_other(api: httpx2.AsyncClient, database: Database) -> None:
    full = [str(UUID(int=at)) for at in range(MOST_ORGANISATIONS)]
    (id_,) = await voiced(api, need(voiced_by=full))
    before = await everything(database)

    async with database.sessions.begin() as db:
        with pytest.raises(TooManyOrganisations) as caught:
            await actions.name_organisations(db, UUID(id_), [UUID(int=999)], [])

    assert (caught.value.field, caught.value.values) == ("voiced_by", {"most": MOST_ORGANISATIONS})
    assert await everything(database) == before
