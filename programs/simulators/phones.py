"""The demonstration's phones, behind an HTTP SMS gateway; services/notifications/channels/sms.py has the contract.

Usage: python -m programs.simulators.phones --port N --ledger FILE --keys FILE. Port 0 takes a free one, printed as a
line of JSON. A message is in the ledger, on disk, before its sender is answered, so a reference is sent once whatever
is killed. SIGTERM ends it.
"""

import asyncio
import hmac
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from programs.simulators import GATEWAY_PATH
from programs.simulators.ledger import Ledger
from programs.simulators.newest_messages import Shown
from programs.simulators.serving import announce, command_line, ending, keys, page


class Sms(BaseModel):
    """What a sender hands over."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True, strict=True)

    reference: Annotated[str, Field(pattern=r"^[A-Za-z0-9-]{1,64}$")]
    to: Annotated[str, Field(pattern=r"^\+[1-9]\d{7,14}$")]
    text: Annotated[str, Field(min_length=1, max_length=1600)]
    language: Literal["fr", "ar"]
    template: Annotated[str, Field(pattern=r"^[a-z.-]{1,60}$")]
    parts: Annotated[int, Field(ge=1, le=10)]


class Phones:
    """Takes each reference once, and remembers over a restart which it has taken."""

    def __init__(self, ledger: Ledger, shown: Shown, token: str) -> None:
        self._ledger = ledger
        self._shown = shown
        self._token = token
        self._ids = {line["reference"]: str(number) for number, line in enumerate(ledger.lines, 1)}

    @property
    def routes(self) -> list[Route]:
        """The gateway's two routes."""
        return [
            Route(GATEWAY_PATH, self.take, methods=["POST"]),
            Route(GATEWAY_PATH + "/{reference}", self.tell, methods=["GET"]),
        ]

    async def take(self, request: Request) -> Response:
        """Write the message down and let the phone ring; a reference that is known does neither."""
        if not self._is_known(request):
            return Response(status_code=401)
        try:
            sms = Sms.model_validate_json(await request.body())
        except ValidationError:
            return JSONResponse({"reason": "not-as-agreed"}, 422)
        if sms.reference in self._ids:
            return JSONResponse({"id": self._ids[sms.reference]})
        self._ledger.add({"channel": "sms", **sms.model_dump(exclude={"to", "text"})})
        self._ids[sms.reference] = str(len(self._ledger.lines))
        self._shown.add(sms.model_dump(exclude={"reference"}))
        return JSONResponse({"id": self._ids[sms.reference]}, 202)

    async def tell(self, request: Request) -> Response:
        """Say whether a reference was taken."""
        if not self._is_known(request):
            return Response(status_code=401)
        if request.path_params["reference"] not in self._ids:
            return Response(status_code=404)
        return JSONResponse({"state": "taken"})

    def _is_known(self, request: Request) -> bool:
        scheme, _, token = request.headers.get("authorization", "").partition(" ")
        return scheme.lower() == "bearer" and hmac.compare_digest(token.encode(), self._token.encode())


async def main() -> None:
    """Read the command line and serve until SIGTERM or SIGINT."""
    words = command_line("The demonstration's phones.").parse_args()
    ended, secrets = ending(), keys(words.keys)
    shown = Shown(secrets.get("outside", ""))
    with Ledger(words.ledger) as ledger:
        phones = Phones(ledger, shown, secrets["sms"])
        server, work, port = await page([*phones.routes, shown.route], words.host, words.port)
        announce(port=port)
        await ended.wait()
        server.should_exit = True
        await work


if __name__ == "__main__":
    asyncio.run(main())
