"""`make pilot`: sets everything up on this machine, plays the pilot of 2017 through it, and serves until Ctrl-C."""

import argparse
import asyncio
import os
import signal
import sys
import time
from contextlib import suppress
from pathlib import Path

from rich.console import Console

from deploy.embedded.launcher import installation
from deploy.embedded.processes import StartFailed
from deploy.embedded.stack import FolderHeld
from deploy.player.api import Away, Refused
from deploy.player.pilot import STARTS_AT, play
from deploy.player.results import show, write_results

OUT = Path("out/pilot-2017")


def default_folder() -> Path:
    """Return where the data of this user's installation is kept."""
    return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local/share") / "takwin" / "pilot-2017"


def arguments() -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="python -m deploy.embedded", description=__doc__)
    parser.add_argument("--once", action="store_true", help="end after the story instead of serving")
    parser.add_argument("--folder", type=Path, default=default_folder(), help="where the data is kept")
    parser.add_argument("--out", type=Path, default=OUT, help="where the results go")
    return parser.parse_args()


async def run(console: Console, *, once: bool, folder: Path, out: Path) -> None:
    """Start, play, tell, and serve."""
    began = time.monotonic()
    say = console.print
    async with installation(folder, lambda words: say(f"[dim]{words}[/dim]"), STARTS_AT) as running:
        say(f"Ready after {time.monotonic() - began:.1f} s; the data is in {running.folder}")
        link = f"Open once, within this machine: [bold]{running.new_link()}[/bold]"
        say(link, soft_wrap=True)
        story = await play(running.origin, running.keys["player"], running.folder, say)
        results = await write_results(running, story, out)
        show(console, results, out)
        if not once:
            say(link, soft_wrap=True)
            say(f"Metrics, for Prometheus: http://127.0.0.1:{running.services.inner_port}/<service>/metrics")
            say("Serving until Ctrl-C.")
            await asyncio.Event().wait()


async def until_told(console: Console, options: argparse.Namespace) -> None:
    """Run, and stop everything in good order when the terminal or the system says so."""
    task = asyncio.current_task()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(name, task.cancel)  # type: ignore[union-attr]
    with suppress(asyncio.CancelledError):
        await run(console, once=options.once, folder=options.folder, out=options.out)


def main() -> int:
    """Return what the shell shall see."""
    console = Console(highlight=False)
    try:
        asyncio.run(until_told(console, arguments()))
    except (FolderHeld, StartFailed, Away, Refused) as failure:
        console.print(f"[red]{failure}[/red]")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
