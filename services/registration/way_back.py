"""The way back: the page a button stood on, and what was chosen there."""

from typing import Literal
from urllib.parse import urlencode
from uuid import UUID

from pydantic import Field

from shared.events import SeatState
from shared.http.requests import Form


class BackForm(Form):
    """The page of today, of a region or of all; else the people of a session, those in one state or all."""

    today: bool = False
    region: str = Field(default="", max_length=10)
    listed: Literal["", SeatState] = ""
    part: int = Field(default=1, ge=1, le=1000)

    @property
    def hidden(self) -> dict[str, str]:
        """Return what a form carries along, so that its answer leads back here."""
        carried = {"today": "true", "region": self.region} if self.today else self._of_session()
        return {name: value for name, value in carried.items() if value}

    @property
    def asking(self) -> str:
        """Return the same for a link to a page that asks first."""
        return f"?{urlencode(self.hidden)}" if self.hidden else ""

    def _of_session(self) -> dict[str, str]:
        return {"listed": self.listed, "part": str(self.part) if self.listed else ""}

    def address(self, session_id: UUID, done: str = "") -> str:
        """Return the way back; `done` is what the page is to say."""
        home = "/registration/" if self.today else f"/registration/sessions/{session_id}"
        asked = {"state" if name == "listed" else name: it for name, it in self.hidden.items() if name != "today"}
        query = urlencode({"done": done, **asked} if done else asked)
        return f"{home}?{query}" if query else home
