"""Names as lists write them: who is one person, in which order the halves stand. Everybody is made up."""

from datetime import timedelta
from typing import Any

import httpx2
import pytest
from sqlmodel import col, select

from services.registration.imports.applying.work import Carrier
from services.registration.imports.remembered import ColumnsChosen
from shared.kernel.clock import machine_now
from shared.kernel.database import Database
from tests.integration.registration.given import organisation
from tests.integration.registration.given_console import at_the_door, browser, seen
from tests.integration.registration.given_imports import (
    carry_out,
    everybody,
    how_many,
    rules,
    sent,
    shown,
    take_over,
    workbook,
)
from tests.integration.registration.test_import_choices import choose
from tests.integration.registration.test_import_questions import answered
from tests.integration.registration.test_people import form
from tests.integration.scheduling.reading import look, send

HALVES = ["Prénom", "Nom de famille", "Association"]
LOOK_ALIKE = """الاسم الشخصي;النسب;الجمعية
علی;الوهمي;جمعية تجريبية
علي;الوهمي;جمعية تجريبية
فاطمة;الوهمية;جمعية تجريبية
فاطمه;الوهمية;جمعية تجريبية
"""
TITLED = """Nom complet;Association
Mme Fatima Essaititre;Asso Essai
Fatima Essaititre;Asso Essai
السيدة مريم الوهمية;Asso Essai
مريم الوهمية;Asso Essai
Essaimoyen Salma;Asso Essai
Salma Essaimoyen;Asso Essai
"""
TURNED = {"full_name": True}
WHOLE = [["Nom complet", "Association"], ["El Fictif Nour", "Asso fictive"], ["Exemplaire Aya", "Asso fictive"]]


async def uploaded(database: Database, api: httpx2.AsyncClient, text: str, door: str) -> str:
    """Send the file by the page or by the API; return the id of the list."""
    if door == "api":
        return await sent(api, text.encode())
    async with browser(database) as client:
        page = await client.post(
            "/imports", data={"region": "MA-02", "kind": "association"}, files={"file": ("l.csv", text.encode())}
        )
    return page.url.path.rpartition("/")[2]


def names(people: Any) -> set[tuple[str | None, ...]]:
    """Return the names that are kept, in the script that is there, each with the sex."""
    return {(it.given_name or it.given_name_ar, it.family_name or it.family_name_ar, it.sex) for it in people}


@pytest.mark.parametrize("door", ["api", "page"])
async def test_letters_that_look_alike_make_one_person_of_a_list(
    api: httpx2.AsyncClient, database: Database, door: str
) -> None:
    import_id = await uploaded(database, api, LOOK_ALIKE, door)

    told = await shown(api, import_id)
    await carry_out(api, database, import_id)

    assert [(it["row"], it["rule"]) for it in told["notes"]] == [(3, "same-person-as"), (5, "same-person-as")]
    assert (told["counts"]["new"], told["problems"], await how_many(database)) == (2, [], 2)


@pytest.mark.parametrize("door", ["api", "page"])
@pytest.mark.parametrize(("said", "people"), [("same", 3), ("another", 4)])
async def test_with_a_title_and_without_is_one_person_and_turned_round_is_asked(
    api: httpx2.AsyncClient, database: Database, door: str, said: str, people: int
) -> None:
    import_id = await uploaded(database, api, TITLED, door)

    asked = await shown(api, import_id)
    told = await answered(api, import_id, rows=[{"row": 7, "answer": said}])
    await carry_out(api, database, import_id)

    assert (rules(asked), told["problems"]) == ([(7, "name-turned-round")], [])
    assert [(it["row"], it["column"], it["rule"]) for it in asked["notes"]] == [
        *((2, "sex", "woman-by-title"), (3, "", "same-person-as")),
        *((4, "sex", "woman-by-title"), (5, "", "same-person-as")),
    ]
    assert names(await everybody(database)) >= {
        ("Fatima", "Essaititre", "woman"),
        ("مريم", "الوهمية", "woman"),
        ("Essaimoyen", "Salma", "unknown"),
    }
    assert await how_many(database) == people


