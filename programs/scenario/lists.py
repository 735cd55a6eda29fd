"""People come from a list, as coordinators have it: sent, its dry run read, corrected where it must be, confirmed."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from io import BytesIO
from pathlib import Path
from typing import Any

import xlsxwriter
from python_calamine import CalamineWorkbook

from programs.scenario.api import Refused
from programs.scenario.player import REGISTRATION, Entry, Player, Scene, until
from programs.scenario.staff import coordinator

TWICE = "same-person-twice"
MADE_AT = datetime(2017, 7, 19, 9)  # noqa: DTZ001 - a workbook's own date; fixed: sent again it must be the same file


class StillWrong(Refused):
    """The list still has problems after its correction."""


def scenes(player: Player, session: Entry, folder: Path) -> Iterator[Scene]:
    """Yield the morning on which the list is taken in."""
    yield Scene(session["imported_at"], f"list/{session['key']}", lambda: _take_in(player, session, folder))


async def _take_in(player: Player, session: Entry, folder: Path) -> None:
    file, key = folder / session["list"], session["key"]
    import_id = await _send(player, session, f"list/{key}", file.name, file.read_bytes())
    if corrections := session.get("corrections"):
        who = coordinator(session["region"])
        came_back = await player.cast.of(who).file(f"{REGISTRATION}/imports/{import_id}/file")
        wrong = await player.read(who, f"{REGISTRATION}/imports/{import_id}")
        player.say(f"{session['city']}: {wrong['counts']['problem']} rows of the list must be corrected.")
        better = corrected(came_back, corrections, twice_in(wrong))
        import_id = await _send(player, session, f"list/{key}/corrected", file.name, better)
    await _carry_out(player, session, import_id)


async def _send(player: Player, session: Entry, step: str, name: str, content: bytes) -> str:
    """Send the list; return the id of its import once the dry run is there."""
    path, session_id = f"{REGISTRATION}/imports", player.id_of(f"session/{session['key']}")
    api = player.cast.of(coordinator(session["region"]))
    return await player.once(step, lambda: api.send(step, path, name, content, session_id=session_id))


async def _carry_out(player: Player, session: Entry, import_id: str) -> None:
    """Confirm the list, and wait until everybody on it is registered and has been told. Raises StillWrong."""
    who, path = coordinator(session["region"]), f"{REGISTRATION}/imports/{import_id}"
    checked = await player.read(who, path)
    if checked["problems"]:
        raise StillWrong(f"{session['list']}: {[(it['row'], it['rule']) for it in checked['problems']]}")
    await player.do(who, f"list/{session['key']}/confirm", f"{path}/confirm")

    async def done() -> bool:
        return bool((await player.read(who, path))["state"] == "done")

    await until(f"the list of {session['city']} is carried out", done)
    await player.all_has_arrived()
    player.say(f"{session['city']}: {checked['counts']['take']} people have asked for {session['seats']} seats.")


def twice_in(checked: Entry) -> set[int]:
    """Return the rows of those who stand in a row above already."""
    return {problem["row"] for problem in checked["problems"] if problem["rule"] == TWICE}


def corrected(workbook: bytes, corrections: Mapping[str, str], twice: set[int]) -> bytes:
    """Return the workbook without those rows, with cells that say what they should; the first row is 1."""
    sheet = CalamineWorkbook.from_filelike(BytesIO(workbook)).get_sheet_by_index(0)
    rows: Sequence[Sequence[Any]] = sheet.to_python(skip_empty_area=False)
    kept = [row for number, row in enumerate(rows, 1) if number not in twice]
    better = BytesIO()
    with xlsxwriter.Workbook(better, {"in_memory": True}) as book:
        book.set_properties({"created": MADE_AT})
        page = book.add_worksheet()
        for number, row in enumerate(kept):
            page.write_row(number, 0, [corrections.get(cell, cell) for cell in row])
    return better.getvalue()
