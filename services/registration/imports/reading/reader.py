"""The reader: a process of its own that gets a file on standard input and says on standard output what is in it.

It has no secrets, no files and no network; what it says is a sheet, or the name of a refusal. The service starts it
(sandbox.py) and ends it when it takes too long.
"""

import codecs
import gc
import json
import resource
import sys
from contextlib import suppress
from typing import Any

from services.registration.imports.parsing import headings
from services.registration.imports.reading import encodings, limits
from services.registration.imports.reading.csv_list import read_csv
from services.registration.imports.reading.sheet import Sheet
from services.registration.imports.reading.unpacking import ZIP
from services.registration.imports.reading.workbook import read_workbook
from services.registration.imports.refusals import LockedWorkbook, NoSpreadsheet, OldWorkbook, TooMuchInside
from shared.refusals import Refusal

OLE = b"\xd0\xcf\x11\xe0"  # Excel until 2003, and whatever Office protects by a password
ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
ARCHIVE_NAMES = "cp437"
MEMORY = 512 * limits.MEGABYTE
BOUNDS = {
    resource.RLIMIT_CPU: 2,  # seconds
    resource.RLIMIT_FSIZE: 0,
    resource.RLIMIT_NOFILE: 3,  # no file, no socket beside the three it was given
    resource.RLIMIT_CORE: 0,
}


def read(file: bytes) -> Sheet:
    """Return the list in the file, whatever its name says it is. Raises a refusal of the file."""
    if file.startswith(OLE):
        raise LockedWorkbook if ENCRYPTED in file else OldWorkbook
    if file.startswith(ZIP):
        return read_workbook(file)
    if file.startswith(ZIP[:2]):
        raise NoSpreadsheet
    return read_csv(file)


def answer(file: bytes) -> dict[str, Any]:
    """Return what the file says, or why it is not taken."""
    try:
        return read(file).as_json()
    except MemoryError:
        return {"refusal": TooMuchInside.__name__, "values": {}}
    except Refusal as refusal:
        return {"refusal": type(refusal).__name__, "values": refusal.values}


def give_up_everything() -> None:
    """Load what is read on demand, then do without files, sockets and more memory than a list needs."""
    headings.compact_spellings()
    for encoding in (*encodings.ALL, ARCHIVE_NAMES):
        codecs.lookup(encoding)
    for bound, most in BOUNDS.items():
        resource.setrlimit(bound, (most, most))
    with suppress(ValueError):  # macOS knows no such bound
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))


def main() -> None:
    """Read standard input and answer."""
    give_up_everything()
    gc.disable()  # it lives for a second or two; looking for cycles among millions of cells took half of it
    said = answer(sys.stdin.buffer.read(limits.MOST_BYTES + 1))
    sys.stdout.buffer.write(json.dumps(said, ensure_ascii=False).encode())


if __name__ == "__main__":
    main()
