"""Two people work on one list: what one has chosen or answered is not lost, and nothing unseen is carried out."""

import httpx2
import pytest

from shared.kernel.database import Database
from tests.integration.registration import given
from tests.integration.registration.given_console import at_the_door
from tests.integration.registration.given_imports import sent, shown, workbook
from tests.integration.scheduling.reading import Form, Page, look, send

HEAD = ["Nom complet", "Association", "Sexe"]
ROWS = [["Essaimoyen Salma", "Asso. Fictive Essai", "1"], ["Salma Essaimoyen", "Asso. Fictive Essai", "2"]]


def with_field(page: Page, name: str) -> Form:
    return next(form for form in page.forms if name in form.values)


async def opened_twice(client: httpx2.AsyncClient, import_id: str) -> tuple[Page, Page]:
    """Return the page of the list as two people have it before them."""
    one, two = [await look(client, f"/registration/imports/{import_id}") for _ in range(2)]
    return one, two


@pytest.fixture
async def import_id(api: httpx2.AsyncClient, database: Database) -> str:
    """A list that asks: which association, who is who, what cells mean."""
    await given.organisation(database, name="Association Fictive d'Essai")
    return await sent(api, workbook([HEAD, *ROWS]))


async def test_an_answer_is_not_lost_under_another_and_both_are_shown(
    api: httpx2.AsyncClient, database: Database, import_id: str
) -> None:
    async with at_the_door(database) as client:
        one, two = [with_field(page, "associations.0.means") for page in await opened_twice(client, import_id)]
        known = (await shown(api, import_id))["asked"][0]["proposed"][0]
        await send(client, one, associations__0__means=known)

        refused = await send(client, two, associations__0__means=two.values["associations.0.name"])

        kept = (await shown(api, import_id))["asked"][0]["means"]
        form = with_field(refused, "associations.0.means")
        await send(client, form)

    assert (refused.status, kept) == (409, known)
    assert form.values["associations.0.means"] == two.values["associations.0.name"], "what was typed is there still"
    assert known in refused.texts
    assert (await shown(api, import_id))["asked"][0]["means"] == two.values["associations.0.name"]


async def test_a_choice_of_what_cells_mean_is_not_lost_under_another(
    api: httpx2.AsyncClient, database: Database, import_id: str
) -> None:
    async with at_the_door(database) as client:
        one, two = [with_field(page, "values.0.means") for page in await opened_twice(client, import_id)]
        await send(client, one, values__0__means="man")

        refused = await send(client, two, values__0__means="woman")

    left = (await shown(api, import_id))["file"]["values"]
    assert (refused.status, [(it["column"], it["says"]) for it in left]) == (409, [("sex", "2")])


async def test_columns_chosen_by_two_are_both_shown(
    api: httpx2.AsyncClient, database: Database, import_id: str
) -> None:
    async with at_the_door(database) as client:
        one, two = [page.form("/columns") for page in await opened_twice(client, import_id)]
        await send(client, one, columns__2="ignored")

        refused = await send(client, two, columns__2="language")

    assert (refused.status, refused.form("/columns").values["columns.2"]) == (409, "language")
    assert "sex" not in (await shown(api, import_id))["columns"]


async def test_what_another_has_changed_meanwhile_is_not_confirmed_unseen(
    api: httpx2.AsyncClient, database: Database
) -> None:
    import_id = await sent(api, workbook([HEAD[:2], ["Salma Essaimoyen", "Asso Fictive Seule"]]))
    async with at_the_door(database) as client:
        one, two = await opened_twice(client, import_id)
        await send(client, with_field(one, "family_first.full_name"))

        refused = await send(client, two.form("/confirm"))
        state = (await shown(api, import_id))["state"]
        confirmed = await send(client, refused.form("/confirm"))

    assert (refused.status, state) == (409, "checked")
    assert (confirmed.status, (await shown(api, import_id))["state"]) == (200, "confirmed")
