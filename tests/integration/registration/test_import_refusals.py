"""Files that are not taken: refused at once, by name, at no cost to the service, and nothing of them is kept."""

import asyncio
import resource
import sys
import tempfile
import time
from pathlib import Path
from uuid import uuid4

import httpx2
import pytest
from sqlmodel import text

from services.registration.imports.reading import limits, sandbox
from services.registration.imports.refusals import TooMuchInside
from services.registration.imports.storage import ImportRow, PeopleImport
from shared.kernel.database import Database
from shared.service import log
from tests.hostile_files import HOSTILE, MEGABYTE, innocent, parts, with_sheet
from tests.integration.registration.given_imports import how_many, people_list, person, send, sent, workbook

COUNTED = 2_000_000  # numbers; some tenth of a second, by which the cost of a file is measured on any machine
MOST_COUNTS = 15  # the dearest takes 8; rows far below are looked through too, since they may hold people
PATIENCE_S = 5.0  # other work may share the machine; on a quiet one it is a second
MOST_MEMORY = 64 * MEGABYTE
CANARY = "Serin"
ODD_NAMES = ["\u202aقائمة\u202c.xlsx", "ا" * 400 + ".xlsx", "../../etc/passwd", "🙂.csv", ".", "a" * 1000]  # noqa: RUF001
PAGES = "http://127.0.0.1:8000/registration"


def forget_peak() -> None:
    """Let the system measure the peak of this process's memory anew."""
    Path("/proc/self/clear_refs").write_text("5", encoding="utf-8")


def memory(line: str) -> int:
    """Return what the system says of this process's memory, in bytes."""
    found = next(it for it in Path("/proc/self/status").read_text(encoding="utf-8").splitlines() if line in it)
    return int(found.split()[1]) * 1024


def cpu_s() -> float:
    """Return what this process and its readers have used."""
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(one.ru_utime + one.ru_stime for one in used)


def counting_s() -> float:
    """Return what counting takes on this machine, as busy as it is now: the measure of all that is bounded here."""
    began = time.process_time()
    assert sum(n & 1 for n in range(COUNTED)) == COUNTED // 2
    return time.process_time() - began


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="asks Linux for the peak of memory")
@pytest.mark.parametrize("name", HOSTILE)
async def test_a_hostile_file_is_refused_at_once(name: str, api: httpx2.AsyncClient, database: Database) -> None:
    make, refusals = HOSTILE[name]
    file = make()
    await send(api, b"Nom;Association\n")
    forget_peak()
    counting = counting_s()
    used, before, began = cpu_s(), memory("VmRSS"), time.monotonic()

    answer = await send(api, file)

    took_s, cpu, grown = time.monotonic() - began, cpu_s() - used, memory("VmHWM") - before
    counts = cpu / max(counting, counting_s())
    print(f"{name}: {took_s:.2f} s, {cpu:.2f} s of CPU or {counts:.1f} counts, {grown / MEGABYTE:.0f} MB")  # noqa: T201
    assert answer.status_code == 422, answer.text
    assert answer.json()["errors"][0]["rule"] in {refusal().rule for refusal in refusals}
    assert (took_s < PATIENCE_S, counts < MOST_COUNTS, grown < MOST_MEMORY) == (True, True, True), (counts, grown)
    assert await how_many(database, PeopleImport) == 1, "of the innocent list alone"


async def test_a_file_above_five_megabytes_is_refused_before_anybody_reads_it(api: httpx2.AsyncClient) -> None:
    answers = [await send(api, b"a" * size) for size in (limits.MOST_BYTES + 1, 7 * MEGABYTE)]

    assert [answer.status_code for answer in answers] == [422, 413]
    assert answers[0].json()["errors"] == [
        {
            "field": "file",
            "rule": "file-too-large",
            "message": "The file is larger than 5 MB. Leave out pictures and other sheets, or divide the list.",
        }
    ]


