"""What may be said about a venue, and how it is shown."""

from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from services.scheduling.catalogue.forms import Count
from services.scheduling.venues.actions import Room
from shared.forms import Form, Name


class VenueForm(Form):
    """A room."""

    name: Name
    city: Name
    region: str = Field(max_length=10)
    capacity: Count
    another_room: bool = Field(default=False, description="it is not the room of nearly this name that is known")

    def room(self) -> Room:
        """Return it as it is kept."""
        return Room(self.name, self.city, self.region, self.capacity)


class VenueView(BaseModel):
    """A room."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    name: str
    city: str
    region: str
    capacity: int
