"""Requests about voices, and their answers."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field

from services.registration.seats.forms import Answer
from services.registration.voices.domain import Ratings, Recommended
from shared.events import Language
from shared.http.requests import Form, Wording

Rating = Annotated[int, Field(ge=1, le=5, strict=True)]


class RecommendationForm(Form):
    """What participants recommend for their region."""

    theme: str = Field(max_length=40)
    language: Language
    wording: Wording

    def said(self) -> Recommended:
        """Return it as the rules see it."""
        return Recommended(**self.model_dump())


class ReleaseForm(Form):
    """The words as they may leave; without any, those that were recorded."""

    wording: Wording | None = None


class RecommendationView(Answer):
    """A recommendation. Internal until it is released: its words may still point to somebody."""

    theme: str
    language: str
    wording: str
    recorded_at: datetime
    released_at: datetime | None


class RatingsForm(Form):
    """How somebody rates the session, 1 to 5; the comment stays here."""

    usefulness: Rating
    method: Rating
    organisation: Rating
    comment: Wording | None = None

    def ratings(self) -> Ratings:
        """Return the ratings as the rules see them."""
        return Ratings(usefulness=self.usefulness, method=self.method, organisation=self.organisation)


class FeedbackForm(RatingsForm):
    """What somebody who was there says."""

    participant_id: UUID
