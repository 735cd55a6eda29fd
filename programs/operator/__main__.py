"""`takwin`, the operator's command. In Compose: `docker compose run --rm tools …`, or `./takwin …` for short."""

import logging
from importlib import import_module
from pathlib import Path
from typing import Annotated, Any

import typer
from pydantic import ValidationError
from typer.core import TyperGroup

from programs.operator.answering import IN_VAIN
from programs.operator.installation import Installation, embedded_in
from shared.service import log
from shared.service.settings import secrets_dir

# Where each command is made. Only the one that is asked for is imported: all of them would take seconds.
COMMANDS = {
    "status": "status:status",
    "first-administrator": "way_in:first_administrator",
    "link": "way_in:link",
    "subscribe": "subscribe:subscribe",
    "follow": "follow:follow",
    "reconcile": "reconcile:reconcile",
    "clock": "clock:clock",
    "rebuild": "rebuild:rebuild",
    "backup": "keeping:backup",
    "restore": "keeping:restore",
    "recover": "keeping:recover",
    "parked": "parked:parked",
    "audit": "audit:audit",
    "rights": "granting:grant",
    "subscriber": "subscriber:subscriber",
}


class Commands(TyperGroup):
    """The commands by name."""

    def list_commands(self, _: Any) -> list[str]:
        """Return their names in the order of the help."""
        return list(COMMANDS)

    def get_command(self, _: Any, cmd_name: str) -> Any:
        """Return the command, imported now; None where there is none of that name."""
        if cmd_name not in COMMANDS:
            return None
        module, _, name = COMMANDS[cmd_name].partition(":")
        made = getattr(import_module(f"programs.operator.{module}"), name)
        if not isinstance(made, typer.Typer):
            made = _alone(made)
        command = typer.main.get_command(made)
        command.name = cmd_name
        return command


def _alone(command: Any) -> typer.Typer:
    alone = typer.Typer(add_completion=False)
    alone.command()(command)
    return alone


takwin = typer.Typer(
    cls=Commands, no_args_is_help=True, add_completion=False, help="Look after an installation of Takwin."
)


@takwin.callback()
def installation(
    context: typer.Context,
    embedded: Annotated[Path | None, typer.Option(help="Folder of an installation that runs without Docker.")] = None,
) -> None:
    """Look after an installation of Takwin."""
    try:
        context.obj = embedded_in(embedded) if embedded else Installation(_secrets_dir=secrets_dir())
    except (OSError, ValidationError, ValueError, KeyError, TypeError):
        where = f"in {embedded}" if embedded else "told by TAKWIN_ORIGIN and TAKWIN_KAFKA_SERVERS"
        typer.echo(f"There is no installation {where}.", err=True)
        raise typer.Exit(IN_VAIN) from None


if __name__ == "__main__":
    log.configure(logging.CRITICAL)
    takwin()
