"""Actions on identities: somebody invited is linked at her first sign-in, and known by the subject from then on."""

import structlog
from sqlmodel.ext.asyncio.session import AsyncSession

from services.access.people.storage import Account, account_by
from services.access.provider.domain import EmailUnproven, IdentityTaken, NotInvited, Told
from services.access.provider.storage import Identity
from services.access.signing_in.actions import as_kept
from services.access.tables import lock
from shared.kernel.clock import machine_now
from shared.rows import insert

log = structlog.get_logger()


async def whose(db: AsyncSession, told: Told) -> Account:
    """Return the account of whoever signed in at the provider. Raises EmailUnproven, IdentityTaken, NotInvited."""
    identity = await db.get(Identity, (told.issuer, told.subject))
    if identity is None:
        return await _linked(db, told)
    account = await lock(db, Account, identity.account_id)
    return _open(account)


async def _linked(db: AsyncSession, told: Told) -> Account:
    """Link the account with the address, which the provider has checked; never one that has another identity there."""
    if not (told.email and told.email_verified):
        log.info("sign_in.refused", reason="email_unproven")
        raise EmailUnproven
    found = await account_by(db, as_kept(told.email))
    account = _open(await lock(db, Account, found.id) if found else None)
    row = Identity(issuer=told.issuer, subject=told.subject, account_id=account.id, linked_at=machine_now())
    await insert(db, row, {"uq_identity_account_id_issuer": IdentityTaken()})
    log.info("identity.linked", account_id=account.id)
    return account


def _open(account: Account | None) -> Account:
    if account is None:
        log.info("sign_in.refused", reason="not_invited")
        raise NotInvited
    if account.ended_at is not None:
        log.info("sign_in.refused", reason="account_ended", account_id=account.id)
        raise NotInvited
    return account
