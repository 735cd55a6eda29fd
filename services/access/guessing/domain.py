"""Rules of guessing: how often somebody may be wrong before the next attempt has to wait."""

import hmac
import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from shared.refusals import Exceeded

WITHIN = timedelta(minutes=5)
Kind = Literal["email", "address", "code", "password"]
# Of an e-mail address and of a network address at the door; of an account that shows its second factor, or its password
# once more. It ends by itself: whoever guesses at somebody's account cannot lock her out for ever.
MOST: dict[Kind, int] = {"email": 10, "address": 10, "code": 5, "password": 10}


class TooManyGuesses(Exceeded):
    """Too many attempts have failed: wait some minutes, then try again."""

    def __init__(self, retry_after_s: int = WITHIN.seconds) -> None:
        self.retry_after_s = retry_after_s
        super().__init__()


@dataclass(frozen=True)
class Secret:
    """What hashes whose guesses are: nobody reads an e-mail or a network address in the table."""

    key: str

    def whose(self, kind: Kind, value: object) -> "Whose":
        """Return whose guesses are counted."""
        return Whose(kind, hmac.digest(self.key.encode(), f"guess {kind} {value}".encode(), "sha256").hex())


@dataclass(frozen=True)
class Whose:
    """Whose guesses, or whence they come; hashed."""

    kind: Kind
    hashed: str


def check(whose: Whose, attempts: Sequence[datetime], now: datetime) -> None:
    """Raise TooManyGuesses where as many as may be have failed in the last minutes, or are on their way."""
    most = MOST[whose.kind]
    if len(attempts) >= most:
        frees_at = sorted(attempts)[-most] + WITHIN
        raise TooManyGuesses(max(1, math.ceil((frees_at - now).total_seconds())))
