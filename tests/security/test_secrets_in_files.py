"""Secrets in our own files: no key, no token of a known form, and no value where a secret is named."""

import re
import subprocess
from pathlib import Path

import pytest

from tests.architecture.built import ROOT

FORMS = {
    "a private key": r"-----BEGIN [A-Z ]*PRIVATE KEY-----\s+[A-Za-z0-9+/]{20}",
    "a key of age": r"AGE-SECRET-KEY-1[0-9A-Z]{50}",
    "a key of a cloud": r"\b(?:AKIA|ASIA)[0-9A-Z]{16}\b|\bAIza[0-9A-Za-z_-]{35}\b",
    "a token of a forge": r"\bgh[pousr]_[0-9A-Za-z]{36}\b|\bglpat-[0-9A-Za-z_-]{20}\b",
    "a token of a chat": r"\bxox[abprs]-[0-9A-Za-z-]{10,}",
    "a signed token": r"\beyJ[0-9A-Za-z_-]{15,}\.eyJ[0-9A-Za-z_-]{15,}\.[0-9A-Za-z_-]{15,}",
    "a password in an address": r"[a-z+]+://[^\s:/@\"'{}$<]+:(?![\"'{$<])[^\s:/@\"'{}$<]{8,}@",
    "a value of a secret": (
        r"(?i)^\s*[A-Z_]*(?:PASSWORD|SECRET|TOKEN|API_?KEY)\s*[:=]\s*[\"']?(?=\S*\d)[0-9A-Za-z+/=_-]{24,}"
    ),
}
PLANTED = {
    "a private key": "-----BEGIN EC PRIVATE KEY-----\n" + "MHcCAQEEI" * 3,
    "a key of age": "AGE-SECRET-KEY-" + "1" + "Q" * 58,
    "a key of a cloud": "AKIA" + "Q3EXAMPLE7EXAMPL",
    "a token of a forge": "ghp_" + "a1" * 18,
    "a token of a chat": "xoxb-" + "1234567890ab",
    "a signed token": "eyJ" + "a" * 20 + ".eyJ" + "b" * 20 + "." + "c" * 20,
    "a password in an address": "postgresql://takwin:" + "correcthorse@db/x",
    "a value of a secret": "DB_PASSWORD = " + "a1b2" * 8,
}
LARGEST = 1_000_000  # bytes; nothing larger is written by hand


def kept() -> list[Path]:
    """Return the files that git keeps."""
    told = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, text=True, check=True).stdout  # noqa: S607
    files = [ROOT / name for name in told.split("\0") if name]
    return [it for it in files if it.is_file() and not it.is_symlink() and it.stat().st_size < LARGEST]


@pytest.mark.parametrize("form", FORMS)
def test_no_file_that_is_kept_holds_a_secret(form: str) -> None:
    pattern = re.compile(FORMS[form], re.MULTILINE)
    texts = {file: file.read_text(encoding="utf-8", errors="replace") for file in kept()}

    found = {str(file.relative_to(ROOT)): it.group() for file, text in texts.items() if (it := pattern.search(text))}

    assert len(texts) > 500
    assert found == {}


@pytest.mark.parametrize("form", FORMS)
def test_a_planted_secret_is_seen(form: str) -> None:
    assert re.search(FORMS[form], PLANTED[form], re.MULTILINE)