async def test_a_title_proposes_the_sex_and_never_puts_it_in_place_of_one_that_is_written(
    api: httpx2.AsyncClient, database: Database
) -> None:
    head = ["Nom complet", "Sexe", "Association", "E-mail"]
    titled = [
        ("M. Amin Fictif", ""),
        ("Mme Nour Fictive", "M"),
        ("Mme Aya Fictive", "non précisé"),
        ("Dr Ali Fictif", ""),
    ]
    before = [
        ["Amin Fictif", "", "Asso fictive", "a@example.org"],
        ["Ali Fictif", "H", "Asso fictive", "b@example.org"],
    ]
    await take_over(api, database, [head, *before])

    import_id = await sent(api, workbook([head, *([name, sex, "Asso fictive"] for name, sex in titled)]))
    told = await shown(api, import_id)
    done = await carry_out(api, database, import_id)

    proposed, otherwise = [(2, "man-by-title"), (3, "title-says-otherwise")], {"by_title": 1, "changed": 1, "new": 2}
    assert [(it["row"], it["rule"]) for it in told["notes"]] == proposed
    assert otherwise.items() <= told["counts"].items()
    assert [(it["row"], it["rule"]) for it in done["notes"]] == proposed
    assert {(it.given_name, it.sex) for it in await everybody(database)} == {
        *(("Amin", "man"), ("Nour", "man"), ("Aya", "unknown"), ("Ali", "man"))
    }


async def test_the_order_of_names_is_shown_and_turned_for_the_whole_column_by_page_and_api(
    api: httpx2.AsyncClient, database: Database
) -> None:
    import_id = await sent(api, workbook(WHOLE))
    path = f"/registration/imports/{import_id}"

    (before,) = (await shown(api, import_id))["file"]["names"]
    async with at_the_door(database) as client:
        first = await look(client, path)
        form = next(it for it in first.forms if "family_first.full_name" in it.values)
        turned = await send(client, form)
        again = await send(client, form)
    (after,) = (await shown(api, import_id))["file"]["names"]
    await carry_out(api, database, import_id)

    assert (before["family_first"], before["examples"][0]["given_name"]) == (False, "El Fictif")
    assert {"Comment les noms sont séparés", "Nom complet", "El Fictif"} <= set(first.texts)
    assert "Le nom de famille est lu en premier." in turned.texts
    assert again.status == 409, "the page showed another order"
    assert after["examples"][0] == {"whole": "El Fictif Nour", "given_name": "Nour", "family_name": "El Fictif"}
    assert {(it.given_name, it.family_name) for it in await everybody(database)} == {
        *(("Nour", "El Fictif"), ("Aya", "Exemplaire"))
    }


async def test_the_order_is_kept_for_these_headings_and_the_file_sent_back(
    api: httpx2.AsyncClient, database: Database
) -> None:
    first = await sent(api, workbook(WHOLE))
    await choose(api, first, family_first={"full_name": True})
    back = (await api.get(f"/imports/{first}/file")).content

    lists = [await shown(api, await sent(api, content)) for content in (workbook(WHOLE[:2]), back)]
    turned_again = await choose(api, lists[0]["id"], family_first={"full_name": False})

    assert [(it["remembered"], it["file"]["names"][0]["family_first"]) for it in lists] == [(True, True)] * 2
    assert turned_again["file"]["names"][0]["family_first"] is False
    async with browser(database) as client:
        assert "ordre des noms sont ceux choisis auparavant" in seen(await client.get(f"/imports/{lists[0]['id']}"))


