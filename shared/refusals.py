"""Refusals: what a rule forbids, said once; the first line of a docstring is its message, translated for the reader."""

import re
from typing import Any


class Refusal(Exception):
    """This cannot be done."""

    def __init__(self, field: str = "", **values: Any) -> None:
        self.field = field
        self.values = values
        super().__init__(self.message())

    def message(self) -> str:
        """Return the sentence as it stands in the catalogues, its blanks not yet filled in."""
        return (self.__doc__ or "").strip().splitlines()[0]

    @property
    def rule(self) -> str:
        """Name of the rule for programs, e.g. session-full."""
        return re.sub(r"(?<!^)(?=[A-Z])", "-", type(self).__name__).lower()


class Unknown(Refusal):
    """There is no such thing here."""


class Conflict(Refusal):
    """This does not fit the present state."""


class Invalid(Refusal):
    """This value is not possible."""


class Exceeded(Refusal):
    """This is more than is allowed for now."""

    retry_after_s: int  # whoever is refused is told when to come again


class Broken(Refusal):
    """Something went wrong on our side."""
