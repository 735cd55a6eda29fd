"""Files that nobody should open carelessly, made by code; and a small workbook that is none of them."""

import io
import struct
import zlib
from collections.abc import Callable, Mapping
from zipfile import ZIP_DEFLATED, ZIP_STORED, ZipFile, ZipInfo

from xlsxwriter import Workbook

from services.registration.imports.refusals import (
    DamagedWorkbook,
    ForeignContent,
    LinksToOtherFiles,
    LockedWorkbook,
    MacrosInside,
    NoRows,
    NoSpreadsheet,
    OldWorkbook,
    TooManyColumns,
    TooManyRows,
    TooMuchInside,
)
from shared.refusals import Refusal

SHEET = "xl/worksheets/sheet1.xml"
MEGABYTE = 1024 * 1024
HEAD = (
    b'<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    b'<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
)
TAIL = b"</sheetData></worksheet>"
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
LAST_ROW = 1_048_576


def innocent() -> bytes:
    """Return a workbook with one cell."""
    made = io.BytesIO()
    with Workbook(made, {"in_memory": True}) as book:
        book.add_worksheet().write_string(0, 0, "Nom")
    return made.getvalue()


def parts() -> dict[str, bytes]:
    """Return the parts of a workbook."""
    with ZipFile(io.BytesIO(innocent())) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def packed(content: Mapping[str, bytes], method: int = ZIP_DEFLATED) -> bytes:
    """Return an archive of the parts."""
    made = io.BytesIO()
    with ZipFile(made, "w", method) as archive:
        for name, text in content.items():
            archive.writestr(name, text)
    return made.getvalue()


def with_sheet(rows: bytes, head: bytes = HEAD) -> bytes:
    """Return a workbook whose sheet holds these rows, given as XML."""
    return packed(parts() | {SHEET: head + rows + TAIL})


def with_part(name: str, content: bytes = b"x") -> bytes:
    """Return a workbook with one part more."""
    return packed(parts() | {name: content})


def million_blank_rows() -> bytes:
    """Return a workbook in which somebody formatted every row to the last."""
    return with_sheet(b"".join(b'<row r="%d" spans="1:8" s="1" customFormat="1"/>' % n for n in range(1, LAST_ROW + 1)))


def million_strange_rows() -> bytes:
    """Return the same in XML that says the same in other words."""
    head = HEAD.replace(b"xmlns=", b"xmlns:x=").replace(b"<worksheet", b"<x:worksheet").replace(b"<sheet", b"<x:sheet")
    rows = b"".join(b'<x:row r="%d"/>' % n for n in range(1, LAST_ROW + 1))
    return packed(parts() | {SHEET: head + rows + TAIL.replace(b"</", b"</x:")})


def blanks(rows: int, *columns: bytes) -> bytes:
    """Return a workbook whose rows hold nothing but a space in each of these columns."""
    cells = (b"".join(b'<c r="%s%d" t="str"><v> </v></c>' % (name, n) for name in columns) for n in range(1, rows + 1))
    return with_sheet(b"".join(b'<row r="%d">%s</row>' % (n, row) for n, row in enumerate(cells, 1)))


def bomb() -> bytes:
    """Return 42 kB that inflate to 5 GB: a hundred and twenty-eight sheets that are all the same packed bytes.

    As in David Fifield's “A better zip bomb” (2019), parts lie over one another; no part is packed twice.
    """
    deflater = zlib.compressobj(9, zlib.DEFLATED, -15)
    piece = bytes(MEGABYTE)
    content = b"".join(deflater.compress(piece) for _ in range(41)) + deflater.flush()
    count = 4 * 1024 // 41 + 28
    check = zlib.crc32(piece * 41)
    names = [SHEET.replace("1", str(number + 1)).encode() for number in range(count)]
    body = struct.pack("<4s5H3L2H", b"PK\x03\x04", 20, 0, 8, 0, 0, check, len(content), 41 * MEGABYTE, len(names[0]), 0)
    body += names[0] + content
    directory = b"".join(
        struct.pack(
            *("<4s6H3L5H2L", b"PK\x01\x02", 20, 20, 0, 8, 0, 0, check, len(content), 41 * MEGABYTE),
            *(len(name), 0, 0, 0, 0, 0, 0),
        )
        + name
        for name in [b"xl/workbook.xml", *names]
    )
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, count + 1, count + 1, len(directory), len(body), 0)
    return body + directory + end


def lying_about_its_size() -> bytes:
    """Return a workbook whose directory says that a sheet of 40 MB has a hundred bytes."""
    file = bytearray(with_sheet(b"<row/>" + b" " * 40 * MEGABYTE))
    at = file.index(b"PK\x01\x02", file.rindex(SHEET.encode()) - 46)
    struct.pack_into("<L", file, at + 24, 100)
    return bytes(file)


def encrypted_part() -> bytes:
    """Return a workbook whose directory says that a part is encrypted."""
    file = bytearray(innocent())
    struct.pack_into("<H", file, file.index(b"PK\x01\x02") + 8, 1)
    return bytes(file)


def many_parts() -> bytes:
    """Return an archive of ten thousand parts."""
    made = io.BytesIO()
    with ZipFile(made, "w", ZIP_STORED) as archive:
        for number in range(10_000):
            archive.writestr(ZipInfo(f"xl/worksheets/sheet{number}.xml"), b"")
    return made.getvalue()


def laughs() -> bytes:
    """Return a workbook whose sheet declares entities that grow a billion times."""
    inner = b"".join(b'<!ENTITY l%d "%s">' % (n, b"&l%d;" % (n - 1) * 10) for n in range(1, 10))
    declared = b'<!DOCTYPE worksheet [<!ENTITY l0 "ha">' + inner + b"]><worksheet"
    cell = b'<row r="1"><c r="A1" t="inlineStr"><is><t>&l9;</t></is></c></row>'
    return with_sheet(cell, HEAD.replace(b"<worksheet", declared))


