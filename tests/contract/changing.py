"""Plants a fault in a document: the same document with one place in it changed."""

import copy
from typing import Any


def changed(whole: dict[str, Any], path: str, value: object) -> dict[str, Any]:
    """Return a copy with `value` at the path, or nothing there where it is None; `/` in a name stands for a dot."""
    new = copy.deepcopy(whole)
    *above, last = (name.replace("/", ".") for name in path.split("."))
    place = new
    for name in above:
        place = place[name]
    if value is None:
        del place[last]
    else:
        place[last] = value
    return new
