"""`make office`: runs an office without Docker in earnest, until Ctrl-C or until systemd stops it."""

import argparse
import asyncio
import sys
from pathlib import Path

from rich.console import Console

from deploy.embedded.__main__ import home_of, until_told
from deploy.embedded.office import unit
from deploy.embedded.office.running import Office, office
from deploy.embedded.office.settings import FILE, SettingsRefused
from deploy.embedded.processes import StartFailed
from deploy.embedded.stack import FolderHeld
from programs.keys import Damaged


def arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="python -m deploy.embedded.office", description=__doc__)
    parser.add_argument("--folder", type=Path, default=home_of("office"), help="where settings and data are kept")
    parser.add_argument("--unit", action="store_true", help="write the unit by which systemd starts it at boot")
    parser.add_argument("--without-services", action="store_true", help="Kafka and Postgres alone, to restore a backup")
    return parser.parse_args()


async def run(console: Console, told: argparse.Namespace) -> None:
    """Start, say where it is, and serve."""
    say = console.print
    with_services = not told.without_services
    async with office(told.folder, lambda words: say(f"[dim]{words}[/dim]"), with_services=with_services) as running:
        say(f"Settings and data are in {running.stack.folder}; {FILE} says what each setting is.", soft_wrap=True)
        if with_services:
            _say_where(console, running)
        else:
            say("Kafka and Postgres run, services do not: ./takwin --office restore … in another terminal.")
        await asyncio.Event().wait()


def _say_where(console: Console, running: Office) -> None:
    console.print(f"Reached at {running.services.origin} from this machine alone.")
    console.print("./takwin --office first-administrator NAME EMAIL lets the first one in, who lets in the others.")
    console.print("./takwin --office status says how all is.")


def write_unit(console: Console, folder: Path) -> None:
    """Write the unit, and say how it is switched on. Raises RootHasNoOffice."""
    console.print(f"Wrote {unit.write(folder)}. It starts the office at boot with these two commands:", soft_wrap=True)
    console.print(f"systemctl --user enable --now {unit.NAME}\nloginctl enable-linger")


def main() -> int:
    """Return what the shell shall see."""
    console = Console(highlight=False)
    told = arguments()
    try:
        if told.unit:
            write_unit(console, told.folder)
        else:
            asyncio.run(until_told(run(console, told)))
    except (FolderHeld, Damaged, StartFailed, SettingsRefused, unit.RootHasNoOffice) as failure:
        console.print(f"[red]{failure}[/red]", soft_wrap=True)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
