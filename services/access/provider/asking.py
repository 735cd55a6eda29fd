"""Asking: what we ask a provider over the network has deadlines, and no answer of it is taken without an end."""

import asyncio
import ssl
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx2
import structlog
from authlib.integrations.base_client import InvalidTokenError
from authlib.integrations.httpx_client import AsyncOAuth2Client
from pydantic import JsonValue, TypeAdapter, ValidationError

from services.access.provider.domain import ProviderAway

WITHIN_S = 10.0  # one answer, all of it
LONGEST = 256 * 1024  # bytes: keys and a token have some thousands
OUTAGE_FROM = 500
OBJECT: TypeAdapter[dict[str, JsonValue]] = TypeAdapter(dict[str, JsonValue])
log = structlog.get_logger()


class Bounded(httpx2.AsyncHTTPTransport):
    """Takes answers that are not packed, and short enough. Raises httpx2.ReadError."""

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        """Return the whole answer."""
        request.headers["accept-encoding"] = "identity"
        answer = await super().handle_async_request(request)
        try:
            return httpx2.Response(answer.status_code, headers=answer.headers, content=await _whole(answer))
        finally:
            await answer.aclose()


async def _whole(answer: httpx2.Response) -> bytes:
    if "content-encoding" in answer.headers:
        raise httpx2.ReadError("packed")
    body = bytearray()
    async for part in answer.aiter_raw():
        body += part
        if len(body) > LONGEST:
            raise httpx2.ReadError("too long")
    return bytes(body)


@asynccontextmanager
async def asking(trust: ssl.SSLContext, **client: Any) -> AsyncIterator[AsyncOAuth2Client]:
    """A client for one question, which follows nobody elsewhere. Raises ProviderAway for what comes of it."""
    transport = Bounded(verify=trust, trust_env=False)
    try:
        async with (
            asyncio.timeout(WITHIN_S),
            AsyncOAuth2Client(transport=transport, timeout=WITHIN_S, trust_env=False, leeway=0, **client) as asked,
        ):
            yield asked
    except (httpx2.HTTPError, httpx2.InvalidURL, InvalidTokenError, TimeoutError) as error:
        log.warning("provider.away", error=_name(error))
        raise ProviderAway from None


def _name(error: BaseException) -> str:
    """Return what it is called: a certificate that is not trusted by its own name, and not as no connection."""
    before: BaseException | None = error
    while before and not isinstance(before, ssl.SSLCertVerificationError):
        before = before.__cause__ or before.__context__
    return type(before or error).__name__


async def json_at(url: str, trust: ssl.SSLContext, token: dict[str, Any] | None = None) -> dict[str, JsonValue]:
    """Return what the provider has there. Raises ProviderAway."""
    async with asking(trust, token=token) as asked:
        answer = await asked.request("GET", url, withhold_token=token is None)
        answer.raise_for_status()
    try:
        return OBJECT.validate_json(answer.content)
    except ValidationError:
        raise ProviderAway from None
