"""The unit that starts an office at boot: what systemd itself thinks of it, and whose it is."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from deploy.embedded.office import unit

ODD = ["takwin", "a place", "50%", "cost$", 'a "b"']


@pytest.mark.parametrize("name", ODD)
def test_systemd_finds_nothing_wrong_with_it(tmp_path: Path, name: str) -> None:
    analyze = shutil.which("systemd-analyze")
    if analyze is None:
        pytest.skip("systemd-analyze is not installed here (Debian: apt install systemd)")
    root = tmp_path / name
    root.mkdir()
    python = root / "python"
    python.write_text("#!/bin/sh\n")
    python.chmod(0o755)
    file = tmp_path / unit.NAME
    file.write_text(unit.unit(root / "data", str(python), root))

    ended = subprocess.run(
        [analyze, "verify", "--user", "--man=no", file],
        env={**os.environ, "XDG_RUNTIME_DIR": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )

    told = [line for line in ended.stderr.splitlines() if unit.NAME in line or str(tmp_path) in line]
    assert (ended.returncode, told) == (0, []), ended.stderr


def test_it_is_written_where_systemd_looks_for_those_of_the_user(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    monkeypatch.setattr(os, "geteuid", lambda: 1000)

    file = unit.write(tmp_path / "office")

    assert file == tmp_path / "systemd" / "user" / "takwin-office.service"
    assert f'--folder "{tmp_path}/office"' in file.read_text()
    assert "WantedBy=default.target" in file.read_text()


def test_root_is_told_to_be_somebody_else(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CONFIG_HOME", str(tmp_path))
    monkeypatch.setattr(os, "geteuid", lambda: 0)

    with pytest.raises(unit.RootHasNoOffice, match="not as root"):
        unit.write(tmp_path / "office")

    assert list(tmp_path.iterdir()) == []
