"""Access of a request: the permission that it needs, and its transaction, which sees as far as that goes."""

from collections.abc import AsyncIterator
from typing import Annotated, Any

from fastapi import Depends, HTTPException, Request
from sqlmodel.ext.asyncio.session import AsyncSession

from shared.access import roles
from shared.access.caller import Caller
from shared.access.reach import Reach, within
from shared.http.credentials import NotUpYet
from shared.kernel.database import Database


class SecondFactorNeeded(HTTPException):
    """The permission is there, and a second factor was not shown."""

    def __init__(self) -> None:
        super().__init__(403)


def database_of(request: Request) -> Database:
    """Return the service's database. Raises NotUpYet."""
    database: Database | None = getattr(request.app.state, "database", None)
    if database is None:
        raise NotUpYet
    return database


def caller_of(request: Request) -> Caller:
    """Return who asks. Raises HTTPException 401."""
    caller: Caller | None = getattr(request.state, "caller", None)
    if caller is None:
        raise HTTPException(401)
    return caller


async def transaction(request: Request) -> AsyncIterator[AsyncSession]:
    """One transaction per request, committed before the answer leaves: hence scope="function" below.

    It sees what the permission of its route reaches; a route that needs none sees nothing of anybody.
    """
    reach: Reach = getattr(request.state, "reach", Reach())
    async with within(database_of(request), reach.settings()) as db:
        db.info["correlationid"] = request.state.request_id
        yield db


Db = Annotated[AsyncSession, Depends(transaction, scope="function")]


class Needs:
    """The permission a route asks for; tests walk all routes and refuse one without it."""

    def __init__(self, permission: str) -> None:
        self.permission = permission

    async def __call__(self, request: Request) -> None:
        """Let the caller pass who holds the permission, as far as it goes. Raises HTTPException."""
        caller = caller_of(request)
        if not caller.may(self.permission):
            raise HTTPException(403)
        if self.permission in roles.second_factor() and not caller.strong:
            raise SecondFactorNeeded
        request.state.reach = caller.reach(self.permission)


def reach_of(request: Request) -> Reach:
    """Return how far the request may see."""
    reach: Reach = getattr(request.state, "reach", Reach())
    return reach


def needs(permission: str) -> Any:
    """Return the dependency for a route: `dependencies=[needs("session.plan")]`."""
    return Depends(Needs(permission))
