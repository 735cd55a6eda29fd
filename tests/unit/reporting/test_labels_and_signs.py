"""What a number, a line and a drawing's scale say: signs for what is not told, names for what is not known yet."""

from dataclasses import replace
from datetime import datetime
from typing import Any
from uuid import UUID

import pytest

from services.reporting.charts.drawing import Measure
from services.reporting.charts.tiles import TINTS, _lines, scale
from services.reporting.outputs import labels, reading
from services.reporting.outputs.document import document
from services.reporting.outputs.xlsx import LONGEST_TEXT, _pieces
from services.reporting.report.values import ChainSession, Column, Number, Row, Section
from shared.words import Words
from tests import reports

EN, AR = Words("en"), Words("ar")
MORNING, EVENING = datetime(2017, 8, 23, 9), datetime(2017, 8, 24, 17)  # noqa: DTZ001 - wall-clock times


@pytest.mark.parametrize(
    ("number", "unit", "text"),
    [
        (Number(None, hidden=True), "count", "×"),
        (Number(None, hidden=True), "hours", "×"),
        (Number(None, hidden=True), "score", "\u2026"),
        (Number(7, hidden=True), "count", "×"),
        (Number(None), "score", "\u2013"),
        (Number(0), "count", "0"),
        (Number(1234), "count", "1,234"),
        (Number(2.5), "count", "2.5"),
        (Number(12), "hours", "12.0"),
        (Number(4.25), "score", "4.2"),
    ],
    ids=[
        "few people", "their hours", "few answers", "hidden though a value is left", "nobody has answered yet",
        "nobody", "thousands", "shared by donors", "hours have a decimal", "so have averages",
    ],
)  # fmt: skip
def test_a_number_is_read_by_what_it_counts_and_a_hidden_one_by_a_sign(number: Number, unit: Any, text: str) -> None:
    assert reading.written(number, unit, EN) == text


def line(kind: Any, key: str, label: Any = None, **other: Any) -> str:
    return labels.label(Row(key, kind, label, {}, **other), EN)


@pytest.mark.parametrize(
    ("called", "expected"),
    [
        (line("sex", "unknown"), "Not known"),
        (line("organisation", "ngo"), "Non-governmental organisation"),
        (line("organisation", "of-an-older-list"), "of-an-older-list"),
        (line("total", "total"), "All together"),
        (line("module", "id/2", {"fr": "Titre"}, code="M"), "Titre (M in version 2)"),
        (line("module", "id/2", "M", code="M"), "M in version 2"),
        (line("module", "id/2"), "A module that is not known yet"),
        (line("donor", "Fondation", {"fr": "Fondation A"}), "Fondation"),
        (line("donor", "Fondation", {"en": "Foundation A"}), "Foundation A"),
        (line("session", "id", {"fr": "Oujda", "ar": "وجدة"}), "Oujda"),
        (line("session", "id", None, region="MA-02"), EN.region("MA-02")),
        (line("session", "id"), "A session that is not known yet"),
        (line("session", "id", "Nador", starts_local=MORNING), "Nador"),
        (line("session", "id", None, region="MA-02", starts_local=MORNING, ends_local=EVENING),
            f"{EN.region('MA-02')}, {EN.days(MORNING, EVENING)}"),
    ],
)  # fmt: skip
def test_a_line_is_called_by_what_is_known_of_it(called: str, expected: str) -> None:
    assert called == expected


@pytest.mark.parametrize(
    ("session", "said"),
    [
        (ChainSession(UUID(int=1), "MA-02", "planned"), f"{EN.region('MA-02')}, planned"),
        (ChainSession(UUID(int=1), "MA-02", "open", "Oujda", MORNING), "Oujda, open for registration"),
        (ChainSession(UUID(int=1), "MA-02", "completed", "Oujda", MORNING, EVENING, "وجدة"),
            f"Oujda, {EN.days(MORNING, EVENING)} · held"),
    ],
    ids=["its region alone", "no end yet", "place, days and state"],
)  # fmt: skip
def test_a_session_of_the_chain_says_where_when_and_how_far_it_is(session: ChainSession, said: str) -> None:
    assert labels.chain_session(session, EN) == said


