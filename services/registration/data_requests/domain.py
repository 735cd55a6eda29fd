"""Rules of requests about somebody's own data: who may ask for what, how, and until when it is done."""

from datetime import date, timedelta
from typing import Literal

from shared.refusals import Conflict, Invalid, Unknown

# Law 09-08, article 8: what is wrong is put right, or taken away, within ten clear days; a copy is treated alike.
DAYS = 10
Asked = Literal["copy", "erasure"]
Channel = Literal["paper", "spoken", "phone", "email"]


class DataRequestUnknown(Unknown):
    """There is no such request."""


class ReceivedTomorrow(Invalid):
    """A request cannot have been received after today."""


class NotForThis(Conflict):
    """This request asks for something else."""


class AnswersMissing(Conflict):
    """Not every service has answered yet. Try again in a moment."""


def due_on(received_on: date) -> date:
    """Return the last day on which it may be done: neither the first day nor the last is counted."""
    return received_on + timedelta(days=DAYS + 1)


def check_received(received_on: date, today: date) -> None:
    """Raise ReceivedTomorrow."""
    if received_on > today:
        raise ReceivedTomorrow("received_on")
