"""Organisations and participants, and the queries that find them again."""

from collections.abc import Collection, Sequence
from dataclasses import fields
from datetime import date, datetime
from typing import TypeVar
from uuid import UUID

from sqlalchemy import BigInteger, CheckConstraint, Identity, Index, String, func, or_
from sqlmodel import Field, col, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.registration.people.addresses import PhoneKind
from services.registration.people.domain import (
    OrganisationEntry,
    OrganisationKind,
    Person,
    Route,
    looked_up_by,
    same_name_in_order,
)
from services.registration.people.naming import key_of
from services.registration.tables import UTC_TIME, Table
from shared.events import Language, Sex
from shared.kernel.database import run

E164 = r"phone ~ '^\+[1-9][0-9]{5,14}$'"
PHONE_KINDS = "phone_kind in ('mobile', 'landline', 'other')"
LOCK_NAMES = "select pg_advisory_xact_lock(hashtextextended(key, 0)) from unnest(cast(:keys as text[])) as key"
NAMED = """(given_name is not null and family_name is not null)
 or (given_name_ar is not null and family_name_ar is not null)"""


class Organisation(Table, table=True):
    """A civil-society organisation that sends participants. Its e-mail and phone serve to pass messages on."""

    __table_args__ = (
        CheckConstraint(E164, name="phone"),
        CheckConstraint(PHONE_KINDS, name="phone_kind"),
        CheckConstraint("(phone is null) = (phone_kind is null)", name="phone_has_kind"),
        CheckConstraint("email = lower(email)", name="email"),
        Index("uq_organisation_name", "region", "name_key", unique=True),
        Index("uq_organisation_name_ar", "region", "name_ar_key", unique=True),
    )

    id: UUID = Field(primary_key=True)
    name: str
    name_ar: str | None = None
    kind: OrganisationKind = Field(sa_type=String)
    region: str
    email: str | None = None
    phone: str | None = Field(default=None, description="E.164")
    phone_kind: PhoneKind | None = Field(default=None, sa_type=String)
    name_key: str | None = Field(default=None, description="as people.naming.key_of sees the name")
    name_ar_key: str | None = None
    version: int = 1

    def entry(self) -> OrganisationEntry:
        """Return the organisation as the rules see it."""
        return OrganisationEntry(**self.model_dump(include={field.name for field in fields(OrganisationEntry)}))


class Participant(Table, table=True):
    """A person and how to reach them. Names, phone and e-mail have a place of their own nowhere else in Takwin."""

    __table_args__ = (
        CheckConstraint(NAMED, name="named"),
        CheckConstraint("sex in ('woman', 'man', 'unknown')", name="sex"),
        CheckConstraint("language in ('fr', 'ar')", name="language"),
        CheckConstraint("route in ('phone', 'relay', 'email', 'none')", name="route"),
        CheckConstraint("route <> 'phone' or coalesce(phone_kind, '') = 'mobile'", name="route_phone"),
        CheckConstraint("route <> 'email' or email is not null", name="route_email"),
        CheckConstraint(E164, name="phone"),
        CheckConstraint(PHONE_KINDS, name="phone_kind"),
        CheckConstraint("(phone is null) = (phone_kind is null)", name="phone_has_kind"),
        CheckConstraint("email = lower(email)", name="email"),
        Index("ix_participant_name", "organisation_id", "name_key"),
        Index("ix_participant_name_ar", "organisation_id", "name_ar_key"),
    )

    id: UUID = Field(primary_key=True, description="random")
    given_name: str | None = None
    family_name: str | None = None
    given_name_ar: str | None = None
    family_name_ar: str | None = None
    sex: Sex = Field(sa_type=String)
    organisation_id: UUID = Field(foreign_key="organisation.id", index=True)
    first_timer: bool
    language: Language = Field(sa_type=String)
    route: Route = Field(sa_type=String)
    opted_out: bool = False
    phone: str | None = Field(default=None, unique=True, description="E.164")
    phone_kind: PhoneKind | None = Field(default=None, sa_type=String)
    email: str | None = Field(default=None, unique=True)
    name_key: str | None = Field(default=None, description="as people.naming.letters_of sees both names")
    name_ar_key: str | None = None
    sound: str | None = Field(default=None, description="what the names sound like: people.sounds.kept")
    recorded_on: date = Field(sa_column_kwargs={"server_default": func.current_date()}, description="business day")
    erased_at: datetime | None = Field(default=None, sa_type=UTC_TIME, description="business time; nobody is meant")
    version: int = 1

    def person(self) -> Person:
        """Return the participant as the rules see it."""
        return Person(**self.model_dump(include={field.name for field in fields(Person)}))


