"""`takwin`, the operator's command. In Compose: `docker compose run --rm tools …`, or `./takwin …` for short."""

import typer

from deploy.takwin import keeping
from deploy.takwin.installation import Installation
from shared import links

takwin = typer.Typer(no_args_is_help=True, add_completion=False, help="Look after an installation of Takwin.")


@takwin.callback()
def installation(context: typer.Context) -> None:
    """Look after an installation of Takwin."""
    context.obj = Installation()


@takwin.command()
def link(context: typer.Context) -> None:
    """Print a link that opens the pages once, within twelve hours."""
    place: Installation = context.obj
    typer.echo(f"Open once: {links.new_link(place.origin, place.secret)}")


takwin.command()(keeping.backup)
takwin.command()(keeping.restore)
takwin.command()(keeping.recover)

if __name__ == "__main__":
    takwin()
