"""Hashes of passwords: argon2id, in threads, few at once; whoever is not known costs the same work."""

import asyncio
from functools import cache
from typing import NamedTuple

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError

from services.access.passwords.domain import as_kept

HASHER = PasswordHasher(time_cost=2, memory_cost=19_456, parallelism=1)  # OWASP's; in KiB
OF_NOBODY = "$argon2id$v=19$m=19456,t=2,p=1"  # of what nobody knows
OF_NOBODY += "$FRfR34G1RfUQTST3eVTSaA$dbxSMli3y+toW4UAD/OXbrhCsKsuLA4zb2/Tc4DbLN0"
AT_ONCE = 4  # each takes a core for some 50 ms, and 19 MiB


class Looked(NamedTuple):
    """How it went; `renewed` is the hash by today's parameters where the one that is kept was made by older ones."""

    fits: bool
    renewed: str | None = None


@cache
def gate() -> asyncio.Semaphore:
    """Return what lets a few in at once: many who sign in together wait here, and hold no connection meanwhile."""
    return asyncio.Semaphore(AT_ONCE)


async def hashed(password: str) -> str:
    """Return what is kept of it."""
    async with gate():
        return await asyncio.to_thread(HASHER.hash, as_kept(password))


async def looked_at(kept: str | None, password: str) -> Looked:
    """Say whether it is the password of which this hash is kept; without one, no, after the same work."""
    return await asyncio.to_thread(_look, kept, as_kept(password))


def _look(kept: str | None, password: str) -> Looked:
    try:
        HASHER.verify(kept or OF_NOBODY, password)
    except (VerifyMismatchError, InvalidHashError):
        return Looked(fits=False)
    if kept is None:
        return Looked(fits=False)
    return Looked(fits=True, renewed=HASHER.hash(password) if HASHER.check_needs_rehash(kept) else None)
