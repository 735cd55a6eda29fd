"""Accounts of staff and what each was granted; their names and addresses stand here and nowhere else."""

from collections.abc import Collection, Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import ARRAY, Uuid
from sqlmodel import Field, col, or_, select
from sqlmodel.ext.asyncio.session import AsyncSession

from services.access.tables import UTC_TIME, Table
from shared.access import roles
from shared.kernel.database import run


class Account(Table, table=True):
    """A person of the office, or somebody invited who has not come yet."""

    id: UUID = Field(primary_key=True)
    email: str = Field(unique=True, description="as shared.country.mail_address writes it")
    name: str
    language: str
    password_hash: str | None = Field(default=None, description="none before the invitation was taken up")
    password_changed_at: datetime | None = Field(default=None, sa_type=UTC_TIME)
    totp_secret: bytes | None = Field(default=None, description="sealed; none without a second factor")
    totp_last_step: int = Field(default=0, description="a code of this step of 30 s or an older one opens nothing")
    signed_in_at: datetime | None = Field(default=None, sa_type=UTC_TIME)
    ended_at: datetime | None = Field(default=None, sa_type=UTC_TIME)
    version: int = 0

    @property
    def has_second_factor(self) -> bool:
        """Say whether a second factor is asked for."""
        return self.totp_secret is not None


class Granted(Table, table=True):
    """A role that somebody was given, for how long, by whom and why; it stays as a record when it has ended."""

    id: UUID = Field(primary_key=True)
    account_id: UUID = Field(foreign_key="account.id", index=True)
    role: str
    region: str | None = None
    organisation_id: UUID | None = None
    session_ids: list[UUID] = Field(default_factory=list, sa_type=ARRAY(Uuid))
    given_by: UUID | None = Field(default=None, description="an account; none where the operator did")
    given_at: datetime = Field(sa_type=UTC_TIME)
    ends_at: datetime | None = Field(default=None, sa_type=UTC_TIME)
    reason: str

    @property
    def look_id(self) -> UUID | None:
        """Return under which id services name a look, so that its reason is found here."""
        return self.id if self.role == roles.LOOKER else None


async def account_by(db: AsyncSession, email: str) -> Account | None:
    """Return whose address it is."""
    return (await db.exec(select(Account).where(Account.email == email))).one_or_none()


async def grants_of(db: AsyncSession, account_id: UUID, now: datetime) -> Sequence[Granted]:
    """Return what the account is granted that has not ended, the oldest first."""
    lasting = or_(col(Granted.ends_at).is_(None), col(Granted.ends_at) > now)
    query = select(Granted).where(Granted.account_id == account_id, lasting)
    return (await db.exec(query.order_by(col(Granted.given_at), col(Granted.id)))).all()


async def grants_ever(db: AsyncSession, account_id: UUID) -> Sequence[Granted]:
    """Return what the account was ever granted, the newest first."""
    query = select(Granted).where(Granted.account_id == account_id)
    return (await db.exec(query.order_by(col(Granted.given_at).desc(), col(Granted.id)))).all()


async def accounts_by_name(db: AsyncSession) -> Sequence[Account]:
    """Return every account."""
    return (await db.exec(select(Account).order_by(col(Account.name), col(Account.id)))).all()


async def grants_by_account(db: AsyncSession, now: datetime) -> dict[UUID, list[Granted]]:
    """Return what each account is granted that has not ended."""
    lasting = or_(col(Granted.ends_at).is_(None), col(Granted.ends_at) > now)
    found: dict[UUID, list[Granted]] = {}
    for granted in await db.exec(select(Granted).where(lasting).order_by(col(Granted.given_at), col(Granted.id))):
        found.setdefault(granted.account_id, []).append(granted)
    return found


async def one_change_of_administrators_at_a_time(db: AsyncSession) -> None:
    """Let one after the other go, so that two who end each other are not both the last but one."""
    await run(db, "select pg_advisory_xact_lock(hashtextextended('administrators', 0))")


# Who can come by a password, and has the role for good: an invitation that nobody has taken up administers nothing.
HAVING = """
select distinct account.id from account join granted on granted.account_id = account.id
where account.ended_at is null and account.password_hash is not null
  and granted.role = :role and granted.ends_at is null and granted.id <> all(:but)
"""


async def having_for_good(db: AsyncSession, role: str, but: Collection[UUID] = ()) -> set[UUID]:
    """Return the accounts in use that have the role without an end, grants `but` these."""
    return set((await run(db, HAVING, role=role, but=list(but))).scalars())


INVITED = """
select account.id from account join granted on granted.account_id = account.id
where account.email = :email and account.ended_at is null and account.password_hash is null
  and granted.role = :role and granted.ends_at is null
"""


async def invited_with(db: AsyncSession, email: str, role: str) -> UUID | None:
    """Return whose address it is, if that person was invited with the role and has not come yet."""
    found: UUID | None = (await run(db, INVITED, email=email, role=role)).scalars().first()
    return found


NOBODY = "\u2013"  # a dash
OVER = "ended_at < cast(:now as timestamptz) - make_interval(months => cast(:months as int))"
# The address is none that anybody could have: RFC 2606 keeps “invalid” for that.
FORGET = (
    f"delete from passkey where account_id in (select id from account where {OVER})",
    f"delete from identity where account_id in (select id from account where {OVER})",
    f"delete from recovery_code where account_id in (select id from account where {OVER})",
    f"""update account
           set email = id || '@forgotten.invalid', name = '{NOBODY}', password_hash = null, totp_secret = null
         where {OVER} and name <> '{NOBODY}'""",
)


async def forget_ended(db: AsyncSession, now: datetime, months: int) -> None:
    """Take name, e-mail and ways in from accounts that ended so many months ago."""
    for statement in FORGET:
        await run(db, statement, now=now, months=months)
