"""What the player of the story must know, and how a list is corrected."""

from io import BytesIO
from pathlib import Path
from typing import Any, cast

import pytest
import xlsxwriter
from python_calamine import CalamineWorkbook

from deploy.embedded.launcher import Installation
from examples import make_lists
from programs.heard_topics import HEARD_TOPICS
from programs.scenario.journal import Journal
from programs.scenario.lists import corrected, twice_in
from programs.scenario.pilot import OldStory, play
from programs.scenario.results import NothingTold, check_something_is_told
from tests.architecture.built import NAMES, ROOT, app


@pytest.mark.parametrize("name", NAMES)
def test_the_player_waits_for_every_topic_that_a_service_hears(name: str) -> None:
    assert set(app(name).state.parts.service.handlers.topics) == HEARD_TOPICS[name]


def workbook(*rows: tuple[object, ...]) -> bytes:
    file = BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate(rows):
            sheet.write_row(number, 0, row)
    return file.getvalue()


def cells(content: bytes) -> list[list[object]]:
    sheet = CalamineWorkbook.from_filelike(BytesIO(content)).get_sheet_by_index(0)
    return [list(row) for row in sheet.to_python(skip_empty_area=False)]


def test_a_correction_replaces_what_was_wrong_and_leaves_out_who_stands_there_twice() -> None:
    sent = workbook((), ("Nom", "Tél"), ("Salma Exemple", "06 00"), (), ("Omar Fictif", 600001001), ("omar fictif", 1))
    problems = [{"row": 3, "rule": "phone-not-understood"}, {"row": 6, "rule": "same-person-twice"}]

    better = corrected(sent, {"06 00": "06 00 00 10 03"}, twice_in({"problems": problems}))

    assert cells(better)[1:] == [
        ["Nom", "Tél"],
        ["Salma Exemple", "06 00 00 10 03"],
        ["", ""],
        ["Omar Fictif", 600001001],
    ]
    assert better == corrected(sent, {"06 00": "06 00 00 10 03"}, {6}), "sent again it must be the same file"


def journal(folder: Path) -> Journal:
    return Journal(folder / "story.journal.jsonl")


def test_a_journal_of_data_that_are_gone_is_laid_aside_and_the_story_begins_anew(tmp_path: Path) -> None:
    journal(tmp_path).note("programme/EXEMPLE", {"id": "one"})

    begun = journal(tmp_path)
    begun.keep_to({"another"})

    assert begun.receipts == {}
    assert journal(tmp_path).receipts == {}
    assert [file.name for file in tmp_path.iterdir()] == ["story.journal.jsonl.of-other-data"]


def test_a_journal_of_these_data_is_kept(tmp_path: Path) -> None:
    journal(tmp_path).note("programme/EXEMPLE", {"id": "one"})

    begun = journal(tmp_path)
    begun.keep_to({"one", "another"})

    assert begun.receipts == {"programme/EXEMPLE": {"id": "one"}}


def test_a_report_of_nothing_is_no_result() -> None:
    with pytest.raises(NothingTold, match="counts nobody"):
        check_something_is_told({"total": {"registered": 0}})


async def test_the_story_of_an_earlier_release_is_left_alone_and_said_to_be_there(tmp_path: Path) -> None:
    (tmp_path / "pilot-2017.journal.jsonl").touch()
    nothing_runs = cast("Any", None)
    running = Installation(tmp_path, nothing_runs, nothing_runs, nothing_runs, nothing_runs, keys={})

    with pytest.raises(OldStory, match="earlier release"):
        await play(running, "pilot", say=print)


def test_a_journal_forgets_a_line_that_a_kill_cut_off(tmp_path: Path) -> None:
    Journal(tmp_path / "journal").note("first", {"id": "1"})
    with (tmp_path / "journal").open("a") as file:
        file.write('\n{"step": "second", "rec')

    again = Journal(tmp_path / "journal")
    again.note("third", {"id": "3"})

    assert list(Journal(tmp_path / "journal").receipts) == ["first", "third"]


def test_the_lists_of_the_examples_are_those_that_their_script_makes(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for story in ("pilot-2017/pilot.toml", "regions/regions.toml"):
        copy = tmp_path / story
        copy.parent.mkdir()
        copy.write_bytes((ROOT / "examples" / story).read_bytes())
    monkeypatch.setattr(make_lists, "HERE", tmp_path)

    make_lists.main()

    made = sorted(file.relative_to(tmp_path) for file in tmp_path.glob("*/liste*"))
    assert [file for file in made if not _same(tmp_path / file, ROOT / "examples" / file)] == []
    assert len(made) == 5


def _same(one: Path, other: Path) -> bool:
    if one.suffix == ".csv":
        return one.read_bytes() == other.read_bytes()
    return cells(one.read_bytes()) == cells(other.read_bytes())
