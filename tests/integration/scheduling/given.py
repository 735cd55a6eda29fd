"""Beginnings of tests of scheduling: the pilot's places and dates."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

import httpx2
from sqlmodel import col, select

from shared.kernel.database import Database
from shared.kernel.outbox import Outgoing

MODULES = {"DEFINE": 90, "IDENTIFY": 180, "MEDICAL": 120}


@dataclass
class Catalogue:
    """Ids of what sessions are made of."""

    programme: str
    oujda: str
    tanger: str
    modules: dict[str, str]


async def create(api: httpx2.AsyncClient, path: str, body: dict[str, Any] | None = None) -> str:
    """Ask for something that must work; return its id."""
    answer = await api.post(path, json=body)
    assert answer.is_success, answer.text
    return str(answer.json()["id"])


async def catalogue(api: httpx2.AsyncClient) -> Catalogue:
    """Define the pilot's programme, modules and venues."""
    donors = ["Ministry for Foreign Affairs of Finland"]
    programme = await create(api, "/programmes", {"code": "MHP-2017", "title": "Exemple", "donors": donors})
    modules = {code: await create(api, "/modules", module(code, minutes=minutes)) for code, minutes in MODULES.items()}
    oujda = await create(api, "/venues", venue("Oujda", "MA-02"))
    tanger = await create(api, "/venues", venue("Tanger", "MA-01"))
    return Catalogue(programme, oujda, tanger, modules)


def venue(city: str, region: str) -> dict[str, Any]:
    """Return the form for a venue that holds 30."""
    return {"name": f"Salle d'exemple, {city}", "city": city, "region": region, "capacity": 30}


def oujda(ids: Catalogue, **changes: Any) -> dict[str, Any]:
    """Return the form for the session of 23 and 24 August 2017, three blocks long."""
    parts = [
        ("DEFINE", "23T09:00", "23T12:00"),
        ("IDENTIFY", "23T14:00", "23T17:00"),
        ("MEDICAL", "24T09:00", "24T12:00"),
    ]
    blocks = [block(ids.modules[code], f"2017-08-{start}", f"2017-08-{end}") for code, start, end in parts]
    plan = {
        "programme_id": ids.programme,
        "venue_id": ids.oujda,
        "seats": 25,
        "starts_local": "2017-08-23T09:00",
        "ends_local": "2017-08-24T17:00",
        "blocks": blocks,
    }
    return plan | changes


def block(module: str, start: str, end: str, version: int = 1) -> dict[str, Any]:
    """Return the form for a block."""
    return {"module_id": module, "module_version": version, "starts_local": start, "ends_local": end}


def moved(plan: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """Return the form that gives a session planned as `plan` another plan."""
    return {name: value for name, value in plan.items() if name != "programme_id"} | changes


ORGANISATIONS = ["00000000-0000-4000-8000-000000000001", "00000000-0000-4000-8000-000000000002"]


def need(theme: str = "identification", **changes: Any) -> dict[str, Any]:
    """Return the form for a need; its words are synthetic."""
    wording = f"Exemple de besoin : {theme}."
    return {"theme": theme, "language": "fr", "wording": wording, "voiced_by": ORGANISATIONS} | changes


def assessment(*needs: dict[str, Any], **changes: Any) -> dict[str, Any]:
    """Return the form for the assessment of April 2017 in Nador."""
    return {"region": "MA-02", "city": "Nador", "held_on": "2017-04-12", "needs": list(needs) or [need()]} | changes


async def voiced(api: httpx2.AsyncClient, *needs: dict[str, Any]) -> list[str]:
    """Record an assessment; return the ids of its needs."""
    id_ = await create(api, "/assessments", assessment(*needs))
    return [str(it["id"]) for it in (await api.get(f"/assessments/{id_}")).json()["needs"]]


def module(code: str = "NEW", **changes: Any) -> dict[str, Any]:
    """Return the form for a module."""
    return {"code": code, "title_fr": "Exemple", "title_ar": "مثال", "minutes": 60} | changes


async def said(database: Database, subject: str | UUID) -> list[dict[str, Any]]:
    """Return the events that the outbox holds about `subject`, the oldest first."""
    async with database.sessions() as db:
        query = select(Outgoing.body).where(col(Outgoing.body)["subject"].as_string() == str(subject))
        return [dict(body) for body in await db.exec(query.order_by(col(Outgoing.position)))]
