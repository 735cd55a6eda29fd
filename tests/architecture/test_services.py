"""The one list of services, and every file that must name each of them because it cannot read the list."""

import re
import subprocess
import tomllib
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest
import yaml

from programs.heard_topics import HEARD_TOPICS
from shared.directory import navigation, service_names, way
from tests import next_release
from tests.architecture.built import ROOT, app, routes

NAMES = sorted(service_names())


def text(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def compose(name: str = "docker-compose.yml") -> dict[str, Any]:
    told: dict[str, Any] = yaml.safe_load(text(name))
    return told


def containers() -> Iterable[str]:
    """Yield the services that Compose builds, where all that bears the name of the service is as it should be."""
    for name, told in compose()["services"].items():
        if told.get("build", {}).get("target") == "service":
            assert told["build"]["args"] == {"SERVICE": name}
            assert told["image"].startswith(f"takwin/{name}:")
            assert told["environment"]["TAKWIN_INNER_HOST"] == f"{name}:8000"
            assert told["healthcheck"]["test"][-1] == name
            assert told["environment"]["TAKWIN_KAFKA_USER"] == name
            assert {"source": f"{name}_service", "target": "takwin_database_url"} in told["secrets"]
            assert {"source": f"kafka_{name}", "target": "takwin_kafka_password"} in told["secrets"]
            yield name


def secrets_of(container: str) -> set[str]:
    """Return the databases that a container can enter."""
    named = {secret for secret in compose()["services"][container]["secrets"] if isinstance(secret, str)}
    return named - {"postgres", "secret", "backup_passphrase", "kafka_ca"}


def let_in_at_kafka() -> Iterable[str]:
    """Return the services whose password the container that gives rights can tell Kafka."""
    return {secret.removeprefix("kafka_") for secret in secrets_of("rights")}


def databases_of_postgres() -> Iterable[str]:
    """Return the services both of whose roles Postgres makes."""
    told = secrets_of("postgres")
    return {name for name in told if f"{name}_service" in told}


def secret_files() -> Iterable[str]:
    """Return the files of secrets that are called as Compose calls them, but those of no service."""
    files = {name: told["file"] for name, told in compose()["secrets"].items()}
    assert files == {name: f"deploy/secrets/{name}" for name in files}
    of_kafka = {name for name in files if name.startswith("kafka_")}
    assert of_kafka == {f"kafka_{it}" for it in ("broker", "operator", "ca", "server", *NAMES)}
    made_once = set(re.findall(r"^keep (\w+) ", text("deploy/secrets-here"), re.MULTILINE))
    return {name for name in files.keys() - of_kafka - made_once if f"{name}_service" in files}


def let_in_the_player() -> Iterable[str]:
    """Return the services of a demonstration that know the token by which its clock is moved."""
    known = {"demo_player", "demo_tokens"}
    for name, told in compose("deploy/compose/demo.yml")["services"].items():
        secrets = [secret for secret in told.get("secrets", []) if isinstance(secret, dict)]
        if {secret["source"] for secret in secrets if secret["target"] == "takwin_tokens"} & known:
            yield name


def led_to_by_the_door() -> Iterable[str]:
    led = re.findall(r"^\timport service (\w+) \{\$AT_(\w+):(\w+)\}$", text("deploy/compose/Caddyfile"), re.MULTILINE)
    assert all((name.upper(), name) == (variable, host) for name, variable, host in led)
    return [name for name, _, _ in led]


def kept_in_the_lines_of_the_door() -> Iterable[str]:
    (said,) = re.findall(r'request>uri regexp "\^\(/\(([\w|]+)\)', text("deploy/compose/Caddyfile"))
    return set(said.split("|")) - {"outside"}


def asked_by_prometheus() -> Iterable[str]:
    (scraped,) = yaml.safe_load(text("deploy/prometheus/prometheus.yml"))["scrape_configs"]
    (found,) = scraped["dns_sd_configs"]
    return list(found["names"])


def ours(names: Iterable[str]) -> Iterable[str]:
    return [name.removeprefix("takwin-") for name in names if name != "takwin-shared"]


def stopped_before_a_restore() -> Iterable[str]:
    (names,) = re.findall(r"^docker compose stop (\w+ .*)$", text("docs/backup.md"), re.MULTILINE)
    return str(names).split()


def told_to_newcomers() -> Iterable[str]:
    told = re.findall(r"^\| \[(\w+)\]\(services/(\w+)/\) \|", text("README.md"), re.MULTILINE)
    assert [name for name, _ in told] == [folder for _, folder in told]
    return [name for name, _ in told]


def secrets_told_to_operators() -> Iterable[str]:
    row = r"^\| (.*) \| each service's way into its own database \|$"
    (names,) = re.findall(row, text("docs/guides/operator.md"), re.MULTILINE)
    return re.findall(r"`(\w+)`", names)


PLACES: dict[str, Callable[[], Iterable[str]]] = {
    "services/*/app.py": lambda: [file.parent.name for file in (ROOT / "services").glob("*/app.py")],
    "deploy/service-names": lambda: subprocess.check_output([ROOT / "deploy/service-names"], text=True).split(),
    "deploy/images/*.lock": lambda: (
        {file.stem for file in (ROOT / "deploy/images").glob("*.lock")} - {"shared", "simulators", "tools"}
    ),
    "docker-compose.yml: containers": containers,
    "docker-compose.yml: secrets": secret_files,
    "docker-compose.yml: secrets of postgres": databases_of_postgres,
    "docker-compose.yml: secrets of rights": let_in_at_kafka,
    "docker-compose.yml: secrets of tools": lambda: secrets_of("tools"),
    "deploy/compose/demo.yml": lambda: {*compose("deploy/compose/demo.yml")["services"]} & {*containers()},
    "deploy/compose/demo.yml: tokens": let_in_the_player,
    "deploy/compose/Caddyfile: addresses": led_to_by_the_door,
    "deploy/compose/Caddyfile: lines": kept_in_the_lines_of_the_door,
    "deploy/prometheus/prometheus.yml": asked_by_prometheus,
    "pyproject.toml: dependencies": lambda: ours(tomllib.loads(text("pyproject.toml"))["project"]["dependencies"]),
    "pyproject.toml: sources": lambda: ours(tomllib.loads(text("pyproject.toml"))["tool"]["uv"]["sources"]),
    "README.md": told_to_newcomers,
    "docs/guides/operator.md": secrets_told_to_operators,
    "docs/backup.md": stopped_before_a_restore,
    "programs/heard_topics.py": lambda: HEARD_TOPICS,
    "tests/next_release.py": lambda: next_release.TABLES,
}


@pytest.mark.parametrize("place", PLACES)
def test_every_file_that_names_services_names_those_of_the_list(place: str) -> None:
    assert sorted(PLACES[place]()) == NAMES


def speaking_of_a_service(folder: Path) -> list[str]:
    """Return the files in which a service is named, but events, roles, declarations, and translations."""
    others = "|".join(
        name for name in NAMES if name != "access"
    )  # which is a word of English too, and a room of shared
    named = re.compile(rf"""\b({others})\b|["'/]access["'/]""")
    files = [file for file in folder.rglob("*.*") if file.suffix in {".py", ".html", ".css", ".js", ".toml"}]
    found = [file.relative_to(folder) for file in files if named.search(file.read_text(encoding="utf-8"))]
    declared = {"roles.toml", "kinds.toml", "tables.toml", "events.toml"}
    return [str(file) for file in found if file.parts[0] != "events" and file.name not in declared]


def test_no_file_of_shared_names_a_service() -> None:
    assert speaking_of_a_service(ROOT / "shared") == []


def test_a_planted_name_of_a_service_is_seen(tmp_path: Path) -> None:
    (tmp_path / "links.py").write_text('OPENS = "/registration/open/"')

    assert speaking_of_a_service(tmp_path) == ["links.py"]


def test_every_place_of_the_frame_is_a_page_of_a_service() -> None:
    pages = {path for name in NAMES for path, _ in routes(app(name))}

    assert {place.path for place in navigation()} <= pages
    assert {way("sign_in"), way("second_factor"), way("start"), way("opens") + "{secret}"} <= pages


@pytest.mark.parametrize("container", compose("deploy/compose/demo.yml")["services"].keys() & set(NAMES))
def test_every_service_of_a_demonstration_has_its_clock(container: str) -> None:
    told = compose("deploy/compose/demo.yml")["services"][container]["environment"]

    assert told["TAKWIN_DEMO"] == "true"


@pytest.mark.parametrize("container", compose()["services"])
def test_every_file_that_a_setting_names_is_a_secret_of_the_container(container: str) -> None:
    told = compose()["services"][container]
    asked = {value.removeprefix("/run/secrets/") for value in settings_of(told) if value.startswith("/run/secrets/")}

    assert asked - {secret for secret in told.get("secrets", []) if isinstance(secret, str)} == set()


def settings_of(told: dict[str, Any]) -> Iterable[str]:
    """Return what a container is told of itself."""
    return map(str, told.get("environment", {}).values())


def test_the_boundaries_of_imports_name_no_service_that_a_new_one_would_have_to_join() -> None:
    told = tomllib.loads(text("pyproject.toml"))["tool"]["importlinter"]

    assert "services" in told["root_packages"]
    assert [one["modules"] for one in told["contracts"] if one["type"] == "independence"] == [["services.*"]]
