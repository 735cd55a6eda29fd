"""Alerts for operators: each has a page, is tried, and asks for numbers that a service really tells."""

import os
import re
import shutil
import subprocess
from pathlib import Path
from typing import Any

import pytest
import yaml

from shared.directory import service_names
from shared.kernel.metrics import Metrics

ROOT = Path(__file__).parents[3]
FOLDER = ROOT / "deploy" / "prometheus"
PAGES = ROOT / "docs" / "runbooks"
RULES: list[dict[str, Any]] = [
    rule for group in yaml.safe_load((FOLDER / "alerts.yml").read_text())["groups"] for rule in group["rules"]
]
OF_ONE_SERVICE = {
    "takwin_notifications_channel_away_seconds",
    "takwin_registration_people_unreached",
    "takwin_registration_contacts_capped_total",
}


def promtool(*words: str) -> subprocess.CompletedProcess[str]:
    """Ask Prometheus's own tool."""
    tool = shutil.which("promtool")
    if tool is None and os.environ.get("REQUIRE_PROMTOOL") == "1":
        pytest.fail("promtool is needed (Debian: in the package prometheus)")
    if tool is None:
        pytest.skip("promtool is not installed")
    return subprocess.run([tool, *words], cwd=FOLDER, capture_output=True, text=True, check=False)


def test_every_alert_has_its_page_and_every_page_its_alert() -> None:
    names = {rule["alert"] for rule in RULES}

    assert names == {page.stem for page in PAGES.glob("*.md")} - {"README"}
    assert names == set(re.findall(r"\| (\w+) \|[^|]*\| \[\1\]\(\1\.md\) \|", (PAGES / "README.md").read_text()))


def test_every_alert_is_tried() -> None:
    tried = yaml.safe_load((FOLDER / "alerts_test.yml").read_text())["tests"]

    assert {one["alertname"] for test in tried for one in test["alert_rule_test"] if one["exp_alerts"]} == {
        rule["alert"] for rule in RULES
    }


def test_prometheus_takes_the_configuration() -> None:
    ended = promtool("check", "config", "prometheus.yml")

    assert ended.returncode == 0, ended.stderr


def test_alerts_fire_when_they_should_and_not_before() -> None:
    ended = promtool("test", "rules", "alerts_test.yml")

    assert ended.returncode == 0, ended.stderr


def told(service: str) -> set[str]:
    """Return the names of numbers that the kernel of a service tells."""
    families = Metrics(service).registry.collect()
    return {it.name + ("_total" if it.type == "counter" else "") for it in families}


def test_alerts_ask_for_numbers_that_there_are() -> None:
    asked = {name for rule in RULES for name in re.findall(r"takwin_(?:\[a-z\]\+)?\w+", rule["expr"])}
    kernel = set().union(*map(told, service_names()))

    missing = {name for name in asked - OF_ONE_SERVICE if not any(re.fullmatch(name, it) for it in kernel)}

    assert asked > OF_ONE_SERVICE
    assert missing == set()
