"""`takwin subscriber`: who outside may read public events; each has a user, a password, and nothing else."""

import re
import secrets
from typing import Annotated

import typer

from programs.operator import giving, rights
from programs.operator.answering import AsJson, answer, place_of, tell_json, tell_table
from programs.operator.granting import known_users
from programs.operator.installation import Installation
from programs.operator.reaching import Refused
from programs.operator.rights import SUBSCRIBER
from shared.events.public import PublicEvent

NAME = re.compile(r"[a-z][a-z0-9-]{1,38}[a-z0-9]")

subscriber = typer.Typer(no_args_is_help=True, add_completion=False, help="Who outside may read public events.")
Name = Annotated[str, typer.Argument(help="3 to 40 of a-z, 0-9 and -, e.g. ministry-youth; no person's name.")]

SETTINGS = """\
The password is shown this once and kept nowhere: give it to {name} by a way that nobody else reads.

bootstrap.servers   {servers}
security.protocol   SASL_SSL
sasl.mechanism      SCRAM-SHA-512
user                {user}
password            {password}
topic               {topic}
group.id            {user}.main, or another that begins with {user}.

Save what follows as takwin-ca.crt: by it the subscriber knows that it is this Kafka.
{ca}"""


@subscriber.command()
def add(context: typer.Context, name: Name) -> None:
    """Let a subscriber in, and print what it needs."""
    typer.echo(answer(_add(place_of(context), name)))


async def _add(place: Installation, name: str) -> str:
    user, password = _user(name), secrets.token_urlsafe(32)
    ca = place.kafka_ca.read_text(encoding="utf-8").strip() if place.kafka_ca else "(an authority that all know)"
    with known_users(place) as users:
        if user in users.names():
            raise Refused(f"There is a subscriber {name} already. Remove it first: its password is kept nowhere.")
        giving.add_subscriber(users, rights.read(), user, password)
    servers = place.kafka_outside or place.kafka_servers
    return SETTINGS.format(name=name, user=user, password=password, servers=servers, topic=PublicEvent.topic, ca=ca)


def _user(name: str) -> str:
    if not NAME.fullmatch(name):
        raise Refused("The name of a subscriber has 3 to 40 of a-z, 0-9 and -, begins with a letter, ends with none -.")
    return SUBSCRIBER + name


@subscriber.command("list")
def list_all(context: typer.Context, as_json: AsJson = False) -> None:  # noqa: FBT002
    """Say who is let in, and how much each may read in a second."""
    found = answer(_list(place_of(context)))
    if as_json:
        tell_json(found)
    else:
        tell_table("Subscribers", found)


async def _list(place: Installation) -> list[dict[str, object]]:
    with known_users(place) as users:
        quotas = users.quotas()
        names = sorted(user for user in users.names() if user.startswith(SUBSCRIBER))
    return [{"name": user.removeprefix(SUBSCRIBER), "user": user, **quotas.get(user, {})} for user in names]


@subscriber.command()
def remove(context: typer.Context, name: Name) -> None:
    """Let a subscriber come no more. What it has read stays with it."""
    answer(_remove(place_of(context), name))
    typer.echo(f"{name} is let in no more.")


async def _remove(place: Installation, name: str) -> None:
    user = _user(name)
    with known_users(place) as users:
        if user not in users.names():
            raise Refused(f"There is no subscriber {name}: see `takwin subscriber list`.")
        giving.remove_subscriber(users, user)
