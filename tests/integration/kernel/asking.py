"""The sample with doors of its own, asked over HTTP without a port."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Annotated, Any
from uuid import UUID, uuid4

import httpx2
from fastapi import APIRouter, FastAPI, Request
from pydantic import AfterValidator, BaseModel, ConfigDict, Field, SecretStr
from sqlalchemy import text

from shared.events.access import Grant
from shared.http.access import Db, needs
from shared.http.idempotency import OncePerKey, Receipt
from shared.http.problems import InvalidValue
from shared.kernel import outbox
from shared.kernel.database import Database
from shared.refusals import Conflict, Unknown
from shared.service.assembly import build
from shared.service.running import Service
from shared.service.settings import Settings
from tests.accounts import header, let_in
from tests.integration.built import EVERYTHING, TOKEN
from tests.sample import service as sample
from tests.sample.service import Counted, Noted, Said

SECRET = "only-for-tests-" * 4
CANARY = "Amina Canari +212600000042"
NEVER_TWICE = """
create table if not exists only_one (
  one int default 1, constraint one_is_enough unique (one) deferrable initially deferred)"""


class AlreadySaid(Conflict):
    """This does not fit the present state."""


class NothingSaid(Unknown):
    """There is no such thing here."""


class Unexpected(RuntimeError):
    """Nobody has thought of this."""


def not_shouted(words: str) -> str:
    """Refuse what is all in capitals."""
    if words.isupper():
        raise InvalidValue("shouted", "This value is not possible.")
    return words


class Pair(BaseModel):
    """Two things of which something is to be said, in this order."""

    first: UUID
    second: UUID


class Words(BaseModel):
    """What is to be said, about what."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)

    about: UUID
    words: Annotated[str, Field(min_length=2, max_length=60), AfterValidator(not_shouted)] = "anything"
    times: int = Field(default=1, ge=1, le=3)
    loud: bool = False


def doors() -> APIRouter:
    """Return a door for each way in which a request may end."""
    router = APIRouter(prefix="/api/v1")

    @router.post("/things", status_code=201, dependencies=[needs("assessment.record")])
    async def say(words: Words, db: Db, once: OncePerKey) -> Receipt:
        await _effect(db, words.about)
        return await once(Receipt(id=words.about, state="said"))

    @router.post("/refused", dependencies=[needs("assessment.record")])
    async def refuse(words: Words, db: Db, once: OncePerKey) -> Receipt:
        await _effect(db, words.about)
        if not words.loud:
            raise AlreadySaid("about")
        return await once(Receipt(id=words.about, state="said"))

    @router.post("/broken", dependencies=[needs("assessment.record")])
    async def fail(words: Words, db: Db) -> Receipt:
        await _effect(db, words.about)
        raise Unexpected(CANARY)

    @router.post("/commit-fails", status_code=201, dependencies=[needs("assessment.record")])
    async def fail_at_commit(words: Words, db: Db, once: OncePerKey) -> Receipt:
        await _effect(db, words.about)
        await (await db.connection()).execute(text("insert into only_one default values"))
        return await once(Receipt(id=words.about, state="said"))

    @router.post("/typed", dependencies=[needs("assessment.record")])
    async def type_in(request: Request, db: Db) -> Receipt:
        await (await db.connection()).execute(text("select 1"))
        form = await request.form()
        return Receipt(id=UUID(str(form["about"])), state="typed")

    @router.post("/pairs", status_code=201, dependencies=[needs("assessment.record")])
    async def say_of_both(pair: Pair, request: Request, db: Db, once: OncePerKey) -> Receipt:
        await _effect(db, pair.first)
        await request.app.state.between()
        await _effect(db, pair.second)
        return await once(Receipt(id=pair.first, state="said"))

    @router.get("/things/{about}", dependencies=[needs("assessment.read")])
    async def look(about: UUID, db: Db, limit: int = 1) -> Receipt:
        if await db.get(Counted, about) is None:
            raise NothingSaid("about")
        return Receipt(id=about, state=str(limit))

    return router


async def _effect(db: Any, about: UUID) -> None:
    """Note it in a table that no key protects, and tell it."""
    thing = await db.get(Counted, about, with_for_update=True) or Counted(id=about)
    db.add(thing)
    thing.version += 1
    told = outbox.publish(db, Said(about=about), version=thing.version)
    db.add(Noted(event_id=told.id, subject=told.subject, version=thing.version, type=told.type))


def service() -> Service:
    """Return the sample with these doors."""
    return replace(sample.service(), api=doors())


def settings(database_url: str, **more: Any) -> Settings:
    """Return settings of a service that need not hear anything."""
    known: dict[str, Any] = {
        "database_url": SecretStr(database_url),
        "kafka_servers": "127.0.0.1:1",
        "secret": SecretStr(SECRET),
        "tokens": {EVERYTHING: SecretStr(TOKEN)},
        "instance": "test",
    }
    return Settings(**{**known, **more})


def app_on(database: Database, **more: Any) -> FastAPI:
    """Return the sample's app on a database that is there, its lifespan not run."""
    app = build(service(), settings(database.url, **more))
    app.state.database = database
    return app


def client(app: Any, **headers: str) -> httpx2.AsyncClient:
    """Return one who calls with these headers."""
    transport = httpx2.ASGITransport(app, raise_app_exceptions=False)
    return httpx2.AsyncClient(transport=transport, base_url="http://127.0.0.1:8000/sample/api/v1", headers=headers)


def by_token() -> dict[str, str]:
    """Return the headers of a program that may do everything."""
    return {"authorization": f"Bearer {TOKEN}"}


async def by_cookie(app: FastAPI) -> dict[str, str]:
    """Return the headers of somebody who has just signed in, on one of our own pages."""
    secret = await let_in(app.state.database, Grant(role=EVERYTHING))
    return {**header(app.state.settings, secret), "sec-fetch-site": "same-origin"}


@asynccontextmanager
async def asking(database: Database, **more: Any) -> AsyncIterator[httpx2.AsyncClient]:
    """Ask the sample on this database, as that program."""
    async with client(app_on(database, **more), **by_token()) as asks:
        yield asks


def words(about: UUID | None = None, **more: Any) -> dict[str, Any]:
    """Return a body that may be said."""
    return {"about": str(about or uuid4()), **more}


async def effects(database: Database) -> list[str]:
    """Return what has been noted, and what has been told of it, which must be the same."""
    async with database.engine.connect() as connection:
        noted = (await connection.execute(text("select event_id::text from noted order by 1"))).scalars().all()
        told = (await connection.execute(text("select event_id::text from outbox order by 1"))).scalars().all()
    assert noted == told, "an effect and its event have parted"
    return list(noted)
