"""Actions on passkeys: a device is added, signs somebody in, and is forgotten."""

from uuid import UUID

import structlog
from sqlmodel.ext.asyncio.session import AsyncSession

from services.access.passkeys import domain, storage
from services.access.passkeys.house import House, credential_id
from services.access.passkeys.storage import Passkey
from services.access.people.storage import Account
from services.access.signing_in.storage import use_once
from services.access.tables import lock
from shared.kernel import clock
from shared.kernel.clock import machine_now
from shared.rows import insert

log = structlog.get_logger()


async def add_passkey(
    db: AsyncSession, house: House, account_id: UUID, carried: str, credential: str, *, name: str
) -> None:
    """Keep the key of a device. Raises AppFirst, TooManyPasskeys, PasskeyRefused, PasskeyKnown."""
    account = await lock(db, Account, account_id)
    if account is None or not account.has_second_factor:
        raise domain.AppFirst
    if len(await storage.passkeys_of(db, account_id)) >= domain.MOST:
        raise domain.TooManyPasskeys(most=domain.MOST)
    made = house.added(account_id, carried, credential)
    row = Passkey(
        id=clock.new_id(db),
        account_id=account_id,
        credential_id=made.credential_id,
        public_key=made.credential_public_key,
        sign_count=made.sign_count,
        name=name,
        added_at=machine_now(),
    )
    await insert(db, row, {"uq_passkey_credential_id": domain.PasskeyKnown()})
    log.info("passkey.added", account_id=account_id, passkey_id=row.id)


async def whose(db: AsyncSession, house: House, carried: str, credential: str) -> Account:
    """Return who has shown a device that is known; each challenge is answered once. Raises PasskeyRefused."""
    passkey = None
    try:
        challenge = house.challenge("sign-in", "-", carried)
        passkey = await storage.passkey_by(db, credential_id(credential))
        return await _owner(db, house, challenge, credential, passkey)
    except domain.PasskeyRefused:
        log.info("sign_in.refused", reason="passkey", account_id=passkey.account_id if passkey else None)
        raise


async def _owner(db: AsyncSession, house: House, challenge: str, credential: str, passkey: Passkey | None) -> Account:
    account = await lock(db, Account, passkey.account_id) if passkey else None
    if passkey is None or account is None or account.ended_at is not None or account.password_hash is None:
        raise domain.PasskeyRefused
    passkey.sign_count = house.count(challenge, credential, passkey)
    if not await use_once(db, "passkey", challenge):
        raise domain.PasskeyRefused
    return account
