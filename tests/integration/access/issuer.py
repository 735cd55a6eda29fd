"""An issuer of OpenID Connect on real HTTP that lies on demand; it wants PKCE, and takes a code once. Synthetic."""

import asyncio
import base64
import hashlib
import html
import json
import secrets
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

from joserfc import jwt
from joserfc.jwk import OctKey, RSAKey
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.routing import Route

from shared.kernel.clock import machine_now
from shared.service.serving import server
from tests.certificates import Certificates

CLIENT, CLIENT_SECRET = "takwin", "of-the-test"
EMAIL = "salma.exemple@example.org"


def new_key(kid: str) -> RSAKey:
    """Return a key to sign with."""
    return RSAKey.generate_key(2048, {"kid": kid, "use": "sig"}, auto_kid=False)


@dataclass
class Issuer:
    """What it says and how it signs can be changed by a test; `says` adds to claims, and None takes one away."""

    url: str
    says: dict[str, Any] = field(default_factory=dict)
    beside: dict[str, Any] = field(default_factory=dict)  # what userinfo says
    about: dict[str, Any] = field(default_factory=dict)  # what discovery says otherwise
    alg: str = "RS256"
    key: RSAKey = field(default_factory=lambda: new_key("first"))
    shown: list[RSAKey] = field(default_factory=list)
    codes: dict[str, dict[str, str]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)  # paths
    slow_s: float = 0
    status: int = 200
    packed: bool = False
    asks: bool = False  # shows a page of its own first
    padding: str = ""

    @property
    def app(self) -> Starlette:
        """Return it as an app."""
        pages = (self.tell, self.authorize, self.token, self.keys, self.userinfo)
        paths = ("/.well-known/openid-configuration", "/authorize", "/token", "/keys", "/userinfo")
        methods = ["GET", "POST"]
        return Starlette(routes=[Route(at, page, methods=methods) for at, page in zip(paths, pages, strict=True)])

    async def tell(self, request: Request) -> Response:
        """Say where everything is."""
        await asyncio.sleep(self.slow_s)
        at = {"authorization_endpoint": "authorize", "token_endpoint": "token", "jwks_uri": "keys"}
        said = {name: f"{self.url}/{path}" for name, path in at.items()}
        return self._answer(request, {"issuer": self.url, "x": self.padding} | said | self.about)

    async def authorize(self, request: Request) -> Response:
        """Give whoever asks a code: who it is, the test has said."""
        query = dict(request.query_params)
        assert (query["response_type"], query["code_challenge_method"]) == ("code", "S256")
        self.codes[code := secrets.token_urlsafe()] = query
        back = f"{query['redirect_uri']}?{urlencode({'code': code, 'state': query['state']})}"
        if self.asks:
            return HTMLResponse(f'<a href="{html.escape(back)}">Yes, it is me</a>')
        return RedirectResponse(back, 302)

    async def token(self, request: Request) -> Response:
        """Give a token for a code, once, to whoever began."""
        form = await request.form()
        query = self.codes.pop(str(form["code"]), None)
        wanted = f"Basic {base64.b64encode(f'{CLIENT}:{CLIENT_SECRET}'.encode()).decode()}"
        digest = base64.urlsafe_b64encode(hashlib.sha256(str(form["code_verifier"]).encode()).digest())
        fits = query is not None and query["code_challenge"] == digest.rstrip(b"=").decode()
        if query is None or not fits or request.headers["authorization"] != wanted:
            return JSONResponse({"error": "invalid_grant"}, 400)
        token = {"access_token": "of-the-test", "token_type": "Bearer", "expires_in": 60}
        return self._answer(request, token | {"id_token": self.signed(query["nonce"])})

    async def keys(self, request: Request) -> Response:
        """Show its keys."""
        shown = [key.as_dict(private=False) for key in self.shown or [self.key]]
        return self._answer(request, {"keys": [{"kty": "RSA", "use": "enc", "n": "AQ", "e": "AQAB"}, *shown]})

    async def userinfo(self, request: Request) -> Response:
        """Tell of her whose token it is."""
        assert request.headers["authorization"] == "Bearer of-the-test"
        return self._answer(request, self.beside)

    def signed(self, nonce: str) -> str:
        """Return a token, as the test wants it."""
        now = int(machine_now().timestamp())
        about = {"iss": self.url, "aud": CLIENT, "iat": now, "exp": now + 60, "nonce": nonce}
        claims = about | {"sub": "1234", "email": EMAIL, "email_verified": True} | self.says
        claims = {name: value for name, value in claims.items() if value is not None}
        if self.alg == "none":
            return f"{_as_text({'alg': 'none'})}.{_as_text(claims)}."
        key = OctKey.import_key(CLIENT_SECRET * 4) if self.alg == "HS256" else self.key
        return jwt.encode({"alg": self.alg, "kid": self.key.kid}, claims, key)

    def _answer(self, request: Request, said: dict[str, Any]) -> Response:
        self.asked.append(request.url.path)
        return JSONResponse(said, self.status, {"content-encoding": "gzip"} if self.packed else None)


def _as_text(said: dict[str, Any]) -> str:
    return base64.urlsafe_b64encode(json.dumps(said).encode()).rstrip(b"=").decode()


@asynccontextmanager
async def issuing(shown: Certificates | None = None) -> AsyncIterator[Issuer]:
    """Run one on a free port until the block ends; with certificates by HTTPS, as localhost."""
    with socket.create_server(("127.0.0.1", 0)) as listening:  # whoever asks before it serves has to wait, no more
        where = "https://localhost" if shown else "http://127.0.0.1"
        issuer = Issuer(f"{where}:{listening.getsockname()[1]}")
        running = server(issuer.app, "127.0.0.1", 0)
        running.config.ssl_certfile = shown.server if shown else None
        serving = asyncio.create_task(running.serve(sockets=[listening]))
        try:
            yield issuer
        finally:  # a test that fails takes no other with it
            running.should_exit = True
            await serving
