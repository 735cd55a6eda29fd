"""`takwin status`: is everything getting on, and if not, what is the matter."""

from dataclasses import asdict, dataclass, field

import typer

from deploy.takwin.answering import LOOK, AsJson, answer, place_of, tell_json, tell_table
from deploy.takwin.installation import Installation
from deploy.takwin.message_state import MessageState, messages_of, minute, people_to_call
from deploy.takwin.reaching import Refused
from deploy.takwin.service_state import ServiceState, lags_of, states_of


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
    """Ask everything that answers; what does not is part of the answer."""
    found = Status(await states_of(place))
    found.to_look_at = [worry for state in found.services for worry in state.worries()]
    await _look_at_kafka(place, found)
    await _look_at_messages(place, found)
    return found


async def _look_at_kafka(place: Installation, found: Status) -> None:
    try:
        lags, worries = await lags_of(place)
    except Refused as refused:
        found.kafka = False
        found.to_look_at.append(str(refused))
        return
    for state in found.services:
        state.lag = lags[state.service]
    found.to_look_at += worries


async def _look_at_messages(place: Installation, found: Status) -> None:
    """A database that is away has been told already."""
    away = {state.service for state in found.services if state.problem}
    if "notifications" in away:
        return
    found.messages = await messages_of(place)
    found.to_look_at += found.messages.worries()
    if "registration" not in away:
        found.messages.people_to_call = await people_to_call(place)


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
