"""Actions on second factors. Who changes one has shown the present one, and stays signed in by a new secret alone."""

from datetime import datetime
from uuid import UUID

import structlog
from sqlmodel.ext.asyncio.session import AsyncSession

from services.access.factors import domain, storage
from services.access.factors.sealing import Seal
from services.access.factors.storage import RecoveryCode
from services.access.passkeys.storage import forget_passkeys
from services.access.people.storage import Account
from services.access.sessions.actions import end_sessions, open_session
from services.access.sessions.domain import Factor
from services.access.tables import lock
from shared.kernel import clock
from shared.kernel.clock import machine_now

log = structlog.get_logger()


async def show_code(db: AsyncSession, seal: Seal, account: Account, code: str) -> Factor:
    """Take the code of an app, or one from paper, once; return which it was. Raises CodeWrong."""
    factor: Factor = "app" if domain.is_of_an_app(code) else "paper"
    use = _use_code_of_app(db, seal, account, code) if factor == "app" else _use_code_on_paper(db, account, code)
    if not await use:
        log.info("code.refused", account_id=account.id, factor=factor)
        raise domain.CodeWrong("code")
    return factor


async def _use_code_of_app(db: AsyncSession, seal: Seal, account: Account, code: str) -> bool:
    secret = seal.opened(account.totp_secret) if account.totp_secret else ""
    step = domain.step_of(secret, code, machine_now()) if secret else None
    return step is not None and await storage.use_step(db, account.id, step)


async def _use_code_on_paper(db: AsyncSession, account: Account, code: str) -> bool:
    used = await storage.use_code(db, account.id, domain.recovery_hash(account.id, code), machine_now())
    if used:
        log.info("recovery_code.used", account_id=account.id, left=await storage.codes_left(db, account.id))
    return used


async def set_up_app(db: AsyncSession, seal: Seal, account_id: UUID, carried: str, code: str) -> list[str]:
    """Keep the secret of an app that has just shown a code; return ten codes for paper, to be shown once.

    Raises SetUpTooOld, SecondFactorThere, CodeWrong.
    """
    account = await _locked(db, account_id)
    if account.totp_secret is not None:
        raise domain.SecondFactorThere
    secret = seal.from_set_up(account_id, carried)
    step = domain.step_of(secret, code, machine_now())
    if step is None:
        raise domain.CodeWrong("code")
    account.totp_secret, account.totp_last_step = seal.sealed(secret), step
    log.info("second_factor.set_up", account_id=account_id)
    await db.flush()
    return await new_codes(db, account_id)


async def new_codes(db: AsyncSession, account_id: UUID) -> list[str]:
    """Return ten new codes for paper; the ones before them open nothing any more. Raises NoSecondFactor."""
    account = await _locked(db, account_id)
    if not account.has_second_factor:
        raise domain.NoSecondFactor
    await storage.forget_codes(db, account_id)
    codes = domain.new_recovery_codes()
    for code in codes:
        hash_ = domain.recovery_hash(account_id, code)
        db.add(RecoveryCode(id=clock.new_id(db), account_id=account_id, hash=hash_))
    log.info("recovery_codes.made", account_id=account_id)
    return codes


async def remove_factors(db: AsyncSession, account_id: UUID) -> None:
    """Let the password alone open the account, for little. Raises NoSecondFactor."""
    account = await _locked(db, account_id)
    if account.totp_secret is None:
        raise domain.NoSecondFactor
    account.totp_secret = None
    await storage.forget_codes(db, account_id)
    await forget_passkeys(db, account_id)
    log.info("second_factor.removed", account_id=account_id)


async def sign_in_anew(
    db: AsyncSession,
    account_id: UUID,
    device: str,
    *,
    strong: bool,
    factor: Factor,
    proved_at: datetime | None = None,
) -> str:
    """End every session of the person, and begin one by another secret; return it."""
    await end_sessions(db, account_id)
    return await open_session(db, account_id, device, strong=strong, factor=factor, proved_at=proved_at)


async def _locked(db: AsyncSession, account_id: UUID) -> Account:
    account = await lock(db, Account, account_id)
    if account is None:
        raise LookupError("account")
    return account
