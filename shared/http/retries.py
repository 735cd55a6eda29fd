"""Retries: what Postgres has rolled back for another's sake is done once more, before anybody is answered."""

import asyncio
from dataclasses import dataclass

import asyncpg
from sqlalchemy.exc import DBAPIError
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from shared.http import bodies
from shared.http.request_log import aside
from shared.kernel.database import is_outage

CONFLICT_STATES = ("40001", "40P01")  # a serialization failure, a deadlock
# A table was changed while its rows were read; the next attempt prepares its statements anew.
OUTDATED = (asyncpg.InvalidCachedStatementError, asyncpg.OutdatedSchemaCacheError)
PAUSES_S = (0.02, 0.1, 0.3)  # before each further attempt; after the last the request is put off


class Meanwhile(Exception):
    """Another has done the same at the same moment; begun anew, the request finds it done."""


def is_conflict(error: BaseException | None) -> bool:
    """Tell what Postgres has rolled back without a fault of the work: two at odds, or a table changed under a plan."""
    if isinstance(error, DBAPIError):
        return error.orig is not None and is_conflict(error.orig.__cause__ or error.orig)
    of_two = isinstance(error, asyncpg.PostgresError) and error.sqlstate in CONFLICT_STATES
    return of_two or isinstance(error, (Meanwhile, *OUTDATED))


def passes(error: BaseException) -> bool:
    """Say whether the same work, begun anew, may do without anybody mending anything."""
    return is_outage(error) or is_conflict(error)


class Again:
    """Lets a request begin anew, with the same body, where `shared.http.problems` sets `begin_anew`.

    Safe, because all that a request does is done in its one transaction, of which nothing is left. The guard has the
    body whole, so one message tells all of it.
    """

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer with the first attempt that was not rolled back, or with the last."""
        if scope["type"] != "http":
            return await self.app(scope, receive, send)
        asked = await receive()
        for pause_s in PAUSES_S:
            attempt = Attempt(scope, send)
            await aside(self.app, scope, bodies.again(asked, receive), attempt.answer)
            if not attempt.rolled_back:
                return None
            await asyncio.sleep(pause_s)
        scope["state"]["begin_anew"] = None
        return await aside(self.app, scope, bodies.again(asked, receive), send)


@dataclass
class Attempt:
    """One attempt, whose answer is held back where it was rolled back and can begin anew."""

    scope: Scope
    send: Send

    def __post_init__(self) -> None:
        self.scope.setdefault("state", {})["begin_anew"] = False

    @property
    def rolled_back(self) -> bool:
        """Say whether it is worth another one."""
        return bool(self.scope["state"]["begin_anew"])

    async def answer(self, message: Message) -> None:
        """Send on what is said of an attempt that counts."""
        if not self.rolled_back:
            await self.send(message)
