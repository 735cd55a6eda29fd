"""Answers of a sign-in: each question of ours is answered once, whoever has copied what was answered."""

from typing import Literal

from sqlalchemy.dialects.postgresql import insert
from sqlmodel.ext.asyncio.session import AsyncSession

from shared.http.idempotency import Answered


async def use_once(db: AsyncSession, kind: Literal["passkey", "provider"], asked: str) -> bool:
    """Say whether nobody has answered the question before; from now on somebody has."""
    used = insert(Answered).values(caller=kind, key=asked, fingerprint=b"")
    return bool((await db.exec(used.on_conflict_do_nothing())).rowcount)
