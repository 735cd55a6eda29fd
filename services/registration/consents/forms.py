"""Forms of consent, and what is answered."""

from datetime import datetime
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from services.registration.consents.domain import Channel, Purpose, Said
from shared.events import Language
from shared.http.requests import Form


class ConsentForm(Form):
    """What somebody says to one purpose, in which language it was read to them, and how they answered."""

    purpose: Purpose
    given: bool = Field(strict=True)
    language: Language
    channel: Channel

    def said(self) -> Said:
        """Return it as the rules see it."""
        return Said(self.purpose, self.given, self.language, self.channel)


class ConsentView(BaseModel):
    """What somebody said, by the words of which number."""

    model_config = ConfigDict(from_attributes=True)

    participant_id: UUID
    purpose: str
    given: bool
    words: int
    language: str
    channel: str
    at: datetime