async def test_what_is_not_a_form_with_a_file_is_refused(api: httpx2.AsyncClient) -> None:
    answers = [
        await api.post("/imports", content=b"x"),
        await api.post("/imports", content=b"--x", headers={"content-type": "multipart/form-data; boundary=y"}),
        await api.post("/imports", files={"file": ("", b"")}),
        await api.post("/imports", files={"another": ("liste.xlsx", innocent())}),
        await send(api, innocent(), kind="choir"),
        await send(api, innocent(), session_id=uuid4()),
        await api.post("/imports", files={"file": ("liste.xlsx", innocent())}, data={"region": "MA-99"}),
    ]

    assert [answer.status_code for answer in answers] == [400, 400, 422, 422, 422, 404, 422]
    assert all("boundary" not in answer.text for answer in answers)


async def test_more_people_than_a_list_may_hold_are_refused(api: httpx2.AsyncClient, database: Database) -> None:
    answer = await send(api, workbook(people_list(limits.MOST_ROWS + 1)))

    assert answer.json()["errors"][0]["rule"] == "too-many-rows"
    assert await how_many(database, PeopleImport) == await how_many(database, ImportRow) == 0


async def test_a_reader_that_takes_too_long_is_ended(monkeypatch: pytest.MonkeyPatch, api: httpx2.AsyncClient) -> None:
    monkeypatch.setattr(sandbox, "READER", (sys.executable, "-c", "import time; time.sleep(60)"))
    monkeypatch.setattr(sandbox, "DEADLINE_S", 0.2)
    began = time.monotonic()

    answer = await send(api, innocent())

    assert (answer.json()["errors"][0]["rule"], time.monotonic() - began < PATIENCE_S) == ("too-much-inside", True)


@pytest.mark.parametrize(
    ("program", "rule"),
    [
        ("import os; os.abort()", "too-much-inside"),
        ("raise SystemExit(1)", "damaged-workbook"),
        ("import sys; [sys.stdout.write('x' * 2**20) for _ in range(40)]", "too-much-inside"),
    ],
)
async def test_a_reader_that_ends_badly_has_read_nothing(
    monkeypatch: pytest.MonkeyPatch, api: httpx2.AsyncClient, program: str, rule: str
) -> None:
    monkeypatch.setattr(sandbox, "READER", (sys.executable, "-c", program))

    answer = await send(api, innocent())

    assert answer.json()["errors"][0]["rule"] == rule


async def test_a_reader_that_never_stops_talking_is_gone_each_time(monkeypatch: pytest.MonkeyPatch) -> None:
    endless = "import sys\nwhile True: sys.stdout.write('x' * 2**20)"
    monkeypatch.setattr(sandbox, "READER", (sys.executable, "-c", endless))
    monkeypatch.setattr(sandbox, "MOST_SAID", 0)

    for _ in range(30):  # what asyncio once waited for in vain depended on when the reader was ended
        with pytest.raises(TooMuchInside):
            await asyncio.wait_for(sandbox.read_list(innocent()), PATIENCE_S)


async def test_what_the_reader_cries_out_is_heard_by_nobody(
    monkeypatch: pytest.MonkeyPatch, api: httpx2.AsyncClient, capfd: pytest.CaptureFixture[str]
) -> None:
    program = f"import sys; print('{CANARY}', file=sys.stderr); raise ValueError('{CANARY}')"
    monkeypatch.setattr(sandbox, "READER", (sys.executable, "-c", program))

    await send(api, innocent())

    assert CANARY not in "".join(capfd.readouterr())


