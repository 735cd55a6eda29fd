"""News of sessions and offers, as scheduling and registration tell it."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from shared.events import OfferEnded, OfferEnding, OfferMade, SessionCancelled, SessionPlanned, SessionRescheduled
from shared.events.sessions import WhereAndWhen
from tests.facts import OUJDA, told


def rescheduled(before: SessionPlanned | SessionRescheduled, at: datetime, **other: Any) -> SessionRescheduled:
    """The session has the plan it had, but for what is given; `later` moves it."""
    later: timedelta = other.pop("later", timedelta(0))
    plan = before.model_dump(exclude={"before", "id", "time", "aggregateversion", "causationid", "correlationid"})
    plan |= {name: plan[name] + later for name in ("starts_at", "ends_at", "starts_local", "ends_local")}
    knew = WhereAndWhen.model_validate(before.model_dump())
    return told(SessionRescheduled.model_validate({**plan, "before": knew, **other}), before.aggregateversion + 1, at)


def cancelled(session: UUID, at: datetime, version: int = 9) -> SessionCancelled:
    """The session will not take place."""
    return told(SessionCancelled(session_id=session, region=OUJDA, reason="venue"), version, at)


def offer_made(session: UUID, person: UUID, version: int, at: datetime, expires_at: datetime) -> OfferMade:
    """A seat is held for the person."""
    return told(OfferMade(**_who(session, person), expires_at=expires_at), version, at)


def offer_ended(session: UUID, person: UUID, version: int, at: datetime, reason: OfferEnding) -> OfferEnded:
    """The person has not taken it up."""
    return told(OfferEnded(**_who(session, person), reason=reason), version, at)


def _who(session: UUID, person: UUID) -> dict[str, Any]:
    return {"session_id": session, "region": OUJDA, "participant_id": person, "registered": 7, "waiting": 2}
