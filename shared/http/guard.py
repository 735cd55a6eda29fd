"""The guard of every service: whose Host, whose Origin, whose key, and a body that is whole."""

from collections.abc import Collection, Mapping
from urllib.parse import urlsplit
from uuid import UUID, uuid4

import structlog
from fastapi import Request, Response
from starlette.datastructures import Headers, MutableHeaders
from starlette.exceptions import HTTPException
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from shared.http import bodies
from shared.http.credentials import Credential, Credentials
from shared.http.limits import Limits
from shared.http.problems import failed, problem, signed_out
from shared.http.settings import GuardSettings
from shared.http.strict import strictly
from shared.kernel.database import DATABASE_ERRORS

MAX_BODY = 1024 * 1024  # bytes; where files are taken, Service.uploads says more
SAFE = {"GET", "HEAD", "OPTIONS"}
OURS = {"same-origin", "none"}  # Sec-Fetch-Site of our own pages, and of what somebody typed


class Guard:
    """Refuses foreign hosts and origins, and says in `request.state.caller` who calls.

    At `open_paths`, and below those that end with a slash, nobody in particular may send something: to sign in.
    """

    def __init__(
        self,
        app: ASGIApp,
        settings: GuardSettings,
        uploads: Mapping[str, int] | None = None,
        open_paths: Collection[str] = (),
        *,
        keeps_accounts: bool = True,
    ) -> None:
        self.app = app
        self._uploads = uploads or {}
        self._open = frozenset(open_paths)
        self._limits = Limits(settings)
        self._credentials = Credentials(settings, keeps_accounts=keeps_accounts)
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
        send = strictly(send, request_id)
        scope.setdefault("state", {}).update(request_id=request_id, caller=None, limits=self._limits)
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request_id=str(request_id))
        try:
            credential = await self._known(scope, headers)
            receive = await self._with_body(scope, headers, receive)
        except HTTPException as refused:
            answer = await self._refusal(scope, receive, refused)
            await answer(scope, receive, send)
        except bodies.GoneAway:
            return
        except DATABASE_ERRORS as error:  # nobody is let in while it cannot be said who it is
            answer = await failed(Request(scope), error)
            await answer(scope, receive, send)
        else:
            await _answered(self.app, scope, receive, _renewing(send, credential.sealed))

    async def _refusal(self, scope: Scope, receive: Receive, refused: HTTPException) -> Response:
        """Return the answer; whoever has to sign in again gets back what was typed."""
        request = Request(scope)
        if refused.status_code == 401:  # noqa: PLR2004 - HTTP's own number
            return await signed_out(request, receive)
        answer = problem(request, refused.status_code)
        answer.headers.update(refused.headers or {})
        return answer

    async def _known(self, scope: Scope, headers: Headers) -> Credential:
        """Know who calls, and whether the browser was sent by another site. Raises HTTPException."""
        if headers.get("host") not in self._hosts | self._inner:
            raise HTTPException(421)
        credential = await self._credentials.of(scope, headers)
        scope["state"]["caller"] = credential.caller
        self._limits.take(scope)
        if credential.by != "bearer" and self._is_foreign(scope, headers):
            raise HTTPException(403)
        return credential

    def _is_foreign(self, scope: Scope, headers: Headers) -> bool:
        """Say whether a page of another site may have sent the browser; a program sends no cookie by itself."""
        origin, site = headers.get("origin"), headers.get("sec-fetch-site")
        if origin is not None and origin not in self._origins:
            return True
        if scope["method"] in SAFE:
            return False
        if origin is None and site is None:
            return scope["state"]["caller"] is not None or self._is_open(scope["path"])
        return site is not None and site not in OURS

    async def _with_body(self, scope: Scope, headers: Headers, receive: Receive) -> Receive:
        """Know who calls before a body is read, and have it whole before anything is done. Raises HTTPException.

        What is only asked for needs no body: one that is promised is not waited for.
        """
        limit = self._uploads.get(scope["path"], MAX_BODY)
        if refused := _refused(headers, limit):
            raise HTTPException(refused)
        if scope["method"] in SAFE:
            return bodies.again(bodies.NONE, receive)
        if scope["state"]["caller"] is None and not self._is_open(scope["path"]):
            raise HTTPException(401)
        return bodies.again(await bodies.whole(receive, limit), receive)

    def _is_open(self, path: str) -> bool:
        return path in self._open or any(it.endswith("/") and path.startswith(it) for it in self._open)


def _refused(headers: Headers, limit: int) -> int | None:
    length = headers.get("content-length", "0")
    if not length.isdecimal():
        return 400
    return 413 if int(length) > limit else None


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


def _renewing(send: Send, sealed: str) -> Send:
    """Renew the cookie where the answer says nothing of it."""

    async def send_renewing(message: Message) -> None:
        if sealed and message["type"] == "http.response.start":
            headers = MutableHeaders(scope=message)
            if not any(it.startswith(sealed.partition("=")[0]) for it in headers.getlist("set-cookie")):
                headers.append("set-cookie", sealed)
        await send(message)

    return send_renewing
