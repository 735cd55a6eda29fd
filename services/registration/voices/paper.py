"""Paper forms typed in one after the other: who answered is typed with proposals, among those who were there."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.registration.attendance.domain import WAS_THERE
from services.registration.attendance.storage import Attendance
from services.registration.people.finding import OF_ORGANISATION, Found
from services.registration.people.naming import matching
from services.registration.people.storage import Organisation, Participant
from services.registration.seats.lines import by_name
from services.registration.voices import storage
from services.registration.voices.forms import RatingsForm
from shared.http.requests import Name
from shared.refusals import Invalid


class WhoAnsweredMissing(Invalid):
    """Say who answered."""


class NobodyFits(Invalid):
    """Nobody of this name was there and has no form yet."""


class SeveralFit(Invalid):
    """Several people have this name: choose one of them."""


class PaperForm(RatingsForm):
    """A form on paper; who answered is typed, and chosen where several fit."""

    who: Name | None = None
    participant_id: UUID | None = None


@dataclass(frozen=True)
class Answerer:
    """Somebody who was there and has no form yet, as the page proposes them."""

    id: UUID
    label: str
    keys: tuple[str, ...]


async def still_to_answer(db: AsyncSession, session_id: UUID, language: str) -> list[Answerer]:
    """Return who was there and has given no feedback yet, by family name."""
    came = select(Attendance.participant_id).where(
        Attendance.session_id == session_id, col(Attendance.state).in_(WAS_THERE)
    )
    given = await storage.givers(db, session_id)
    query = select(Participant, Organisation).join(Organisation, OF_ORGANISATION)
    found = [Found(*it) for it in await db.exec(query.where(col(Participant.id).in_(came)))]
    missing = sorted((it for it in found if it.person.id not in given), key=lambda it: by_name(it.person))
    return [Answerer(it.person.id, _label(it, language), _keys(it)) for it in missing]


def _label(found: Found, language: str) -> str:
    """Return the name in the script of the page where there is one, and the organisation."""
    person, own = found.person, found.organisation
    latin = " ".join(half for half in (person.given_name, person.family_name) if half)
    arabic = " ".join(half for half in (person.given_name_ar, person.family_name_ar) if half)
    ours = language == "ar"
    return f"{(arabic or latin) if ours else (latin or arabic)} · {(own.name_ar if ours else None) or own.name}"


def _keys(found: Found) -> tuple[str, ...]:
    person, own = found.person, found.organisation
    of_own = f"{own.name_key or ''} {own.name_ar_key or ''}"
    return tuple(f"{key} {of_own}" for key in (person.name_key, person.name_ar_key) if key)


def fitting(people: Sequence[Answerer], typed: str) -> list[Answerer]:
    """Return who is proposed in these very words, else whose name or organisation holds all of them."""
    if exactly := [one for one in people if one.label == typed]:
        return exactly
    words = (matching(typed) or "").split()
    return [person for person in people if words and _has_all(person, words)]


def _has_all(person: Answerer, words: Sequence[str]) -> bool:
    return any(all(word in key for word in words) for key in person.keys)


def who_answered(people: Sequence[Answerer], form: PaperForm) -> UUID:
    """Return whom the form means. Raises WhoAnsweredMissing, NobodyFits, SeveralFit."""
    if form.participant_id:
        return form.participant_id
    if form.who is None:
        raise WhoAnsweredMissing("who")
    found = fitting(people, form.who)
    if not found:
        raise NobodyFits("who")
    if len(found) > 1:
        raise SeveralFit("who")
    return found[0].id
