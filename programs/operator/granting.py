"""`takwin rights`: topics, users, rights and quotas on Kafka, as the two files of deploy/kafka say."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Annotated

import typer
from aiokafka.errors import KafkaError as TopicsFailed
from kafka.errors import KafkaError, SecurityDisabledError

from programs.operator import giving, rights
from programs.operator.answering import answer, place_of
from programs.operator.installation import Installation
from programs.operator.kafka_users import SHOWN_WITHIN_S, NotShown, Users, users_of
from programs.operator.reaching import Refused
from programs.operator.recovery import TOPICS_FILE
from shared.kernel import topics

AT_ONCE_S = 10
Keep = Annotated[bool, typer.Option("--keep", help="Take nothing away yet: in an upgrade.")]
Within = Annotated[int, typer.Option(min=1, help="Seconds to wait for Kafka, e.g. while it starts.")]


def grant(context: typer.Context, within: Within = AT_ONCE_S, keep: Keep = False) -> None:  # noqa: FBT002
    """Make topics, and give everybody on Kafka the rights that deploy/kafka/access.toml says, and no others."""
    typer.echo(answer(_grant(place_of(context), within, keep=keep)))


async def _grant(place: Installation, within_s: int, *, keep: bool) -> giving.Changed:
    access = rights.read()
    passwords = {user: place.password_of(user) for user in access.users if place.knows(user)}
    with known_users(place, within_s) as users:
        changed = await asyncio.to_thread(giving.give, users, access, passwords, take=not keep)
        await topics.provision(place.cluster, topics.read(TOPICS_FILE))
    return changed


@contextmanager
def known_users(place: Installation, within_s: int = AT_ONCE_S) -> Iterator[Users]:
    """Ask Kafka about its users. Raises Refused, also for what fails inside the block."""
    try:
        with users_of(place.cluster, within_s) as users:
            yield users
    except SecurityDisabledError:
        raise Refused("This Kafka asks nobody who they are, so there are no rights to give.") from None
    except NotShown:
        why = f"has taken this, and does not act by it after {SHOWN_WITHIN_S:.0f} s"
        raise Refused(f"Kafka at {place.kafka_servers} {why}: look at its log, then do it again.") from None
    except (KafkaError, TopicsFailed, OSError) as error:
        why = type(error).__name__
        raise Refused(f"Kafka at {place.kafka_servers} does not answer, or lets us do nothing ({why}).") from None
