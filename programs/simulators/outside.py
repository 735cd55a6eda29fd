"""The outer world of a demonstration as a page: what the phones show and what lies in the mailbox."""

import asyncio
from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import httpx2
from fastapi import APIRouter, Request
from fastapi.responses import FileResponse, HTMLResponse
from pydantic import BaseModel, SecretStr

from programs.simulators import KEY_HEADER
from shared.http.access import needs
from shared.web.pages import Pages

HERE = Path(__file__).parent
PAGES = Pages(HERE / "templates")
STYLE = HERE / "assets" / "outside.css"
PATIENCE_S = 5.0

Message = dict[str, Any]


class Simulators(BaseModel):
    """Where the simulators show what they got, and the key to it."""

    mailbox: str
    phones: str
    key: SecretStr

    async def newest(self, place: str) -> list[Message] | None:
        """Return a simulator's messages, the newest first; None while it is away."""
        key = {KEY_HEADER: self.key.get_secret_value()}
        try:
            async with httpx2.AsyncClient(timeout=PATIENCE_S, trust_env=False) as http:
                answer = (await http.get(place, headers=key)).raise_for_status()
        except httpx2.HTTPError:
            return None
        messages: list[Message] = answer.json()
        return messages


def outside(simulators: Simulators) -> APIRouter:
    """Return the page and its style."""
    router = APIRouter(prefix="/outside", include_in_schema=False)

    @router.get("/", dependencies=[needs("outside.read")])
    async def show_outside(request: Request) -> HTMLResponse:
        """Show what people would see."""
        sms, mails = await asyncio.gather(simulators.newest(simulators.phones), simulators.newest(simulators.mailbox))
        phones = None if sms is None else by_phone(sms)
        mails = None if mails is None else [{**mail, "calendar": entry(mail["calendar"])} for mail in mails]
        return PAGES.show(request, "outside.html", phones=phones, sms=len(sms or ()), mails=mails)

    @router.get("/outside.css", dependencies=[needs("outside.read")])
    async def show_style() -> FileResponse:
        """Return what only this page looks like."""
        return FileResponse(
            HERE / "assets" / "outside.css", media_type="text/css", headers={"cache-control": "no-cache"}
        )

    return router


def by_phone(newest_first: Sequence[Message]) -> dict[str, list[Message]]:
    """Return number → its messages as the phone shows them, the oldest first; the phone that rang last leads."""
    phones: dict[str, list[Message]] = {}
    for sms in newest_first:
        phones.setdefault(sms["to"], []).insert(0, sms)
    return phones


def entry(calendar: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """Return a calendar entry with its times as times."""
    if calendar is None:
        return None
    times = {name: datetime.fromisoformat(calendar[name]) for name in ("dtstart", "dtend") if name in calendar}
    return {"dtstart": None, "dtend": None, **calendar, **times}
