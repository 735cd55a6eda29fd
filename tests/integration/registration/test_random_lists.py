"""Whatever a list says and whatever is known: what is done is what was shown, and each difference is told."""

import contextlib
from collections import Counter
from random import Random
from typing import Any
from uuid import UUID

import pytest

from services.registration.imports import actions, storage
from services.registration.imports.actions import Choice
from services.registration.imports.applying import work
from services.registration.imports.applying.work import Carrier
from services.registration.imports.matching import answers
from services.registration.imports.parsing.row import Answer
from services.registration.imports.reading.sheet import Sheet, trimmed
from services.registration.imports.storage import ImportRow, PeopleImport
from services.registration.people.storage import Organisation, Participant
from services.registration.seats.storage import Registration
from shared.kernel.database import Database
from shared.refusals import Refusal
from tests.integration.registration.given import REGION
from tests.integration.registration.given_imports import how_many
from tests.integration.registration.random_lists import World
from tests.long import LONG

CASES, IN_ONE = 500 if LONG else 100, 50
GIVEN = ("registered", "waiting", "offered")
TABLES = (Participant, Organisation, Registration)
ANSWERS: tuple[Answer, ...] = ("same", "another")


@pytest.mark.parametrize("part", range(CASES // IN_ONE))
async def test_what_is_done_is_what_was_shown_and_each_difference_is_told(
    part: int, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(work, "CHUNK", 3)  # so that people of one list are known to its later rows
    seen: Counter[str] = Counter()

    for number in range(part * IN_ONE, (part + 1) * IN_ONE):
        seen += await play(World(database, Random(number), number))  # noqa: S311 - a seed, so that a failure comes again

    print(dict(seen))  # noqa: T201 - what the cases were
    assert {"new", "changed", "unchanged", "problem", "registered", "refused", "done-otherwise"} <= set(seen)


async def play(world: World) -> Counter[str]:
    """Send a list, answer some of what it asks, let others work, carry it out; see whether all agrees."""
    await world.begin()
    import_id = await send(world)
    meanwhile = await world.change() if world.maybe() else ""
    before, people = [await how_many(world.database, table) for table in TABLES], await persons(world)
    with contextlib.suppress(Refusal):  # where there is nothing to carry out
        async with world.database.sessions.begin() as db:
            await actions.confirm(db, import_id)
    if not await Carrier(world.database, "test").carry_out_next():
        return Counter(["nothing"])
    people_import, rows = await outcome(world.database, import_id)
    grown = [await how_many(world.database, table) - count for table, count in zip(TABLES, before, strict=True)]

    where = f"case {world.number}, meanwhile {meanwhile or 'nothing'}"
    check_rows(people_import, rows, where, meanwhile)
    check_database(people_import, rows, grown, where, meanwhile)
    await check_people(world, people, rows, where)
    return Counter([it for row in rows for it in (row.outcome, row.seat, *(note["rule"] for note in row.notes)) if it])


async def send(world: World) -> UUID:
    """Have the list looked at, and answer some of what it asks."""
    choice = Choice(world.session_id, None if world.session_id else REGION)
    async with world.database.sessions.begin() as db:
        people_import = await actions.take_in(db, "", Sheet(trimmed(world.rows())), choice)
        asked = [row.number for row in await storage.rows(db, people_import.id) if answers.is_asked(row)]
        people = {number: world.random.choice(ANSWERS) for number in asked if world.maybe()}
        names = {
            it["name"]: world.random.choice([it["name"], *it["proposed"]])
            for it in people_import.asked
            if world.maybe(0.7)
        }
        if people or names:
            await actions.answer(db, people_import.id, names, people)
        return people_import.id


async def outcome(database: Database, import_id: UUID) -> tuple[PeopleImport, list[ImportRow]]:
    async with database.sessions() as db:
        people_import = await db.get_one(PeopleImport, import_id)
        return people_import, list(await storage.rows(db, import_id))


async def persons(world: World) -> dict[UUID, dict[str, Any]]:
    """Return what is known of the people of this case."""
    async with world.database.sessions() as db:
        return {who: (await db.get_one(Participant, who)).model_dump() for who, _ in world.people}


def check_rows(one: PeopleImport, rows: list[ImportRow], where: str, meanwhile: str) -> None:
    """Each row is as it was shown, or says that it is not; and nothing is otherwise where nobody else did anything."""
    assert (one.state, one.done, one.total) == ("done", len(rows), len(rows)), where
    for row in rows:
        at = f"{where}, row {row.number}: {row.verdict} → {row.outcome}, {row.seat}, {row.notes}, {row.problems}"
        told = any(note["rule"] == "done-otherwise" for note in row.notes)
        assert (row.outcome is not None, row.seat != "take") == (True, True), at
        assert told or row.outcome == row.verdict, at
        assert meanwhile or not told, at
        assert row.outcome != "problem" or (row.seat, bool(row.problems)) == (None, True), at
        assert row.seat != "refused" or row.notes, at


def check_database(one: PeopleImport, rows: list[ImportRow], grown: list[int], where: str, meanwhile: str) -> None:
    """The tables have grown by what the rows say, and the figures of the dry run are those of the deed."""
    ended = Counter(row.outcome for row in rows)
    seats = sum(row.seat in GIVEN for row in rows)
    assert (grown[0], grown[2]) == (ended["new"], seats), where
    if not meanwhile:
        shown = {kind: one.counts[kind] for kind in ("new", "changed", "unchanged", "problem")}
        assert shown == {kind: ended[kind] for kind in shown}, where
        assert (grown[1], seats) == (len(one.new_organisations), one.counts["take"]), where


async def check_people(world: World, before: dict[UUID, dict[str, Any]], rows: list[ImportRow], where: str) -> None:
    """Whoever wanted no messages wants none, and no more people are changed than rows say so."""
    after = await persons(world)
    assert all(after[who]["opted_out"] == facts["opted_out"] for who, facts in before.items()), where
    changed = sum(after[who] != facts for who, facts in before.items())
    assert changed <= sum(row.outcome == "changed" for row in rows), where
