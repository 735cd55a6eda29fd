"""Access of a request: the permission that it needs, and its transaction, which sees as far as that goes."""

import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Annotated, Any
from uuid import UUID

from fastapi import Depends, HTTPException, Request
from sqlmodel.ext.asyncio.session import AsyncSession

from shared.access import audit, roles
from shared.access.caller import Caller
from shared.access.reach import Reach, within
from shared.http.answers import close
from shared.http.credentials import NotUpYet
from shared.kernel.database import REACH, Database

REFUSED_FROM = 400
UUID_ALONE = re.compile(r"[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}")


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

    It sees what the permission of its route reaches; a route that needs none sees nothing of anybody. Its last step is
    the row of the audit.
    """
    async with session_of(request) as db, db.begin():
        yield db
        await _keep(request, db)


in_transaction = asynccontextmanager(transaction)


def session_of(request: Request) -> AsyncSession:
    """Return a session that sees what the permission reaches, and knows by what request its events are."""
    info = {REACH: reach_of(request).settings(), "correlationid": request.state.request_id}
    return database_of(request).sessions(info=info)


async def _keep(request: Request, db: AsyncSession) -> None:
    """Add what was done, or seen, to the audit, once for a request; and its answer, for one that is sent twice."""
    act = _act(request, audit.concerned(db))
    kept = act is not None and act.is_kept and not request.state.kept
    await close(db, act if kept else None)
    request.state.kept = getattr(request.state, "kept", False) or kept


def _act(request: Request, subjects: set[UUID]) -> audit.Act | None:
    """Return what the request did; nothing of one that needs no permission: nobody in particular asks."""
    return act_of(request, subjects) if getattr(request.state, "permission", None) else None


def act_of(request: Request, subjects: set[UUID]) -> audit.Act:
    """Return what the request did, which came by a permission."""
    return audit.Act(
        caller=caller_of(request),
        permission=request.state.permission,
        reach=reach_of(request),
        method=request.method,
        route=request.scope["route"].path,
        request_id=request.state.request_id,
        subjects=tuple(sorted({*_named(request), *subjects})),
        done=getattr(request.state, "status", 200) < REFUSED_FROM,
    )


def _named(request: Request) -> set[UUID]:
    """Return the ids in the request's path; other parts of it may be words."""
    return {UUID(part) for part in map(str, request.path_params.values()) if UUID_ALONE.fullmatch(part)}


Db = Annotated[AsyncSession, Depends(transaction, scope="function")]


class Needs:
    """The permission a route asks for; tests walk all routes and refuse one without it."""

    def __init__(self, permission: str) -> None:
        self.permission = permission

    async def __call__(self, request: Request) -> AsyncIterator[None]:
        """Let the caller pass who holds the permission, and keep what came of it. Raises HTTPException.

        A request without a transaction of its own gets one for the audit: what is not kept is not answered.
        """
        request.state.kept = False
        self.ask(request)
        yield
        act = _act(request, set())
        if act is not None and act.is_kept and not request.state.kept:
            async with within(database_of(request), request.state.reach.settings()) as db:
                await _keep(request, db)

    def ask(self, request: Request) -> None:
        """Let the request reach as far as the permission goes. Raises HTTPException."""
        caller = caller_of(request)
        if not caller.may(self.permission):
            raise HTTPException(403)
        if self.permission in roles.second_factor() and not caller.strong:
            raise SecondFactorNeeded
        request.state.reach, request.state.permission = caller.reach(self.permission), self.permission


def reach_of(request: Request) -> Reach:
    """Return how far the request may see."""
    reach: Reach = getattr(request.state, "reach", Reach())
    return reach


def needs(permission: str) -> Any:
    """Return the dependency for a route: `dependencies=[needs("session.plan")]`."""
    return Depends(Needs(permission), scope="function")
