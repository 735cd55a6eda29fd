"""Access of a request: its transaction, and the permission that it needs."""

from collections.abc import AsyncIterator, Mapping
from typing import Annotated, Any

from fastapi import Depends, HTTPException, Request
from sqlmodel.ext.asyncio.session import AsyncSession

from shared.kernel.database import Database

# Until access control exists: whoever opened the printed link, and the player, who does what people do.
PEOPLE = frozenset({"console", "player"})
Grants = Mapping[str, frozenset[str]]  # caller → what that program alone may do here, and no person


class NotUpYet(ConnectionError):
    """The service has not reached its database yet."""


def database_of(request: Request) -> Database:
    """Return the service's database. Raises NotUpYet."""
    database: Database | None = getattr(request.app.state, "database", None)
    if database is None:
        raise NotUpYet
    return database


async def transaction(request: Request) -> AsyncIterator[AsyncSession]:
    """One transaction per request, committed before the answer leaves: hence scope="function" below."""
    async with database_of(request).sessions.begin() as db:
        db.info["correlationid"] = request.state.request_id
        yield db


Db = Annotated[AsyncSession, Depends(transaction, scope="function")]


class Needs:
    """The permission a route asks for; tests walk all routes and refuse one without it."""

    def __init__(self, permission: str) -> None:
        self.permission = permission

    async def __call__(self, request: Request) -> None:
        """Let the caller pass who holds the permission."""
        caller: str | None = getattr(request.state, "caller", None)
        if caller is None:
            raise HTTPException(401)
        if not self.holds(caller.partition(":")[0], granted_by(request)):
            raise HTTPException(403)

    def holds(self, caller: str, grants: Grants) -> bool:
        """Say whether the caller may do this: a program what it was granted, a person what no program was."""
        of_programs = frozenset().union(*grants.values())
        return self.permission in grants.get(caller, ()) or (caller in PEOPLE and self.permission not in of_programs)


def granted_by(request: Request) -> Grants:
    """Return what the service grants to programs; an app of no service grants nothing."""
    parts = getattr(request.app.state, "parts", None)
    granted: Grants = parts.service.grants if parts else {}
    return granted


def needs(permission: str) -> Any:
    """Return the dependency for a route: `dependencies=[needs("session.plan")]`."""
    return Depends(Needs(permission))
