"""What a list does: nothing when it is looked at, each row once when it is carried out, whatever happens in between."""

from datetime import timedelta
from io import BytesIO
from typing import Any

import httpx2
import pytest
from python_calamine import CalamineWorkbook
from sqlmodel import col, select, update
from xlsxwriter import Workbook

from services.registration.imports import storage
from services.registration.imports.applying import taking_over, work
from services.registration.imports.applying.work import Carrier
from services.registration.imports.storage import PeopleImport
from services.registration.people.storage import Organisation, Participant
from shared.kernel.clock import machine_now
from shared.kernel.database import Database
from shared.kernel.outbox import Outgoing
from tests.integration.registration import given
from tests.integration.registration.given_imports import (
    HEADINGS,
    associations,
    carry_out,
    everybody,
    how_many,
    people_list,
    person,
    rules,
    send,
    sent,
    shown,
    take_over,
    workbook,
)


class Killed(BaseException):
    """Stands for kill -9: nothing is cleaned up after it."""


async def test_looking_at_a_list_changes_nothing_and_names_every_problem_of_every_row(
    api: httpx2.AsyncClient, database: Database
) -> None:
    bad = [person(2, phone="06 12"), person(3, sex="zzz", email="no address"), person(1, sex="M")]

    told = await shown(api, await sent(api, workbook([*people_list(1), *bad])))

    assert told["state"] == "checked"
    assert {row for row, _ in rules(told)} == {3, 4, 5}
    assert len([row for row, _ in rules(told) if row == 4]) == 2, "both problems of one row at once"
    assert [await how_many(database, table) for table in (Participant, Organisation, Outgoing)] == [0, 0, 0]


async def test_a_list_is_carried_out_and_fills_the_session_in_its_order(
    api: httpx2.AsyncClient, database: Database
) -> None:
    session_id = await given.open_session(database, seats=3)

    told = await take_over(api, database, people_list(5), session_id)

    assert (told["state"], told["result"]) == ("done", {"new": 5, "registered": 3, "waiting": 2})
    assert list((await given.states(database, session_id)).values()) == ["registered"] * 3 + ["waiting"] * 2
    assert len(await associations(database)) == 5


async def test_the_same_list_again_changes_nothing_and_a_changed_row_changes_that_one(
    api: httpx2.AsyncClient, database: Database
) -> None:
    session_id = await given.open_session(database)
    await take_over(api, database, people_list(4), session_id)
    before = await how_many(database, Outgoing)

    again = await shown(api, await sent(api, workbook(people_list(4)), session_id))
    changed = [*people_list(3), person(4, email="autre@example.org")]
    told = await take_over(api, database, changed, session_id)

    assert (again["counts"]["unchanged"], again["counts"]["has"], again["counts"]["new"]) == (4, 4, 0)
    assert told["result"] == {"changed": 1, "unchanged": 3, "has": 4}
    assert {it.email for it in await everybody(database)} >= {"autre@example.org"}
    assert await how_many(database, Outgoing) == before, "no coarse fact has changed, and nobody registers twice"


async def test_arabic_headings_and_names_are_kept_as_they_are(api: httpx2.AsyncClient, database: Database) -> None:
    headings = ["الاسم الشخصي", "الاسم العائلي", "الجنس", "الجمعية", "الهاتف"]
    row = ["أمينة", "مثال", "أنثى", "جمعية مثال", "٠٦٠٠٠٠٠٠٠١"]

    await take_over(api, database, [["لائحة خيالية"], [], headings, row])

    participant = (await everybody(database))[0]
    assert (participant.given_name_ar, participant.family_name_ar, participant.given_name) == ("أمينة", "مثال", None)
    assert (participant.sex, participant.phone) == ("woman", "+212600000001")


@pytest.mark.parametrize("dated", [timedelta(0), timedelta(days=1)], ids=["run out", "by a clock that was ahead"])
async def test_killed_in_the_middle_it_is_taken_up_again_and_nobody_is_there_twice(
    api: httpx2.AsyncClient, database: Database, monkeypatch: pytest.MonkeyPatch, dated: timedelta
) -> None:
    session_id = await given.open_session(database, seats=100)
    monkeypatch.setattr(work, "CHUNK", 10)
    import_id = await sent(api, workbook(people_list(35)), session_id)
    await api.post(f"/imports/{import_id}/confirm")
    await killed_in_chunk(3, database, monkeypatch)
    half = await shown(api, import_id)

    assert not await Carrier(database, "other").carry_out_next(), "the lease still holds"
    async with database.sessions.begin() as db:
        await db.exec(update(PeopleImport).values(leased_until=machine_now() + dated))
    assert await Carrier(database, "other").carry_out_next()

    assert half["done"] == 20
    assert (await shown(api, import_id))["state"] == "done"
    assert (await how_many(database), len(await given.states(database, session_id))) == (35, 35)


