"""Fields that many events have in common."""

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

REGION = Field(description="ISO 3166-2 code, e.g. MA-02", pattern=r"^[A-Z]{2}-[A-Z0-9]{1,3}$")
THEME = Field(description="one of shared/country/themes.toml", pattern=r"^[a-z-]{1,40}$")
WORDING = Field(description="released by a coordinator who has read it", min_length=1, max_length=2000)
Sex = Literal["woman", "man", "unknown"]
Language = Literal["fr", "ar"]


class Part(BaseModel):
    """A part of an event, as frozen as the event."""

    model_config = ConfigDict(frozen=True, extra="ignore", hide_input_in_errors=True)
