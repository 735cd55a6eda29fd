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
from services.reporting.read_models.upserts import keep_marks, keep_newest
from shared import events
from shared.kernel.messaging import Handlers

on = Handlers(consumer="reporting")


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
    await actions.note_state(db, event, "open")


@on(events.SessionCompleted)
async def count_as_completed(event: events.SessionCompleted, db: AsyncSession) -> None:
    """The session has taken place."""
    await actions.note_state(db, event, "completed")


@on(events.SessionCancelled)
async def leave_out(event: events.SessionCancelled, db: AsyncSession) -> None:
    """The session and its seats are in no figure but those of cancelled sessions."""
    await actions.note_state(db, event, "cancelled")


@on(events.ParticipantRegistered)
async def count_as_registered(event: events.ParticipantRegistered, db: AsyncSession) -> None:
    """The participant holds a seat."""
    await actions.note_seat(db, event, "registered")


@on(events.ParticipantPromoted)
async def count_as_promoted(event: events.ParticipantPromoted, db: AsyncSession) -> None:
    """The participant holds a seat that came free."""
    await actions.note_seat(db, event, "registered")


@on(events.ParticipantWaitlisted)
async def count_as_waiting(event: events.ParticipantWaitlisted, db: AsyncSession) -> None:
    """The participant is on the waiting list."""
    await actions.note_seat(db, event, "waiting")


@on(events.OfferMade)
async def count_as_offered(event: events.OfferMade, db: AsyncSession) -> None:
    """A seat is held for the participant, who waits until it is taken up."""
    await actions.note_seat(db, event, "offered")


@on(events.OfferEnded)
async def count_offer_as_ended(event: events.OfferEnded, db: AsyncSession) -> None:
    """The participant has left the list, or waits on where the session was cancelled."""
    await actions.note_seat(db, event, "waiting" if event.reason == "session-cancelled" else "withdrawn")


@on(events.ParticipantWithdrawn)
async def count_as_withdrawn(event: events.ParticipantWithdrawn, db: AsyncSession) -> None:
    """The participant has given up the seat or the place."""
    await actions.note_seat(db, event, "withdrawn")


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
    facts = event.model_dump(include={"participant_id", "sex", "organisation_id", "first_timer"})
    await keep_newest(db, ParticipantRow, event, **facts)


@on(events.OrganisationRegistered)
async def know_organisation(event: events.OrganisationRegistered, db: AsyncSession) -> None:
    """The organisation's kind and region are known."""
    facts = event.model_dump(include={"organisation_id", "kind", "region"})
    await keep_newest(db, OrganisationRow, event, **facts)


@on(events.ProgrammeDefined)
async def know_programme(event: events.ProgrammeDefined, db: AsyncSession) -> None:
    """The programme's code and donors are known, what they are called, and how it counts for them."""
    facts = event.model_dump(include={"programme_id", "code", "donors", "attribution", "donor_names"})
    await keep_newest(db, ProgrammeRow, event, **facts)


@on(events.ModuleReleased)
async def know_module(event: events.ModuleReleased, db: AsyncSession) -> None:
    """The module's version is known, with its titles and the needs that it answers."""
    facts = event.model_dump(include={"module_id", "code", "module_version", "minutes"})
    words = event.model_dump(include={"title_fr", "title_ar", "answers"})
    await keep_newest(db, ModuleRow, event, **facts)
    await keep_newest(db, ModuleVersionRow, event, **facts, **words)


@on(events.AssessmentRecorded)
async def know_assessment(event: events.AssessmentRecorded, db: AsyncSession) -> None:
    """The needs voiced in an assessment are known by id and theme."""
    facts = event.model_dump(include={"assessment_id", "region", "city", "held_on"})
    voiced = [need.model_dump(mode="json") for need in event.needs]
    await keep_newest(db, AssessmentRow, event, needs=voiced, **facts)


@on(events.NeedReleased)
async def know_words_of_need(event: events.NeedReleased, db: AsyncSession) -> None:
    """The words of a need may be shown."""
    facts = event.model_dump(include={"need_id", "assessment_id", "region", "theme", "language", "wording"})
    await keep_newest(db, NeedWordsRow, event, **facts)


@on(events.RecommendationRecorded)
async def know_recommendation(event: events.RecommendationRecorded, db: AsyncSession) -> None:
    """A recommendation has been made."""
    facts = event.model_dump(include={"recommendation_id", "session_id", "region", "theme"})
    await keep_newest(db, RecommendationRow, event, **facts)


@on(events.NeedWithdrawn)
async def forget_words_of_need(event: events.NeedWithdrawn, db: AsyncSession) -> None:
    """No report shows the need's words any more."""
    facts = event.model_dump(include={"need_id", "assessment_id", "region", "theme"})
    await keep_newest(db, NeedWordsRow, event, **facts, language="", wording="")


@on(events.RecommendationWithdrawn)
async def forget_words_of_recommendation(event: events.RecommendationWithdrawn, db: AsyncSession) -> None:
    """No report shows the recommendation's words any more; it still counts as made."""
    facts = event.model_dump(include={"recommendation_id", "session_id", "region", "theme"})
    await keep_newest(db, RecommendationRow, event, **facts, language=None, wording=None)


@on(events.RecommendationReleased)
async def know_words_of_recommendation(event: events.RecommendationReleased, db: AsyncSession) -> None:
    """The words of a recommendation may be shown."""
    facts = event.model_dump(include={"recommendation_id", "session_id", "region", "theme", "language", "wording"})
    await keep_newest(db, RecommendationRow, event, **facts)


@on(events.RecommendationRemoved)
async def forget_recommendation(event: events.RecommendationRemoved, db: AsyncSession) -> None:
    """The recommendation is counted and shown no more: its row, without a theme, keeps late news out."""
    facts = event.model_dump(include={"recommendation_id", "session_id", "region"})
    await keep_newest(db, RecommendationRow, event, **facts, theme="", language=None, wording=None)


@on(events.FeedbackGiven)
async def count_feedback(event: events.FeedbackGiven, db: AsyncSession) -> None:
    """Somebody who was there has rated the session."""
    facts = event.model_dump(include={"feedback_id", "session_id", "region", "usefulness", "method", "organisation"})
    await keep_newest(db, FeedbackRow, event, **facts)


@on(events.MessageSettled)
async def count_message(event: events.MessageSettled, db: AsyncSession) -> None:
    """A message has left, or never will."""
    ids = {"message_id", "participant_id", "session_id"}
    facts = event.model_dump(include=ids | {"template", "channel", "state", "reason", "parts"})
    await keep_newest(db, MessageRow, event, **facts)
