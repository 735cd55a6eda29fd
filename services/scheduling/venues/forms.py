"""What may be said about a venue, and how it is shown."""

from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from services.scheduling.catalogue.forms import Count
from shared.forms import Form, Name


class VenueForm(Form):
    """A room."""

    name: Name
    city: Name
    region: str = Field(max_length=10)
    capacity: Count


class VenueView(BaseModel):
    """A room."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    name: str
    city: str
    region: str
    capacity: int
