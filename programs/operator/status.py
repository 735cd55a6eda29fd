"""`takwin status`: is everything getting on, and if not, what is the matter."""

import asyncio
from collections.abc import Coroutine
from dataclasses import asdict, dataclass, field
from typing import Any, TypeVar

import typer

from programs.operator.answering import LOOK, AsJson, answer, place_of, tell_json, tell_table
from programs.operator.installation import Installation
from programs.operator.log_state import LogState, log_of
from programs.operator.message_state import MessageState, messages_of, minute, people_to_call
from programs.operator.reaching import Refused
from programs.operator.service_state import ServiceState, states_of

T = TypeVar("T")


@dataclass
class Status:
    """The whole installation at one moment; `to_look_at` is empty when all is well."""

    services: list[ServiceState]
    kafka: bool = True
    messages: MessageState | None = None
    to_look_at: list[str] = field(default_factory=list)


def status(context: typer.Context, as_json: AsJson = False) -> None:  # noqa: FBT002 - an option of the command line
    """Say how services and messages stand. Ends with 1 when something needs a look."""
    found = answer(look(place_of(context)))
    if as_json:
        tell_json(asdict(found))
    else:
        _tell(found)
    raise typer.Exit(LOOK if found.to_look_at else 0)


async def look(place: Installation) -> Status:
    """Ask everything at once, each for a few seconds; what does not answer is part of the answer."""
    services, log, messages = await asyncio.gather(
        states_of(place), _or_refusal(log_of(place)), _or_refusal(_messages_of(place))
    )
    found = Status(services, kafka=not isinstance(log, Refused))
    found.to_look_at = [worry for state in services for worry in state.worries()]
    _look_at_log(found, log)
    if not isinstance(messages, Refused):  # a database that is away has been told already
        found.messages = messages
        found.to_look_at += messages.worries()
    return found


async def _or_refusal(asked: Coroutine[Any, Any, T]) -> T | Refused:
    try:
        return await asked
    except Refused as refused:
        return refused


def _look_at_log(found: Status, log: LogState | Refused) -> None:
    if isinstance(log, Refused):
        found.to_look_at.append(str(log))
        return
    for state in found.services:
        state.lag, state.unheard = log.now[state.service].by_topic(), len(log.stands[state.service].unheard)
    found.to_look_at += log.worries([state.service for state in found.services if state.handling])


async def _messages_of(place: Installation) -> MessageState:
    messages, to_call = await asyncio.gather(messages_of(place), _or_refusal(people_to_call(place)))
    if not isinstance(to_call, Refused):
        messages.people_to_call = to_call
    return messages


def _tell(found: Status) -> None:
    tell_table("Services", [state.row() for state in found.services])
    lag = [
        {"service": state.service, "topic": topic, "not_heard_yet": number}
        for state in found.services
        for topic, number in (state.lag or {}).items()
        if number
    ]
    tell_table("Behind the log", lag)
    if found.messages:
        _tell_messages(found.messages)
    typer.echo("\n".join(found.to_look_at or ["All is well."]))


def _tell_messages(messages: MessageState) -> None:
    tell_table("Messages", messages.counts)
    tell_table("What waits", messages.rows())
    for channel, at in messages.last_sent.items():
        typer.echo(f"Last {channel} sent: {minute(at)}")
    if messages.people_to_call is not None:
        typer.echo(f"People whom no message has reached, to be called: {messages.people_to_call}")
