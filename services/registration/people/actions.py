"""Actions on organisations and people: check, store, and announce what figures need, never a name."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any
from uuid import UUID, uuid4

import structlog
from sqlalchemy.exc import DBAPIError
from sqlmodel.ext.asyncio.session import AsyncSession

from services.registration.consents.domain import Channel
from services.registration.consents.noting import note_wishes
from services.registration.faults import storage as faults
from services.registration.people import domain, meant, sharing, sounds, storage
from services.registration.people.addresses import Phone, email_of, phone_of
from services.registration.people.announcing import (
    TOLD_OF_ORGANISATIONS,
    TOLD_OF_PARTICIPANTS,
    announce_organisation,
    announce_participant,
)
from services.registration.people.known import locked
from services.registration.people.naming import key_of, spelled
from services.registration.people.storage import Organisation, Participant, ParticipantSeen
from shared import events
from shared.http.preconditions import Check, at_will
from shared.kernel import clock
from shared.refusals import Refusal
from shared.rows import OUT_OF_REACH, broken_constraint, insert

log = structlog.get_logger()

WAYS: dict[str, events.Channel] = {"email": "email", "phone": "sms"}


async def register_organisation(db: AsyncSession, entry: domain.OrganisationEntry) -> Organisation:
    """Keep an organisation and announce it, without its name.

    Raises RegionUnknown, NameWithoutLetters, PhoneImpossible, EmailImpossible, OrganisationNameTaken.
    """
    organisation = Organisation(id=clock.new_id(db), **_facts_of_organisation(entry))
    await insert(db, organisation, _names_taken())
    announce_organisation(db, organisation)
    return organisation


async def change_organisation(
    db: AsyncSession, organisation_id: UUID, said: Mapping[str, Any], check: Check[Organisation] = at_will
) -> bool:
    """Put down what differs and say whether anything did; what is not said stays. Announce what touches figures.

    Raises what `register_organisation` and `check` raise, OrganisationUnknown, RelayNeeded.
    """
    organisation = await storage.lock(db, Organisation, organisation_id)
    if organisation is None:
        raise domain.OrganisationUnknown("organisation_id")
    check(organisation)
    facts = _facts_of_organisation(replace(organisation.entry(), **said))
    for name in ("name", "name_ar"):
        if facts[name] == getattr(organisation, name):  # kept before a rule made it one with another's
            facts[f"{name}_key"] = getattr(organisation, f"{name}_key")
    if not _can_relay(facts["email"], facts["phone_kind"]) and await storage.has_relayed(db, organisation_id):
        raise domain.RelayNeeded("email")
    changed = await _change(db, organisation, facts, _names_taken())
    if changed & TOLD_OF_ORGANISATIONS:
        organisation.version += 1
        announce_organisation(db, organisation)
    return bool(changed)


async def record_participant(db: AsyncSession, person: domain.Person) -> Participant:
    """Keep somebody new and announce only what figures need.

    Raises what meant.check_new raises, OrganisationUnknown, OrganisationUnreachable, and what rules on names and
    addresses raise.
    """
    (participant,) = await record_participants(db, [person])
    return participant


async def record_participants(
    db: AsyncSession, people: Sequence[domain.Person], channel: Channel = "form"
) -> list[Participant]:
    """Keep several people, each like `record_participant`, or none of them; `channel` is how their wishes came."""
    # random ids: one that sorts by time would tell when the person came
    today = clock.now(db).date()
    recorded = [
        Participant(id=uuid4(), recorded_on=today, **await _facts_of_participant(db, person)) for person in people
    ]
    await sharing.check_unknown(db, people)
    try:
        async with db.begin_nested():
            db.add_all(recorded)
    except DBAPIError as error:
        await sharing.check_unknown(db, people)  # whoever was faster by a moment is seen now
        raise _participant_refused().get(broken_constraint(error), error) from None
    note_wishes(db, recorded, channel)
    for participant in recorded:
        announce_participant(db, participant)
    return recorded


async def update_participant(
    db: AsyncSession, participant_id: UUID, person: domain.Person, channel: Channel = "form"
) -> bool:
    """Put down what differs and say whether anything did; announce it where figures are touched.

    Raises ParticipantUnknown, PersonForgotten, what meant.check_changed raises, and what `record_participant` raises of
    the rest.
    """
    return await _update(db, await locked(db, participant_id), person, channel=channel)


async def change_participant(
    db: AsyncSession,
    participant_id: UUID,
    said: Mapping[str, Any],
    check: Check[Participant] = at_will,
    who: meant.Meant | None = None,
) -> bool:
    """Do the same with what is said; everything else stays, above all that somebody wants no messages.

    Who is another than the one who has the phone or the address goes without it. Raises what `check` raises too.
    """
    participant = await locked(db, participant_id)
    check(participant)
    return await _update(db, participant, replace(participant.person(), **said), who)


async def _update(
    db: AsyncSession,
    participant: Participant,
    person: domain.Person,
    who: meant.Meant | None = None,
    channel: Channel = "form",
) -> bool:
    person = await sharing.without_shared(db, participant, person, who)
    try:
        changed = await _change(db, participant, await _facts_of_participant(db, person), _participant_refused())
    except (DBAPIError, domain.KnownElsewhere):
        await sharing.without_shared(db, participant, person, None)  # whoever was faster by a moment is seen now
        raise
    await faults.change(db, participant.id, [way for name, way in WAYS.items() if name in changed])
    if "opted_out" in changed:
        note_wishes(db, [participant], channel)
    if changed & TOLD_OF_PARTICIPANTS:
        participant.version += 1
        announce_participant(db, participant)
    return bool(changed)


async def see_participant(db: AsyncSession, caller: str, participant_id: UUID) -> Participant:
    """Return names and contacts of one person, and keep who has looked. Raises ParticipantUnknown."""
    participant = await db.get(Participant, participant_id)
    if participant is None:
        raise domain.ParticipantUnknown("participant_id")
    db.add(ParticipantSeen(caller=caller, participant_id=participant_id))
    log.info("participant.seen", caller=caller, participant_id=str(participant_id))
    return participant


async def _change(
    db: AsyncSession, row: Organisation | Participant, facts: dict[str, Any], refusals: dict[str, Refusal]
) -> set[str]:
    """Write what differs into the locked row; return the names of what did."""
    differing = {name: value for name, value in facts.items() if getattr(row, name) != value}
    try:
        async with db.begin_nested():
            for name, value in differing.items():
                setattr(row, name, value)
    except DBAPIError as error:
        raise refusals.get(broken_constraint(error), error) from None
    return set(differing)


def _facts_of_organisation(entry: domain.OrganisationEntry) -> dict[str, Any]:
    domain.check_region(entry.region)
    domain.check_organisation_names(entry)
    phone = phone_of(entry.phone) if entry.phone is not None else None
    return {
        "name": spelled(entry.name),
        "name_ar": spelled(entry.name_ar),
        "kind": entry.kind,
        "region": entry.region,
        "email": email_of(entry.email) if entry.email is not None else None,
        **_phone(phone),
        "name_key": key_of(entry.name),
        "name_ar_key": key_of(entry.name_ar),
    }


async def _facts_of_participant(db: AsyncSession, person: domain.Person) -> dict[str, Any]:
    domain.check_names(person)
    phone, email = domain.reached_by(person)
    if person.route == "relay":
        await _check_relay(db, person.organisation_id)
    latin, arabic = domain.looked_up_by(person)
    return {
        **{field: spelled(getattr(person, field)) for field in domain.SCRIPTS},
        **{field: getattr(person, field) for field in ("sex", "organisation_id", "first_timer", "language")},
        "route": person.route,
        "opted_out": person.opted_out,
        "email": email,
        **_phone(phone),
        "name_key": latin,
        "name_ar_key": arabic,
        "sound": sounds.kept(*(getattr(person, field) for field in domain.SCRIPTS)),
    }


def _phone(phone: Phone | None) -> dict[str, str | None]:
    return {"phone": phone.number if phone else None, "phone_kind": phone.kind if phone else None}


async def _check_relay(db: AsyncSession, organisation_id: UUID) -> None:
    """Raise OrganisationUnknown, OrganisationUnreachable; until the transaction ends nobody takes the contact away."""
    organisation = await db.get(Organisation, organisation_id, with_for_update={"read": True}, populate_existing=True)
    if organisation is None:
        raise domain.OrganisationUnknown("organisation_id")
    if not _can_relay(organisation.email, organisation.phone_kind):
        raise domain.OrganisationUnreachable("route")


def _can_relay(email: str | None, phone_kind: str | None) -> bool:
    return email is not None or phone_kind == "mobile"


def _names_taken() -> dict[str, Refusal]:
    return {
        "uq_organisation_name": domain.OrganisationNameTaken("name"),
        "uq_organisation_name_ar": domain.OrganisationNameTaken("name_ar"),
    }


def _participant_refused() -> dict[str, Refusal]:
    return {
        "fk_participant_organisation_id_organisation": domain.OrganisationUnknown("organisation_id"),
        OUT_OF_REACH: domain.OrganisationUnknown("organisation_id"),
        "uq_participant_phone": domain.KnownElsewhere("phone"),
        "uq_participant_email": domain.KnownElsewhere("email"),
    }
