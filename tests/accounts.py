"""People who are signed in, for tests: accounts of any role, known to a service as if access had told it of them."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from shared.access import known
from shared.access.accounts import know_account
from shared.access.caller import Caller
from shared.access.secrets import digest_of, new_secret
from shared.events.access import AccountGranted, Grant, Key, Kind
from shared.http.settings import GuardSettings
from shared.http.sign_in_cookie import SignInCookie
from shared.kernel.clock import machine_now
from shared.kernel.database import Database

EVERYTHING = Grant(role="national-administrator")
IN_AN_HOUR = timedelta(hours=1)


async def let_in(
    database: Database,
    *grants: Grant,
    account_id: UUID | None = None,
    kind: Kind = "person",
    strong: bool = True,
    version: int = 1,
    ends_in: timedelta = IN_AN_HOUR,
) -> str:
    """Let the service know an account, an administrator's where nothing is said, and return the secret of its key."""
    secret = new_secret()
    key = Key(digest=digest_of(secret), strong=strong, ends_at=machine_now() + ends_in)
    told: dict[str, Any] = {"account_id": account_id or uuid4(), "kind": kind, "active": True, "keys": [key]}
    event = AccountGranted(**told, grants=list(grants or [EVERYTHING]), aggregateversion=version)
    async with database.sessions.begin() as db:
        await know_account(event, db)
    return secret


async def signed_in(database: Database, settings: GuardSettings, *grants: Grant, **more: Any) -> dict[str, str]:
    """Return the cookies of somebody who has just signed in."""
    return cookies(settings, await let_in(database, *grants, **more))


def cookies(settings: GuardSettings, secret: str) -> dict[str, str]:
    """Return what the browser keeps of a sign-in."""
    cookie = SignInCookie(settings)
    return {cookie.name: cookie.value(secret)}


def header(settings: GuardSettings, secret: str) -> dict[str, str]:
    """Return the same as a request's header."""
    return {"cookie": "; ".join(f"{name}={value}" for name, value in cookies(settings, secret).items())}


def known_by_heart(patch: pytest.MonkeyPatch, callers: Mapping[str, Caller]) -> None:
    """Let services without a database know who comes by which secret."""
    by_digest = {digest_of(secret): caller for secret, caller in callers.items()}

    async def caller_by(_: Any, digest: str) -> Caller | None:
        return by_digest.get(digest)

    patch.setattr(known, "caller_by", caller_by)
