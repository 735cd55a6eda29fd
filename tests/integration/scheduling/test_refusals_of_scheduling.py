"""Every refusal of scheduling over HTTP: status, field, rule, three languages, and nothing changed."""

from collections.abc import Awaitable, Callable
from typing import Any
from uuid import uuid4

import httpx2
import pytest
from sqlalchemy import text

from services.scheduling import app
from services.scheduling.tables import Table
from shared.kernel.clock import Clock, machine_now
from shared.kernel.database import Database
from tests.integration.rollout import door
from tests.integration.scheduling.conftest import BEFORE_THE_PILOT
from tests.integration.scheduling.given import (
    Catalogue,
    assessment,
    block,
    catalogue,
    create,
    module,
    need,
    oujda,
    venue,
)
from tests.places import owned

Ask = tuple[str, dict[str, Any]]  # path and body
Expected = tuple[int, str, str]  # status, field and rule of the refusal
NOBODY = str(uuid4())
RELEASE = {"title_fr": "Exemple", "title_ar": "مثال", "minutes": 60}


@pytest.fixture(scope="module")
async def database(lasting_database: Callable[..., Awaitable[Database]]) -> Database:
    """Scheduling's database in May 2017, the same for all: what is refused changes nothing in it."""
    return await lasting_database(app.service(), Clock(offset=BEFORE_THE_PILOT - machine_now()))


@pytest.fixture(scope="module")
async def ids(database: Database) -> Catalogue:
    """What sessions are made of, and the pilot planned at Oujda."""
    async with door(app.create_app, app.service(), database) as api:
        found = await catalogue(api)
        await create(api, "/sessions", oujda(found))
    return found


def programme(code: str = "NEW", **changes: Any) -> dict[str, Any]:
    return {"code": code, "title": "Exemple", "donors": ["Exemple"]} | changes


def plan(**changes: Any) -> Callable[[Catalogue], Ask]:
    """Ask for a session at Tanger that differs from one that is possible only by `changes`."""
    return lambda ids: ("/sessions", oujda(ids, venue_id=ids.tanger) | changes)


def plan_block(start: str, end: str, version: int = 1, **changes: Any) -> Callable[[Catalogue], Ask]:
    """Ask for a session at Tanger whose second block differs."""

    def ask(ids: Catalogue) -> Ask:
        first = block(ids.modules["DEFINE"], "2017-08-23T09:00", "2017-08-23T12:00")
        second = block(ids.modules["IDENTIFY"], f"2017-08-{start}", f"2017-08-{end}", version) | changes
        return "/sessions", oujda(ids, venue_id=ids.tanger, blocks=[first, second])

    return ask


def at_oujda(start: str, end: str) -> Callable[[Catalogue], Ask]:
    """Ask for a session at Oujda, where the pilot is planned already."""
    return lambda ids: ("/sessions", oujda(ids, starts_local=start, ends_local=end, blocks=[]))


def named(value: object) -> str:
    """Name a case after the field and the rule."""
    return " ".join(value[1:]) if isinstance(value, tuple) else ""


