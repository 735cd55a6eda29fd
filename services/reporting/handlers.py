"""Events heard: every one there is, and what it changes in the figures."""

from sqlmodel.ext.asyncio.session import AsyncSession

from services.reporting import actions
from services.reporting.read_models.tables import (
    AssessmentRow,
    FeedbackRow,
    MessageRow,
    ModuleRow,
    ModuleVersionRow,
    NeedWordsRow,
    OrganisationRow,
    ParticipantRow,
    ProgrammeRow,
    RecommendationRow,
)
from services.reporting.read_models.upserts import keep_marks, keep_told
from shared import events
from shared.access.accounts import know_account
from shared.kernel.messaging import Handlers
from shared.privacy.answering import answering

on = Handlers(consumer="reporting")
on(events.AccountGranted)(know_account)
on(events.DataRequested)(answering("reporting"))


@on(events.SessionPlanned)
async def count_as_planned(event: events.SessionPlanned, db: AsyncSession) -> None:
    """The session is planned, with a place, dates and seats."""
    await actions.note_plan(db, event)


@on(events.SessionRescheduled)
async def follow_plan(event: events.SessionRescheduled, db: AsyncSession) -> None:
    """The session has another plan."""
    await actions.note_plan(db, event)


@on(events.SessionOpened)
async def count_as_open(event: events.SessionOpened, db: AsyncSession) -> None:
    """The session takes registrations."""
    await actions.note_state(db, event)


@on(events.SessionCompleted)
async def count_as_completed(event: events.SessionCompleted, db: AsyncSession) -> None:
    """The session has taken place."""
    await actions.note_state(db, event)


@on(events.SessionCancelled)
async def leave_out(event: events.SessionCancelled, db: AsyncSession) -> None:
    """The session and its seats are in no figure but those of cancelled sessions."""
    await actions.note_state(db, event)


@on(events.ParticipantRegistered)
async def count_as_registered(event: events.ParticipantRegistered, db: AsyncSession) -> None:
    """The participant holds a seat."""
    await actions.note_seat(db, event)


@on(events.ParticipantPromoted)
async def count_as_promoted(event: events.ParticipantPromoted, db: AsyncSession) -> None:
    """The participant holds a seat that came free."""
    await actions.note_seat(db, event)


@on(events.ParticipantWaitlisted)
async def count_as_waiting(event: events.ParticipantWaitlisted, db: AsyncSession) -> None:
    """The participant is on the waiting list."""
    await actions.note_seat(db, event)


@on(events.OfferMade)
async def count_as_offered(event: events.OfferMade, db: AsyncSession) -> None:
    """A seat is held for the participant, who waits until it is taken up."""
    await actions.note_seat(db, event)


@on(events.OfferEnded)
async def count_offer_as_ended(event: events.OfferEnded, db: AsyncSession) -> None:
    """The participant has left the list, or waits on where the session was cancelled."""
    await actions.note_seat(db, event)


@on(events.ParticipantWithdrawn)
async def count_as_withdrawn(event: events.ParticipantWithdrawn, db: AsyncSession) -> None:
    """The participant has given up the seat or the place."""
    await actions.note_seat(db, event)


@on(events.AttendanceRecorded)
async def count_attendance(event: events.AttendanceRecorded, db: AsyncSession) -> None:
    """Who was there in one block is known, or corrected."""
    await keep_marks(db, event)


@on(events.AttendanceClosed)
async def close_attendance(event: events.AttendanceClosed, db: AsyncSession) -> None:
    """The attendance sheet has no gap."""
    await actions.note_closing(db, event)


@on(events.ParticipantRecorded)
async def know_participant(event: events.ParticipantRecorded, db: AsyncSession) -> None:
    """The coarse facts about a participant are known."""
    await keep_told(db, ParticipantRow, event)


@on(events.OrganisationRegistered)
async def know_organisation(event: events.OrganisationRegistered, db: AsyncSession) -> None:
    """The organisation's kind and region are known."""
    await keep_told(db, OrganisationRow, event)


@on(events.ProgrammeDefined)
async def know_programme(event: events.ProgrammeDefined, db: AsyncSession) -> None:
    """The programme's code and donors are known, what they are called, and how it counts for them."""
    await keep_told(db, ProgrammeRow, event)


@on(events.ModuleReleased)
async def know_module(event: events.ModuleReleased, db: AsyncSession) -> None:
    """The module's version is known, with its titles and the needs that it answers."""
    await keep_told(db, ModuleRow, event)
    await keep_told(db, ModuleVersionRow, event)


@on(events.AssessmentRecorded)
async def know_assessment(event: events.AssessmentRecorded, db: AsyncSession) -> None:
    """The needs voiced in an assessment are known by id and theme."""
    voiced = [need.model_dump(mode="json") for need in event.needs]
    await keep_told(db, AssessmentRow, event, needs=voiced)


@on(events.NeedReleased)
async def know_words_of_need(event: events.NeedReleased, db: AsyncSession) -> None:
    """The words of a need may be shown."""
    await keep_told(db, NeedWordsRow, event)


@on(events.RecommendationRecorded)
async def know_recommendation(event: events.RecommendationRecorded, db: AsyncSession) -> None:
    """A recommendation has been made."""
    await keep_told(db, RecommendationRow, event)


@on(events.NeedWithdrawn)
async def forget_words_of_need(event: events.NeedWithdrawn, db: AsyncSession) -> None:
    """No report shows the need's words any more."""
    await keep_told(db, NeedWordsRow, event, language="", wording="")


@on(events.RecommendationWithdrawn)
async def forget_words_of_recommendation(event: events.RecommendationWithdrawn, db: AsyncSession) -> None:
    """No report shows the recommendation's words any more; it still counts as made."""
    await keep_told(db, RecommendationRow, event, language=None, wording=None)


@on(events.RecommendationReleased)
async def know_words_of_recommendation(event: events.RecommendationReleased, db: AsyncSession) -> None:
    """The words of a recommendation may be shown."""
    await keep_told(db, RecommendationRow, event)


@on(events.RecommendationRemoved)
async def forget_recommendation(event: events.RecommendationRemoved, db: AsyncSession) -> None:
    """The recommendation is counted and shown no more: its row, without a theme, keeps late news out."""
    await keep_told(db, RecommendationRow, event, theme="", language=None, wording=None)


@on(events.FeedbackGiven)
async def count_feedback(event: events.FeedbackGiven, db: AsyncSession) -> None:
    """Somebody who was there has rated the session."""
    await keep_told(db, FeedbackRow, event)


@on(events.MessageSettled)
async def count_message(event: events.MessageSettled, db: AsyncSession) -> None:
    """A message has left, or never will."""
    await keep_told(db, MessageRow, event)
