"""Sessions, blocks, venues and modules as their tables have them, without a database. Names are synthetic."""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from services.scheduling.catalogue.storage import Module, ModuleVersion
from services.scheduling.needs.storage import Assessment, Need
from services.scheduling.planning.arranging import booked
from services.scheduling.planning.plan import BlockPlan, SessionPlan, Span, times_of
from services.scheduling.planning.storage import Block, Session
from services.scheduling.venues.storage import Venue

ZONE = "Africa/Casablanca"
NOW = datetime(2017, 5, 2, 9, tzinfo=UTC)
OUJDA = UUID(int=100)


def local(text: str) -> datetime:
    """Return a time by the clock on the wall."""
    return datetime.fromisoformat(text)


def block(start: str, end: str, module: int = 1, version: int = 1) -> BlockPlan:
    """Plan a block of August 2017: `23T09:00`."""
    return BlockPlan(UUID(int=module), version, local(f"2017-08-{start}"), local(f"2017-08-{end}"))


TWO_DAYS = (
    block("23T09:00", "23T12:00"),
    block("23T14:00", "23T17:00", 2),
    block("24T09:00", "24T12:00"),
)


def plan(*blocks: BlockPlan, start: str = "23T09:00", end: str = "24T17:00", **other: Any) -> SessionPlan:
    """Plan a session of two days in August 2017 for 25."""
    times = {
        "starts_local": local(f"2017-08-{start}"),
        "ends_local": local(f"2017-08-{end}"),
    }
    return SessionPlan(
        **{
            "venue_id": OUJDA,
            "seats": 25,
            "zone": ZONE,
            "blocks": blocks,
            **times,
            **other,
        }
    )


def stored(planned: SessionPlan, number: int = 1, **other: Any) -> tuple[Session, list[Block]]:
    """Return the plan as it is kept."""
    when, whens = times_of(planned, NOW)
    kept = {name: value for name, value in vars(planned).items() if name != "blocks"} | vars(when)
    id_, room = (
        UUID(int=number),
        booked(planned.zone, Span(when.starts_at, when.ends_at), whens),
    )
    session = Session(
        id=id_,
        programme_id=UUID(int=200),
        region="MA-02",
        **kept,
        **{"booked": room, **other},
    )
    spans = zip(planned.blocks, whens, strict=True)
    rows = [vars(it) | vars(span) | {"session_id": id_} for it, span in spans]
    return session, [Block(id=UUID(int=number * 1000 + at), **row) for at, row in enumerate(rows, 1)]


def venue(**other: Any) -> Venue:
    """Return a room that holds 30."""
    named: dict[str, Any] = {
        "id": OUJDA,
        "name": "Salle d'exemple",
        "city": "Oujda",
        "region": "MA-02",
        "capacity": 30,
    }
    return Venue(**named | other)


def need(number: int, assessment: int = 1, **other: Any) -> Need:
    """Return a need that has been voiced."""
    said: dict[str, Any] = {
        "theme": "health",
        "language": "fr",
        "wording": "Mots synthétiques",
        "voiced_by": [],
        "place": number,
    }
    return Need(id=UUID(int=number), assessment_id=UUID(int=assessment), **said | other)


def assessment(number: int = 1, **other: Any) -> Assessment:
    """Return the day on which it was voiced."""
    return Assessment(
        id=UUID(int=number),
        region="MA-02",
        city="Nador",
        **{"held_on": NOW.date(), **other},
    )


def version(module: int, number: int = 1, **other: Any) -> ModuleVersion:
    """Return a release of a module."""
    told: dict[str, Any] = {"title_fr": "Titre", "title_ar": "عنوان", "minutes": 90} | other
    return ModuleVersion(module_id=UUID(int=module), version=number, **told)


def module(number: int, code: str = "DEFINE", newest: int = 1) -> Module:
    """Return a module with so many releases."""
    return Module(id=UUID(int=number), code=code, version=newest)
