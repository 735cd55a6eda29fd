"""Views of the chain."""

from datetime import date, datetime
from uuid import UUID

from pydantic import BaseModel

from services.scheduling.chain.storage import Links
from shared.events.stages import SessionState


class ChainNeed(BaseModel):
    """A need: where and when it was voiced, and by which organisations. Its words are null until they are released."""

    id: UUID
    assessment_id: UUID
    region: str
    city: str
    held_on: date
    theme: str
    wording: str | None
    voiced_by: list[UUID]


class ChainVersion(BaseModel):
    """A version of a module, and which of the chain's needs it answers."""

    module_id: UUID
    code: str
    version: int
    title_fr: str
    title_ar: str
    answers: list[UUID]


class ChainSession(BaseModel):
    """A session, and which of the chain's versions are taught in it."""

    id: UUID
    region: str
    city: str
    state: SessionState
    zone: str
    starts_local: datetime
    ends_local: datetime
    teaches: list[tuple[UUID, int]]


class Chain(BaseModel):
    """Need → module version → session; every id in `answers` and `teaches` is found in the chain itself."""

    needs: list[ChainNeed]
    versions: list[ChainVersion]
    sessions: list[ChainSession]


def chain(links: Links) -> Chain:
    """Show what hangs together."""
    return Chain(needs=_needs(links), versions=_versions(links), sessions=_sessions(links))


def _needs(links: Links) -> list[ChainNeed]:
    return [
        ChainNeed(
            **need.model_dump(exclude={"wording"}),
            **assessment.model_dump(include={"region", "city", "held_on"}),
            wording=need.wording if need.released_at else None,
        )
        for need, assessment in links.needs
    ]


def _versions(links: Links) -> list[ChainVersion]:
    order = [need.id for need, _ in links.needs]
    return [
        ChainVersion(
            **release.model_dump(),
            code=module.code,
            answers=[need for need in order if (module.id, release.version, need) in links.answers],
        )
        for release, module in links.versions
    ]


def _sessions(links: Links) -> list[ChainSession]:
    order = [(module.id, release.version) for release, module in links.versions]
    return [
        ChainSession(
            **session.model_dump(),
            city=venue.city,
            teaches=[version for version in order if (*version, session.id) in links.teaches],
        )
        for session, venue in links.sessions
    ]
