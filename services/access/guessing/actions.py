"""Actions on guesses. Each attempt is counted before it is looked at, and forgotten again when it was right."""

from uuid import UUID

from sqlmodel.ext.asyncio.session import AsyncSession

from services.access.guessing import domain, storage
from services.access.guessing.domain import WITHIN, Whose
from services.access.guessing.storage import Guess
from shared.kernel import clock
from shared.kernel.clock import machine_now


async def check(db: AsyncSession, whose: Whose) -> None:
    """Raise TooManyGuesses."""
    now = machine_now()
    domain.check(whose, await storage.attempts(db, whose.hashed, now - WITHIN), now)


async def count(db: AsyncSession, whose: Whose) -> UUID:
    """Count an attempt, which must be committed before it is looked at. Raises TooManyGuesses."""
    await storage.one_at_a_time(db, whose.hashed)
    await check(db, whose)
    return await note(db, whose)


async def note(db: AsyncSession, whose: Whose) -> UUID:
    """Keep an attempt for as long as it counts."""
    await storage.forget_old(db, machine_now() - WITHIN)
    guess = Guess(id=clock.new_id(db), whose=whose.hashed, at=machine_now())
    db.add(guess)
    return guess.id


async def was_right(db: AsyncSession, guess_id: UUID) -> None:
    """Count it no more: it was no guess."""
    await storage.forget(db, guess_id)
