"""Giving of rights: users, rights and quotas on Kafka become what the file declares; what it does not is taken away."""

from collections.abc import Mapping
from dataclasses import dataclass

from programs.operator.kafka_users import Users
from programs.operator.rights import SUBSCRIBER, Access


@dataclass(frozen=True)
class Changed:
    """What was otherwise before."""

    given: int
    taken: int
    shut_out: tuple[str, ...]

    def __str__(self) -> str:
        gone = f", shut out {', '.join(self.shut_out)}" if self.shut_out else ""
        return f"rights given: {self.given}, taken away: {self.taken}{gone}"


def give(users: Users, access: Access, passwords: Mapping[str, str], *, take: bool = True) -> Changed:
    """Let everybody of the file come by these passwords, and do what it says; subscribers that are known stay.

    Nothing is taken away before what is to be given is there; nothing at all unless `take`. Raises KafkaError.
    """
    known = users.names()
    subscribers = sorted(name for name in known if name.startswith(SUBSCRIBER))
    strangers = sorted(known - access.users.keys() - set(subscribers))
    wanted, given = access.grants(subscribers), users.grants()
    users.give(wanted - given)
    users.let_in(passwords)
    users.hold_to({user: {} for user in users.quotas()} | _quotas(access, subscribers))
    if take:
        users.shut_out(strangers)
        users.take(given - wanted)
    return Changed(len(wanted - given), len(given - wanted) if take else 0, tuple(strangers) if take else ())


def _quotas(access: Access, subscribers: list[str]) -> dict[str, Mapping[str, float]]:
    return {user: access.of(user).quota for user in [*access.users, *subscribers]}


def add_subscriber(users: Users, access: Access, user: str, password: str) -> None:
    """Let a new subscriber in: its rights and its quota are there before it can come."""
    users.give(access.grants([user]) - users.grants())
    users.hold_to({user: access.of(user).quota})
    users.let_in({user: password})


def remove_subscriber(users: Users, user: str) -> None:
    """Let it come no more, and leave nothing of it: whoever is connected may do nothing from now on."""
    users.shut_out([user])
    users.take({grant for grant in users.grants() if grant.user == user})
    users.hold_to({user: {}})
