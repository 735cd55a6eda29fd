"""The link that opens the pages until accounts exist: signed, good for twelve hours, and for one browser."""

import secrets

from fastapi import Response
from fastapi.responses import RedirectResponse
from itsdangerous import BadSignature, TimestampSigner
from sqlalchemy.dialects.postgresql import insert
from sqlmodel.ext.asyncio.session import AsyncSession

from shared.directory import home
from shared.http.guard import COOKIE, COOKIE_S, new_cookie
from shared.http.idempotency import Answered
from shared.http.settings import GuardSettings

GOOD_FOR_S = 12 * 3600  # receipts, which remember that it was used, are kept longer
CALLER = "link"


def opens() -> str:
    """Return the path below which the link leads: the service on which a day begins answers there."""
    return f"{home()}open/"


def new_link(origin: str, secret: str) -> str:
    """Return a link that works once. Whoever knows the secret can make any number; none is kept anywhere."""
    return origin + opens() + _signer(secret).sign(secrets.token_urlsafe(18)).decode()


async def take(db: AsyncSession, settings: GuardSettings, key: str) -> bool:
    """Say whether the key is good; from now on it is not, whoever else brings it at the same time."""
    try:
        name = _signer(settings.secret.get_secret_value()).unsign(key, max_age=GOOD_FOR_S).decode()
    except BadSignature:
        return False
    used = insert(Answered).values(caller=CALLER, key=name, fingerprint=b"")
    return bool((await db.exec(used.on_conflict_do_nothing())).rowcount)


def welcome(settings: GuardSettings) -> Response:
    """Send the browser to the first page, with the cookie that opens all of them."""
    answer = RedirectResponse(home(), 303, {"referrer-policy": "no-referrer", "cache-control": "no-store"})
    cookie = new_cookie(settings.secret.get_secret_value())
    answer.set_cookie(
        COOKIE, cookie, max_age=COOKIE_S, httponly=True, samesite="strict", secure=settings.origin.startswith("https:")
    )
    return answer


def _signer(secret: str) -> TimestampSigner:
    return TimestampSigner(secret, salt="link")
