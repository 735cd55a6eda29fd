"""Who may import whom: held by import-linter, seen to be held where somebody plants an import, and not gone round."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.architecture.built import ROOT, python_files

OURS = ("shared", "services", "programs", "deploy")
PLANTED = {
    "services/fifth/app.py": "services.registration.seats.domain",
    "services/fifth/room/domain.py": "sqlmodel",
    "shared/planted_of_service.py": "services.reporting.handlers",
    "shared/planted_of_program.py": "programs.keys",
    "shared/planted_of_runner.py": "deploy.embedded.home",
    "shared/http/planted_of_pages.py": "shared.web.pages",
    "services/reporting/planted_of_program.py": "programs.keys",
    "services/reporting/planted_of_runner.py": "deploy.embedded.home",
    "programs/planted_of_runner.py": "deploy.embedded.home",
    "programs/operator/planted.py": "services.registration.people.storage",
    "deploy/embedded/planted.py": "services.registration.people.storage",
}
BROUGHT_IN = re.compile(r"""import_module\(\s*f?["']services\.""")


@pytest.fixture(scope="module")
def said(tmp_path_factory: pytest.TempPathFactory) -> str:
    """What import-linter says of a copy in which each boundary is crossed, one of them by a fifth service."""
    copy = tmp_path_factory.mktemp("copy")
    for folder in OURS:
        shutil.copytree(ROOT / folder, copy / folder, ignore=lambda _, names: {n for n in names if unread(n)})
    shutil.copy(ROOT / "pyproject.toml", copy)
    for file, imported in PLANTED.items():
        (copy / file).parent.mkdir(exist_ok=True, parents=True)
        (copy / file).write_text(f"import {imported}\n")
    for folder in ("services/fifth", "services/fifth/room"):
        (copy / folder / "__init__.py").touch()
    return lint(copy)


def unread(name: str) -> bool:
    return name == "__pycache__" or ("." in name and not name.endswith(".py"))


def lint(folder: Path) -> str:
    """Return what import-linter says, as one line."""
    command: list[str | Path] = [Path(sys.executable).with_name("lint-imports"), "--no-cache"]
    told = {"COLUMNS": "400", "PYTHONPATH": str(folder)}
    ended = subprocess.run(command, cwd=folder, env=told, check=False, capture_output=True, text=True)
    return " ".join((ended.stdout + ended.stderr).split())


@pytest.mark.parametrize("file", PLANTED)
def test_an_import_across_a_boundary_is_seen(said: str, file: str) -> None:
    module = file.removesuffix(".py").replace("/", ".")

    assert f"{module} -> {PLANTED[file]}" in said


def test_every_boundary_was_crossed_in_the_copy(said: str) -> None:
    assert "Contracts: 0 kept, 5 broken." in said


def brought_in(source: str) -> list[str]:
    """Return the imports of a service by a name put together, which import-linter cannot see."""
    return BROUGHT_IN.findall(source)


def test_services_are_brought_in_by_name_in_one_place() -> None:
    files = [file for file in python_files("programs", "deploy") if brought_in(file.read_text(encoding="utf-8"))]

    assert [str(file.relative_to(ROOT)) for file in files] == ["programs/services.py"]
    assert set(re.findall(r"services\.\{name\}(\.[\w.]+)", files[0].read_text(encoding="utf-8"))) == {".app"}


def test_a_service_brought_in_by_name_is_seen() -> None:
    assert brought_in("importlib.import_module(f'services.{name}.recovery')")
