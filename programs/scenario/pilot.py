"""The pilot of 2017 as a story, and what may come after it, at the speed of the machine."""

import tomllib
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal, get_args

from programs.scenario import catalogue, days, lists, seats, sessions
from programs.scenario.cast import Cast
from programs.scenario.installed import Installed, cast_of
from programs.scenario.journal import Journal
from programs.scenario.player import REGISTRATION, SCHEDULING, Player, Say, Scene
from programs.scenario.quiet import Quiet
from programs.scenario.staff import ADMINISTRATOR

EXAMPLES = Path(__file__).parents[2] / "examples"
Scenario = Literal["pilot", "regions"]
SCENARIOS: tuple[Scenario, ...] = get_args(Scenario)  # each is played after those before it
STORIES: dict[Scenario, Path] = {
    "pilot": EXAMPLES / "pilot-2017" / "pilot.toml",
    "regions": EXAMPLES / "regions" / "regions.toml",
}
STARTS_AT = datetime(2017, 4, 3, 8, tzinfo=UTC)
OLD_JOURNAL = "pilot-2017.journal.jsonl"


class OldStory(RuntimeError):
    """Another release has played its own story into these data."""


class NoDemonstration(RuntimeError):
    """Business time cannot be moved where people work in earnest."""


async def play(running: Installed, scenario: Scenario, say: Say) -> None:
    """Play the story, or what is left of it, and wait until all of it has arrived.

    Raises Away, Refused, OldStory, NoDemonstration.
    """
    folder = running.folder
    if (folder / OLD_JOURNAL).exists():
        raise OldStory(f"{folder} holds the pilot of an earlier release: remove it, or choose another --folder")
    async with cast_of(running) as cast, Quiet(cast, running.cluster) as quiet:
        if not await cast.player.sees_demonstration():
            raise NoDemonstration(f"{running.origin} is no demonstration: it has no clock that can be moved")
        player = Player(cast, await _journal(folder, cast), quiet, say)
        for part in SCENARIOS[: SCENARIOS.index(scenario) + 1]:
            await player.play(scenes(player, part))
        await player.all_has_arrived()
    say(f"{player.played} scenes played." if player.played else "The story was played before: its data was found.")


async def _journal(folder: Path, cast: Cast) -> Journal:
    """Return the journal of these very data: those it was begun with may have been taken away since."""
    journal = Journal(folder / "story.journal.jsonl")
    read = cast.of(ADMINISTRATOR).read
    made = (*await read(f"{REGISTRATION}/organisations"), *await read(f"{SCHEDULING}/programmes"))
    journal.keep_to({it["id"] for it in made})
    return journal


def scenes(player: Player, scenario: Scenario) -> Iterator[Scene]:
    """Yield everything that happens; who plays it puts it in order."""
    file = STORIES[scenario]
    story: dict[str, Any] = tomllib.loads(file.read_text(encoding="utf-8"))
    first = min(it["planned_at"] for it in story["sessions"])
    yield from catalogue.scenes(player, story, STARTS_AT if scenario == "pilot" else first)
    for session in story["sessions"]:
        yield from sessions.scenes(player, session, story["programme"]["code"])
        yield from lists.scenes(player, session, file.parent)
        yield from seats.scenes(player, session)
        yield from days.scenes(player, session)
