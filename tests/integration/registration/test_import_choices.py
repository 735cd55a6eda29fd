"""What is chosen about a list beside its columns, by page and API alike. Everybody is made up."""

import io
from typing import Any

import httpx2
import pytest
from xlsxwriter import Workbook

from services.registration.imports.reading import reader
from services.registration.imports.reading.sheet import Sheet
from shared.kernel.database import Database, run
from tests.integration.registration.given_imports import carry_out, everybody, send, sent, shown

HEAD = ["Prénom", "Nom", "Association", "Téléphone", "Sexe"]
PAGES = "http://127.0.0.1:8000/registration/imports"


def book(*sheets: list[list[Any]], hidden: tuple[int, ...] = ()) -> bytes:
    """Return a workbook with these sheets; rows of the first are hidden."""
    made = io.BytesIO()
    with Workbook(made, {"in_memory": True}) as opened:
        for rows in sheets:
            page = opened.add_worksheet()
            for number, row in enumerate(rows):
                page.write_row(number, 0, row)
        for number in hidden:
            opened.worksheets()[0].set_row(number, None, None, {"hidden": True})
    return made.getvalue()


def person(letter: str, sex: str = "F", organisation: str = "Asso fictive") -> list[Any]:
    return [f"Exemple {letter}", "Fictif", organisation, f"06000000{ord(letter):02}", sex]


async def choose(api: httpx2.AsyncClient, import_id: str, **chosen: Any) -> dict[str, Any]:
    answer = await api.post(f"/imports/{import_id}/choices", json=chosen)
    assert answer.status_code == 200, answer.text
    return await shown(api, import_id)


async def page(api: httpx2.AsyncClient, import_id: str) -> str:
    return (await api.get(f"{PAGES}/{import_id}", headers={"accept": "text/html"})).text


async def test_hidden_rows_are_told_left_out_and_can_be_taken(api: httpx2.AsyncClient, database: Database) -> None:
    import_id = await sent(api, book([HEAD, person("A"), person("B"), person("C")], hidden=(2,)))

    before, as_page = await shown(api, import_id), await page(api, import_id)
    back = Sheet(**reader.answer((await api.get(f"/imports/{import_id}/file")).content))
    taken = await choose(api, import_id, hidden_rows=True)
    left = await choose(api, import_id, hidden_rows=False)
    await carry_out(api, database, import_id)

    assert (before["file"]["hidden_rows"], before["total"], taken["total"], left["total"]) == ([3], 2, 3, 2)
    assert ("hidden_rows" in as_page, back.hidden_rows) == (True, [3])
    assert [one.given_name for one in await everybody(database)] == ["Exemple A", "Exemple C"]


async def test_a_value_is_asked_once_for_all_rows(api: httpx2.AsyncClient, database: Database) -> None:
    rows = [HEAD, person("A", "1"), person("B", "2"), person("C", "2")]
    import_id = await sent(api, book(rows))

    asked = (await shown(api, import_id))["file"]["values"]
    told = await choose(
        api,
        import_id,
        values=[{"column": "sex", "says": "1", "means": "man"}, {"column": "sex", "says": "2", "means": "woman"}],
    )
    await carry_out(api, database, import_id)

    assert [(it["column"], it["says"], it["rows"]) for it in asked] == [("sex", "1", 1), ("sex", "2", 2)]
    assert (told["problems"], told["file"]["values"]) == ([], [])
    assert [one.sex for one in await everybody(database)] == ["man", "woman", "woman"]


async def test_titles_of_sections_are_offered_as_associations(api: httpx2.AsyncClient, database: Database) -> None:
    rows: list[list[Any]] = [["Prénom", "Nom"], ["Association : Fictive Un"], ["Exemple A", "Fictif"], ["Fictive Deux"]]
    rows += [["Exemple B", "Fictif"], ["Exemple C", "Fictif"]]
    import_id = await sent(api, book(rows))

    before = await shown(api, import_id)
    after = await choose(api, import_id, titles=True)
    await carry_out(api, database, import_id)

    assert (before["state"], before["file"]["titles"]) == ("unclear", ["Fictive Un", "Fictive Deux"])
    assert (after["state"], after["problems"], after["new_associations"]) == (
        "checked",
        [],
        ["Fictive Un", "Fictive Deux"],
    )
    assert len(await everybody(database)) == 3


async def test_a_second_sheet_with_people_is_offered_as_a_list_of_its_own(api: httpx2.AsyncClient) -> None:
    import_id = await sent(api, book([HEAD, person("A")], [HEAD, person("B"), person("C")], [["Notes"]]))

    offered = (await shown(api, import_id))["file"]
    answer = await api.post(f"/imports/{import_id}/sheets", json={"name": "Sheet2"})
    other = await shown(api, answer.json()["id"])

    assert (offered["sheet"], offered["unread_sheets"]) == ("Sheet1", ["Sheet2", "Sheet3"])
    assert offered["sheets_with_people"] == [{"name": "Sheet2", "rows": 2}]
    assert (answer.status_code, other["file"]["sheet"], other["total"]) == (201, "Sheet2", 2)
    assert (await api.post(f"/imports/{import_id}/sheets", json={"name": "Sheet3"})).status_code == 422


