"""Announcements of organisations and people: what figures need, never a name."""

from sqlmodel.ext.asyncio.session import AsyncSession

from services.registration.people.storage import Organisation, Participant
from shared.events import OrganisationRegistered, ParticipantRecorded
from shared.kernel import outbox

TOLD_OF_ORGANISATIONS = {"kind", "region"}
TOLD_OF_PARTICIPANTS = {"sex", "organisation_id", "first_timer"}


def announce_organisation(db: AsyncSession, organisation: Organisation) -> None:
    """Tell the organisation as it stands."""
    fact = OrganisationRegistered(
        organisation_id=organisation.id, **organisation.model_dump(include=TOLD_OF_ORGANISATIONS)
    )
    outbox.publish(db, fact, version=organisation.version)


def announce_participant(db: AsyncSession, participant: Participant) -> None:
    """Tell what figures need of the person, and whether they are forgotten."""
    told = participant.model_dump(include=TOLD_OF_PARTICIPANTS) | {"erased": participant.erased_at is not None}
    fact = ParticipantRecorded(participant_id=participant.id, **told)
    outbox.publish(db, fact, version=participant.version)
