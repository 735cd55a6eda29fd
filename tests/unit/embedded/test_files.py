"""A file of ours that is damaged is said to be, in a sentence that names it."""

import json
from pathlib import Path

import pytest

from deploy.embedded.keys import keys_in
from programs.keys import Damaged
from programs.simulators.serving import keys
from tests.unit.embedded.given_ports import holding

WHOLE = json.dumps({"secret": "synthetic", "player": "synthetic"})
HARMED = [WHOLE[:20], "", "[]", '{"secret": 1}', "\x00\x00"]


@pytest.mark.parametrize("content", HARMED)
def test_keys_that_were_cut_short_are_named_and_nothing_is_written_over_them(tmp_path: Path, content: str) -> None:
    (tmp_path / "keys.json").write_text(content)

    with pytest.raises(Damaged, match=f"^{tmp_path}/keys.json is damaged"):
        keys_in(tmp_path)

    assert (tmp_path / "keys.json").read_text() == content


@pytest.mark.parametrize("content", HARMED)
def test_a_simulator_ends_with_the_sentence(tmp_path: Path, content: str) -> None:
    (tmp_path / "keys.json").write_text(content)

    with pytest.raises(SystemExit, match="is damaged"):
        keys(tmp_path / "keys.json")


@pytest.mark.parametrize(
    "content", [b"", b"4100", b"4100 41", b"4100 x", b"4100 999999", b"4100 0", b"4100 4100", b"\xff\x00", b"-1 -2"]
)
def test_ports_that_cannot_be_read_are_chosen_anew(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "ports").write_bytes(content)

    with holding(tmp_path) as ports:
        found = ports.hold(2)

    assert len(set(found)) == 2
    with holding(tmp_path) as again:
        assert again.hold(2) == found
