"""The SMS gateway, and the contract with whoever runs one.

`POST {sms_url}`, `Authorization: Bearer {sms_token}`, JSON
`{"reference": id, "to": "+2126…", "text": "…", "language": "fr" or "ar", "template": kind, "parts": n}`:

- 202 `{"id": …}`: taken. 200 `{"id": …}`: this reference was taken before; it is not sent twice.
- 408, 429, 5xx: not taken now, to be tried again later.
- 401, 403, 404: it does not know us, or this address: nothing was looked at, and everything waits.
- any other 4xx, `{"reason": "bad-number"}`: refused for good; the reason is a word in small letters and hyphens.

`GET {sms_url}/{reference}`: 200 `{"state": "taken"}`, or 404 where no such reference was taken. It is asked after a
crash or a lost answer, and with a reference of zeros to learn whether the gateway is there: no SMS stays ambiguous.
"""

import asyncio
import re
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any
from uuid import UUID

import httpx2

from services.notifications.channels.reasons import why
from services.notifications.queue.domain import CONNECTION_LOST, SENT, TO_BE_ASKED, GatewayAway, Outcome
from services.notifications.settings import NotificationsSettings

NOBODY = UUID(int=0)
TAKEN = {HTTPStatus.OK, HTTPStatus.ACCEPTED}
LATER = {HTTPStatus.REQUEST_TIMEOUT, HTTPStatus.TOO_MANY_REQUESTS}
UNKNOWN_TO_IT = {HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN, HTTPStatus.NOT_FOUND}
REASON = re.compile(r"[a-z]+(-[a-z]+){0,5}")
NEVER_LEFT = (httpx2.ConnectError, httpx2.ConnectTimeout, httpx2.PoolTimeout, httpx2.UnsupportedProtocol)


@dataclass(frozen=True)
class Text:
    """One SMS as the gateway wants it."""

    reference: UUID
    to: str
    text: str
    language: str
    template: str
    parts: int

    def as_json(self) -> dict[str, Any]:
        """Return the body of the request."""
        return {**self.__dict__, "reference": str(self.reference)}


class SmsGateway:
    """Takes a few SMS at once; what it has taken can be asked for."""

    def __init__(self, client: httpx2.AsyncClient, settings: NotificationsSettings, timeout_s: float) -> None:
        self._client = client
        self._url = settings.sms_url.rstrip("/")
        self._headers = {"authorization": f"Bearer {settings.sms_token.get_secret_value()}"}
        self._timeout_s = timeout_s
        self._answered = False
        self._room = asyncio.Semaphore(settings.sms_window)

    async def connect(self) -> None:
        """Make sure that it answers, where the last word was not an answer. Raises GatewayAway."""
        if not self._answered:
            await self.has_taken(NOBODY)

    async def has_taken(self, reference: UUID) -> bool:
        """Say whether the SMS with this reference was taken. Raises GatewayAway."""
        answer = await self._ask(reference)
        if answer.status_code not in {HTTPStatus.OK, HTTPStatus.NOT_FOUND}:
            raise GatewayAway(f"sms-{answer.status_code}")
        self._answered = True
        return answer.status_code == HTTPStatus.OK

    async def hand_over(self, text: Text) -> Outcome:
        """Give the gateway one SMS, as soon as its window has room, and say what has become of it."""
        async with self._room:
            return await self._give(text)

    async def _give(self, text: Text) -> Outcome:
        try:
            answer = await self._client.post(
                self._url, json=text.as_json(), headers=self._headers, timeout=self._timeout_s
            )
        except httpx2.HTTPError as error:
            self._answered = False
            return CONNECTION_LOST if isinstance(error, NEVER_LEFT) else TO_BE_ASKED
        outcome = read(answer.status_code, _reason(answer))
        self._answered = self._answered and outcome.state != "pending"
        return outcome

    async def _ask(self, reference: UUID) -> httpx2.Response:
        try:
            return await self._client.get(f"{self._url}/{reference}", headers=self._headers, timeout=self._timeout_s)
        except (httpx2.HTTPError, httpx2.InvalidURL) as error:
            raise GatewayAway(why(error)) from None

    def close(self) -> None:
        """Forget that it was there."""
        self._answered = False


def read(status: int, reason: str | None) -> Outcome:
    """Read an answer; what makes no sense is asked for again by its reference."""
    if status in TAKEN:
        return SENT
    if status in LATER | UNKNOWN_TO_IT or status >= HTTPStatus.INTERNAL_SERVER_ERROR:
        return Outcome("pending", f"sms-{status}")
    if status >= HTTPStatus.BAD_REQUEST:
        return Outcome("failed", f"sms-{reason or status}")
    return TO_BE_ASKED


def _reason(answer: httpx2.Response) -> str | None:
    """Return the gateway's word for a refusal, if it is no more than a word."""
    try:
        body = answer.json()
    except ValueError:
        return None
    said = body.get("reason") if isinstance(body, dict) else None
    return said if isinstance(said, str) and REASON.fullmatch(said) else None
