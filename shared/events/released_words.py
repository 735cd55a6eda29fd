"""Words that were released: told once, they are not changed by telling them again."""

from shared.refusals import Conflict


class ReleasedInOtherWords(Conflict):
    """These words are released already, and otherwise than typed here: withdraw them before you release others."""


def check_same_words(released: str, said: str) -> None:
    """Raise ReleasedInOtherWords."""
    if released.split() != said.split():
        raise ReleasedInOtherWords("wording")
