"""Rights on Kafka as deploy/kafka/access.toml declares them, and as the entries by which Kafka keeps them."""

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import NamedTuple

FILE = Path("deploy/kafka/access.toml")
SUBSCRIBER = "subscriber-"


class Grant(NamedTuple):
    """One entry: this user may do this with that. A name that is a prefix stands for all that begin so."""

    user: str
    kind: str  # TOPIC or GROUP
    name: str
    pattern: str  # LITERAL or PREFIXED
    operation: str  # READ, WRITE or DESCRIBE
    host: str = "*"
    permission: str = "ALLOW"


@dataclass(frozen=True)
class Rights:
    """What one user may do; topics and groups by name, or by the beginning of it where that ends with *."""

    reads: tuple[str, ...] = ()
    writes: tuple[str, ...] = ()
    sees: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()  # of which it may be a member
    sees_groups: tuple[str, ...] = ()
    quota: Mapping[str, float] = field(default_factory=dict)

    def grants(self, user: str) -> Iterator[Grant]:
        """Yield the entries that make these rights the user's."""
        by_operation = {"READ": self.reads, "WRITE": self.writes, "DESCRIBE": self.sees}
        for operation, topics in by_operation.items():
            yield from (Grant(user, "TOPIC", *_matching(name), operation) for name in topics)
        yield from (Grant(user, "GROUP", *_matching(name), "READ") for name in self.groups)
        yield from (Grant(user, "GROUP", *_matching(name), "DESCRIBE") for name in self.sees_groups)


def _matching(name: str) -> tuple[str, str]:
    """Return name and pattern as Kafka has them: to it, a * alone is the literal name of everything."""
    if name.endswith("*") and name != "*":
        return name.removesuffix("*"), "PREFIXED"
    return name, "LITERAL"


@dataclass(frozen=True)
class Access:
    """Everybody whom the file names, and what each subscriber may do."""

    users: Mapping[str, Rights]
    subscriber: Rights

    def of(self, user: str) -> Rights:
        """Return the user's rights; a subscriber is in groups that begin with its name."""
        if user.startswith(SUBSCRIBER):
            return replace(self.subscriber, groups=(f"{user}.*",))
        return self.users[user]

    def grants(self, subscribers: Iterable[str] = ()) -> set[Grant]:
        """Return all that is granted, to the users of the file and to these subscribers."""
        return {grant for user in [*self.users, *subscribers] for grant in self.of(user).grants(user)}


def read(file: Path = FILE) -> Access:
    """Return what the file declares. Raises TypeError for a word that it should not have."""
    text = tomllib.loads(file.read_text(encoding="utf-8"))
    return Access({user: _rights(said) for user, said in text["users"].items()}, _rights(text["subscribers"]))


def _rights(said: Mapping[str, object]) -> Rights:
    return Rights(**{word: tuple(names) if isinstance(names, list) else names for word, names in said.items()})  # type: ignore[arg-type] # as a person has typed it
