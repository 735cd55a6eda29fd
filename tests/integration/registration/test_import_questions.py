"""What a list asks and what is made of the answers: nobody is joined, and no association doubled, by a guess."""

from typing import Any

import httpx2
import pytest

from shared.kernel.database import Database
from tests.integration.registration import given
from tests.integration.registration.given_imports import (
    HEADINGS,
    associations,
    carry_out,
    everybody,
    how_many,
    people_list,
    rules,
    sent,
    shown,
    workbook,
)

BOTH = ["Prénom", "Nom", "Prénom (arabe)", "Nom (arabe)", "Association", "Téléphone"]
LATIN = ["Exemple", "Fictive", None, None, "Association fictive", "0600000001"]
ARABIC = [None, None, "مثال", "خيالية", "Association fictive", "0600000001"]
OTHER = ["Autre", "Personne", None, None, "Association fictive", "0600000001"]


async def answered(api: httpx2.AsyncClient, import_id: str, **answers: Any) -> dict[str, Any]:
    """Answer what the list asks; return what is then told of it."""
    answer = await api.post(f"/imports/{import_id}/answers", json=answers)
    assert answer.status_code == 200, answer.text
    return await shown(api, import_id)


@pytest.mark.parametrize("row", [ARABIC, OTHER])
@pytest.mark.parametrize("same", [True, False])
async def test_who_shares_a_phone_under_another_name_is_asked_in_every_script(
    row: list[Any], *, same: bool, api: httpx2.AsyncClient, database: Database
) -> None:
    await carry_out(api, database, await sent(api, workbook([BOTH, LATIN])))
    (known,) = await everybody(database)
    import_id = await sent(api, workbook([BOTH, row]))
    before = await shown(api, import_id)

    told = await answered(api, import_id, rows=[{"row": 2, "answer": "same" if same else "another"}])
    after = await carry_out(api, database, import_id)

    (asked,) = before["problems"]
    assert (asked["rule"], asked["answers"], asked["participant_id"]) == (
        "phone-of-another",
        ["same", "another"],
        str(known.id),
    )
    assert (before["counts"]["problem"], told["problems"]) == (1, [])
    assert after["result"] == ({"changed": 1} if same else {"new": 1})
    assert [one.phone for one in await everybody(database)].count("+212600000001") == 1
    assert await how_many(database) == (1 if same else 2)


async def test_two_people_of_one_list_who_share_a_phone_are_one_or_two_as_is_said(
    api: httpx2.AsyncClient, database: Database
) -> None:
    ids = [await sent(api, workbook([BOTH, LATIN, ARABIC])) for _ in range(2)]
    before = await shown(api, ids[0])

    another = await answered(api, ids[0], rows=[{"row": 3, "answer": "another"}])
    same = await answered(api, ids[1], rows=[{"row": 3, "answer": "same"}])
    after = await carry_out(api, database, ids[1])

    assert rules(before) == [(2, "same-phone-twice"), (3, "same-phone-twice")]
    assert (another["counts"]["new"], another["problems"]) == (2, [])
    assert (same["counts"]["new"], same["counts"]["double"], same["problems"]) == (1, 1, [])
    assert (after["result"], after["done"]) == ({"new": 1, "unchanged": 1}, 2)
    assert [(one.family_name, one.family_name_ar) for one in await everybody(database)] == [("Fictive", "خيالية")]


@pytest.mark.parametrize("by_page", [True, False])
async def test_associations_that_are_nearly_one_are_asked_once_each_for_the_whole_list(
    api: httpx2.AsyncClient, database: Database, *, by_page: bool
) -> None:
    await given.organisation(database, name="Association Exemple Fès")
    names = ["Ass. Exemple Fès", "Association Exemple de Fes Médina", "Ass. Exemple Fès", "Association autre"]
    rows = [[*person[:3], name, *person[4:]] for person, name in zip(people_list(4)[1:], names, strict=True)]
    import_id = await sent(api, workbook([list(HEADINGS), *rows]))
    before = await shown(api, import_id)

    means = {names[0]: "Association Exemple Fès", names[1]: names[1]}
    if by_page:
        pairs = [(f"associations.{place}", pair) for place, pair in enumerate(means.items())]
        typed = {f"{name}.name": one for name, (one, _) in pairs} | {f"{name}.means": one for name, (_, one) in pairs}
        answer = await api.post(f"/../../imports/{import_id}/answers", data=typed)
        assert answer.status_code == 303, answer.text
        told = await shown(api, import_id)
    else:
        said = [{"name": name, "means": meant} for name, meant in means.items()]
        told = await answered(api, import_id, associations=said)
    after = await carry_out(api, database, import_id)

    assert [(it["name"], it["rows"], it["means"]) for it in before["asked"]] == [
        (names[0], 2, None),
        (names[1], 1, None),
    ]
    assert [it["proposed"][0] for it in before["asked"]] == ["Association Exemple Fès"] * 2
    assert rules(before) == [(row, "association-unclear") for row in (2, 3, 4)]
    assert ([it["means"] for it in told["asked"]], told["problems"]) == (list(means.values()), [])
    assert after["result"] == {"new": 4}
    assert set(await associations(database)) == {names[3], names[1], "Association Exemple Fès"}
    assert (await shown(api, await sent(api, workbook([list(HEADINGS), rows[0]]))))["counts"]["unchanged"] == 1