def declared(doctype: bytes = b"<!DOCTYPE x>", encoding: str = "utf-8", says: bytes = b"UTF-8") -> bytes:
    """Return a workbook whose sheet has a declaration of its own, written in this encoding."""
    head = HEAD.replace(b"UTF-8", says).replace(b"<worksheet", doctype + b"<worksheet")
    return packed(parts() | {SHEET: (head + TAIL).decode().encode(encoding)})


def quadratic() -> bytes:
    """Return a workbook that says one long entity thousands of times."""
    declared = b'<!DOCTYPE worksheet [<!ENTITY a "%s">]><worksheet' % (b"a" * 100_000)
    cell = b'<row r="1"><c r="A1" t="inlineStr"><is><t>%s</t></is></c></row>' % (b"&a;" * 100_000)
    return with_sheet(cell, HEAD.replace(b"<worksheet", declared))


HOSTILE: dict[str, tuple[Callable[[], bytes], tuple[type[Refusal], ...]]] = {
    "bomb": (bomb, (TooMuchInside, ForeignContent)),
    "one cell of 60 MB": (
        lambda: with_sheet(
            b'<row r="1"><c r="A1" t="inlineStr"><is><t>' + b"a" * 60 * MEGABYTE + b"</t></is></c></row>"
        ),
        (TooMuchInside,),
    ),
    "ten million cells": (lambda: with_sheet(b'<row r="1">' + b"<c/>" * 10_000_000 + b"</row>"), (TooMuchInside,)),
    "picture that inflates": (lambda: with_part("xl/media/image1.png", bytes(200 * MEGABYTE)), (TooMuchInside,)),
    "million blank rows": (million_blank_rows, (NoRows,)),
    "million strange rows": (million_strange_rows, (NoRows, TooManyRows)),
    "spaces at the far end": (lambda: blanks(90_000, b"XFD"), (NoRows,)),
    "spaces at both ends": (lambda: blanks(99_000, b"A", b"BH"), (NoRows,)),
    "as many spaces as can be": (lambda: blanks(33_000, b"A", b"BH"), (NoRows,)),
    "separators alone": (lambda: (b";" * 49 + b"\n") * 99_000, (NoRows,)),
    "lie about a size": (lying_about_its_size, (DamagedWorkbook, TooMuchInside)),
    "ten thousand parts": (many_parts, (TooMuchInside,)),
    "billion laughs": (laughs, (ForeignContent,)),
    "declaration in small letters": (lambda: declared(b"<!doctype x>"), (ForeignContent,)),
    "declaration in mixed letters": (lambda: declared(b"<!DocType x [<!Entity a 'b'>]>"), (ForeignContent,)),
    "declaration in UTF-16": (lambda: declared(encoding="utf-16", says=b"UTF-16"), (ForeignContent,)),
    "declaration in UTF-16 without its mark": (lambda: declared(encoding="utf-16-be"), (ForeignContent,)),
    "declaration in UTF-32": (lambda: declared(encoding="utf-32", says=b"UTF-32"), (ForeignContent,)),
    "declaration in UTF-7": (lambda: declared(b"+ADw-!DOCTYPE x+AD4-", says=b"UTF-7"), (ForeignContent,)),
    "declaration in EBCDIC": (lambda: declared(encoding="cp037", says=b"cp037"), (ForeignContent,)),
    "encoding named far behind": (lambda: declared(b"", says=b" " * 999 + b"UTF-7"), (ForeignContent,)),
    "declaration in another part": (
        lambda: with_part("xl/sharedStrings.xml", b"<!doctype x><sst/>"),
        (ForeignContent,),
    ),
    "declaration among the relations": (lambda: with_part("_rels/.rels", b"<!doctype x><a/>"), (ForeignContent,)),
    "quadratic entity": (quadratic, (ForeignContent,)),
    "macros": (lambda: with_part("xl/vbaProject.bin"), (MacrosInside,)),
    "links to other files": (lambda: with_part("xl/externalLinks/externalLink1.xml"), (LinksToOtherFiles,)),
    "archive in the archive": (lambda: with_part("xl/embeddings/inner.zip", innocent()), (ForeignContent,)),
    "object in the archive": (lambda: with_part("xl/embeddings/oleObject1.bin"), (ForeignContent,)),
    "way out of the folder": (lambda: with_part("../../outside.xml"), (ForeignContent,)),
    "password": (lambda: OLE + "EncryptedPackage".encode("utf-16-le"), (LockedWorkbook,)),
    "encrypted part": (encrypted_part, (LockedWorkbook,)),
    "old workbook": (lambda: OLE, (OldWorkbook,)),
    "half a workbook": (lambda: innocent()[:-300], (DamagedWorkbook,)),
    "another archive": (lambda: packed({"readme.xml": b"<a/>"}), (NoSpreadsheet,)),
    "PDF": (lambda: b"%PDF-1.7\n" + bytes(range(256)) * 10, (NoSpreadsheet,)),
    "page": (lambda: b"<html><table><tr><td>Nom</td></tr></table>", (NoSpreadsheet,)),
    "noise": (lambda: bytes(range(256)) * 16_000, (NoSpreadsheet,)),
    "million blank lines": (lambda: b"\r\n" * 1_000_000, (TooManyRows,)),
    "million columns": (lambda: b"Nom" + b";x" * 1_000_000, (TooManyColumns,)),
    "six thousand lines": (lambda: b"Exemple;Fictif\n" * 6_000, (TooManyRows,)),
    "nothing but blanks": (lambda: b" \n \n", (NoRows,)),
}
