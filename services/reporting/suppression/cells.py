"""Cells: each is one number of people, as suppression sees it; and the sums between them."""

from dataclasses import dataclass
from typing import NamedTuple

FEWEST_TOLD = 11  # the smallest number of people that is told; also IOM's own in its data hub on trafficking


@dataclass(frozen=True, slots=True)
class Cell:
    """One number. What lies between 0 and `at_least` is too small: it must look as if it could be `at_least`.

    Not published: it stands nowhere, but whoever subtracts finds it, such as those who are no first-timers. Hidden, it
    is known to lie between `lowest` and `highest`: what is told elsewhere for everybody to read says so.
    """

    value: int
    at_least: int = FEWEST_TOLD
    published: bool = True
    lowest: int = 1  # a 0 is shown, so what is hidden is more; but not of what is published nowhere
    highest: int | None = None
    weight: float = 1.0  # what weighs more is hidden later and shown again sooner

    @property
    def too_small(self) -> bool:
        """Say whether the number would lead to few people. 0 leads to nobody."""
        return 0 < self.value < self.at_least

    @property
    def known(self) -> bool:
        """Say whether a reader knows it whatever is hidden: a 0 is always shown."""
        return self.lowest == self.highest or (not self.value and self.lowest > 0)


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a number is hidden: it is small, or these small ones could be worked out from it. Never told outside."""

    protects: tuple[str, ...] = ()

    @property
    def small(self) -> bool:
        """Say whether the number protects nobody but its own people."""
        return not self.protects


class Sum(NamedTuple):
    """What a reader knows to go together: the whole changes by as much as its parts do, each as often as it is named.

    What is bounded alone is a sum too: the part, and what lies between it and the whole.
    """

    whole: str
    parts: tuple[str, ...]
