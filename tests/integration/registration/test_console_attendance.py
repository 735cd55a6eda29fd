"""The attendance sheet in the browser: one block, one form, and nothing closed that is not complete."""

from uuid import UUID, uuid4

import pytest

from services.registration.attendance.domain import Marked
from services.registration.attendance.storage import marks
from shared.kernel.database import Database
from tests.integration.registration.given import (
    LASTS,
    STARTS_AT,
    block,
    let_it_be,
    mark,
    open_session,
    people,
    register,
    session,
)
from tests.integration.registration.given_console import LANGUAGES, all_marked, block_ids, browser, complaints, seen


async def begun(database: Database, how_many: int = 2, blocks: int = 1) -> tuple[UUID, list[UUID], list[UUID]]:
    """Let a session begin; return it, its blocks, and who has a seat."""
    session_id = await open_session(database, blocks=[block(STARTS_AT) for _ in range(blocks)])
    seated = await people(database, how_many)
    for participant_id in seated:
        await register(database, session_id, participant_id)
    let_it_be(database, STARTS_AT)
    return session_id, await block_ids(database, session_id), seated


def sheet(people: list[UUID], *states: str, **minutes: str) -> dict[str, str]:
    """Return the form of a sheet; `minutes` by place in it, e.g. m1="60"."""
    typed = {f"marks.{place}.participant_id": str(one) for place, one in enumerate(people)}
    typed |= {f"marks.{place}.state": state for place, state in enumerate(states)}
    return typed | {f"marks.{place[1:]}.minutes": number for place, number in minutes.items()}


async def known(database: Database, session_id: UUID) -> dict[UUID, tuple[str, int]]:
    async with database.sessions() as db:
        return {it.participant_id: (it.state, it.minutes) for it in await marks(db, session_id)}


@pytest.mark.parametrize("language", LANGUAGES)
async def test_who_has_no_mark_is_set_to_present_so_that_one_click_marks_all(database: Database, language: str) -> None:
    session_id, _, _ = await begun(database, how_many=3)

    async with browser(database, language) as client:
        page = await client.get(f"/sessions/{session_id}/attendance")

    assert page.text.count('value="present" checked') == 3
    assert page.text.count(" checked") == 3


@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_block_is_saved_as_it_was_marked(database: Database, language: str) -> None:
    session_id, [block_id], [one, other] = await begun(database)

    async with browser(database, language) as client:
        typed = sheet([one, other], "partial", "absent", m0="60", m1="")
        page = await client.post(f"/sessions/{session_id}/blocks/{block_id}/attendance", data=typed)

    assert page.status_code == 200
    assert await known(database, session_id) == {one: ("partial", 60), other: ("absent", 0)}
    assert 'value="partial" checked' in page.text
    assert 'value="60"' in page.text


@pytest.mark.parametrize(("language", "asked"), [("fr", "Minutes de retard"), ("ar", "دقائق التأخر")], ids=["fr", "ar"])
async def test_a_quarter_of_an_hour_late_counts_all_but_a_quarter_of_an_hour(
    database: Database, language: str, asked: str
) -> None:
    session_id, [block_id], [one, other] = await begun(database)

    async with browser(database, language) as client:
        typed = sheet([one, other], "late", "late") | {"marks.0.minutes_late": "15", "marks.1.minutes_late": ""}
        page = await client.post(f"/sessions/{session_id}/blocks/{block_id}/attendance", data=typed)

    assert await known(database, session_id) == {one: ("late", 225), other: ("late", 240)}
    assert asked in seen(page)
    assert 'name="marks.0.minutes_late" value="15"' in page.text


async def test_a_late_mark_kept_as_minutes_attended_is_shown_as_minutes_late(database: Database) -> None:
    session_id, [block_id], [one, other] = await begun(database)
    await mark(database, session_id, block_id, Marked(one, "late", minutes_late=40), Marked(other, "partial", 40))

    async with browser(database) as client:
        page = await client.get(f"/sessions/{session_id}/attendance")

    assert "40 min de retard" in seen(page)
    assert "40 min de présence" in seen(page)


