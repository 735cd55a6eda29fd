"""Credentials: who asks, as the key says that came with the request: in a cookie, or as a program's bearer token."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

from starlette.datastructures import Headers
from starlette.requests import cookie_parser
from starlette.types import Scope

from shared.access.caller import Caller
from shared.access.known import Known
from shared.access.secrets import digest_of
from shared.events.access import Grant
from shared.http.settings import GuardSettings
from shared.http.sign_in_cookie import RESEALED_AFTER_S, SignInCookie
from shared.kernel.clock import machine_now
from shared.kernel.database import Database

JUST_MADE = timedelta(seconds=10)  # so long the news of a sign-in may still be on its way
IDLE_OF_ADMINISTRATORS = timedelta(minutes=15)
ADMINISTERS = "account.change"
WITHOUT = {"assets", "health"}  # the second part of a path: the same for everybody
ONLOOKER = Caller(None, "person", (Grant(role="onlooker"),), label="onlooker")  # where no database can say more


class NotUpYet(ConnectionError):
    """The service has not reached its database yet."""


@dataclass(frozen=True)
class Credential:
    """Who asks, and by what: that decides which marks of a browser are looked at. `sealed` renews a cookie."""

    caller: Caller | None = None
    by: Literal["cookie", "bearer", ""] = ""
    sealed: str = ""


class Credentials:
    """Knows whoever comes to one service."""

    def __init__(self, settings: GuardSettings, *, keeps_accounts: bool = True) -> None:
        self._cookie = SignInCookie(settings)
        self._known = Known()
        self._keeps_accounts = keeps_accounts
        self._programs = {
            digest_of(token.get_secret_value()): Caller.program(name) for name, token in settings.tokens.items()
        }

    async def of(self, scope: Scope, headers: Headers) -> Credential:
        """Return who asks. Raises NotUpYet, and what a database raises that is away."""
        scheme, _, token = headers.get("authorization", "").partition(" ")
        if scheme.lower() == "bearer":
            return Credential(await self._program(scope, digest_of(token)), "bearer")
        if WITHOUT.intersection(scope["path"].split("/")[2:3]):
            return Credential()
        return await self._person(scope, cookie_parser(headers.get("cookie", "")))

    async def _program(self, scope: Scope, digest: str) -> Caller | None:
        if known := self._programs.get(digest):
            return known
        found = await self._known.caller(_database(scope), digest) if self._keeps_accounts else None
        if found is None or found.kind != "program":
            return None
        _note(scope, found)
        return found

    async def _person(self, scope: Scope, cookies: Mapping[str, str]) -> Credential:
        read = self._cookie.read(cookies)
        if read is None:
            return Credential()
        secret, at = read
        age = machine_now() - at
        caller = await self._signed_in(scope, digest_of(secret), age)
        renewed = caller is not None and age > timedelta(seconds=RESEALED_AFTER_S)
        return Credential(caller, "cookie", self._cookie.header(self._cookie.value(secret)) if renewed else "")

    async def _signed_in(self, scope: Scope, digest: str, age: timedelta) -> Caller | None:
        if not self._keeps_accounts:
            return ONLOOKER
        found = await self._known.caller(_database(scope), digest, just_made=age < JUST_MADE)
        if found is None or found.kind != "person":
            return None
        return None if found.may(ADMINISTERS) and age > IDLE_OF_ADMINISTRATORS else found


def _note(scope: Scope, program: Caller) -> None:
    """Let it be told that the program has come, where a service runs that tells anything."""
    if parts := getattr(scope["app"].state, "parts", None):
        parts.uses.note(program)


def _database(scope: Scope) -> Database:
    database: Database | None = getattr(scope["app"].state, "database", None)
    if database is None:
        raise NotUpYet
    return database
