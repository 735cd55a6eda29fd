"""Rules of sessions: how long one lasts, how many there may be, and by which words a browser is known again."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Literal, Protocol, TypeVar

from shared.refusals import Conflict, Invalid

LASTS = timedelta(hours=12)  # whatever is done; half an hour without a request ends it before
PROVED_FOR = timedelta(minutes=15)  # then whoever changes what opens the account shows it anew
MOST = 10  # browsers of one person; the eleventh ends the oldest
KEPT = timedelta(days=30)  # after it has ended
UNKNOWN = "?"
Factor = Literal["password", "app", "paper", "passkey", "provider", "link"]  # what opens a session, as the log names it
# The first that is named wins: most browsers say that they are others, too.
BROWSERS = {
    "Edg": "Edge",
    "OPR/": "Opera",
    "SamsungBrowser": "Samsung Internet",
    "Firefox": "Firefox",
    "FxiOS": "Firefox",
    "CriOS": "Chrome",
    "Chrome": "Chrome",
    "Safari": "Safari",
}
SYSTEMS = {
    "Android": "Android",
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Windows": "Windows",
    "Macintosh": "macOS",
    "CrOS": "ChromeOS",
    "Linux": "Linux",
}


class CodeAgain(Invalid):
    """It is some time since you showed your second factor: type a code as well."""


class PasswordAgain(Invalid):
    """It is some time since you signed in: type your password."""


class SignInAgain(Conflict):
    """It is some time since you signed in: sign out and in again before you do this."""


def is_recent(proved_at: datetime | None, now: datetime) -> bool:
    """Say whether what opens the account was shown so lately that nobody is asked for it anew."""
    return proved_at is not None and now - proved_at < PROVED_FOR


class Opened(Protocol):
    """A session, newest first among others."""

    digest: str


O_ = TypeVar("O_", bound=Opened)


def too_many(sessions: Sequence[O_]) -> Sequence[O_]:
    """Return the oldest of the sessions that have to end before one more begins."""
    return sessions[MOST - 1 :]


def device(said: str) -> str:
    """Return which browser it is, and on what, of what it says of itself; no version, and nothing that it made up."""
    browser = next((name for word, name in BROWSERS.items() if word in said), UNKNOWN)
    system = next((name for word, name in SYSTEMS.items() if word in said), UNKNOWN)
    return f"{browser}, {system}"
