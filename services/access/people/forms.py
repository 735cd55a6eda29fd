"""Requests about accounts."""

import re
from datetime import date
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import BeforeValidator, Field

from services.access.lasting import end_of
from services.access.people.actions import Person
from services.access.people.domain import Asked
from shared.country.mail_address import LONGEST as LONGEST_ADDRESS
from shared.http.requests import Form, Name

APART = re.compile(r"[\s,;،؛]+")


def _apart(typed: Any) -> Any:
    """Return the ids of a text in which anything stands between them."""
    return [part for part in APART.split(typed) if part] if isinstance(typed, str) else typed


Ids = Annotated[list[UUID], BeforeValidator(_apart), Field(max_length=100)]


class NothingAsked(Form):
    """A button."""


class GrantForm(Form):
    """A role, where it is to hold, for how long and why."""

    role: str = Field(max_length=40)
    region: str | None = Field(default=None, max_length=10)
    organisation_id: UUID | None = None
    session_ids: Ids = Field(default_factory=list)
    ends_on: date | None = None
    reason: Name

    def asked(self) -> Asked:
        """Return it as the rules know it."""
        ends_at = end_of(self.ends_on) if self.ends_on else None
        return Asked(self.role, self.reason, self.region, self.organisation_id, tuple(self.session_ids), ends_at)


class InviteForm(GrantForm):
    """Somebody who is to work with us, and the role to begin with."""

    name: Name
    email: str = Field(max_length=LONGEST_ADDRESS)
    language: Literal["fr", "ar", "en"]

    def person(self) -> Person:
        """Return who it is."""
        return Person(self.email, self.name, self.language)
