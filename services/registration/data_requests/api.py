"""HTTP: requests about somebody's own data."""

from uuid import UUID

from fastapi import APIRouter, Response

from services.registration.data_requests import actions, storage
from services.registration.data_requests.copies import Copy, copy_for
from services.registration.data_requests.forms import DataRequestForm, DataRequestView
from shared.http.access import Db, needs
from shared.http.idempotency import OncePerKey, Receipt

router = APIRouter()


@router.post("/participants/{participant_id}/requests", status_code=201, dependencies=[needs("request.file")])
async def file(participant_id: UUID, form: DataRequestForm, db: Db, once: OncePerKey) -> Receipt:
    """Keep what somebody asks, and ask every service; one that is open already stays as it is."""
    request = await actions.file(db, participant_id, form.kind, form.channel, form.received_on)
    return await once(Receipt(id=request.id, state="open"))


@router.get("/requests", dependencies=[needs("request.read")])
async def list_requests(db: Db) -> list[DataRequestView]:
    """Return the requests: the open ones first, the most urgent of them at the top."""
    return [DataRequestView.model_validate(line.request) for line in await storage.lines(db)]


@router.get("/requests/{request_id}/copy", dependencies=[needs("request.file")])
async def show_copy(request_id: UUID, db: Db, response: Response) -> Copy:
    """Return all that is held of the person who asks."""
    copy, *_ = await copy_for(db, request_id)
    response.headers["cache-control"] = "no-store"
    return copy


@router.post("/requests/{request_id}/hand-over", dependencies=[needs("request.file")])
async def hand_over(request_id: UUID, db: Db, once: OncePerKey) -> Receipt:
    """Note that the person has the copy."""
    request = await actions.hand_over(db, request_id)
    return await once(Receipt(id=request.id, state="done"))


@router.post("/requests/{request_id}/erase", dependencies=[needs("request.carry-out")])
async def erase(request_id: UUID, db: Db, once: OncePerKey) -> Receipt:
    """Forget the person who asks: name and contacts are gone for good."""
    request = await actions.carry_out(db, request_id)
    return await once(Receipt(id=request.id, state="done"))
