"""Target of a list: a session or none, and the kind and region of organisations that are new to us."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from uuid import UUID

from services.registration.imports.parsing.row import Said
from services.registration.people.domain import OrganisationEntry, OrganisationKind


@dataclass(frozen=True)
class ListedOrganisation:
    """An organisation as the list writes it; its contacts may stand in one of its rows alone."""

    name: str
    email: str | None = None
    phone: str | None = None
    takes_sms: bool = False

    @property
    def can_relay(self) -> bool:
        """Say whether messages for its people can be passed on."""
        return self.email is not None or self.takes_sms


@dataclass(frozen=True)
class Target:
    """What was chosen beside the file, and the organisations in it, by what they are found again by."""

    session_id: UUID | None
    region: str | None
    kind: OrganisationKind
    organisations: Mapping[str, ListedOrganisation] = field(default_factory=dict)
    contacts: frozenset[tuple[str, str]] = frozenset()  # of its people: phone or e-mail address, and name
    asked: frozenset[str] = frozenset()  # organisations of which nobody has said yet which is meant

    def entry(self, key: str) -> OrganisationEntry:
        """Return an organisation that is new to us as it is registered; only where a region was chosen."""
        listed = self.organisations[key]
        return OrganisationEntry(listed.name, self.kind, self.region or "", email=listed.email, phone=listed.phone)


def contacts(rows: Iterable[Said]) -> frozenset[tuple[str, str]]:
    """Return each phone and e-mail address in the list, with what its person's name is looked up by."""
    return frozenset(
        (contact, key)
        for said in rows
        for contact in (said.phone, said.email)
        for key in said.name_keys
        if contact and key
    )


def listed_organisations(rows: Iterable[Said]) -> dict[str, ListedOrganisation]:
    """Return the organisations of a list: each name as first written, each contact as first given."""
    found: dict[str, ListedOrganisation] = {}
    for said in rows:
        if said.organisation is None or (key := said.organisation_key) is None:
            continue
        first = found.get(key) or ListedOrganisation(said.organisation)
        found[key] = ListedOrganisation(
            name=first.name,
            email=first.email or said.organisation_email,
            phone=first.phone or said.organisation_phone,
            takes_sms=first.takes_sms if first.phone else said.organisation_phone_kind == "mobile",
        )
    return found
