"""Declined fields: those of events that services do not keep, each with its reason."""

from typing import NamedTuple

from shared import events
from shared.kernel.contracts import Event
from tests.integration.keeping.ahead import ATTENDANCE, SEAT, STEP

Events = tuple[type[Event], ...]
PLANS: Events = (events.SessionPlanned, events.SessionRescheduled)
SESSION: Events = (*PLANS, *STEP)
NEED: Events = (events.NeedReleased, events.NeedWithdrawn)
PLACE_GIVEN: Events = (
    events.ParticipantRegistered,
    events.ParticipantWaitlisted,
    events.ParticipantPromoted,
    events.OfferMade,
)
HEARS, TAKES_UP, TAKES_UP_AGAIN = "hears", "takes up", "takes up again"
RESTORED = (TAKES_UP, TAKES_UP_AGAIN)
BOTH = (HEARS, *RESTORED)


class Declined(NamedTuple):
    """Fields of which a service keeps nothing. A field that has fields stands for all of them."""

    service: str
    ways: tuple[str, ...]
    events: Events
    fields: str
    reason: str

    def names(self, way: str, event: type[Event], field: str) -> bool:
        """Say whether this line is about the field."""
        here = way in self.ways and event in self.events
        return here and any(field == name or field.startswith(f"{name}.") for name in self.fields.split())


def _scheduling(ways: tuple[str, ...], of: Events, fields: str, reason: str) -> Declined:
    return Declined("scheduling", ways, of, fields, reason)


def _registration(ways: tuple[str, ...], of: Events, fields: str, reason: str) -> Declined:
    return Declined("registration", ways, of, fields, reason)


def _notifications(ways: tuple[str, ...], of: Events, fields: str, reason: str) -> Declined:
    return Declined("notifications", ways, of, fields, reason)


def _reporting(of: Events, fields: str, reason: str) -> Declined:
    return Declined("reporting", (HEARS,), of, fields, reason)


