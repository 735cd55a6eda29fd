"""Rules of a provider of OpenID Connect: whom it may speak for, and what is said to whoever is not let in."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from shared.refusals import Broken, Conflict, Invalid

LONGEST_SUBJECT = 255  # OpenID Connect Core 1.0, section 2


class ProviderAway(Broken):
    """The other account cannot be asked at present: use the password, or try again in some minutes."""


class ProviderRefused(Invalid):
    """The other account has not let you in: try once more, or use the password."""


class EmailUnproven(Invalid):
    """The other account has no e-mail address that was checked: ask whoever looks after it."""


class NotInvited(Invalid):
    """Nobody is invited here with that e-mail address: ask an administrator of the programme for an invitation."""


class IdentityTaken(Conflict):
    """This account is opened by another identity: ask an administrator of the programme to remove that one."""


@dataclass(frozen=True)
class Told:
    """What a provider has said of somebody who signed in there; all of it was checked."""

    issuer: str
    subject: str
    email: str
    email_verified: bool
    methods: frozenset[str]  # amr and acr: by what she has shown who she is

    def is_strong(self, counts: Collection[str]) -> bool:
        """Say whether the provider saw a second factor, in words that count."""
        return not self.methods.isdisjoint(counts)


def told_by(issuer: str, said: Mapping[str, Any]) -> Told:
    """Return what claims say. Raises ProviderRefused where nobody can be known by them."""
    subject = said.get("sub")
    if not isinstance(subject, str) or not 0 < len(subject) <= LONGEST_SUBJECT or not subject.isprintable():
        raise ProviderRefused
    email = said.get("email")
    return Told(
        issuer,
        subject,
        email if isinstance(email, str) else "",
        said.get("email_verified") is True,
        frozenset(_words(said.get("amr")) + _words(said.get("acr"))),
    )


def _words(said: object) -> list[str]:
    listed = said if isinstance(said, list) else [said]
    return [it for it in listed if isinstance(it, str) and it]
