"""Drawings: read aloud, mirrored where one reads from the right, and telling nothing of what is hidden."""

import re
from collections.abc import Iterator
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from services.reporting.charts.bars import FILLS, Group, bars
from services.reporting.charts.drawing import Drawing, Measure
from services.reporting.charts.parts import lengths, parts
from services.reporting.charts.tiles import TINTS, Tile, scale, tile_map
from shared.country import regions

SVG = "{http://www.w3.org/2000/svg}"
MANY, FEW, HIDDEN = Measure("40", 40), Measure("20", 20), Measure("×", None, hidden=True)
GROUPS = [Group("Oujda & Nador", [MANY, FEW]), Group("Tanger <b>", [HIDDEN, HIDDEN])]


def bars_of(groups: list[Group], *, rtl: bool = False) -> Drawing:
    return bars("seats", "Seats", "Oujda: 40, 20", ["Taken", "There"], groups, rtl=rtl)


def tiles_of(numbers: dict[str, Measure], *, rtl: bool = False) -> Drawing:
    placed = regions.tiles()
    tiles = [Tile(placed[code], code, number, f"#region-{code}") for code, number in numbers.items()]
    return tile_map("tiles", "Seats by region", "MA-02: 40", tiles, "×", rtl=rtl)


def drawings() -> Iterator[Drawing]:
    for rtl in (False, True):
        yield bars_of(GROUPS, rtl=rtl)
        yield parts("sex", "Women and men", "Women: 40", [("Women", MANY), ("Not known", HIDDEN)], rtl=rtl)
        yield tiles_of({"MA-02": MANY, "MA-01": HIDDEN}, rtl=rtl)


def rects(drawing: Drawing, fill: str) -> list[tuple[float, float]]:
    """Return where the bars of this colour begin and how long they are, in percent from the left."""
    found = ET.fromstring(drawing.svg()).iter(f"{SVG}rect")  # noqa: S314 - our own drawing
    bars = [it for it in found if it.get("fill") == fill and it.get("x", "").endswith("%")]
    return [(float(it.attrib["x"][:-1]), float(it.attrib["width"][:-1])) for it in bars]


@pytest.mark.parametrize("drawing", list(drawings()), ids=lambda it: f"{it.key}-{'rtl' if it.rtl else 'ltr'}")
def test_a_drawing_says_what_it_shows_and_needs_no_style(drawing: Drawing) -> None:
    root = ET.fromstring(drawing.svg())  # noqa: S314 - our own drawing

    assert root.get("role") == ("group" if drawing.key == "tiles" else "img")
    named = {it.get("id"): it.text for it in root.iter() if it.get("id") and it.text}
    assert [named[part] for part in root.attrib["aria-labelledby"].split()] == [drawing.title, drawing.text]
    assert not [it for it in root.iter() if "style" in it.attrib]


def test_what_stands_in_labels_is_text_and_nothing_else() -> None:
    svg = bars_of(GROUPS).svg()

    assert "Tanger &lt;b&gt;" in svg
    assert "<b>" not in svg


def test_what_is_hidden_is_hatched_and_always_as_long() -> None:
    few = bars_of([Group("Oujda", [Measure("12", 12), HIDDEN])])
    many = bars_of([Group("Oujda", [Measure("9.000", 9000), HIDDEN])])

    assert rects(few, few.hatch) == rects(many, many.hatch) != []
    assert lengths([MANY, HIDDEN, HIDDEN]) == [76, 12, 12]


def test_arabic_bars_begin_at_the_right() -> None:
    left, right = bars_of(GROUPS), bars_of(GROUPS, rtl=True)

    for fill in (*FILLS[2], left.hatch):
        mirrored = [(round(100 - x - length, 2), length) for x, length in rects(left, fill)]
        assert mirrored == rects(right, fill)
    assert {words.anchor for words in right.texts} == {"end"}


def test_regions_stay_where_they_are_in_arabic() -> None:
    numbers = {"MA-02": MANY, "MA-01": FEW}

    assert tiles_of(numbers).svg() == tiles_of(numbers, rtl=True).svg()


def test_a_tile_leads_to_its_region_and_says_its_number() -> None:
    svg = tiles_of({"MA-02": MANY}).svg()

    assert 'href="#region-MA-02"' in svg
    assert 'aria-label="40 MA-02"' in svg


def test_a_tile_is_called_by_what_stands_on_it() -> None:
    name = "Tanger-Tétouan-Al Hoceïma"
    drawing = tile_map("map", "Title", "Text", [Tile((0, 0), name, FEW, "#region")], "", rtl=False)

    (link,) = drawing.root.iter("a")
    assert link.attrib["aria-label"] == " ".join(text.text or "" for text in link.iter("text"))


def test_tints_and_dots_grow_with_the_number() -> None:
    steps = scale([Measure("", value) for value in (0, 3, 38)])

    assert [steps.step(value) for value in (0, 1, 10, 11, 38)] == [0, 1, 1, 2, 4]
    assert steps.names == ["0", "1\u201310", "11\u201320", "21\u201330", "31\u201340"]
    lightness = [sum(int(tint[at : at + 2], 16) for at in (1, 3, 5)) for tint in TINTS]
    assert lightness == sorted(lightness, reverse=True), "in grey, more is darker"


def test_a_tile_has_as_many_dots_as_its_tint_is_dark() -> None:
    svg = tiles_of({"MA-02": MANY, "MA-03": FEW, "MA-04": Measure("0", 0), "MA-01": HIDDEN}).svg()

    links = ET.fromstring(svg).iter(f"{SVG}a")  # noqa: S314 - our own drawing
    dots = {it.attrib["href"][-5:]: len(list(it.iter(f"{SVG}circle"))) for it in links}
    assert dots == {"MA-02": 4, "MA-03": 2, "MA-04": 0, "MA-01": 0}


def test_what_is_hidden_has_no_part_in_the_scale() -> None:
    assert scale([FEW, HIDDEN]) == scale([FEW, Measure("×", 10_000, hidden=True)])


def test_every_region_has_a_place_of_its_own() -> None:
    assert len(regions.tiles()) == len(set(regions.tiles().values())) == 12


def test_a_thirteenth_region_gets_a_tile_by_data_alone(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    more = regions.FILE.read_text(encoding="utf-8") + '\n[MA-13]\nfr = "Ailleurs"\nar = "مكان آخر"\n'
    (tmp_path / "regions.toml").write_text(more, encoding="utf-8")
    monkeypatch.setattr(regions, "FILE", tmp_path / "regions.toml")
    for cached in (regions.names, regions.tiles):
        cached.cache_clear()
        monkeypatch.setattr(regions, cached.__name__, cached.__wrapped__)

    drawing = tiles_of(dict.fromkeys(regions.names(), FEW))

    assert len(set(regions.tiles().values())) == 13
    assert len(re.findall(r'href="#region-MA-\d\d"', drawing.svg())) == 13