DECLINED = (
    Declined(
        "access",
        RESTORED,
        (events.AccountGranted,),
        "grants keys",
        "an account that the backup does not hold may do nothing; what one it holds gets back, access's own tests say",
    ),
    *(
        Declined(name, (HEARS,), (events.AccountGranted,), "time", "what the account may do now is all that counts")
        for name in ("scheduling", "registration", "notifications", "reporting")
    ),
    *(
        Declined(
            name,
            (HEARS,),
            (events.DataRequested,),
            "request_id participant_id kind received_on due_on done time aggregateversion",
            "it is answered, and not kept",
        )
        for name in ("notifications", "reporting")
    ),
    _reporting((events.ParticipantRecorded,), "erased", "name and contacts were never here"),
    _registration((HEARS,), (events.DataAnswered,), "participant_id aggregateversion", "the request names the person"),
    Declined(
        "access",
        (HEARS,),
        (events.KeyUsed,),
        "account_id service digest used_at time aggregateversion",
        "a key that is not known is nobody's; what is kept of one that is, access's own tests say",
    ),
    _registration(
        (TAKES_UP_AGAIN,),
        (events.DataRequested,),
        "request_id",
        "two open requests of one kind about one person are refused",
    ),
    _registration(RESTORED, (events.DataRequested,), "time", "the event that says that it is done tells when"),
    _scheduling((HEARS,), ATTENDANCE, "aggregateversion region", "it asks whether the session is over, and no more"),
    _scheduling((HEARS,), ATTENDANCE[:1], "time block_id", "somebody was there, whenever that is heard"),
    _scheduling((HEARS,), ATTENDANCE[:1], "marks.participant_id marks.state", "planning knows nobody who came"),
    _scheduling(RESTORED, NEED, "assessment_id region theme", "the assessment has told it"),
    _scheduling(RESTORED, NEED[1:], "time", "no moment is kept of a withdrawal"),
    _scheduling(RESTORED, (events.ModuleReleased,), "time aggregateversion", "a module is numbered by its versions"),
    _scheduling(RESTORED, PLANS[1:], "before", "what was before it was told by the plan before it"),
    _scheduling(RESTORED, STEP, "time region", "the plan tells the region; no moment is kept of a step"),
    _scheduling((TAKES_UP_AGAIN,), PLANS, "time", "it is told to coordinators with a room that is new"),
    _scheduling((TAKES_UP_AGAIN,), PLANS, "session_id", "two sessions in one room are refused"),
    _scheduling((TAKES_UP_AGAIN,), (events.ProgrammeDefined,), "time", "told to coordinators of one that is new"),
    _scheduling((TAKES_UP_AGAIN,), (events.AssessmentRecorded,), "time", "told to coordinators of needs that are new"),
    _scheduling((TAKES_UP_AGAIN,), (events.ProgrammeDefined,), "programme_id", "two of one code are refused"),
    _scheduling((TAKES_UP_AGAIN,), (events.ModuleReleased,), "module_id", "two of one code are refused"),
    _registration(BOTH, SESSION, "time", "no moment is kept of a step"),
    _registration(BOTH, PLANS, "programme_id venue_id", "seats ask where it is by name, and not who pays"),
    _registration(BOTH, PLANS[1:], "before", "what was before it was told by the plan before it"),
    _registration((TAKES_UP_AGAIN,), STEP, "region", "a session stays in its region"),
    _registration(
        (HEARS,), (events.MessageSettled,), "aggregateversion", "the later moment counts, of several messages"
    ),
    _registration((HEARS,), (events.MessageReceipted,), "aggregateversion", "it says more than what was known"),
    _registration((HEARS,), (events.MessageSettled,), "parts", "what it took to send is not asked"),
    _registration(RESTORED, SEAT, "region", "the session's plan tells it"),
    _registration(RESTORED, SEAT, "registered waiting seats_left position", "seats are counted from who holds them"),
    _registration(RESTORED, (events.ParticipantWithdrawn,), "held_a_seat", "given up is given up"),
    _registration((TAKES_UP_AGAIN,), SEAT, "participant_id", "the registration that is named has its person"),
    _registration(
        (TAKES_UP_AGAIN,), PLACE_GIVEN, "registration_id", "a person has one in a session that is not given up"
    ),
    _registration((TAKES_UP_AGAIN,), (*PLACE_GIVEN, events.OfferEnded), "time", "it was asked for before"),
    _registration(RESTORED, ATTENDANCE, "region", "the session's plan tells it"),
    _registration(RESTORED, (events.RecommendationRecorded,), "theme aggregateversion", "typed again with its words"),
    _registration(RESTORED, (events.RecommendationReleased,), "region", "the session's plan tells it"),
    _registration(RESTORED, (events.RecommendationWithdrawn,), "time session_id region theme", "it was told before"),
    _registration(
        RESTORED, (events.RecommendationRemoved,), "time aggregateversion session_id region", "nothing is left of it"
    ),
    _registration(RESTORED, (events.FeedbackGiven,), "time aggregateversion region", "no moment of it is kept"),
    _registration(
        (TAKES_UP_AGAIN,), (events.FeedbackGiven,), "session_id usefulness method organisation", "it is given once"
    ),
    _notifications((HEARS,), PLANS, "time", "a plan that is the first is no news"),
    _notifications((HEARS,), PLANS, "programme_id venue_id seats", "messages say where and when"),
    _notifications(
        (HEARS,),
        PLANS,
        "blocks.block_id blocks.module_id blocks.module_version",
        "messages say days, no lessons",
    ),
    _notifications(
        (HEARS,),
        PLANS[1:],
        "before.blocks.block_id before.blocks.module_id before.blocks.module_version",
        "messages say days, not what was to be taught",
    ),
    _notifications((HEARS,), PLANS[1:], "before.city_ar before.venue_ar", "the same place in other letters is no news"),
    _notifications((HEARS,), (events.SessionCancelled,), "aggregateversion", "a session is cancelled once"),
    _notifications((HEARS,), (events.SessionCancelled,), "region reason", "a message says neither"),
    _notifications((HEARS,), SEAT, "region registered waiting seats_left position", "a message says none of them"),
    _notifications((HEARS,), SEAT, "registration_id", "a participant has one seat in a session"),
    _notifications(
        (TAKES_UP_AGAIN,),
        (events.MessageSettled,),
        "time participant_id session_id template channel",
        "a message stays what it is; what has become of it changes",
    ),
    _notifications(
        RESTORED,
        (events.MessageReceipted,),
        "time participant_id session_id template channel",
        "the message is known, and stays what it is",
    ),
    _reporting(PLANS, "venue_id venue venue_ar", "no report names a room"),
    _reporting(PLANS, "blocks.starts_at blocks.ends_at", "marks tell the minutes"),
    _reporting(PLANS[1:], "before", "what was before it was told by the plan before it"),
    _reporting((events.SessionCancelled,), "reason", "no report says why"),
    _reporting(SEAT, "registered waiting seats_left position", "seats are counted from who holds them"),
    _reporting(SEAT, "registration_id", "a participant has one seat in a session"),
    _reporting((events.OfferMade,), "expires_at", "an offer counts as waiting, however long it holds"),
    _reporting((events.ParticipantWithdrawn,), "held_a_seat", "given up is given up"),
)
