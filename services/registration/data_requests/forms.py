"""Forms of requests about somebody's own data, and what is answered."""

from datetime import date, datetime
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from services.registration.data_requests.domain import Asked, Channel
from shared.http.requests import Form


class DataRequestForm(Form):
    """What somebody asks about their own data, how, and on which day it came."""

    kind: Asked
    channel: Channel
    received_on: date


class DataRequestView(BaseModel):
    """A request: what is asked about whom, until when it is to be done, and when it was."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    participant_id: UUID
    kind: str
    channel: str | None
    received_on: date
    due_on: date
    done_at: datetime | None