def test_a_city_is_written_in_arabic_for_arabic_readers_where_its_letters_are_known() -> None:
    assert [labels.in_letters("Oujda", "وجدة", words) for words in (EN, AR)] == ["Oujda", "وجدة"]
    assert [labels.in_letters("Oujda", None, AR), labels.in_letters(None, "وجدة", EN)] == ["Oujda", ""]


def test_in_arabic_a_mark_keeps_a_latin_city_from_drawing_the_day_to_it() -> None:
    assert labels.placed("Oujda", "23", AR) == "Oujda\u200f\u060c 23"
    assert labels.placed("Oujda", "23", EN) == "Oujda, 23"


def test_every_table_with_a_line_or_a_total_is_read_and_one_with_neither_is_not() -> None:
    bare = Section("regions", "Sessions and people by region", (Column("people", "Different people"),), ())
    total = replace(bare, total=Row("total", "total", None, {"people": Number(3)}))

    read = reading.tables(replace(reports.EMPTY, sections=(bare, total)), EN)

    assert [(it.corner, it.lines, it.total and it.total.label) for it in read] == [("All together", (), "All together")]


def test_only_everybody_is_told_what_the_sign_for_hidden_people_means() -> None:
    inside, outside = (" ".join(document(it, "en").notes) for it in (reports.INTERNAL, reports.public()))

    assert "“×” stands for" in outside
    assert "“×”" not in inside
    assert "too few answers" in inside


def test_the_first_figures_are_those_of_all_regions_in_the_order_of_their_columns() -> None:
    assert [it.text for it in document(reports.INTERNAL, "en").figures] == [
        "5", "1,243", "1,120", "13,440.5", "1,001", "640",
    ]  # fmt: skip
    assert document(reports.EMPTY, "en").figures == ()


def measures(*values: float) -> list[Measure]:
    return [Measure(str(it), it) for it in values]


@pytest.mark.parametrize(
    ("highest", "width"),
    [(0, 1), (4, 1), (5, 2), (8, 2), (9, 5), (80, 20), (81, 25), (400_000, 100_000), (400_001, 100_001)],
)
def test_a_scale_has_the_narrowest_round_steps_that_reach_the_largest_number(highest: int, width: int) -> None:
    found = scale(measures(0, highest))

    assert found.width == width
    assert found.step(highest) == min(-(-highest // width), len(TINTS) - 1)


def test_steps_of_numbers_with_decimals_meet_and_those_of_whole_ones_do_not() -> None:
    assert scale(measures(1.5, 8)).names == ["0", "0\u20132", "2\u20134", "4\u20136", "6\u20138"]
    assert scale(measures(1, 4)).names == ["0", "1", "2", "3", "4"]


@pytest.mark.parametrize(
    ("name", "lines"),
    [
        ("Oujda", ["Oujda"]),
        ("Tanger-Tétouan-Al Hoceïma", ["Tanger-", "Tétouan-Al", "Hoceïma"]),
        ("Fès-Meknès", ["Fès-Meknès"]),
        ("Souss - Massa", ["Souss Massa"]),
        ("Casablanca Settat", ["Casablanca", "Settat"]),
    ],
)
def test_a_name_is_broken_after_hyphens_and_at_spaces_where_a_tile_ends(name: str, lines: list[str]) -> None:
    assert _lines(name) == lines


@pytest.mark.parametrize(
    ("text", "lengths"),
    [
        ("x" * LONGEST_TEXT, [LONGEST_TEXT]),
        ("x" * (LONGEST_TEXT + 1), [LONGEST_TEXT, 1]),
        ("x" * (LONGEST_TEXT - 1) + " y", [LONGEST_TEXT, 1]),
        ("x " + "y" * LONGEST_TEXT, [2, LONGEST_TEXT]),
        ("", [0]),
    ],
    ids=["just fits", "a letter more", "cut after the space", "a long word stands alone", "nothing"],
)
def test_a_text_is_cut_between_words_and_nothing_of_it_is_lost(text: str, lengths: list[int]) -> None:
    pieces = _pieces(text)

    assert [len(it) for it in pieces] == lengths
    assert "".join(pieces) == text
