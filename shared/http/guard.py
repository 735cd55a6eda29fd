"""The guard of every service until accounts exist: whose Host, whose Origin, whose token, and a body that is whole."""

import hmac
import secrets
from collections.abc import Mapping
from urllib.parse import urlsplit
from uuid import UUID, uuid4

import structlog
from fastapi import Request
from itsdangerous import BadSignature, TimestampSigner
from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.requests import cookie_parser
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from shared.http import bodies
from shared.http.limits import Limits
from shared.http.problems import failed, problem
from shared.http.settings import GuardSettings

COOKIE = "takwin"
COOKIE_S = 12 * 3600
MAX_BODY = 1024 * 1024  # bytes; where files are taken, Service.uploads says more
SAFE = {"GET", "HEAD", "OPTIONS"}


def new_cookie(secret: str) -> str:
    """Return the value of the cookie that the one-time link gives: a signed random name, no person."""
    return TimestampSigner(secret, salt="console").sign(f"console:{secrets.token_hex(8)}").decode()


class Guard:
    """Refuses foreign hosts and origins, and says in `request.state.caller` who calls."""

    def __init__(self, app: ASGIApp, settings: GuardSettings, uploads: Mapping[str, int] | None = None) -> None:
        self.app = app
        self._uploads = uploads or {}
        self._limits = Limits(settings)
        self._signer = TimestampSigner(settings.secret.get_secret_value(), salt="console")
        self._tokens = {name: token.get_secret_value() for name, token in settings.tokens.items()}
        named = urlsplit(settings.origin)
        names = {"127.0.0.1", "localhost", named.hostname}
        self._hosts = {f"{name}:{named.port}" if named.port else str(name) for name in names}
        self._inner = {settings.inner_host} - {""}
        self._origins = {f"{urlsplit(settings.origin).scheme}://{host}" for host in self._hosts}

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let an HTTP request in, or answer it here."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        request_id = _request_id(headers)
        scope.setdefault("state", {}).update(request_id=request_id, caller=self._caller(headers), limits=self._limits)
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request_id=str(request_id))
        try:
            self._limits.take(scope)
            receive = await self._with_body(scope, headers, receive)
        except HTTPException as refused:
            answer = problem(Request(scope), refused.status_code)
            answer.headers.update(refused.headers or {})
            await answer(scope, receive, send)
        except bodies.GoneAway:
            return
        else:
            await _answered(self.app, scope, receive, _with_header(send, "x-request-id", str(request_id)))

    async def _with_body(self, scope: Scope, headers: Headers, receive: Receive) -> Receive:
        """Know who calls before a body is read, and have it whole before anything is done. Raises HTTPException.

        What is only asked for needs no body: one that is promised is not waited for.
        """
        limit = self._uploads.get(scope["path"], MAX_BODY)
        if refused := self._refused(scope["method"], headers, limit):
            raise HTTPException(refused)
        if scope["method"] in SAFE:
            return bodies.again(bodies.NONE, receive)
        if scope["state"]["caller"] is None:
            raise HTTPException(401)
        return bodies.again(await bodies.whole(receive, limit), receive)

    def _refused(self, method: str, headers: Headers, limit: int) -> int | None:
        if headers.get("host") not in self._hosts | self._inner:
            return 421
        origin = headers.get("origin")
        foreign = origin is not None and origin not in self._origins
        by_cookie = "authorization" not in headers and method not in SAFE
        if foreign or (by_cookie and headers.get("sec-fetch-site", "same-origin") not in {"same-origin", "none"}):
            return 403
        length = headers.get("content-length", "0")
        if not length.isdecimal():
            return 400
        return 413 if int(length) > limit else None

    def _caller(self, headers: Headers) -> str | None:
        scheme, _, token = headers.get("authorization", "").partition(" ")
        if scheme.lower() == "bearer":
            return self._by_token(token)
        return self._by_cookie(cookie_parser(headers.get("cookie", "")))

    def _by_token(self, token: str) -> str | None:
        return next(
            (n for n, known in self._tokens.items() if hmac.compare_digest(known.encode(), token.encode())), None
        )

    def _by_cookie(self, cookies: Mapping[str, str]) -> str | None:
        try:
            return self._signer.unsign(cookies.get(COOKIE, ""), max_age=COOKIE_S).decode()
        except BadSignature:
            return None


def _request_id(headers: Headers) -> UUID:
    try:
        return UUID(headers.get("x-request-id", ""))
    except ValueError:
        return uuid4()


async def _answered(app: ASGIApp, scope: Scope, receive: Receive, send: Send) -> None:
    """Answer a fault of ours here: one that reached the server would cut the connection under the next request."""
    begun = False

    async def send_noted(message: Message) -> None:
        nonlocal begun
        begun = True
        await send(message)

    try:
        await app(scope, receive, send_noted)
    except Exception as error:
        if begun:
            raise
        answer = await failed(Request(scope), error)
        await answer(scope, receive, send)


def _with_header(send: Send, name: str, value: str) -> Send:
    async def send_with(message: Message) -> None:
        if message["type"] == "http.response.start":
            MutableHeaders(scope=message)[name] = value
        await send(message)

    return send_with
