"""Names as lists write them: who is one person, in which order the halves stand. Everybody is made up."""

from typing import Any

import httpx2
import pytest

from shared.database import Database
from tests.integration.registration.given import organisation
from tests.integration.registration.given_imports import everybody, how_many, take_over
from tests.integration.registration.test_people import form

HALVES = ["Prénom", "Nom de famille", "Association"]


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
