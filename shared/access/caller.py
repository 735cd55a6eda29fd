"""Caller: who asks, by which key, and how far that lets them see."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from uuid import UUID

from shared.access import roles
from shared.access.reach import Reach
from shared.events.access import Grant, Kind


@dataclass(frozen=True)
class Caller:
    """Whoever asks. `digest` says by which key, `strong` whether a second factor was shown for it."""

    account_id: UUID | None
    kind: Kind
    grants: Sequence[Grant] = ()
    strong: bool = False
    digest: str = ""
    label: str = ""  # of a program that the installation itself has made

    @classmethod
    def program(cls, label: str) -> "Caller":
        """Return a program of the installation itself: its role has its name."""
        return cls(None, "program", (Grant(role=label),), strong=True, label=label)

    @property
    def name(self) -> str:
        """Return what tells this caller from others, where something is kept for each: no person's name."""
        return self.label or f"{self.kind}:{self.account_id}"

    def may(self, permission: str) -> bool:
        """Say whether any grant holds the permission, however far it goes."""
        return any(permission in roles.permissions(grant.role) for grant in self.grants)

    def reach(self, permission: str) -> Reach:
        """Return how far the permission goes: the union of what each grant lets the caller see."""
        reached = [
            _reach(grant, scope, self.account_id)
            for grant in self.grants
            for scope in roles.scopes(grant.role, permission)
        ]
        return Reach.union(reached)

    def at(self, now: datetime) -> "Caller":
        """Return the caller with the grants that have not ended by then."""
        lasting = tuple(grant for grant in self.grants if grant.ends_at is None or grant.ends_at > now)
        return replace(self, grants=lasting)


def _reach(grant: Grant, scope: roles.Scope, account_id: UUID | None) -> Reach:
    match scope:
        case "nation":
            return Reach(whole=True)
        case "region":
            looks = frozenset({grant.look_id} if grant.look_id else ())
            return Reach(regions=frozenset({grant.region} if grant.region else ()), looks=looks)
        case "session":
            return Reach(sessions=frozenset(grant.session_ids))
        case "place":
            return Reach(places=frozenset({grant.region} if grant.region else ()))
        case "organisation":
            return Reach(organisations=frozenset({grant.organisation_id} if grant.organisation_id else ()))
        case "own":
            return Reach(account_id=account_id)