async def test_the_reader_has_no_secret_no_file_and_no_socket(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TAKWIN_SECRET", CANARY)
    program = """
import json, os, socket, sys
from services.registration.imports.reading import reader
reader.give_up_everything()
found = []
for name, attempt in {"file": lambda: open("/etc/hostname"), "socket": socket.socket, "pipe": os.pipe}.items():
    try:
        attempt()
        found.append(name)
    except OSError:
        pass
print(json.dumps({"rows": [[*sorted(os.environ), *found, sys.flags.utf8_mode]]}))
"""
    monkeypatch.setattr(sandbox, "READER", (*sandbox.READER[:-2], "-c", program))

    sheet = await sandbox.read_list(innocent())

    assert [cell for cell in sheet.rows[0] if cell not in {"PYTHONPATH", "LC_CTYPE"}] == [1]


async def test_no_byte_of_a_list_ever_touches_a_disk(monkeypatch: pytest.MonkeyPatch, api: httpx2.AsyncClient) -> None:
    monkeypatch.setattr(tempfile, "tempdir", "/nowhere")  # whoever wants a temporary file now fails
    pictures = {f"xl/media/image{number}.png": bytes(range(256)) * 4_000 for number in range(4)}
    large = b"Nom;Association;Remarque\nExemple Fictif;Association fictive;" + b"a" * 4_000_000 + b"\n"

    import_id = await sent(api, workbook(people_list(3)))
    answer, too_much = await api.get(f"/imports/{import_id}/file"), await send(api, large)

    assert (answer.status_code, too_much.status_code, len(parts() | pictures) > 4) == (200, 422, True)


async def everything(database: Database) -> str:
    """Return all that stands in any table, as text."""
    async with database.sessions() as db:
        tables = (await db.exec(text("select tablename from pg_tables where schemaname = 'public'"))).all()  # type: ignore[call-overload]
        rows = [(await db.exec(text(f'select t::text from "{name}" t'))).all() for (name,) in tables]  # type: ignore[call-overload]
    return str(rows)


async def test_a_refused_list_leaves_nothing_behind(
    api: httpx2.AsyncClient, database: Database, capsys: pytest.CaptureFixture[str]
) -> None:
    log.configure()
    rows = [["Prénom", "Nom", "Association", CANARY], *(person(1, given=CANARY) for _ in range(limits.MOST_ROWS + 1))]
    files = [workbook(rows), workbook(rows)[:-300], b"%PDF " + CANARY.encode(), with_sheet(CANARY.encode())]

    answers = [await send(api, file, name=f"{CANARY}.xlsx") for file in files]

    assert [answer.status_code for answer in answers] == [422] * 4
    assert CANARY not in "".join(answer.text for answer in answers) + capsys.readouterr().err + await everything(
        database
    )


async def test_a_list_that_is_taken_stays_in_the_database_of_registration(
    api: httpx2.AsyncClient, database: Database, capsys: pytest.CaptureFixture[str]
) -> None:
    log.configure()
    rows = [["Prénom", "Nom", "Association", "Téléphone", CANARY], [CANARY, "Fictif", CANARY, CANARY, CANARY]]

    import_id = await sent(api, workbook(rows), name=f"{CANARY}.xlsx")

    logged, kept = capsys.readouterr().err, await everything(database)
    assert (CANARY in logged, import_id in logged, kept.count(CANARY)) == (False, True, 1), "its file name alone"


@pytest.mark.parametrize("name", ["a\0b.xlsx", "a\x07b.xlsx", "\ud800.xlsx".encode("utf-8", "surrogatepass")])
async def test_a_file_whose_name_nobody_types_is_refused(
    api: httpx2.AsyncClient, database: Database, name: str | bytes
) -> None:
    raw = name if isinstance(name, bytes) else name.encode()
    body = b'--b\r\ncontent-disposition: form-data; name="file"; filename="' + raw + b'"\r\n\r\n'

    answer = await api.post(
        "/imports",
        content=body + innocent() + b"\r\n--b--\r\n",
        headers={"content-type": "multipart/form-data; boundary=b"},
    )

    errors = answer.json()["errors"]
    assert (answer.status_code, errors[0]["field"], errors[0]["rule"]) == (422, "file", "file-name-impossible")
    assert await how_many(database, PeopleImport) == 0


@pytest.mark.parametrize("name", ODD_NAMES)
async def test_a_file_with_an_odd_name_is_taken_and_comes_back(api: httpx2.AsyncClient, name: str) -> None:
    import_id = await sent(api, workbook(people_list(1)), name=name)

    assert (await api.get(f"/imports/{import_id}/file")).status_code == 200


async def test_the_one_character_that_no_database_keeps_is_refused_wherever_it_stands(api: httpx2.AsyncClient) -> None:
    asked = [
        ("region", await api.post("/imports", files={"file": ("liste.xlsx", innocent())}, data={"region": "\0"})),
        ("after", await api.get("/sessions?after=%00")),
        ("region", await api.get(f"{PAGES}/organisations?region=%00")),
        ("unheard", await api.get("/organisations?unheard=%00")),
        ("import_id", await api.get("/imports/%00")),
    ]

    assert [(it.status_code, it.json().get("errors", [{"field": it.text}])[0]["field"]) for _, it in asked] == [
        (422, field) for field, _ in asked
    ]
