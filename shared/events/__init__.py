"""Everything the services tell one another. No name, contact, birth date, id number or free text is in any of it.

The one exception is what a coordinator has read and released: `wording`, in events that end in `.released`.
Within a version only optional fields are added; anything else is a new class and a new `.v2`, sent beside `.v1`.
"""

from shared.events.access import AccountGranted, KeyUsed
from shared.events.attendance import AttendanceClosed, AttendanceEvent, AttendanceRecorded, AttendanceState, Mark
from shared.events.audit import AuditSealed
from shared.events.catalogue import (
    AssessmentRecorded,
    Attribution,
    CatalogueEvent,
    DonorNames,
    ModuleReleased,
    NeedReleased,
    NeedWithdrawn,
    ProgrammeDefined,
    VoicedNeed,
)
from shared.events.fields import REGION, Language, Sex
from shared.events.messages import Channel, MessageKind, MessageReceipted, MessageSettled
from shared.events.people import OrganisationRegistered, ParticipantRecorded
from shared.events.requests import DataAnswered, DataRequested, HeldRow, RequestKind
from shared.events.seats import (
    OfferEnded,
    OfferEnding,
    OfferMade,
    ParticipantPromoted,
    ParticipantRegistered,
    ParticipantWaitlisted,
    ParticipantWithdrawn,
    RegistrationEvent,
    SeatState,
    seat_state,
)
from shared.events.sessions import (
    Block,
    CancelReason,
    PlanEvent,
    SessionCancelled,
    SessionCompleted,
    SessionEvent,
    SessionOpened,
    SessionPlanned,
    SessionRescheduled,
    WhereAndWhen,
)
from shared.events.voices import (
    FeedbackGiven,
    RecommendationRecorded,
    RecommendationReleased,
    RecommendationRemoved,
    RecommendationWithdrawn,
    VoiceEvent,
)

__all__ = [
    "REGION",
    "AccountGranted",
    "AssessmentRecorded",
    "AttendanceClosed",
    "AttendanceEvent",
    "AttendanceRecorded",
    "AttendanceState",
    "Attribution",
    "AuditSealed",
    "Block",
    "CancelReason",
    "CatalogueEvent",
    "Channel",
    "DataAnswered",
    "DataRequested",
    "DonorNames",
    "FeedbackGiven",
    "HeldRow",
    "KeyUsed",
    "Language",
    "Mark",
    "MessageKind",
    "MessageReceipted",
    "MessageSettled",
    "ModuleReleased",
    "NeedReleased",
    "NeedWithdrawn",
    "OfferEnded",
    "OfferEnding",
    "OfferMade",
    "OrganisationRegistered",
    "ParticipantPromoted",
    "ParticipantRecorded",
    "ParticipantRegistered",
    "ParticipantWaitlisted",
    "ParticipantWithdrawn",
    "PlanEvent",
    "ProgrammeDefined",
    "RecommendationRecorded",
    "RecommendationReleased",
    "RecommendationRemoved",
    "RecommendationWithdrawn",
    "RegistrationEvent",
    "RequestKind",
    "SeatState",
    "SessionCancelled",
    "SessionCompleted",
    "SessionEvent",
    "SessionOpened",
    "SessionPlanned",
    "SessionRescheduled",
    "Sex",
    "VoiceEvent",
    "VoicedNeed",
    "WhereAndWhen",
    "seat_state",
]
