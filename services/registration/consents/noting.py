"""Noting what people say, as it is said: by themselves, or for them by whoever records them."""

from collections.abc import Iterable
from dataclasses import asdict
from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.registration.consents.domain import Channel, Said, words
from services.registration.consents.storage import Consent
from services.registration.people.storage import Participant
from shared.kernel import clock


def note(db: AsyncSession, participant_id: UUID, said: Said) -> None:
    """Keep it with the number of the words that are read today."""
    number = words()[said.purpose].version
    db.add(Consent(participant_id=participant_id, words=number, at=clock.now(db), **asdict(said)))


def note_wishes(db: AsyncSession, people: Iterable[Participant], channel: Channel) -> None:
    """Keep whether they want messages, as whoever records them says."""
    for person in people:
        note(db, person.id, Said("messages", not person.opted_out, person.language, channel))
