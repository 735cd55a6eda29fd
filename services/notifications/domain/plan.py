"""Where and when a session is, as far as its messages say it."""

from datetime import datetime
from zoneinfo import ZoneInfo

from pydantic import AwareDatetime, BaseModel, ConfigDict


class Plan(BaseModel):
    """A session's place and time. Two plans are equal when nobody need be told of the difference."""

    model_config = ConfigDict(frozen=True, extra="ignore", from_attributes=True)

    city: str
    venue: str | None = None
    zone: str
    starts_local: datetime
    ends_local: datetime
    starts_at: AwareDatetime

    def local(self, moment: datetime) -> datetime:
        """Return what clocks at the session show at the moment."""
        return moment.astimezone(ZoneInfo(self.zone)).replace(tzinfo=None)
