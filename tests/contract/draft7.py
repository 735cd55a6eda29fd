"""Is this JSON what a JSON Schema asks for? As much of draft 7 as the schema of AsyncAPI and our own schemas use."""

import re
from collections.abc import Callable, Iterator
from typing import Any

Schema = dict[str, Any] | bool
TYPES: dict[str, Callable[[Any], bool]] = {
    "object": lambda it: isinstance(it, dict),
    "array": lambda it: isinstance(it, list),
    "string": lambda it: isinstance(it, str),
    "integer": lambda it: isinstance(it, int) and not isinstance(it, bool),
    "number": lambda it: isinstance(it, int | float) and not isinstance(it, bool),
    "boolean": lambda it: isinstance(it, bool),
    "null": lambda it: it is None,
}
SAYS_NOTHING = {"$schema", "title", "description", "default", "example", "examples", "format", "definitions"}


def faults(thing: Any, schema: Schema, root: Schema | None = None, where: str = "") -> Iterator[str]:
    """Yield what is wrong and where. Raises KeyError at a word of the schema that is not understood here."""
    root = schema if root is None else root
    if isinstance(schema, bool):
        if not schema:
            yield f"{where or '/'}: not allowed"
    elif "$ref" in schema:
        yield from faults(thing, _at(root, schema["$ref"]), root, where)
    else:
        for word in schema.keys() - SAYS_NOTHING:
            yield from RULES[word](thing, schema, root, where)


def _at(root: Any, reference: str) -> Schema:
    for name in reference.removeprefix("#").split("/")[1:]:
        root = root[name.replace("~1", "/").replace("~0", "~").replace("%24", "$")]
    found: Schema = root
    return found


def fits(thing: Any, schema: Schema, root: Schema) -> bool:
    """Say whether there is no fault at all."""
    return next(faults(thing, schema, root), None) is None


def _fields(thing: Any, schema: Any, root: Schema, where: str) -> Iterator[str]:
    """`properties`, `patternProperties` and `additionalProperties`, which belong together."""
    for name, value in thing.items() if isinstance(thing, dict) else ():
        named = [schema["properties"][name]] if name in schema.get("properties", {}) else []
        named += [it for pattern, it in schema.get("patternProperties", {}).items() if re.search(pattern, name)]
        for named_schema in named or [schema.get("additionalProperties", True)]:
            yield from faults(value, named_schema, root, f"{where}/{name}")


def _fields_unless(*others: str) -> Callable[..., Iterator[str]]:
    """One of the three words stands for all; beside `others` it would say the same again."""

    def rule(thing: Any, schema: Any, root: Schema, where: str) -> Iterator[str]:
        if not schema.keys() & set(others):
            yield from _fields(thing, schema, root, where)

    return rule


def _items(thing: Any, schema: Any, root: Schema, where: str) -> Iterator[str]:
    asked = schema.get("items", True)
    for number, value in enumerate(thing if isinstance(thing, list) else ()):
        in_place = isinstance(asked, list) and number < len(asked)
        beyond = schema.get("additionalItems", True) if isinstance(asked, list) else asked
        yield from faults(value, asked[number] if in_place else beyond, root, f"{where}/{number}")


def _all(thing: Any, schema: Any, root: Schema, where: str) -> Iterator[str]:
    for part in schema["allOf"]:
        yield from faults(thing, part, root, where)


def _condition(thing: Any, schema: Any, root: Schema, where: str) -> Iterator[str]:
    holds = fits(thing, schema["if"], root)
    yield from faults(thing, schema.get("then" if holds else "else", True), root, where)


def _names(thing: Any, schema: Any, root: Schema, where: str) -> Iterator[str]:
    for name in thing if isinstance(thing, dict) else ():
        yield from faults(name, schema["propertyNames"], root, f"{where}/{name}")


def _elsewhere(*_: object) -> Iterator[str]:
    """Looked at together with another word."""
    yield from ()


def _must(word: str, holds: Callable[[Any, Any], bool]) -> Callable[..., Iterator[str]]:
    def rule(thing: Any, schema: Any, _: Schema, where: str) -> Iterator[str]:
        if not holds(thing, schema[word]):
            yield f"{where or '/'}: {word} {str(schema[word])[:80]}"

    return rule


def _counted(word: str) -> Callable[..., Iterator[str]]:
    def rule(thing: Any, schema: Any, root: Schema, where: str) -> Iterator[str]:
        fitting = sum(fits(thing, one, root) for one in schema[word])
        if fitting == 0 or (word == "oneOf" and fitting > 1):
            yield f"{where or '/'}: {fitting} of {len(schema[word])} in {word} fit"

    return rule


def _not(thing: Any, schema: Any, root: Schema, where: str) -> Iterator[str]:
    if fits(thing, schema["not"], root):
        yield f"{where or '/'}: not"


def _of_type(thing: Any, asked: Any) -> bool:
    return any(TYPES[name](thing) for name in ([asked] if isinstance(asked, str) else asked))


def _number(thing: Any) -> bool:
    return TYPES["number"](thing)


RULES: dict[str, Callable[..., Iterator[str]]] = {
    "type": _must("type", _of_type),
    "const": _must("const", lambda it, asked: bool(it == asked)),
    "enum": _must("enum", lambda it, asked: it in asked),
    "required": _must("required", lambda it, asked: not isinstance(it, dict) or set(asked) <= it.keys()),
    "pattern": _must("pattern", lambda it, asked: not isinstance(it, str) or bool(re.search(asked, it))),
    "minLength": _must("minLength", lambda it, asked: not isinstance(it, str) or len(it) >= asked),
    "maxLength": _must("maxLength", lambda it, asked: not isinstance(it, str) or len(it) <= asked),
    "minItems": _must("minItems", lambda it, asked: not isinstance(it, list) or len(it) >= asked),
    "uniqueItems": _must("uniqueItems", lambda it, _: not isinstance(it, list) or len(it) == len(set(map(repr, it)))),
    "minimum": _must("minimum", lambda it, asked: not _number(it) or it >= asked),
    "maximum": _must("maximum", lambda it, asked: not _number(it) or it <= asked),
    "exclusiveMinimum": _must("exclusiveMinimum", lambda it, asked: not _number(it) or it > asked),
    "multipleOf": _must("multipleOf", lambda it, asked: not _number(it) or not it % asked),
    "properties": _fields,
    "items": _items,
    "allOf": _all,
    "oneOf": _counted("oneOf"),
    "anyOf": _counted("anyOf"),
    "not": _not,
    "if": _condition,
    "propertyNames": _names,
    **dict.fromkeys(("then", "else", "additionalItems"), _elsewhere),
    "patternProperties": _fields_unless("properties"),
    "additionalProperties": _fields_unless("properties", "patternProperties"),
}
