"""The chain over HTTP, from whichever end it is asked."""

from uuid import UUID

from fastapi import APIRouter

from services.scheduling.catalogue.domain import ModuleUnknown
from services.scheduling.catalogue.storage import Module
from services.scheduling.chain import storage
from services.scheduling.chain.forms import Chain, chain
from services.scheduling.needs.domain import NeedUnknown
from services.scheduling.needs.storage import Need
from services.scheduling.planning.domain import SessionUnknown
from services.scheduling.planning.storage import Session
from shared.http.access import Db, needs

router = APIRouter()


@router.get("/needs/{need_id}/chain", dependencies=[needs("assessment.read")])
async def chain_of_need(need_id: UUID, db: Db) -> Chain:
    """Return which module versions answer a need, and which sessions teach them."""
    if await db.get(Need, need_id) is None:
        raise NeedUnknown("need_id")
    return chain(await storage.from_need(db, need_id))


@router.get("/modules/{module_id}/chain", dependencies=[needs("module.read")])
async def chain_of_module(module_id: UUID, db: Db) -> Chain:
    """Return which needs a module answers, voiced where and when, and which sessions teach it."""
    if await db.get(Module, module_id) is None:
        raise ModuleUnknown("module_id")
    return chain(await storage.from_module(db, module_id))


@router.get("/sessions/{session_id}/chain", dependencies=[needs("session.read")])
async def chain_of_session(session_id: UUID, db: Db) -> Chain:
    """Return which module versions a session teaches, and which needs they answer, voiced where and when."""
    if await db.get(Session, session_id) is None:
        raise SessionUnknown("session_id")
    return chain(await storage.from_session(db, session_id))
