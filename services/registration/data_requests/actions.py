"""Actions on requests about somebody's own data: file one, forget the person, hand over the copy."""

from collections.abc import Sequence
from datetime import date
from uuid import UUID

import structlog
from sqlmodel.ext.asyncio.session import AsyncSession

from services.registration.data_requests import domain, storage
from services.registration.data_requests.storage import DataAnswer, DataRequest
from services.registration.erasing.actions import forget
from services.registration.people.known import locked
from shared.access.audit import concern
from shared.events import DataAnswered, DataRequested, RequestKind
from shared.kernel import clock, outbox
from shared.privacy.declared import services_about_participants

log = structlog.get_logger()

OWN = "registration"


async def file(
    db: AsyncSession, participant_id: UUID, kind: domain.Asked, channel: domain.Channel, received_on: date
) -> DataRequest:
    """Keep what somebody asks about their own data and ask every service; one that is open already stays as it is.

    Raises ParticipantUnknown, PersonForgotten, ReceivedTomorrow.
    """
    await locked(db, participant_id)
    domain.check_received(received_on, clock.now(db).date())
    if before := await storage.open_request(db, participant_id, kind):
        return before
    return open_one(db, participant_id, kind, received_on, channel)


def open_one(
    db: AsyncSession, participant_id: UUID, kind: RequestKind, received_on: date, channel: domain.Channel | None
) -> DataRequest:
    """Keep a new request and tell it."""
    due_on = domain.due_on(received_on)
    request = DataRequest(
        id=clock.new_id(db),
        participant_id=participant_id,
        kind=kind,
        channel=channel,
        received_on=received_on,
        due_on=due_on,
        version=1,
    )
    db.add(request)
    _tell(db, request)
    log.info("data.requested", request_id=str(request.id), kind=kind, due_on=str(due_on))
    return request


async def carry_out(db: AsyncSession, request_id: UUID) -> DataRequest:
    """Forget the person of the request. Twice is the same as once.

    Raises DataRequestUnknown, NotForThis, ListUnderWay.
    """
    request = of_kind(db, await storage.lock(db, request_id), "erasure")
    if request.done_at is None:
        await forget(db, request.participant_id)
        done(db, request)
    return request


async def hand_over(db: AsyncSession, request_id: UUID) -> DataRequest:
    """Note that the person has the copy. Twice is the same as once.

    Raises DataRequestUnknown, NotForThis, AnswersMissing.
    """
    request = of_kind(db, await storage.lock(db, request_id), "copy")
    if missing(await storage.answers(db, request_id)):
        raise domain.AnswersMissing("request_id")
    if request.done_at is None:
        done(db, request)
    return request


def missing(answers: Sequence[DataAnswer]) -> list[str]:
    """Return the services that hold something of participants and have not answered yet."""
    return sorted(services_about_participants() - {OWN} - {one.service for one in answers})


async def note_answer(db: AsyncSession, event: DataAnswered) -> None:
    """Keep what a service holds of the person; of a request that is not known nothing is kept."""
    if await db.get(DataRequest, event.request_id) is None:
        return
    rows = [row.model_dump() for row in event.rows]
    told = event.kept_in({"request_id", "service", "count"})
    await db.merge(DataAnswer(**told, rows=rows, answered_at=event.time))


def done(db: AsyncSession, request: DataRequest) -> None:
    """Note that it is done, and tell it."""
    request.done_at = clock.now(db)
    request.version += 1
    _tell(db, request)
    log.info("data.request.done", request_id=str(request.id), kind=request.kind)


def of_kind(db: AsyncSession, request: DataRequest | None, kind: RequestKind) -> DataRequest:
    """Return the request, and note whom it is about. Raises DataRequestUnknown, NotForThis."""
    if request is None:
        raise domain.DataRequestUnknown("request_id")
    concern(db, [request.participant_id])
    if request.kind != kind:
        raise domain.NotForThis("request_id")
    return request


def _tell(db: AsyncSession, request: DataRequest) -> None:
    told = request.model_dump(include={"participant_id", "kind", "received_on", "due_on"})
    is_done = request.done_at is not None
    outbox.publish(db, DataRequested(request_id=request.id, done=is_done, **told), version=request.version)
