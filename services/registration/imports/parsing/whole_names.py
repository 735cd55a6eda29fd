"""A whole name beside its halves: the halves stand as they are written, and the whole must agree with them."""

from collections.abc import Mapping, Sequence
from typing import Any

from services.registration.imports.parsing import problems
from services.registration.people.domain import NAMES_BY_SCRIPT, SCRIPTS
from services.registration.people.naming import matching


def lacking(said: Mapping[str, Any], whole: Mapping[str, Any], column: str) -> dict[str, Any]:
    """Return the halves that only the whole name has, and what its cell says beside them. Raises NamesDiffer."""
    found = {name: fact for name, fact in whole.items() if name not in SCRIPTS}
    for script in NAMES_BY_SCRIPT:
        words = [word for half in script for word in (whole.get(half) or "").split()]
        halves = [half for half in script if said.get(half)]
        if words and not halves:
            found |= {half: whole[half] for half in script if whole.get(half)}
        elif words:
            found |= _rest(said, words, script, halves, column)
    return found


def _rest(
    said: Mapping[str, Any], words: Sequence[str], script: Sequence[str], halves: Sequence[str], column: str
) -> dict[str, str]:
    """Return the other half: what of the whole name is left. Raises NamesDiffer."""
    left = list(words)
    for word in (word for half in halves for word in said[half].split() if matching(word)):
        same = next((one for one in left if matching(one) == matching(word)), None)
        if same is None:
            raise problems.NamesDiffer(column)
        left.remove(same)
    if not left:
        return {}
    if len(halves) == len(script):
        raise problems.NamesDiffer(column)
    return {half: " ".join(left) for half in script if half not in halves}
