"""Services in Docker replaced by those of another release."""

import json
import subprocess
import time
from typing import Any

from deploy.embedded.stack import SERVICES
from tests import next_release
from tests.e2e.compose import ROOT, Compose

PATIENCE_S = 60.0
AT_ONCE_S = 10.0
EACH_TIME = 8  # of six partitions, hardly one stays empty


def set_aside(compose: Compose) -> str:
    """Wait for the one record that the defect stumbles over; return its number."""
    deadline = time.monotonic() + PATIENCE_S
    while not (found := json.loads(compose.takwin("parked", "list", "--json").stdout)):
        assert time.monotonic() < deadline
        time.sleep(1)
    (one,) = found
    assert (one["service"], one["error"]) == ("reporting", "ZeroDivisionError")
    return str(one["id"])


def define_programmes(compose: Compose, code: str) -> None:
    """Let scheduling say what the next release of notifications hears, and this one does not."""
    with compose.http() as http:
        for number in range(EACH_TIME):
            body = {"code": f"{code}-{number}", "title": "Programme fictif", "donors": ["Donateur fictif"]}
            http.post("/scheduling/api/v1/programmes", json=body).raise_for_status()


def hear_the_new_topic(compose: Compose) -> None:
    """Wait for a moment until notifications has heard all that was said on the topic that is new to it."""
    said = compose.asked("scheduling", f"select event_id from outbox where type = '{next_release.HEARS_TOO}'").split()
    ids, began = ", ".join(f"'{one}'" for one in said), time.monotonic()
    while (heard := compose.asked("notifications", f"select count(*) from inbox where event_id in ({ids})")) != str(
        len(said)
    ):
        assert time.monotonic() < began + AT_ONCE_S, f"{heard} of {len(said)}"
        time.sleep(0.5)


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
