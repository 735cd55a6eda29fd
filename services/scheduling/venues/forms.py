"""Requests about a venue, and how it is shown."""

from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from services.scheduling.catalogue.forms import Count
from services.scheduling.venues.actions import Room
from shared.http.requests import Form, Name


class VenueForm(Form):
    """A room."""

    name: Name
    city: Name
    region: str = Field(max_length=10)
    capacity: Count
    name_ar: Name | None = Field(default=None, description="in Arabic letters, for pages and messages in Arabic")
    city_ar: Name | None = Field(default=None, description="in Arabic letters, for pages and messages in Arabic")
    another_room: bool = Field(default=False, description="it is not the room of nearly this name that is known")

    def room(self) -> Room:
        """Return it as it is kept."""
        return Room(self.name, self.city, self.region, self.capacity, self.name_ar, self.city_ar)


class VenueView(BaseModel):
    """A room."""

    model_config = ConfigDict(from_attributes=True)

    id: UUID
    name: str
    city: str
    region: str
    capacity: int
    name_ar: str | None
    city_ar: str | None
