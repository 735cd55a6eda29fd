"""`make up` says who can reach the door. Docker stands here for what it would say of the one that runs."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[3]
DOCKER = """#!/bin/sh
case "$*" in
    *"port door 8443") echo "$PUBLISHED" ;;
    *"printenv TAKWIN_NAME") echo "$NAME" ;;
    *"printenv TAKWIN_CERTIFICATES") echo "$CERTIFICATES" ;;
    *"printenv TAKWIN_ACME_URL") echo https://acme.example/directory ;;
esac
"""
SAID = [
    ("127.0.0.1:8443", "localhost", "internal", "https://localhost:8443 from this machine alone"),
    ("[::1]:8443", "localhost", "internal", "https://localhost:8443 from this machine alone"),
    ("0.0.0.0:443", "takwin.example", "acme", "https://takwin.example from every machine that reaches this one"),
    ("[::]:443", "takwin.example", "files", "https://takwin.example from every machine that reaches this one"),
    ("192.0.2.7:8443", "takwin.lan", "internal", "https://takwin.lan:8443 from every machine that reaches 192.0.2.7"),
]
SIGNED = {"internal": "make root-certificate", "acme": "https://acme.example/directory", "files": "yours"}


@pytest.mark.parametrize(("published", "name", "certificates", "said"), SAID)
def test_one_line_says_where_it_is_reached_by_whom_and_by_whose_certificate(
    tmp_path: Path, published: str, name: str, certificates: str, said: str
) -> None:
    script = tmp_path / "deploy" / "compose" / "reached"
    script.parent.mkdir(parents=True)
    shutil.copy(ROOT / "deploy" / "compose" / "reached", script)
    (tmp_path / "docker").write_text(DOCKER)
    (tmp_path / "docker").chmod(0o755)
    known = {"PUBLISHED": published, "NAME": name, "CERTIFICATES": certificates}
    path = f"{tmp_path}:{os.environ['PATH']}"

    told = subprocess.run([script], env={"PATH": path, **known}, capture_output=True, text=True, check=True).stdout

    assert told.startswith(f"Reached at {said}")
    assert SIGNED[certificates] in told
    assert len(told.splitlines()) == 1