async def test_an_encoding_that_is_not_clear_is_asked(api: httpx2.AsyncClient, database: Database) -> None:
    file = "Nom complet;Association\nGärtner Fictif;Asso\nMüller Fictif;Asso\n".encode("mac_roman")
    import_id = (await send(api, file, name="liste.csv")).json()["id"]

    before = await shown(api, import_id)
    refused = await api.post(f"/imports/{import_id}/confirm")
    after = await choose(api, import_id, encoding="mac_roman")
    await carry_out(api, database, import_id)

    assert before["file"]["asks_encoding"]
    assert (refused.status_code, after["state"]) == (409, "checked")
    assert [one.given_name for one in await everybody(database)] == ["Gärtner", "Müller"]


@pytest.mark.parametrize(
    ("chosen", "rule"),
    [
        ({"encoding": "utf-7"}, "encoding-not-offered"),
        ({"titles": True}, "no-titles"),
        ({"values": [{"column": "sex", "says": "x", "means": "phone"}]}, "meaning-impossible"),
    ],
)
async def test_what_was_not_offered_is_refused(api: httpx2.AsyncClient, chosen: Any, rule: str) -> None:
    import_id = await sent(api, book([HEAD, person("A")]))

    answer = await api.post(f"/imports/{import_id}/choices", json=chosen)

    assert (answer.status_code, answer.json()["errors"][0]["rule"]) == (422, rule)


async def test_a_heading_amiss_and_contacts_that_are_not_read_are_told(api: httpx2.AsyncClient) -> None:
    rows = [["Nom complet", "Asociation", "Telephne", "Autre"]]
    rows += [[f"Exemple Fictif{letter}", "Asso", f"060000000{n}", f"061000000{n}"] for n, letter in enumerate("abc")]
    import_id = await sent(api, book(rows))

    told, as_page = (await shown(api, import_id))["file"], await page(api, import_id)

    assert [it["says"] for it in told["proposed"]] == ["organisation", "phone"]
    assert [(it["letters"], it["says"]) for it in told["unread_contacts"]] == [("D", "phone")]
    assert as_page.count("Telephne") >= 2


async def test_the_page_chooses_as_the_api_does(api: httpx2.AsyncClient) -> None:
    import_id = await sent(api, book([HEAD, person("A", "1"), person("B")], hidden=(2,)))

    answers = [
        await api.post(f"{PAGES}/{import_id}/choices", data=form)
        for form in (
            {"hidden_rows": "true"},
            {"values.0.column": "sex", "values.0.says": "1", "values.0.means": "man"},
        )
    ]

    told = await shown(api, import_id)
    assert [answer.status_code for answer in answers] == [303, 303]
    assert (told["total"], told["problems"]) == (2, [])


async def test_an_address_that_is_wrong_in_the_way_to_reach_somebody_is_told_of_that_cell(
    api: httpx2.AsyncClient,
) -> None:
    head = ["Prénom", "Nom", "Association", "Contact", "E-mail"]
    import_id = await sent(api, book([head, ["Exemple A", "Fictif", "Asso fictive", "exemple@@exemple"]]))

    asked = await shown(api, import_id)
    told = await choose(api, import_id, values=[{"column": "route", "says": "exemple exemple", "means": "none"}])

    assert [(it["column"], it["rule"]) for it in asked["problems"]] == [("route", "email-not-understood")]
    assert [(it["column"], it["cell"]) for it in asked["file"]["values"]] == [("route", "exemple@@exemple")]
    assert told["problems"] == []


async def test_headings_in_a_row_that_is_not_there_are_refused(api: httpx2.AsyncClient) -> None:
    import_id = await sent(api, book([HEAD, person("A")]))
    columns = ["given_name", "family_name", "organisation", "phone", "sex"]

    answers = [
        await api.post(f"/imports/{import_id}/columns", json={"heading_row": 9, "columns": columns}) for _ in range(2)
    ]

    assert [(it.status_code, it.json()["errors"][0]["field"]) for it in answers] == [(422, "heading_row")] * 2
    assert (await shown(api, import_id))["total"] == 1


async def test_a_list_that_the_release_before_has_looked_at_is_shown(
    api: httpx2.AsyncClient, database: Database
) -> None:
    import_id = await sent(api, book([HEAD, person("A")]))
    async with database.sessions.begin() as db:
        await run(db, "update people_import set counts = counts - 'double' - 'refused', beside = null")

    answer = await api.get(f"{PAGES}/{import_id}", headers={"accept": "text/html"})

    assert answer.status_code == 200
