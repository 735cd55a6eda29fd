"""Access of a request: its transaction, and the permission that it needs."""

from collections.abc import AsyncIterator
from typing import Annotated, Any

from fastapi import Depends, HTTPException, Request
from sqlmodel.ext.asyncio.session import AsyncSession

from shared.kernel.database import Database

# Until access control exists, who may do what stands here. `console` is whoever opened the printed link.
GRANTS: dict[str, frozenset[str]] = {
    "console": frozenset({"*"}),
    "player": frozenset({"*"}),
    "notifications": frozenset({"contacts.read"}),
}


SERVICES_ONLY = frozenset({"contacts.read"})  # `*` does not reach so far: no person needs a list of contacts at once


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
        enough = {self.permission} if self.permission in SERVICES_ONLY else {"*", self.permission}
        if not GRANTS.get(caller.partition(":")[0], frozenset()) & enough:
            raise HTTPException(403)


def needs(permission: str) -> Any:
    """Return the dependency for a route: `dependencies=[needs("session.plan")]`."""
    return Depends(Needs(permission))
