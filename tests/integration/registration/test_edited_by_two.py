"""Two people open one page and both save: nothing that one of them saved or typed is lost. Everybody is made up."""

from uuid import UUID, uuid4

import pytest

from services.registration.attendance.domain import Marked
from services.registration.people.storage import Organisation, Participant
from shared.kernel.database import Database
from tests.integration.built import EVERYTHING
from tests.integration.registration.conftest import asking
from tests.integration.registration.given import (
    STARTS_AT,
    block,
    let_it_be,
    mark,
    open_session,
    organisation,
    people,
    person,
    record,
    register,
)
from tests.integration.registration.given_console import at_the_door
from tests.integration.registration.test_console_attendance import begun, known
from tests.integration.scheduling.reading import Form, Page, look, send

MOBILE, OTHER, THIRD = "+212661000001", "+212661000002", "+212661000003"


async def somebody(database: Database, **facts: str) -> UUID:
    return await record(database, person(await organisation(database), phone=MOBILE, **facts))


async def now(database: Database, id_: UUID) -> Participant:
    async with database.sessions() as db:
        return await db.get_one(Participant, id_)


async def test_a_page_opened_before_an_opt_out_and_saved_after_it_does_not_opt_in_again(database: Database) -> None:
    id_ = await somebody(database)
    async with at_the_door(database) as client:
        opened = (await look(client, f"/registration/participants/{id_}/edit")).form("/edit")
        await send(
            client, (await look(client, f"/registration/participants/{id_}/edit")).form("/edit"), opted_out="true"
        )

        page = await send(client, opened, family_name="Corrigée")

    assert page.status == 200
    kept = await now(database, id_)
    assert (kept.opted_out, kept.family_name) == (True, "Corrigée")


async def test_what_two_change_in_different_fields_is_all_kept(database: Database) -> None:
    id_ = await somebody(database)
    async with at_the_door(database) as client:
        one, two = [(await look(client, f"/registration/participants/{id_}/edit")).form("/edit") for _ in range(2)]
        await send(client, one, phone=OTHER)

        page = await send(client, two, email="exemple@example.org")

    assert page.status == 200
    kept = await now(database, id_)
    assert (kept.phone, kept.email) == (OTHER, "exemple@example.org")


@pytest.mark.parametrize("language", ["fr", "ar"])
async def test_the_same_field_is_refused_with_both_shown_and_saved_when_chosen(
    database: Database, language: str
) -> None:
    id_ = await somebody(database)
    async with at_the_door(database) as client:
        one, two = [(await look(client, f"/registration/participants/{id_}/edit")).form("/edit") for _ in range(2)]
        await send(client, one, phone=OTHER, given_name="Autre")

        page = await send(client, two, language, phone=THIRD, email="exemple@example.org")

        assert page.status == 409
        assert page.form("/edit").values["phone"] == THIRD
        assert page.form("/edit").values["email"] == "exemple@example.org"
        assert page.form("/edit").values["given_name"] == "Autre", "what was not touched is as it now is"
        assert OTHER in page.texts
        assert set(page.errors) == {"phone"}
        assert (await now(database, id_)).phone == OTHER
        await send(client, page.form("/edit"), language)

    assert ((await now(database, id_)).phone, (await now(database, id_)).email) == (THIRD, "exemple@example.org")


async def test_a_name_is_one_thing_its_halves_are_not_mixed(database: Database) -> None:
    id_ = await somebody(database)
    async with at_the_door(database) as client:
        one, two = [(await look(client, f"/registration/participants/{id_}/edit")).form("/edit") for _ in range(2)]
        await send(client, one, given_name="Exemple-Un")

        page = await send(client, two, family_name="Exemple-Deux")

    assert page.status == 409
    assert (await now(database, id_)).given_name == "Exemple-Un"


async def test_a_form_that_does_not_say_what_it_showed_changes_nothing_that_is_set(database: Database) -> None:
    id_ = await somebody(database)
    async with at_the_door(database) as client:
        form = (await look(client, f"/registration/participants/{id_}/edit")).form("/edit")
        del form.values["shown"]

        page = await send(client, form, phone=OTHER)

    assert (page.status, page.form("/edit").values["phone"]) == (409, OTHER)
    assert (await now(database, id_)).phone == MOBILE


async def test_an_organisation_edited_by_two_keeps_both(database: Database) -> None:
    id_ = await organisation(database, phone=MOBILE)
    path = f"/registration/organisations/{id_}"
    async with at_the_door(database) as client:
        one, two, three = [(await look(client, path)).form(path) for _ in range(3)]
        await send(client, one, phone=OTHER)

        await send(client, two, email="asso@example.org")
        page = await send(client, three, phone=THIRD)

    async with database.sessions() as db:
        kept = await db.get_one(Organisation, id_)
    assert (kept.phone, kept.email) == (OTHER, "asso@example.org")
    assert (page.status, page.form(path).values["phone"]) == (409, THIRD)
    assert OTHER in page.texts