async def test_a_page_that_did_not_ask_how_late_changes_nothing(database: Database) -> None:
    session_id, [block_id], [one, _] = await begun(database)

    async with browser(database) as client:
        typed = sheet([one], "late", m0="15")
        page = await client.post(f"/sessions/{session_id}/blocks/{block_id}/attendance", data=typed)

    assert page.status_code == 409
    assert "minutes de retard" in complaints(page)["marks.0.minutes"]
    assert await known(database, session_id) == {}


async def test_minutes_left_over_from_another_mark_are_forgotten(database: Database) -> None:
    session_id, [block_id], [one, other] = await begun(database)

    async with browser(database) as client:
        typed = sheet([one, other], "present", "absent", m0="60", m1="60")
        await client.post(f"/sessions/{session_id}/blocks/{block_id}/attendance", data=typed)

    assert await known(database, session_id) == {one: ("present", 240), other: ("absent", 0)}


@pytest.mark.parametrize("minutes", ["", "0", "240", "-5", "soon", "99999"])
async def test_impossible_minutes_are_told_at_their_field_and_others_stay_marked(
    database: Database, minutes: str
) -> None:
    session_id, [block_id], [one, other] = await begun(database)

    async with browser(database) as client:
        typed = sheet([one, other], "absent", "partial", m1=minutes)
        page = await client.post(f"/sessions/{session_id}/blocks/{block_id}/attendance", data=typed)

    assert page.status_code in {409, 422}
    assert list(complaints(page)) == ["marks.1.minutes"]
    assert 'value="absent" checked' in page.text
    assert await known(database, session_id) == {}


async def test_the_sheet_opens_at_the_first_block_that_lacks_marks(database: Database) -> None:
    session_id, [first, second], seated = await begun(database, blocks=2)
    await all_marked(database, session_id, first, seated)

    async with browser(database) as client:
        page = await client.get(f"/sessions/{session_id}/attendance")

    assert f"/registration/sessions/{session_id}/blocks/{second}/attendance" in page.text
    assert "il en manque 2" in seen(page)


async def test_a_block_that_has_not_begun_has_no_form(database: Database) -> None:
    session_id = await open_session(database, blocks=[block(STARTS_AT)])
    await register(database, session_id, (await people(database, 1))[0])

    async with browser(database) as client:
        page = await client.get(f"/sessions/{session_id}/attendance")

    assert "/blocks/" not in page.text
    assert page.status_code == 200


@pytest.mark.parametrize("language", LANGUAGES)
async def test_attendance_is_closed_once_nothing_is_missing(database: Database, language: str) -> None:
    session_id, [block_id], seated = await begun(database)
    let_it_be(database, STARTS_AT + LASTS)

    async with browser(database, language) as client:
        incomplete = await client.post(f"/sessions/{session_id}/attendance/close")
        await all_marked(database, session_id, block_id, seated)
        complete = await client.get(f"/sessions/{session_id}/attendance")
        closed = await client.post(f"/sessions/{session_id}/attendance/close")

    assert incomplete.status_code == 409
    assert "2" in seen(incomplete)
    assert "/attendance/close" in complete.text
    assert "/attendance/close" not in closed.text
    assert (await session(database, session_id)).attendance_closed_at is not None


WAITS = {
    "fr": "La feuille de présence pourra être close une fois la session terminée.",
    "ar": "يمكن إقفال ورقة الحضور بعد انتهاء الدورة.",
}


@pytest.mark.parametrize("language", LANGUAGES)
async def test_a_sheet_that_is_complete_says_that_it_is_closed_after_the_end(database: Database, language: str) -> None:
    session_id, [block_id], seated = await begun(database)
    await all_marked(database, session_id, block_id, seated)

    async with browser(database, language) as client:
        complete = await client.get(f"/sessions/{session_id}/attendance")
        refused = await client.post(f"/sessions/{session_id}/attendance/close")

    assert "/attendance/close" not in complete.text
    assert WAITS[language] in seen(complete)
    assert (refused.status_code, WAITS[language] in seen(refused)) == (409, True)


async def test_a_sheet_of_strangers_is_refused(database: Database) -> None:
    session_id, [block_id], _ = await begun(database)

    async with browser(database) as client:
        page = await client.post(
            f"/sessions/{session_id}/blocks/{block_id}/attendance", data=sheet([uuid4()], "present")
        )

    assert page.status_code == 409
    assert await known(database, session_id) == {}