class ParticipantSeen(Table, table=True):
    """Who has looked at whose names and contacts. Machine time."""

    __tablename__ = "participant_seen"

    id: int | None = Field(default=None, sa_type=BigInteger, sa_column_args=[Identity()], primary_key=True)
    caller: str
    participant_id: UUID = Field(foreign_key="participant.id", index=True)
    seen_at: datetime | None = Field(
        default=None, sa_type=UTC_TIME, nullable=False, sa_column_kwargs={"server_default": func.now()}
    )


T = TypeVar("T", Organisation, Participant)


async def lock(db: AsyncSession, table: type[T], id_: UUID) -> T | None:
    """Return the row as it now is; nobody else changes it until this transaction ends."""
    return await db.get(table, id_, with_for_update={"key_share": True}, populate_existing=True)


async def has_relayed(db: AsyncSession, organisation_id: UUID) -> bool:
    """Say whether somebody is reached through the organisation."""
    query = select(Participant.id).where(Participant.organisation_id == organisation_id, Participant.route == "relay")
    return (await db.exec(query.limit(1))).first() is not None


async def find_owners(db: AsyncSession, people: Sequence[Person]) -> Sequence[Participant]:
    """Return who has a phone or an e-mail address of these, which are in their one spelling."""
    phones = {person.phone for person in people if person.phone}
    emails = {person.email for person in people if person.email}
    having = or_(col(Participant.phone).in_(phones), col(Participant.email).in_(emails))
    query = select(Participant).where(having).order_by(col(Participant.id)).execution_options(populate_existing=True)
    return (await db.exec(query)).all() if phones or emails else []


async def find_namesake(db: AsyncSession, people: Sequence[Person]) -> Participant | None:
    """Return the first who has the name and organisation of one of these, and no other phone and no other e-mail."""
    keys = [looked_up_by(person) for person in people]
    latin, arabic = {latin for latin, _ in keys if latin}, {arabic for _, arabic in keys if arabic}
    named = or_(col(Participant.name_key).in_(latin), col(Participant.name_ar_key).in_(arabic))
    sent = col(Participant.organisation_id).in_({person.organisation_id for person in people})
    known = (await db.exec(select(Participant).where(sent, named).order_by(col(Participant.id)))).all()
    return next((one for one in known if any(_is_namesake(one, person) for person in people)), None)


def _is_namesake(participant: Participant, person: Person) -> bool:
    same = participant.organisation_id == person.organisation_id and same_name_in_order(participant, person)
    return same and not (participant.phone and person.phone) and not (participant.email and person.email)


async def lock_names(db: AsyncSession, people: Sequence[Person]) -> None:
    """Let nobody else record these names in these organisations until this transaction ends."""
    keys = {f"{person.organisation_id} {key}" for person in people for key in looked_up_by(person) if key}
    await run(db, LOCK_NAMES, keys=sorted(keys))


async def find_organisations(db: AsyncSession, name: str, region: str | None = None) -> Sequence[Organisation]:
    """Return those of this name in either script, spelling forgiven, in one region or in all."""
    if (found := key_of(name)) is None:
        return []
    query = select(Organisation).where(or_(col(Organisation.name_key) == found, col(Organisation.name_ar_key) == found))
    if region is not None:
        query = query.where(Organisation.region == region)
    return (await db.exec(query.order_by(col(Organisation.id)))).all()


async def organisations(db: AsyncSession, ids: Collection[UUID]) -> Sequence[Organisation]:
    """Return these organisations, by name."""
    query = select(Organisation).where(col(Organisation.id).in_(ids))
    return (await db.exec(query.order_by(col(Organisation.name), col(Organisation.id)))).all()


async def participants(db: AsyncSession, ids: Collection[UUID]) -> dict[UUID, Participant]:
    """Return these people by their ids."""
    return {one.id: one for one in await db.exec(select(Participant).where(col(Participant.id).in_(ids)))}
