"""Compatibility of schemas within one version: only optional fields may be added, nothing else may change.

A reader of the new one must read all that was ever written, and a reader of the old one what is written now.
"""

from typing import Any

Schema = dict[str, Any]
SAYS_NOTHING = {"description", "title", "examples", "default"}
# Patterns, old and new, of which the new one admits all that the old one did. What it admits beside it may be written
# from the release after this one: by then every reader knows the wider pattern.
WIDENED = [(r"^session\.[a-z-]{1,40}$", r"^[a-z]{1,20}\.[a-z-]{1,40}$")]  # kinds of message


def breaks(old: Schema, new: Schema, where: str = "") -> list[str]:
    """Return what would break a consumer or a record of the past; nothing when the change is compatible."""
    old, new = _resolved(old, old), _resolved(new, new)
    return _compare(old, new, where or "event")


def _compare(old: Any, new: Any, where: str) -> list[str]:
    if not isinstance(old, dict) or not isinstance(new, dict):
        return [] if old == new or (old, new) in WIDENED else [f"{where}: was {old!r}, is {new!r}"]
    found = [
        problem
        for name in sorted((old.keys() | new.keys()) - SAYS_NOTHING - {"properties", "required"})
        for problem in _compare(old.get(name), new.get(name), f"{where}.{name}")
    ]
    return found + _compare_fields(old, new, where)


def _compare_fields(old: Schema, new: Schema, where: str) -> list[str]:
    before, after = old.get("properties", {}), new.get("properties", {})
    found = [f"{where}.{name}: gone" for name in sorted(before.keys() - after.keys())]
    changed = sorted(set(new.get("required", ())) ^ set(old.get("required", ())))
    found += [f"{where}.{name}: required or not has changed" for name in changed]
    for name in sorted(before.keys() & after.keys()):
        found += _compare(before[name], after[name], f"{where}.{name}")
    return found


def _resolved(schema: Any, root: Schema) -> Any:
    """Return the schema with its references followed."""
    if isinstance(schema, list):
        return [_resolved(part, root) for part in schema]
    if not isinstance(schema, dict):
        return schema
    if "$ref" in schema:
        return _resolved(root["$defs"][schema["$ref"].rpartition("/")[2]], root)
    return {name: _resolved(part, root) for name, part in schema.items() if name != "$defs"}
