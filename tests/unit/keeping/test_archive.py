"""The file of a backup by itself: what comes out is what went in, or nothing."""

import os
from hashlib import sha256
from pathlib import Path

import pytest
from pyrage import x25519

from programs.operator import archive
from programs.operator.archive import Lock, NotReadable, OtherFormat, Part
from programs.operator.backup import ORDER
from programs.operator.restore import look_at

IDENTITY = x25519.Identity.generate()
DUMP = os.urandom(700_000)


def written(folder: Path, parts: list[Part]) -> Path:
    """Return a file with these parts."""
    file = folder / "some.backup"
    with archive.whole(file) as half:
        archive.write(half, Lock.of(str(IDENTITY.to_public()), ""), parts)
    return file


def with_digest(digest: str, *, format_: int = 1) -> list[Part]:
    """Return the parts of a backup whose manifest says this of every dump."""
    databases = {name: {"heads": ["k0001"], "rows": {}, "sha256": digest} for name in ORDER}
    manifest = archive.manifest_part({"format": format_, "databases": databases})
    return [*((name, [DUMP[:300_000], b"", DUMP[300_000:]]) for name in ORDER), ("manifest", manifest)]


def test_every_byte_comes_out_again(tmp_path: Path) -> None:
    file = written(tmp_path, with_digest(sha256(DUMP).hexdigest()))

    with archive.opened(file, f"# made for a test\n{IDENTITY}\n") as parts:
        found = [(name, b"".join(chunks)) for name, chunks in parts]

    assert [(name, content == DUMP) for name, content in found[:-1]] == [(name, True) for name in ORDER]


def test_a_dump_that_is_not_what_its_manifest_says_is_refused(tmp_path: Path) -> None:
    good, bad = (with_digest(digest) for digest in (sha256(DUMP).hexdigest(), sha256(b"another").hexdigest()))

    assert look_at(written(tmp_path, good), str(IDENTITY))["format"] == 1
    with pytest.raises(NotReadable):
        look_at(written(tmp_path, bad), str(IDENTITY))


def test_another_format_is_refused(tmp_path: Path) -> None:
    file = written(tmp_path, with_digest(sha256(DUMP).hexdigest(), format_=2))

    with pytest.raises(OtherFormat):
        look_at(file, str(IDENTITY))
