"""Lines of a session's list, as a coordinator reads them: person, organisation, seat."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlmodel import col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.registration.people.storage import Organisation, Participant
from services.registration.seats.storage import Registration, Session
from shared.country.discretion import tells


@dataclass(frozen=True)
class Line:
    """One registration with its person; `position` is 1 for who gets the next seat that comes free."""

    registration: Registration
    person: Participant
    organisation: Organisation
    position: int | None = None


@dataclass(frozen=True)
class Participation:
    """One registration of a person, with its session."""

    registration: Registration
    session: Session


async def lines_of(db: AsyncSession, session_id: UUID) -> list[Line]:
    """Return everybody who ever asked for a seat, first come first."""
    query = (
        select(Registration, Participant, Organisation)
        .join(Participant, col(Participant.id) == col(Registration.participant_id))
        .join(Organisation, col(Organisation.id) == col(Participant.organisation_id))
        .where(Registration.session_id == session_id)
        .order_by(col(Registration.place))
    )
    lines, waiting = [], 0
    for registration, person, organisation in await db.exec(query):
        waits = registration.state == "waiting"
        waiting += waits
        lines.append(Line(registration, person, organisation, waiting if waits else None))
    return lines


def seated(lines: Sequence[Line]) -> list[Line]:
    """Return those who have a seat, in the order of a list that is called out: by organisation, then by name."""
    held = [line for line in lines if line.registration.state == "registered"]
    return sorted(held, key=lambda line: (line.organisation.name.casefold(), by_name(line.person)))


def discreet_names(organisation: Organisation) -> list[str]:
    """Return its names that may lie on a table: those that do not tell what the training is about."""
    return [name for name in (organisation.name, organisation.name_ar) if name and not tells(name)]


def by_name(person: Participant) -> tuple[str, str]:
    """Return what people are sorted by: family name, Latin where there is one."""
    family = person.family_name or person.family_name_ar or ""
    return family.casefold(), (person.given_name or person.given_name_ar or "").casefold()


async def participations(db: AsyncSession, participant_id: UUID) -> list[Participation]:
    """Return the sessions that somebody asked for, the newest first."""
    query = (
        select(Registration, Session)
        .join(Session, col(Session.id) == col(Registration.session_id))
        .where(Registration.participant_id == participant_id)
        .order_by(col(Session.starts_at).desc(), col(Registration.place))
    )
    return [Participation(registration, session) for registration, session in await db.exec(query)]
