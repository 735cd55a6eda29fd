"""Services in Docker replaced by those of another release."""

import json
import subprocess
import time
from typing import Any

from deploy.embedded.stack import SERVICES
from tests.e2e.compose import ROOT, Compose

PATIENCE_S = 60.0


def set_aside(compose: Compose) -> str:
    """Wait for the one record that the defect stumbles over; return its number."""
    deadline = time.monotonic() + PATIENCE_S
    while not (found := json.loads(compose.takwin("parked", "list", "--json").stdout)):
        assert time.monotonic() < deadline
        time.sleep(1)
    (one,) = found
    assert (one["service"], one["error"]) == ("reporting", "ZeroDivisionError")
    return str(one["id"])


def replaced(compose: Compose, **settings: str) -> set[str]:
    """Replace every service; return the images that run in the end. None of the containers may be an old one."""
    before, began = {one["Id"] for one in services(compose)}, time.monotonic()
    command = [str(ROOT / "deploy" / "compose" / "upgrade")]
    ended = subprocess.run(
        command, cwd=ROOT, env=compose.environment | settings, capture_output=True, text=True, check=False
    )
    print(f"all services replaced within {time.monotonic() - began:.1f} s")  # noqa: T201 - the figure is worth seeing
    assert ended.returncode == 0, ended.stderr
    assert not before & {one["Id"] for one in services(compose)}
    return {one["Config"]["Image"] for one in services(compose)}


def services(compose: Compose) -> list[dict[str, Any]]:
    """Return what Docker knows of the containers of the services."""
    return [one for name, one in compose.inspected().items() if name.rpartition("-")[0] in SERVICES]
