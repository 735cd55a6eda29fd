"""`takwin parked`: records that could not be handled; see why, and have them handled again once the cause is gone."""

from dataclasses import asdict
from typing import Annotated, Any

import typer

from programs.operator import set_aside
from programs.operator.answering import LOOK, AsJson, answer, place_of, tell_json, tell_table
from programs.operator.installation import SERVICES, Installation
from shared.kernel.parking import NotReplayed

parked = typer.Typer(no_args_is_help=True, help="Records that could not be handled and wait.")

Number = Annotated[int, typer.Argument(help="The id that `takwin parked list` gives.", metavar="ID")]
OfService = Annotated[str, typer.Option("--service", help=f"One of {', '.join(SERVICES)}.")]
OfAny = Annotated[str | None, typer.Option("--service", help="One service; else all.")]
WithData = Annotated[bool, typer.Option("--data", help="Also what the event says: ids and facts, no names.")]


@parked.command("list")
def list_parked(context: typer.Context, service: OfAny = None, as_json: AsJson = False) -> None:  # noqa: FBT002
    """List what is set aside and waits."""
    found = answer(_waiting(place_of(context), [service] if service else list(SERVICES)))
    if as_json:
        tell_json(found)
    elif found:
        tell_table("Set aside", found)
    else:
        typer.echo("Nothing is set aside.")


async def _waiting(place: Installation, services: list[str]) -> list[dict[str, Any]]:
    return [row for service in services for row in await set_aside.waiting(place, service)]


@parked.command()
def show(
    context: typer.Context,
    number: Number,
    service: OfService,
    with_data: WithData = False,  # noqa: FBT002
    as_json: AsJson = False,  # noqa: FBT002
) -> None:
    """Show one record: its place in the log, why it waits, and its envelope."""
    found = answer(set_aside.shown(place_of(context), service, number, with_data=with_data))
    if as_json:
        tell_json(found)
    else:
        tell_table(f"Record {number} of {service}", [{"what": name, "is": value} for name, value in found.items()])


@parked.command()
def replay(context: typer.Context, number: Number, service: OfService, as_json: AsJson = False) -> None:  # noqa: FBT002
    """Handle the record again, and all that waits behind it. Ends with 1 when it fails again."""
    try:
        done = answer(set_aside.replay(place_of(context), service, number))
    except NotReplayed as failed:
        about = f" about {failed.reason.fields}" if failed.reason.fields else ""
        typer.echo(f"It failed again ({failed.reason.error}{about}) and stays set aside.", err=True)
        raise typer.Exit(LOOK) from None
    if as_json:
        tell_json(asdict(done))
    elif done.replayed_before:
        typer.echo(f"Record {number} was replayed at {done.replayed_before:%Y-%m-%d %H:%M} UTC; nothing is done again.")
    else:
        typer.echo(f"{done.records} handled. What they have to tell leaves by {service}'s relay, when it runs.")
