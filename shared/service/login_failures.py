"""Login failures: a server is there and lets us not in; no outage that passes, no fault that a restart cures."""

import ssl
from dataclasses import dataclass
from urllib.parse import urlsplit

import asyncpg
from aiokafka.errors import AuthenticationFailedError, GroupAuthorizationFailedError, TopicAuthorizationFailedError
from sqlalchemy import exc

KAFKA = (AuthenticationFailedError, GroupAuthorizationFailedError, TopicAuthorizationFailedError)
SECRET = "takwin_database_url"  # noqa: S105 - the name of a secret, as Compose mounts it
DATABASE = {
    "28P01": "password: the database does not take the one in deploy/secrets/{role}. Put back the one it began with, "
    "or let it take this: alter role {role} password",
    "28000": "role: the database knows no role {role}, or does not let it in from here. Make it anew, or restore",
    "3D000": "database: there is no database {database}. Make it anew, or restore",
    "42501": "rights: the role {role} may not do this in the database {database}. Make it the owner",
}
UNKNOWN_SERVER = (
    "certificate: the database does not show one that sslrootcert has signed for its name. Look at both in the address"
)


@dataclass(frozen=True)
class Refusal:
    """Who refuses, and what to do about it; neither holds a secret."""

    where: str
    reason: str


def refusal_of(error: BaseException, database_url: str) -> Refusal | None:
    """Return what a person must put right, or None where it is something else."""
    if isinstance(error, KAFKA):
        return Refusal("kafka", f"Kafka does not let us in: {type(error).__name__}. Look at its listeners and rights")
    if isinstance(error, ssl.SSLCertVerificationError):
        return Refusal(f"the database, told by {SECRET}", UNKNOWN_SERVER)
    cause = (error.orig and error.orig.__cause__) or error.orig if isinstance(error, exc.DBAPIError) else error
    told = DATABASE.get(str(cause.sqlstate)) if isinstance(cause, asyncpg.PostgresError) else None
    if told is None:
        return None
    url = urlsplit(database_url)
    names = {"role": url.username or "", "database": url.path.lstrip("/")}
    return Refusal(f"{names['database']}, told by {SECRET}", told.format(**names))