async def test_what_was_chosen_for_headings_is_forgotten_when_no_such_list_comes_for_long(
    api: httpx2.AsyncClient, database: Database
) -> None:
    for heading in ("Nom complet", "Participant"):
        await choose(api, await sent(api, workbook([[heading, "Association"], *WHOLE[1:]])), family_first=TURNED)
    async with database.sessions.begin() as db:
        first = (await db.exec(select(ColumnsChosen).order_by(col(ColumnsChosen.used_at)))).first()
        assert first is not None
        first.used_at = machine_now() - timedelta(days=401)

    await Carrier(database, "test").forget_old()

    lists = [[[heading, "Association"], *WHOLE[1:]] for heading in ("Nom complet", "Participant")]
    told = [await shown(api, await sent(api, workbook(rows))) for rows in lists]
    assert [it["remembered"] for it in told] == [False, True]


async def test_a_second_number_or_address_in_a_cell_is_told_and_one_is_kept(
    api: httpx2.AsyncClient, database: Database
) -> None:
    head = [*HALVES, "Téléphone", "E-mail"]
    rows = [
        ["Nour", "Fictive", "Asso fictive", "05 36 00 00 00 / 06 12 34 56 78", "a@example.org ; b@example.org"],
        ["Ali", "Fictif", "Asso fictive", "06 12 34 56 79", "c@example.org"],
    ]
    import_id = await sent(api, workbook([head, *rows]))

    told = await shown(api, import_id)
    async with browser(database) as client:
        page = seen(await client.get(f"/imports/{import_id}"))
    done = await carry_out(api, database, import_id)

    notes = {(2, "phone", "several-numbers"), (2, "email", "several-addresses")}
    for view in (told, done):
        assert {(note["row"], note["column"], note["rule"]) for note in view["notes"]} == notes
    assert (told["problems"], told["counts"]["several"]) == ([], 2)
    assert "Cette cellule contient plusieurs numéros de téléphone." in page
    assert "dont une seule valeur est gardée : 2." in page
    assert {(it.phone, it.email) for it in await everybody(database)} == {
        *(("+212612345678", "a@example.org"), ("+212612345679", "c@example.org"))
    }


async def test_an_order_of_names_that_stand_in_halves_is_refused(api: httpx2.AsyncClient) -> None:
    import_id = await sent(api, workbook([HALVES, ["Exemple", "Fictif", "Asso fictive"]]))

    answer = await api.post(f"/imports/{import_id}/choices", json={"family_first": {"full_name": True}})

    told = [(it["field"], it["rule"]) for it in answer.json()["errors"]]
    assert (answer.status_code, told) == (422, [("family_first.full_name", "no-whole-names")])
    assert (await shown(api, import_id))["file"]["names"] == []


async def test_two_whose_names_are_the_same_letters_are_two_by_form_and_by_list(
    api: httpx2.AsyncClient, database: Database
) -> None:
    own = await organisation(database)
    names = [("Sara", "Lami"), ("Saral", "Ami"), ("Sar", "Alami")]

    answers = [await api.post("/participants", json=form(own, given_name=one, family_name=two)) for one, two in names]
    told = await take_over(api, database, [HALVES, *([*name, "Asso fictive"] for name in names)])

    assert [answer.status_code for answer in answers] == [201] * 3
    assert (told["problems"], told["notes"], told["result"]["new"]) == ([], [], 3)


@pytest.mark.parametrize(
    "again", [["Nour", "Ben Fictif Essai"], ["Nour Ben", "Fictif Essai"], ["Nour", "Benfictif Essai"]]
)
async def test_somebody_whose_family_name_begins_elsewhere_is_known(
    api: httpx2.AsyncClient, database: Database, again: list[Any]
) -> None:
    await take_over(api, database, [["Nom complet", "Association"], ["Nour Ben Fictif Essai", "Asso fictive"]])

    told = await take_over(api, database, [HALVES, [*again, "Asso fictive"]])

    assert (told["result"], await how_many(database)) == ({"changed": 1}, 1)
    assert (await everybody(database))[0].given_name == again[0]