async def test_names_of_one_list_that_are_nearly_one_are_asked_against_each_other(
    api: httpx2.AsyncClient, database: Database
) -> None:
    rows = [
        [*one[:3], name, *one[4:]] for one, name in zip(people_list(2)[1:], ["Cœur Essai", "Coeur Essai"], strict=True)
    ]
    import_id = await sent(api, workbook([list(HEADINGS), *rows]))

    before = await shown(api, import_id)
    asked = [(it["name"], it["proposed"]) for it in before["asked"]]
    if asked:
        await answered(api, import_id, associations=[{"name": "Coeur Essai", "means": "Cœur Essai"}])
    await carry_out(api, database, import_id)

    assert asked in ([("Coeur Essai", ["Cœur Essai"])], []), "asked, or one name where letters fold alike"
    assert await associations(database) == ["Cœur Essai"]


@pytest.mark.parametrize(
    ("answers", "field", "rule"),
    [
        (
            {"associations": [{"name": "Association autre", "means": "x"}]},
            "associations.0.name",
            "association-not-asked",
        ),
        ({"associations": [{"name": "Ass. Exemple", "means": "Autre"}]}, "associations.0.means", "not-proposed"),
        ({"rows": [{"row": 2, "answer": "same"}]}, "rows.0.row", "row-not-asked"),
        ({"rows": [{"row": 2, "answer": "perhaps"}]}, "rows.0.answer", "literal-error"),
    ],
)
async def test_an_answer_to_what_was_not_asked_is_refused_by_its_field(
    answers: dict[str, Any], field: str, rule: str, api: httpx2.AsyncClient, database: Database
) -> None:
    await given.organisation(database, name="Association Exemple")
    row = [*people_list(1)[1][:3], "Ass. Exemple", None, None]
    import_id = await sent(api, workbook([list(HEADINGS), row]))

    answer = await api.post(f"/imports/{import_id}/answers", json=answers)

    assert (answer.status_code, [(it["field"], it["rule"]) for it in answer.json()["errors"]]) == (422, [(field, rule)])


async def test_the_page_asks_by_name_and_shows_who_is_taken_in(api: httpx2.AsyncClient, database: Database) -> None:
    await carry_out(api, database, await sent(api, workbook([BOTH, LATIN])))
    free = ["Libre", "Imaginaire", None, None, "Association fictive", "0600000002"]
    import_id = await sent(api, workbook([BOTH, OTHER, free]))

    for language, words in (("fr", ("Qui est-ce", "Importer")), ("ar", ("من الشخص المقصود؟", "استيراد"))):
        page = (await api.get(f"/../../imports/{import_id}", params={"lang": language})).text
        assert all(word in page for word in (*words, "Exemple Fictive", "Autre Personne", "Libre Imaginaire"))


async def test_columns_chosen_by_hand_are_kept_for_the_next_list_with_these_headings(
    api: httpx2.AsyncClient,
) -> None:
    head = ["Qui", "Quoi", "Où", "Combien"]
    rows = [head, ["Exemple", "Fictive", "Association fictive", "0600000001"]]
    first = await sent(api, workbook(rows))
    columns = ["given_name", "family_name", "organisation", "phone"]
    await api.post(f"/imports/{first}/columns", json={"heading_row": 1, "columns": columns})

    again = await shown(api, await sent(api, workbook([["Liste"], *rows])))
    other = await shown(api, await sent(api, workbook([["Qui", "Quoi", "Où", "Quand"], rows[1]])))

    assert (again["state"], again["remembered"], again["columns"]["phone"]) == ("checked", True, 3)
    assert (other["state"], other["remembered"]) == ("unclear", False)
