"""`.env` says what an installation is; its data decide. Docker stands here for what it would say of volumes."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
DEMO = "deploy/compose/demo.yml"
TOLD = f"COMPOSE_FILE=docker-compose.yml:{DEMO}"
DOCKER = """#!/bin/sh
case "$*" in
    "compose config") echo "name: example" ;;
    *volume=$VOLUMES) echo example ;;
esac
"""


def kind(folder: Path, *words: str, volumes: str = "none") -> tuple[int, list[str]]:
    """Return how it ends, and the lines of `.env`."""
    script = folder / "deploy" / "compose" / "kind"
    script.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy(ROOT / "deploy" / "compose" / "kind", script)
    (folder / "docker").write_text(DOCKER)
    (folder / "docker").chmod(0o755)
    environment = {"PATH": f"{folder}:{os.environ['PATH']}", "VOLUMES": volumes}
    ended = subprocess.run([script, *words], env=environment, capture_output=True, check=False)
    return ended.returncode, (folder / ".env").read_text().splitlines()


def test_a_new_one_asked_to_be_is_a_demonstration_and_other_settings_stay(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("SMTP_HOST=mail.example\n")

    assert kind(tmp_path, "1") == (0, ["SMTP_HOST=mail.example", TOLD])
    assert kind(tmp_path, volumes="postgres") == (0, ["SMTP_HOST=mail.example", TOLD]), "once told, for good"


def test_a_demonstration_of_before_is_recognised_by_its_data(tmp_path: Path) -> None:
    assert kind(tmp_path, volumes="sinks") == (0, [TOLD])


@pytest.mark.parametrize("volumes", ["none", "postgres"])
def test_one_in_earnest_stays_so(tmp_path: Path, volumes: str) -> None:
    assert kind(tmp_path, volumes=volumes) == (0, [])


def test_one_that_has_begun_in_earnest_becomes_no_demonstration(tmp_path: Path) -> None:
    assert kind(tmp_path, "1", volumes="postgres") == (1, [])


def test_files_of_an_operators_own_stay(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("COMPOSE_FILE=docker-compose.yml:ours.yml\n")

    assert kind(tmp_path, "1") == (0, [f"COMPOSE_FILE=docker-compose.yml:ours.yml:{DEMO}"])