REFUSALS: list[tuple[Callable[[Catalogue], Ask], Expected]] = [
    (lambda _: ("/programmes", programme("MHP-2017")), (409, "code", "programme-code-taken")),
    (lambda _: ("/programmes", programme("no spaces")), (422, "code", "string-pattern-mismatch")),
    (lambda _: ("/programmes", programme(title="")), (422, "title", "string-too-short")),
    (lambda _: ("/programmes", programme(title="x" * 201)), (422, "title", "string-too-long")),
    (lambda _: ("/programmes", programme(title="a\x00b")), (422, "title", "control-character")),
    (lambda _: ("/programmes", programme(title="a\u001bb")), (422, "title", "control-character")),
    (lambda _: ("/programmes", programme(more="x")), (422, "", "extra-forbidden")),
    (lambda _: ("/modules", module("DEFINE")), (409, "code", "module-code-taken")),
    (lambda _: ("/modules", module(minutes=0)), (422, "minutes", "greater-than")),
    (lambda _: ("/modules", module(answers=[NOBODY])), (404, "answers.0", "need-unknown")),
    (lambda _: ("/programmes", programme(donors=[])), (422, "donors", "too-short")),
    (lambda _: ("/programmes", programme(donors=["Un", "Deux", "Un"])), (422, "donors.2", "donor-named-twice")),
    (lambda _: ("/programmes", programme(donors=["Un Deux", " UN  deux "])), (422, "donors.1", "donor-named-twice")),
    (lambda _: ("/programmes", programme(attribution="half")), (422, "attribution", "literal-error")),
    (lambda _: (f"/modules/{NOBODY}/versions", RELEASE), (404, "module_id", "module-unknown")),
    (lambda _: ("/venues", venue("Nulle part", "MA-99")), (422, "region", "region-unknown")),
    (lambda _: ("/venues", venue("Oujda", "MA-02") | {"capacity": 0}), (422, "capacity", "greater-than")),
    (lambda _: ("/venues", venue("Oujda", "MA-02") | {"name": "Maison des migrants"}),
        (422, "name", "name-tells-subject")),
    (lambda _: ("/assessments", assessment(region="MA-99")), (422, "region", "region-unknown")),
    (lambda _: ("/assessments", assessment(held_on="2017-05-03")), (422, "held_on", "assessment-not-held-yet")),
    (lambda _: ("/assessments", assessment(held_on="12/04/2017")), (422, "held_on", "date-from-datetime-parsing")),
    (lambda _: ("/assessments", assessment(need(), need("cooking"))), (422, "needs.1.theme", "theme-unknown")),
    (lambda _: ("/assessments", assessment(need(), need(wording="a\x00b"))),
        (422, "needs.1.wording", "control-character")),
    (lambda _: ("/assessments", assessment(needs=[])), (422, "needs", "too-short")),
    (lambda _: (f"/needs/{NOBODY}/release", {}), (404, "need_id", "need-unknown")),
    (plan(programme_id=NOBODY), (404, "programme_id", "programme-unknown")),
    (plan(venue_id=NOBODY), (404, "venue_id", "venue-unknown")),
    (plan(seats=0), (422, "seats", "greater-than")),
    (plan(seats=31), (422, "seats", "seats-exceed-venue")),
    (plan(seats="25"), (422, "seats", "int-type")),
    (plan(zone="Africa/Oujda"), (422, "zone", "zone-unknown")),
    (plan(ends_local="2017-08-23T09:00"), (422, "ends_local", "ends-before-start")),
    (plan(starts_local="2017-04-20T09:00"), (422, "starts_local", "session-in-past")),
    (plan(starts_local="2017-07-02T02:30"), (422, "starts_local", "time-skipped")),  # back to summer time after Ramadan
    (plan(starts_local="2017-08-23T09:00:30"), (422, "starts_local", "seconds-given")),
    (plan(starts_local="2017-08-23T09:00Z"), (422, "starts_local", "timezone-naive")),
    (plan(ends_local="9999-12-31T23:59"), (422, "ends_local", "less-than-equal")),
    (plan_block("24T16:00", "24T18:00"), (422, "blocks.1", "block-outside-session")),
    (plan_block("23T08:00", "23T09:00"), (422, "blocks.1", "block-outside-session")),
    (plan_block("23T11:00", "23T14:00"), (422, "blocks.1", "blocks-overlap")),
    (plan_block("23T14:00", "23T13:00"), (422, "blocks.1.ends_local", "ends-before-start")),
    (plan_block("23T14:00:00", "23T14:00:30"), (422, "blocks.1.ends_local", "seconds-given")),
    (plan_block("23T14:00", "23T17:00", version=2), (404, "blocks.1.module_version", "module-version-unknown")),
    (plan_block("23T14:00", "23T17:00", module_id=NOBODY), (404, "blocks.1.module_id", "module-unknown")),
    (at_oujda("2017-08-24T16:59", "2017-08-25T12:00"), (409, "venue_id", "venue-taken")),
    (at_oujda("2017-08-22T09:00", "2017-08-26T12:00"), (409, "venue_id", "venue-taken")),
    (lambda _: (f"/sessions/{NOBODY}/open", {}), (404, "session_id", "session-unknown")),
]  # fmt: skip


@pytest.mark.parametrize(("ask", "refused"), REFUSALS, ids=named)
async def test_a_refusal_names_field_and_rule_in_three_languages_and_changes_nothing(
    api: httpx2.AsyncClient, database: Database, ids: Catalogue, ask: Callable[[Catalogue], Ask], refused: Expected
) -> None:
    before = await everything(database)

    path, body = ask(ids)
    answers = [await api.post(path, json=body, headers={"accept-language": code}) for code in ("en", "fr", "ar")]

    assert_refused(answers, refused)
    assert await everything(database) == before


@pytest.mark.parametrize("what", ["programmes", "modules", "venues", "sessions", "assessments"])
async def test_what_does_not_exist_is_not_shown(api: httpx2.AsyncClient, what: str) -> None:
    answers = [await api.get(f"/{what}/{NOBODY}", headers={"accept-language": code}) for code in ("en", "fr", "ar")]

    assert_refused(answers, (404, f"{what[:-1]}_id", f"{what[:-1]}-unknown"))


@pytest.mark.parametrize("what", ["programmes", "modules", "venues", "sessions", "assessments"])
async def test_a_stranger_gets_nothing(api: httpx2.AsyncClient, what: str) -> None:
    headers = {"authorization": "Bearer of-a-stranger"}

    assert (await api.get(f"/{what}", headers=headers)).status_code == 401
    assert (await api.post(f"/{what}", json={}, headers=headers)).status_code == 401


def assert_refused(answers: list[httpx2.Response], refused: Expected) -> None:
    """All say the same field and rule, each in its own language."""
    status, field, rule = refused
    errors = [answer.json()["errors"][0] for answer in answers]
    assert {answer.status_code for answer in answers} == {status}
    assert {(error["field"], error["rule"]) for error in errors} == {(field, rule)}
    assert [answer.headers["content-language"] for answer in answers] == ["en", "fr", "ar"]
    if rule not in OF_THE_KERNEL:
        assert len({error["message"] for error in errors}) == 3


# Sentences of shared/http/problems.py, whose translations are not ours.
OF_THE_KERNEL = {
    "string-pattern-mismatch", "string-too-short", "string-too-long", "extra-forbidden", "greater-than",
    "int-type", "timezone-naive", "less-than-equal", "literal-error", "too-short", "date-from-datetime-parsing",
}  # fmt: skip


async def everything(database: Database) -> list[str]:
    """Return all that is stored, rows of the outbox included."""
    names = [*sorted(Table.metadata.tables), "outbox"]
    async with owned(database) as connection:
        return [str((await connection.execute(text(f'select * from "{name}" order by 1'))).all()) for name in names]
