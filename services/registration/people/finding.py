"""Finding a person again, by name in either script or by phone. A name is typed into a form, never into a URL."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from pydantic import Field
from sqlalchemy import ColumnElement, and_, false, func, or_
from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.registration.people.addresses import PhoneImpossible, phone_of
from services.registration.people.naming import matching
from services.registration.people.sounds import sound_of
from services.registration.people.storage import Organisation, Participant
from shared.http.requests import Form

SHOWN_AT_MOST = 20
OF_ORGANISATION = col(Organisation.id) == col(Participant.organisation_id)


class SearchForm(Form):
    """Whom somebody looks for."""

    sought: str = Field(min_length=2, max_length=120)


@dataclass(frozen=True)
class Found:
    """A person who may be meant."""

    person: Participant
    organisation: Organisation


async def find(db: AsyncSession, sought: str) -> Sequence[Found]:
    """Return whose phone it is, or whose name holds all the words, or sounds so; as it is written comes first."""
    query = select(Participant, Organisation).join(Organisation, OF_ORGANISATION)
    if number := number_of(sought):
        query = query.where(Participant.phone == number)
    elif words := (matching(sought) or "").split():
        written = and_(*(has_word(Participant, word) for word in words))
        heard = and_(*(or_(has_word(Participant, word), _heard(word)) for word in words))
        query = query.where(or_(heard, _heard(sought))).order_by(written.desc())
    else:
        return []
    query = query.order_by(col(Participant.family_name), col(Participant.given_name), col(Participant.id))
    return [Found(person, organisation) for person, organisation in await db.exec(query.limit(SHOWN_AT_MOST))]


def has_word(table: type[Participant | Organisation], word: str) -> ColumnElement[bool]:
    """Say whether the name, in either script, holds this word out of `matching`."""
    held = f"%{word}%"  # letters and digits alone: nothing that LIKE would read
    names = (table.name_key, table.name_ar_key)
    return or_(*(func.coalesce(col(name).like(held), false()) for name in names))


def _heard(words: str) -> ColumnElement[bool]:
    """Say whether a word, or the whole name, sounds like all of these together."""
    sound = sound_of(words)
    return func.coalesce(col(Participant.sound).like(f"% {sound} %"), false()) if sound else false()


async def found_again(db: AsyncSession, participant_id: UUID) -> Found:
    """Return the person who turned out to be meant."""
    query = select(Participant, Organisation).join(Organisation, OF_ORGANISATION)
    person, organisation = (await db.exec(query.where(Participant.id == participant_id))).one()
    return Found(person, organisation)


def number_of(text: str) -> str | None:
    """Return the phone number that was typed; None where it is none."""
    try:
        return phone_of(text).number
    except PhoneImpossible:
        return None
