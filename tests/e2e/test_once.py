"""`make pilot ONCE=1` plays the story, leaves its results, and ends by itself."""

from pathlib import Path

from tests.e2e.conftest import Told

ROOT = Path(__file__).parents[2]


def test_the_pilot_played_once_leaves_its_results_and_ends(told: Told) -> None:
    recipe = (ROOT / "Makefile").read_text(encoding="utf-8")

    assert told.code == 0, told.said
    assert {"report.html", "report.pdf", "events.jsonl"} <= {file.name for file in told.out.iterdir()}
    assert "-m deploy.embedded" in recipe
    assert "$(if $(filter 1,$(ONCE)),--once)" in recipe
