"""Voices of participants: recommendations for their region, and feedback on the session."""

from typing import Annotated, ClassVar
from uuid import UUID

from pydantic import Field

from shared.events.fields import REGION, THEME, WORDING, Language
from shared.kernel.contracts import Event

Rating = Annotated[int, Field(ge=1, le=5, description="1 is worst, 5 is best")]


class VoiceEvent(Event):
    """Facts about what was said in one session; who said it is not told."""

    topic: ClassVar = "registration.registrations"
    source: ClassVar = "/registration"

    session_id: UUID
    region: str = REGION

    @property
    def key(self) -> str:
        return str(self.session_id)


class RecommendationRecorded(VoiceEvent):
    """Participants have recommended something for their region; its words are not told yet."""

    type: ClassVar = "recommendation.recorded.v1"

    recommendation_id: UUID
    theme: str = THEME

    @property
    def subject(self) -> str:
        return str(self.recommendation_id)


class RecommendationReleased(VoiceEvent):
    """The words of a recommendation, which a coordinator has read: they point to nobody."""

    type: ClassVar = "recommendation.released.v1"

    recommendation_id: UUID
    theme: str = THEME
    language: Language
    wording: str = WORDING

    @property
    def subject(self) -> str:
        return str(self.recommendation_id)


class RecommendationWithdrawn(VoiceEvent):
    """The words of a recommendation are withdrawn: whoever shows them takes them away. They may be released anew."""

    type: ClassVar = "recommendation.withdrawn.v1"

    recommendation_id: UUID
    theme: str = THEME

    @property
    def subject(self) -> str:
        return str(self.recommendation_id)


class RecommendationRemoved(VoiceEvent):
    """A recommendation was kept by mistake: it is removed, and whoever counted it counts it no more."""

    type: ClassVar = "recommendation.removed.v1"

    recommendation_id: UUID

    @property
    def subject(self) -> str:
        return str(self.recommendation_id)


class FeedbackGiven(VoiceEvent):
    """One participant who was there has rated the session. `feedback_id` is random and leads to nobody."""

    type: ClassVar = "feedback.given.v1"

    feedback_id: UUID
    usefulness: Rating
    method: Rating
    organisation: Rating

    @property
    def subject(self) -> str:
        return str(self.feedback_id)
