"""Lists of people that tests send. Everybody in them is made up, and plainly so."""

import io
from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

import httpx2
from sqlmodel import col, func, select
from xlsxwriter import Workbook

from services.registration.imports.applying.work import Carrier
from services.registration.people.storage import Organisation, Participant
from shared.kernel.database import Database

HEADINGS = ("Prénom", "Nom", "Sexe", "Association", "Téléphone", "E-mail")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def workbook(rows: Iterable[Sequence[Any]]) -> bytes:
    """Return an Excel workbook with these rows, every text as text."""
    made = io.BytesIO()
    with Workbook(made, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        page = book.add_worksheet()
        for number, row in enumerate(rows):
            for place, cell in enumerate(row):
                if cell is not None:
                    page.write(number, place, cell)
    return made.getvalue()


def person(number: int, **other: Any) -> list[Any]:
    """Return a row about a person who does not exist, with a phone of their own."""
    facts = {
        "given": f"Exemple {letters(number)}",
        "family": f"Fictif {letters(number)}",
        "sex": "F" if number % 2 else "M",
        "organisation": f"Association fictive {number % 20}",
        "phone": f"06{number:08}",
        "email": f"exemple.{number}@example.org",
    }
    return list((facts | other).values())


def letters(number: int) -> str:
    """Return the number written in letters, since names have no digits."""
    return "".join("abcdefghij"[int(digit)] for digit in str(number))


def people_list(count: int, first: int = 1) -> list[list[Any]]:
    """Return headings and so many people."""
    return [list(HEADINGS), *(person(number) for number in range(first, first + count))]


async def send(
    api: httpx2.AsyncClient, content: bytes, session_id: UUID | None = None, name: str = "liste.xlsx", **fields: str
) -> httpx2.Response:
    """Send a list, into a session or for MA-02."""
    fields |= {"session_id": str(session_id)} if session_id else {"region": "MA-02"}
    return await api.post("/imports", files={"file": (name, content, XLSX)}, data=fields)


async def sent(api: httpx2.AsyncClient, content: bytes, session_id: UUID | None = None, **fields: str) -> str:
    """Send a list that is taken; return its id."""
    answer = await send(api, content, session_id, **fields)
    assert answer.status_code == 201, answer.text
    return str(answer.json()["id"])


async def shown(api: httpx2.AsyncClient, import_id: str) -> dict[str, Any]:
    """Return what is told of the list."""
    answer = await api.get(f"/imports/{import_id}")
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def rules(told: dict[str, Any]) -> list[tuple[int, str]]:
    """Return row and rule of everything that is told to be wrong."""
    return [(it["row"], it["rule"]) for it in told["problems"]]


async def carry_out(api: httpx2.AsyncClient, database: Database, import_id: str) -> dict[str, Any]:
    """Confirm the list and let it be carried out; return what is then told of it."""
    answer = await api.post(f"/imports/{import_id}/confirm")
    assert answer.status_code == 200, answer.text
    assert await Carrier(database, "test").carry_out_next()
    return await shown(api, import_id)


async def take_over(
    api: httpx2.AsyncClient, database: Database, rows: Iterable[Sequence[Any]], session_id: UUID | None = None
) -> dict[str, Any]:
    """Send a list, confirm it, carry it out."""
    return await carry_out(api, database, await sent(api, workbook(rows), session_id))


async def how_many(database: Database, table: Any = Participant) -> int:
    """Return how many rows a table has."""
    async with database.sessions() as db:
        return (await db.exec(select(func.count()).select_from(table))).one()


async def everybody(database: Database) -> Sequence[Participant]:
    """Return all people, by their given names."""
    async with database.sessions() as db:
        return (await db.exec(select(Participant).order_by(col(Participant.given_name)))).all()


async def associations(database: Database) -> list[str]:
    """Return the names of all associations."""
    async with database.sessions() as db:
        return list((await db.exec(select(Organisation.name).order_by(col(Organisation.name)))).all())
