"""Settings of registration."""

from pydantic import Field

from shared.service.settings import Settings


class RegistrationSettings(Settings):
    """The kernel's settings, and how many contacts one service may be given."""

    contacts_per_day: int = Field(default=20_000, ge=1, description="people, per caller and day of the machine (UTC)")
