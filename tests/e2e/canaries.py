"""Things that nobody must find: typed in wherever something can be typed in, and looked for wherever it could lie."""

import json
import random
import secrets
import string
import tempfile
import time
import zipfile
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import Any

import asyncpg
import pypdf
import xlsxwriter

from deploy.embedded.stack import SERVICES
from tests.e2e.pilot import Pilot

ARABIC_LETTERS = "ءبتثجحخدذرزسشصضطظعغفقكلمنهوي"
LARGEST_TEMPORARY = 50_000_000  # bytes; nothing of ours is larger


def _word(letters: str) -> str:
    chance = random.SystemRandom()
    return "".join(chance.choice(letters) for _ in range(10))


@dataclass
class Canaries:
    """Words that exist nowhere else, new in each run."""

    latin: str = field(default_factory=lambda: "Kanari" + _word(string.ascii_lowercase))
    arabic: str = field(default_factory=lambda: "كناري" + _word(ARABIC_LETTERS))
    phone: str = field(default_factory=lambda: f"060007{secrets.randbelow(10_000):04}")
    listed_phone: str = field(default_factory=lambda: f"060008{secrets.randbelow(10_000):04}")
    began_at: float = field(default_factory=time.time)

    @property
    def email(self) -> str:
        """Return an address with one in it."""
        return f"{self.latin.lower()}@example.org"

    def all(self) -> list[str]:
        """Return what is looked for."""
        return [self.latin, self.arabic, self.phone[1:], self.listed_phone[1:]]

    def found(self, content: bytes) -> list[str]:
        """Return the canaries in it, as they are or as JSON, Postgres, HTML or UTF-16 may write them."""
        lowered = content.lower()
        return [it for it in self.all() if any(way.lower() in lowered for way in _ways(it))]

    def workbook(self, association: str) -> bytes:
        """Return a list with canaries in its title, a heading, a cell nobody reads, a good row and a bad one."""
        file = BytesIO()
        with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
            sheet = book.add_worksheet()
            for number, row in enumerate(
                (
                    (f"Liste {self.latin}",),
                    ("Nom", "Prénom", "Association", "Tél", f"Remarque {self.arabic}"),
                    (self.latin, "Amina", association, self.listed_phone, self.latin),
                    (f"{self.latin} {self.arabic}", "Omar", association, f"{self.phone} {self.latin}", self.arabic),
                )
            ):
                sheet.write_row(number, 0, row)
        return file.getvalue()


def _ways(canary: str) -> set[bytes]:
    escaped = "".join(f"&#x{ord(sign):x};" for sign in canary)
    return {
        canary.encode(),
        json.dumps(canary)[1:-1].encode(),
        canary.encode("utf-16-le"),
        escaped.encode(),
        canary[::-1].encode(),  # a PDF may hold Arabic in the order in which it is seen
    }


async def tables_with(canaries: Canaries, pilot: Pilot) -> set[str]:
    """Return the databases in which any is found."""
    found = set()
    for name in SERVICES:
        connection = await asyncpg.connect(pilot.database_url(name))
        try:
            tables = await connection.fetch("select tablename from pg_tables where schemaname = 'public'")
            for (table,) in tables:
                rows = await connection.fetch(f'select t::text as row from "{table}" t')
                if any(canaries.found(row["row"].encode()) for row in rows):
                    found.add(f"{name}.{table}")
        finally:
            await connection.close()
    return found


def files_with(canaries: Canaries, pilot: Pilot) -> dict[str, list[str]]:
    """Search the installation but for the database's own files, the results, and new temporary files."""
    files = [file for root in (pilot.folder, pilot.out) for file in root.rglob("*") if file.is_file()]
    own = [file for file in files if "postgres" not in file.relative_to(pilot.folder.parent).parts]
    assert any(file.suffix == ".log" and "kafka" in str(file) for file in own), "Kafka's segments were not searched"
    assert {".html", ".xlsx", ".pdf", ".jsonl"} <= {file.suffix for file in own}, "the results were not searched"
    return {str(file): hits for file in [*own, *_temporary(canaries, pilot)] if (hits := canaries.found(read(file)))}


def _temporary(canaries: Canaries, pilot: Pilot) -> list[Path]:
    found = []
    for file in Path(tempfile.gettempdir()).iterdir():
        if file == pilot.folder.parent or not file.is_file() or file.is_symlink():
            continue
        about = file.stat()
        if about.st_mtime >= canaries.began_at and about.st_size < LARGEST_TEMPORARY:
            found.append(file)
    return found


def read(file: Path) -> bytes:
    """Return what is in the file, unpacked where it is a workbook or a PDF."""
    content = file.read_bytes()
    if file.suffix == ".xlsx":
        with zipfile.ZipFile(BytesIO(content)) as archive:
            return content + b"".join(archive.read(name) for name in archive.namelist())
    if file.suffix == ".pdf":
        return content + "".join(page.extract_text() for page in pypdf.PdfReader(BytesIO(content)).pages).encode()
    return content


def repeats(canaries: Canaries, answers: list[Any]) -> list[int]:
    """Return which of the answers repeat what was typed."""
    return [number for number, answer in enumerate(answers) if canaries.found(answer.content)]
