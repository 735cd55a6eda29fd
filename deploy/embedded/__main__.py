"""`make pilot`: sets everything up on this machine, plays the pilot of 2017 through it, and serves until Ctrl-C."""

import argparse
import asyncio
import os
import signal
import sys
import time
from collections.abc import Coroutine
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console

from deploy.embedded.launcher import Installation, installation
from deploy.embedded.processes import StartFailed
from deploy.embedded.stack import FolderHeld
from programs.keys import Damaged
from programs.scenario.api import Away, Refused
from programs.scenario.pilot import SCENARIOS, STARTS_AT, OldStory, Scenario, play
from programs.scenario.results import NothingTold, show, write_results

OUT = Path("out/pilot-2017")
OUTS: dict[Scenario, Path] = {"pilot": OUT, "regions": OUT / "regions"}


@dataclass(frozen=True)
class Options:
    """What the operator wants."""

    once: bool
    scenario: Scenario
    folder: Path
    out: Path


def home_of(name: str) -> Path:
    """Return where the data of this user's installation of that name is kept."""
    return Path(os.environ.get("XDG_DATA_HOME") or Path.home() / ".local/share") / "takwin" / name


def arguments() -> Options:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="python -m deploy.embedded", description=__doc__)
    parser.add_argument("--once", action="store_true", help="end after the story instead of serving")
    parser.add_argument("--scenario", choices=SCENARIOS, default="pilot", help="regions: the pilot, then what follows")
    parser.add_argument("--folder", type=Path, default=home_of("pilot-2017"), help="where the data is kept")
    parser.add_argument("--out", type=Path, help=f"where the results go; else {OUT}/, of regions {OUTS['regions']}/")
    told = parser.parse_args()
    return Options(told.once, told.scenario, told.folder, told.out or OUTS[told.scenario])


async def run(console: Console, options: Options) -> None:
    """Start, play, tell, and serve."""
    began = time.monotonic()
    say = console.print
    async with installation(options.folder, lambda words: say(f"[dim]{words}[/dim]"), STARTS_AT) as running:
        say(f"Ready after {time.monotonic() - began:.1f} s; the data is in {running.folder}")
        say(await _link(running), soft_wrap=True)
        await play(running, options.scenario, say)
        show(console, await write_results(running, options.out))
        say(f"report.html and the rest are in {options.out}/")
        if not options.once:
            say(await _link(running), soft_wrap=True)
            say(f"What phones and mailbox got: {running.origin}/outside/", soft_wrap=True)
            say(f"Metrics, for Prometheus: http://127.0.0.1:{running.services.inner_port}/<service>/metrics")
            say("Serving until Ctrl-C.")
            await asyncio.Event().wait()


async def _link(running: Installation) -> str:
    return f"Open once, within this machine: [bold]{await running.new_link()}[/bold]"


async def until_told(work: Coroutine[None, None, None]) -> None:
    """Do the work, and stop everything in good order when the terminal or the system says so."""
    task = asyncio.current_task()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(name, task.cancel)  # type: ignore[union-attr]
    with suppress(asyncio.CancelledError):
        await work


def main() -> int:
    """Return what the shell shall see."""
    console = Console(highlight=False)
    try:
        asyncio.run(until_told(run(console, arguments())))
    except (FolderHeld, Damaged, StartFailed, Away, NothingTold, OldStory, Refused) as failure:
        console.print(f"[red]{failure}[/red]")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
