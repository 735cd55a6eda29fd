"""`takwin`, the operator's command. In Compose: `docker compose run --rm tools …`, or `./takwin …` for short."""

import logging
from pathlib import Path
from typing import Annotated

import typer
from pydantic import ValidationError

from deploy.takwin import keeping
from deploy.takwin.answering import IN_VAIN, place_of
from deploy.takwin.clock import clock
from deploy.takwin.follow import follow
from deploy.takwin.installation import Installation, embedded_in
from deploy.takwin.parked import parked
from deploy.takwin.rebuild import rebuild
from deploy.takwin.reconcile import reconcile
from deploy.takwin.status import status
from deploy.takwin.subscribe import subscribe
from shared import links, log

takwin = typer.Typer(no_args_is_help=True, add_completion=False, help="Look after an installation of Takwin.")
takwin.command()(status)
takwin.command()(subscribe)
takwin.command()(follow)
takwin.command()(reconcile)
takwin.command()(clock)
takwin.command()(rebuild)
takwin.command()(keeping.backup)
takwin.command()(keeping.restore)
takwin.command()(keeping.recover)
takwin.add_typer(parked, name="parked")


@takwin.callback()
def installation(
    context: typer.Context,
    embedded: Annotated[Path | None, typer.Option(help="Folder of an installation that runs without Docker.")] = None,
) -> None:
    """Look after an installation of Takwin."""
    try:
        context.obj = embedded_in(embedded) if embedded else Installation()
    except (OSError, ValidationError, ValueError, KeyError, TypeError):
        where = f"in {embedded}" if embedded else "told by TAKWIN_ORIGIN and TAKWIN_KAFKA_SERVERS"
        typer.echo(f"There is no installation {where}.", err=True)
        raise typer.Exit(IN_VAIN) from None


@takwin.command()
def link(context: typer.Context) -> None:
    """Print a link that opens the pages once, within twelve hours."""
    place = place_of(context)
    try:
        typer.echo(f"Open once: {links.new_link(place.origin, place.secret)}")
    except OSError as error:
        typer.echo(f"The secret that signs links cannot be read: {error.filename} ({error.strerror}).", err=True)
        raise typer.Exit(IN_VAIN) from None


if __name__ == "__main__":
    log.configure(logging.CRITICAL)
    takwin()
