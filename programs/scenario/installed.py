"""An installation, as far as a story is played on it."""

from pathlib import Path
from typing import Protocol

from programs.scenario.api import Way
from programs.scenario.cast import Cast
from shared.kernel.cluster import Cluster


class Installed(Protocol):
    """Where it is reached, and what its outer world has got."""

    @property
    def folder(self) -> Path: ...

    @property
    def origin(self) -> str: ...

    @property
    def keys(self) -> dict[str, str]: ...

    @property
    def cluster(self) -> Cluster: ...

    @property
    def ledgers(self) -> tuple[Path, ...]: ...

    @property
    def way(self) -> Way | None: ...


def cast_of(running: Installed) -> Cast:
    """Return whoever acts there."""
    return Cast(running.origin, running.keys["player"], running.way)
