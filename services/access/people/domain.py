"""Rules of accounts: which roles a person may be given, how far, by whom; and that somebody administers."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from shared.access import roles
from shared.country import regions
from shared.refusals import Conflict, Invalid, Unknown

ADMINISTRATOR = "national-administrator"


class AccountUnknown(Unknown):
    """There is no such account."""


class GrantUnknown(Unknown):
    """There is no such role of this person."""


class EmailKnown(Conflict):
    """There is an account with this address already."""


class EmailImpossible(Invalid):
    """This is not an e-mail address."""


class RoleUnknown(Invalid):
    """No person can be given this role."""


class RegionNeeded(Invalid):
    """This role holds in one region: say which."""


class RegionUnknown(Invalid):
    """There is no such region."""


class OrganisationNeeded(Invalid):
    """This role holds for one organisation: give its id."""


class SessionsNeeded(Invalid):
    """This role holds in sessions: give their ids."""


class ScopeTooMuch(Invalid):
    """This role has no such limit: leave this empty."""


class EndPast(Invalid):
    """The end must lie in the future."""


class LastAdministrator(Conflict):
    """This is the last administrator who can sign in: give the role to somebody else first."""


class AdministratorThere(Conflict):
    """There is an administrator who can sign in: she lets others in."""


class NotForOneself(Conflict):
    """Nobody does this for oneself: another administrator has to."""


class AccountNotEnded(Conflict):
    """This account has not ended: make a link for a new password instead."""


class AccountEnded(Conflict):
    """This account has ended: open it again first."""


@dataclass(frozen=True)
class Asked:
    """A role that somebody is to be given, and where it is to hold."""

    role: str
    reason: str
    region: str | None = None
    organisation_id: UUID | None = None
    session_ids: Sequence[UUID] = ()
    ends_at: datetime | None = None


def check_grant(asked: Asked, now: datetime) -> None:
    """Raise RoleUnknown, EndPast, or what is said of a limit that is missing, not known, or too much."""
    if asked.role not in roles.of_people():
        raise RoleUnknown("role")
    scope = roles.scope_of(asked.role)
    _check_limit(asked.region, RegionNeeded("region"), wanted=bool(scope & {"region", "place"}))
    _check_limit(asked.organisation_id, OrganisationNeeded("organisation_id"), wanted="organisation" in scope)
    _check_limit(asked.session_ids, SessionsNeeded("session_ids"), wanted="session" in scope)
    if asked.region and not regions.known(asked.region):
        raise RegionUnknown("region")
    if asked.ends_at is not None and asked.ends_at <= now:
        raise EndPast("ends_on")


def _check_limit(given: object, needed: Invalid, *, wanted: bool) -> None:
    if wanted and not given:
        raise needed
    if given and not wanted:
        raise ScopeTooMuch(needed.field)


def check_not_oneself(account_id: UUID, by: UUID | None) -> None:
    """Raise NotForOneself."""
    if account_id == by:
        raise NotForOneself


def check_administered(before: Collection[UUID], after: Collection[UUID]) -> None:
    """Raise LastAdministrator where there was somebody who administers, and would be nobody any more."""
    if before and not after:
        raise LastAdministrator
