"""`takwin link`: a way into the pages."""

import typer

from programs.operator.answering import IN_VAIN, place_of
from shared.http import links


def link(context: typer.Context) -> None:
    """Print a link that opens the pages once, within twelve hours."""
    place = place_of(context)
    try:
        typer.echo(f"Open once: {links.new_link(place.origin, place.secret)}")
    except OSError as error:
        typer.echo(f"The secret that signs links cannot be read: {error.filename} ({error.strerror}).", err=True)
        raise typer.Exit(IN_VAIN) from None
