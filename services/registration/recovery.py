"""Recovery: people, seats, marks and voices stand as the log tells them. Its parts are put together here."""

from sqlmodel.ext.asyncio.session import AsyncSession

from services.registration.attendance.recovery import take_up_marks
from services.registration.data_requests.recovery import take_up_requests
from services.registration.people.recovery import take_up_people
from services.registration.seats.recovery import take_up_seats
from services.registration.seats.session_recovery import know_sessions, settle
from services.registration.voices.recovery import take_up_voices
from shared import events
from shared.service.recovery import Gap, MissingEvents, Recovery


async def take_up(db: AsyncSession, missing: MissingEvents) -> list[Gap]:
    """Know the sessions as scheduling tells them last, so that no step on the way there has effects once more."""
    newest = await know_sessions(db, [*missing.heard, *missing.own])
    gaps = await take_up_people(db, missing.own)
    gaps += await take_up_requests(db, missing.own)
    gaps += await take_up_seats(db, missing.own)
    gaps += await take_up_marks(db, missing.own)
    gaps += await take_up_voices(db, missing.own)
    await settle(db, newest)
    return gaps


RECOVERY = Recovery(
    source=events.ParticipantRegistered.source,
    topics=(
        events.OrganisationRegistered.topic,
        events.ParticipantRecorded.topic,
        events.DataRequested.topic,
        events.ParticipantRegistered.topic,
    ),
    heard=(events.SessionPlanned.topic,),
    events=(
        events.SessionPlanned,
        events.SessionRescheduled,
        events.SessionOpened,
        events.SessionCancelled,
        events.SessionCompleted,
        events.OrganisationRegistered,
        events.ParticipantRecorded,
        events.DataRequested,
        events.ParticipantRegistered,
        events.ParticipantWaitlisted,
        events.ParticipantWithdrawn,
        events.ParticipantPromoted,
        events.OfferMade,
        events.OfferEnded,
        events.AttendanceRecorded,
        events.AttendanceClosed,
        events.RecommendationRecorded,
        events.RecommendationReleased,
        events.RecommendationRemoved,
        events.RecommendationWithdrawn,
        events.FeedbackGiven,
    ),
    take_up=take_up,
)