async def test_a_colleagues_mark_is_not_lost_under_one_that_nobody_chose(database: Database) -> None:
    session_id, [block_id], seated = await begun(database, how_many=2)
    path = f"/registration/sessions/{session_id}/attendance"
    async with at_the_door(database) as client:
        opened = await look(client, path)
        await mark(database, session_id, block_id, Marked(seated[0], "absent"))

        page = await send(client, sheet_form(opened))

    assert page.status == 200
    assert await known(database, session_id) == {seated[0]: ("absent", 0), seated[1]: ("present", 240)}
    assert "1." in "".join(text for text in page.texts if "conservées" in text)


async def test_a_mark_that_both_chose_is_refused_with_both_shown(database: Database) -> None:
    session_id, [block_id], seated = await begun(database, how_many=2)
    async with at_the_door(database) as client:
        opened = sheet_form(await look(client, f"/registration/sessions/{session_id}/attendance"))
        place = next(name for name, who in opened.values.items() if who == str(seated[0])).rpartition(".")[0]
        await mark(database, session_id, block_id, *(Marked(one, "partial", 90) for one in seated))

        page = await send(client, opened, **{f"{place}.state": "excused"})
        again = sheet_form(page)

        assert page.status == 409
        assert again.values[f"{place}.state"] == "excused"
        assert set(page.errors) == {f"{place}.state"}
        assert sorted(value for name, value in again.values.items() if name.endswith("state")) == ["excused", "partial"]
        assert (await known(database, session_id))[seated[0]] == ("partial", 90)
        await send(client, again)

    assert await known(database, session_id) == {seated[0]: ("excused", 0), seated[1]: ("partial", 90)}


def sheet_form(page: Page) -> Form:
    """Return the form of the sheet, wherever it is sent."""
    return next(form for form in page.forms if "/attendance?part" in form.action)


async def test_a_long_sheet_is_saved_in_parts_and_its_page_is_compressed(database: Database) -> None:
    session_id = await open_session(database, seats=400, blocks=[block(STARTS_AT)])
    seated = await people(database, 130)
    for participant_id in seated:
        await register(database, session_id, participant_id)
    let_it_be(database, STARTS_AT)
    async with at_the_door(database) as client:
        path = f"/registration/sessions/{session_id}/attendance"
        answer = await client.get(path, headers={"accept-encoding": "gzip"})
        page = Page(answer)
        for _ in range(3):
            page = await send(client, sheet_form(page))

    assert len(await known(database, session_id)) == 130
    assert answer.headers["content-encoding"] == "gzip"
    assert int(answer.headers["content-length"]) < len(answer.content) / 5


async def test_a_form_of_a_thousand_fields_can_be_read(database: Database) -> None:
    session_id, [block_id], _ = await begun(database, how_many=1)
    typed = {f"marks.{place}.participant_id": str(uuid4()) for place in range(400)}
    typed |= {
        f"marks.{place}.{name}": said for place in range(400) for name, said in (("state", "absent"), ("minutes", ""))
    }
    async with at_the_door(database) as client:
        answer = await client.post(f"/registration/sessions/{session_id}/blocks/{block_id}/attendance", data=typed)

    assert answer.status_code == 409, "nobody of them has a seat, which the service knows once it has read the form"


async def test_a_program_that_sends_what_it_read_before_is_refused(database: Database) -> None:
    id_ = await somebody(database)
    path = f"/participants/{id_}"
    async with asking(database, EVERYTHING) as api:
        read = await api.get(path)
        whole = {name: value for name, value in read.json().items() if name not in {"id", "phone_kind"}}
        first = await api.put(path, json=whole | {"opted_out": True}, headers={"if-match": read.headers["etag"]})

        second = await api.put(path, json=whole, headers={"if-match": read.headers["etag"]})

    assert (first.status_code, second.status_code) == (200, 412)
    assert second.json()["errors"][0]["field"] == "If-Match"
    assert (await now(database, id_)).opted_out


async def test_a_program_that_read_a_block_before_another_mark_is_refused(database: Database) -> None:
    session_id, [block_id], seated = await begun(database, how_many=1)
    path = f"/sessions/{session_id}/blocks/{block_id}/attendance"
    async with asking(database, EVERYTHING) as api:
        tag = (await api.get(path)).headers["etag"]
        await mark(database, session_id, block_id, Marked(seated[0], "absent"))

        body = {"marks": [{"participant_id": str(seated[0]), "state": "present"}]}
        answer = await api.put(path, json=body, headers={"if-match": tag})

    assert answer.status_code == 412
    assert await known(database, session_id) == {seated[0]: ("absent", 0)}
