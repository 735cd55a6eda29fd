"""Idempotency: a request or form sent twice acts once. Only the status and ids are kept, scoped to the caller."""

import hmac
import re
from datetime import datetime
from typing import Annotated
from uuid import UUID, uuid4

from fastapi import Depends, Header, Request
from fastapi.responses import JSONResponse, RedirectResponse
from pydantic import BaseModel
from sqlalchemy import DateTime, func
from sqlalchemy.dialects.postgresql import insert
from sqlmodel import Field
from sqlmodel.ext.asyncio.session import AsyncSession

from shared.access.audit import concern
from shared.fast import fetch_fast
from shared.http.access import Db
from shared.http.answers import ANSWER, Answer
from shared.kernel.database import KernelTable, run
from shared.refusals import Invalid

KEPT_HOURS = 48
SEE_OTHER = 303
TOKEN = re.compile(r"[0-9a-f]{32}")
Key = Annotated[str | None, Header(min_length=1, max_length=255)]


class Receipt(BaseModel):
    """What every command answers: the id of what it is about and the state that is in now."""

    id: UUID
    state: str


class Answered(KernelTable, table=True):
    """A request that was carried out, and what it was answered."""

    __tablename__ = "idempotency"

    caller: str = Field(primary_key=True)
    key: str = Field(primary_key=True)
    fingerprint: bytes = Field(description="keyed hash of method, path and body")
    status: int | None = None
    resource_id: UUID | None = None
    state: str | None = Field(default=None, description="the state; of a page, where it sent the browser")
    answered_at: datetime = Field(sa_type=DateTime(timezone=True), sa_column_kwargs={"server_default": func.now()})


class KeyReused(Invalid):
    """This Idempotency-Key was used for another request."""


class Replayed(Exception):
    """The request was carried out before; this is what it was answered."""

    def __init__(self, status: int, receipt: Receipt) -> None:
        self.status = status
        self.receipt = receipt
        super().__init__("replayed")


class Once:
    """Keeps the receipt of this request in its transaction, where the caller gave it a key."""

    def __init__(self, db: AsyncSession, status: int, claimed: tuple[str, str] | None = None) -> None:
        self._db = db
        self._status = status
        self._claimed = claimed

    async def __call__(self, receipt: Receipt) -> Receipt:
        """Remember what this request is answered, and that it is about that."""
        concern(self._db, [receipt.id])
        if self._claimed is not None:
            self._db.info[ANSWER] = Answer(*self._claimed, self._status, receipt.id, receipt.state)
        return receipt


CLAIM = """
insert into idempotency (caller, key, fingerprint) values (:caller, :key, :fingerprint)
on conflict do nothing returning key"""


async def once(request: Request, db: Db, idempotency_key: Key = None) -> Once:
    """Let the request through the first time. Raises Replayed the second time, KeyReused for another request."""
    status = status_of(request)
    if idempotency_key is None:
        return Once(db, status)
    claimed, fingerprint = (request.state.caller.name, idempotency_key), await fingerprint_of(request)
    if not await fetch_fast(db, CLAIM, caller=claimed[0], key=claimed[1], fingerprint=fingerprint):
        _replay(await db.get_one(Answered, claimed), fingerprint)
    return Once(db, status, claimed)


def _replay(row: Answered, fingerprint: bytes) -> None:
    """Raises Replayed, or KeyReused for another request."""
    if not hmac.compare_digest(row.fingerprint, fingerprint):
        raise KeyReused("Idempotency-Key")
    if row.status is not None and row.resource_id is not None:
        raise Replayed(row.status, Receipt(id=row.resource_id, state=row.state or ""))


def status_of(request: Request) -> int:
    """Return what the route answers where all is well."""
    return getattr(request.scope.get("route"), "status_code", None) or 200


async def fingerprint_of(request: Request) -> bytes:
    """Return what tells this request from another under the same key."""
    where = f"{request.method} {request.url.path}?{request.url.query}"
    return _keyed_hash(request, b"\n".join([where.encode(), await request.body()]))


def _keyed_hash(request: Request, said: bytes) -> bytes:
    """Return a hash with our secret in it: a plain one of a form with a phone number in it could be guessed."""
    secret: str = request.app.state.settings.secret.get_secret_value()
    return hmac.digest(secret.encode(), said, "sha256")


async def replayed(_: Request, answer: Replayed) -> JSONResponse:
    """Answer as the first time."""
    body = answer.receipt.model_dump(mode="json")
    return JSONResponse(body, answer.status, {"idempotency-replayed": "true"})


class DoneBefore(Exception):
    """This form was sent before, by a second click or by going back; `path` is where it led."""

    def __init__(self, path: str) -> None:
        self.path = path
        super().__init__("done before")


class Token:
    """The one-time token of a form that adds something: sent as it is, however often, it adds once.

    Typed over after going back, it is another form: what it says belongs to the key.
    """

    def __init__(self, request: Request, token: str, said: bytes) -> None:
        self._caller = request.state.caller.name
        self._key = f"page {request.url.path} {token} {_keyed_hash(request, said).hex()}"

    async def claim(self, db: AsyncSession) -> Answered:
        """Let the first through; whoever comes at the same time waits. Raises DoneBefore."""
        new = insert(Answered).values(caller=self._caller, key=self._key, fingerprint=b"")
        first = (await db.exec(new.on_conflict_do_nothing())).rowcount
        row = await db.get_one(Answered, (self._caller, self._key))
        if not first:
            raise DoneBefore(row.state or "")
        return row


def new_token() -> str:
    """Return a token for a form that is about to be shown."""
    return uuid4().hex


async def done_before(_: Request, answer: DoneBefore) -> RedirectResponse:
    """Lead to where the form led the first time."""
    return RedirectResponse(answer.path, SEE_OTHER, {"cache-control": "no-store"})


async def forget_old(db: AsyncSession) -> None:
    """Drop answers older than KEPT_HOURS."""
    await run(
        db, "delete from idempotency where answered_at < now() - make_interval(hours => :hours)", hours=KEPT_HOURS
    )


OncePerKey = Annotated[Once, Depends(once)]
