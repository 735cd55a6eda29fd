"""One row of a list in the one spelling, and what is wrong with it by itself."""

import hashlib
import json
from dataclasses import asdict, dataclass, fields, replace
from typing import Literal
from uuid import UUID

from services.registration.imports.parsing.problems import Problem
from services.registration.people.addresses import PhoneKind
from services.registration.people.domain import Route, looked_up_by
from services.registration.people.naming import key_of
from shared.events import Language, Sex

Answer = Literal["same", "another"]  # as who has the contact, or the name, that the row says
# No fact that a row is known again by.
ABOUT_THE_ROW = {
    *("number", "problems", "notes", "inherited", "written", "organisation_id", "same_as", "answer", "sex_by_title")
}


@dataclass(frozen=True)
class Said:
    """None stands for what the row does not say."""

    number: int  # of the row in the file; the first is 1
    given_name: str | None = None
    family_name: str | None = None
    given_name_ar: str | None = None
    family_name_ar: str | None = None
    sex: Sex | None = None
    sex_by_title: Sex | None = None  # proposed, where neither the row nor what is known says it
    organisation: str | None = None
    phone: str | None = None
    phone_kind: PhoneKind | None = None
    email: str | None = None
    route: Route | None = None
    language: Language | None = None
    first_timer: bool | None = None
    organisation_phone: str | None = None
    organisation_phone_kind: PhoneKind | None = None
    organisation_email: str | None = None
    inherited: bool = False  # the organisation stands in a row above
    written: str | None = None  # the organisation as the row has it, where another name for it was chosen
    organisation_id: UUID | None = None  # where the organisation is known
    same_as: int | None = None  # the row of the same person, with which this one is taken
    answer: Answer | None = None
    problems: tuple[Problem, ...] = ()
    notes: tuple[Problem, ...] = ()  # what is told of its cells, though nothing is wrong with them

    @property
    def name_keys(self) -> tuple[str | None, str | None]:
        """Return what the name is looked up by, in Latin and in Arabic script."""
        return looked_up_by(self)

    @property
    def organisation_key(self) -> str | None:
        """Return what the organisation is found again by."""
        return key_of(self.organisation)

    @property
    def meant_organisation(self) -> str | None:
        """Return what is the same for two rows that mean one organisation, whatever they call it."""
        return str(self.organisation_id) if self.organisation_id else self.organisation_key

    def without(self, *contacts: str) -> "Said":
        """Return the row as if it did not say these: phone, email, or none."""
        phone, kind = (None, None) if "phone" in contacts else (self.phone, self.phone_kind)
        return replace(self, phone=phone, phone_kind=kind, email=None if "email" in contacts else self.email)

    def giving_up(self, *contacts: str) -> "Said":
        """Return the row of somebody who shares these with another, and is reached in another way."""
        said = self.without(*contacts)
        return replace(said, route=None) if said.route in contacts else said

    def fingerprint(self, region: str | None) -> bytes:
        """Return what is the same for two rows that say the same, in lists for the same region."""
        facts = {name: value for name, value in asdict(self).items() if name not in ABOUT_THE_ROW}
        facts["organisation"] = self.written or self.organisation
        return hashlib.sha256(json.dumps([region, facts], sort_keys=True).encode()).digest()


NAMES = tuple(field.name for field in fields(Said) if "_name" in field.name)