async def killed_in_chunk(number: int, database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    chunks = iter(range(1, number + 1))
    real = taking_over.take_over

    async def until_killed(*args: Any) -> None:
        await real(*args)
        if next(chunks) == number:
            raise Killed

    with monkeypatch.context() as patch:
        patch.setattr(work, "take_over", until_killed)
        with pytest.raises(Killed):
            await Carrier(database, "test").carry_out_next()


async def test_the_same_file_comes_back_with_its_problems_beside_the_rows(api: httpx2.AsyncClient) -> None:
    rows = [["Liste fictive"], list(HEADINGS), person(1), person(2, phone="=1+1", organisation="=cmd|' /C'!A0")]
    import_id = await sent(api, workbook(rows))

    answer = await api.get(f"/imports/{import_id}/file", headers={"accept-language": "fr"})

    back = CalamineWorkbook.from_filelike(BytesIO(answer.content)).get_sheet_by_index(0)
    cells = back.to_python(skip_empty_area=False)
    assert [row[: len(HEADINGS)] for row in cells[1:]] == rows[1:]
    assert cells[2][len(HEADINGS)] == ""
    assert "téléphone" in str(cells[3]).lower()
    assert b"<f>" not in answer.content


async def test_pages_show_the_list_in_both_languages(api: httpx2.AsyncClient) -> None:
    import_id = await sent(api, workbook([*people_list(1), person(2, phone="06 12")]))

    for language, words in (("fr", "Ce qui changerait"), ("ar", "ما الذي سيتغير")):
        page = await api.get(f"/../../imports/{import_id}", params={"lang": language}, headers={"accept": "text/html"})
        assert words in page.text
        assert f'lang="{language}"' in page.text


async def test_the_page_says_which_sheet_was_read_and_which_were_not(api: httpx2.AsyncClient) -> None:
    made = BytesIO()
    with Workbook(made, {"in_memory": True}) as book:
        for name in ("Oujda", "Tanger"):
            book.add_worksheet(name).write_row(0, 0, HEADINGS)
    ids = [await sent(api, made.getvalue()), await sent(api, workbook(people_list(1)))]

    pages = [(await api.get(f"/../../imports/{id_}", params={"lang": "fr"})).text for id_ in ids]

    assert "<bdi>Oujda</bdi>" in pages[0].partition("Cette feuille a été lue")[2]
    assert "<li><bdi>Tanger</bdi></li>" in pages[0].partition("Celles-ci ne l\u2019ont pas été")[2]
    assert "Cette feuille a été lue" not in pages[1]


async def test_a_refused_list_leaves_no_trace(api: httpx2.AsyncClient, database: Database) -> None:
    answer = await send(api, b"\x00\x01 Serin Canari", name="canari-serin.xlsx")

    assert answer.status_code == 422
    assert [await how_many(database, table) for table in (PeopleImport, storage.ImportRow)] == [0, 0]
    assert "canari" not in answer.text.lower()


async def test_old_lists_go_and_people_stay(api: httpx2.AsyncClient, database: Database) -> None:
    await take_over(api, database, people_list(2))
    async with database.sessions.begin() as db:
        await db.exec(update(PeopleImport).values(ended_at=machine_now() - timedelta(days=8)))

    await Carrier(database, "test").forget_old()

    async with database.sessions() as db:
        assert (await db.exec(select(col(PeopleImport.id)))).all() == []
    assert await how_many(database) == 2


async def test_a_row_that_was_refused_after_all_is_told(api: httpx2.AsyncClient, database: Database) -> None:
    import_id = await sent(api, workbook(people_list(2)))
    await take_over(api, database, [list(HEADINGS), person(9, phone="0600000001")])

    told = await carry_out(api, database, import_id)

    assert told["result"] == {"new": 1, "problem": 1}
