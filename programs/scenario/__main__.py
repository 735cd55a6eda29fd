"""Plays the pilot on a deployment, from a container beside it: `python -m programs.scenario --scenario pilot`.

The results go to the folder `out` beside the story's journal. It goes through the door, over HTTPS, and trusts the
door's own authority.
"""

import argparse
import asyncio
import ssl
import sys
from dataclasses import dataclass, field
from pathlib import Path

from pydantic_settings import SettingsConfigDict
from rich.console import Console

from programs.keys import Damaged, read_keys
from programs.scenario.api import Away, Refused, Way
from programs.scenario.pilot import SCENARIOS, NoDemonstration, Scenario, play
from programs.scenario.results import NothingTold, show, write_results
from shared.http.settings import Origin
from shared.kernel.cluster import Cluster
from shared.service.kafka_settings import KafkaSettings
from shared.service.settings import secrets_dir

AUTHORITY = Path("/door/caddy/pki/authorities/local/root.crt")
TOKENS = Path("/run/secrets/demo_player")
LEDGERS = (Path("/simulators/mailbox.jsonl"), Path("/simulators/phones.jsonl"))


class PlayerSettings(KafkaSettings):
    """Where the deployment is."""

    model_config = SettingsConfigDict(env_prefix="TAKWIN_")

    origin: Origin
    door: str = "https://door:8443"
    story: Path = Path("/story")


@dataclass
class Deployment:
    """A deployment by Compose, as far as a story is played on it."""

    settings: PlayerSettings
    keys: dict[str, str] = field(default_factory=lambda: read_keys(TOKENS))
    ledgers: tuple[Path, ...] = LEDGERS

    @property
    def folder(self) -> Path:
        """Where the journal of the story is kept."""
        return self.settings.story

    @property
    def cluster(self) -> Cluster:
        """Where subscribers find Kafka."""
        return self.settings.cluster

    @property
    def origin(self) -> str:
        """Where people find it."""
        return self.settings.origin

    @property
    def way(self) -> Way:
        """How to reach the door from inside."""
        return Way(self.settings.door, ssl.create_default_context(cafile=AUTHORITY))


async def run(console: Console, scenario: Scenario) -> None:
    """Play, and write what came of it."""
    deployment = Deployment(PlayerSettings(_secrets_dir=secrets_dir()))
    await play(deployment, scenario, console.print)
    show(console, await write_results(deployment, deployment.folder / "out"))


def main() -> int:
    """Return what the shell shall see."""
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("--scenario", choices=SCENARIOS, default="pilot")
    console = Console(highlight=False)
    try:
        asyncio.run(run(console, words.parse_args().scenario))
    except (Away, Damaged, NoDemonstration, NothingTold, Refused) as failure:
        console.print(f"[red]{failure}[/red]")
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
