"""Opening a workbook that may be hostile: every part is counted while it inflates, and only plain parts are passed on.

What is passed on is a new archive, uncompressed, of the parts that were counted. So the spreadsheet library never sees
the archive that was sent, whose directory may lie about sizes or lay parts over one another.
"""

import re
import struct
import zlib
from collections.abc import Iterator, Mapping
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from services.registration.imports.reading import limits
from services.registration.imports.refusals import (
    DamagedWorkbook,
    ForeignContent,
    LinksToOtherFiles,
    LockedWorkbook,
    MacrosInside,
    NoSpreadsheet,
    TooMuchInside,
)

ZIP, ENTRY = b"PK\x03\x04", b"PK\x01\x02"
MOST_PARTS = 300
MOST_TAGS = 3_000_000  # 5,000 rows of 60 cells have 1.2 million
SMALL, MOST_RATIO = limits.MEGABYTE, 200  # sheets deflate to a twentieth, bombs to a thousandth
PIECE = 256 * 1024
LONGEST_MARK = 16  # bytes of a piece that are looked at again with the next one
DECLARED_WITHIN = 256  # bytes: a longer XML declaration hides something
BOM = b"\xef\xbb\xbf"
ENCODING = re.compile(rb"""encoding\s*=\s*["']([^"']*)["']""")
ENCODINGS = {b"utf-8", b"utf8", b"us-ascii", b"ascii"}  # which all say `<` by the byte that is looked for
DECLARATION = re.compile(rb"<!\s*(doctype|entity|element|attlist|notation)", re.IGNORECASE)
ENCRYPTED = 1  # of a part's flags
MACROS = re.compile(r"vbaproject|macrosheets/|activex/", re.IGNORECASE)
LINKS = re.compile(r"xl/externallinks/", re.IGNORECASE)
PARTS = re.compile(
    r"\[Content_Types\]\.xml|(_rels|docProps|docMetadata|customXml|xl)/([\w .()-]+/)*[\w .()-]*"
    r"\.(xml|rels|vml|png|jpe?g|gif|bmp|svg|emf|wmf|tiff?)|xl/printerSettings/\w+\.bin",
    re.IGNORECASE,
)
XML = (".xml", ".rels")


def plain_archive(workbook: bytes) -> bytes:
    """Return the workbook's XML in an archive of our own making. Raises a refusal of the file."""
    try:
        with ZipFile(BytesIO(_checked(workbook))) as sent:
            parts = _parts(sent, len(workbook))
            return _copied(sent, parts)
    except (BadZipFile, EOFError, NotImplementedError, RuntimeError, ValueError, struct.error, zlib.error):
        raise DamagedWorkbook from None


def changed(plain: bytes, parts: Mapping[str, bytes]) -> bytes:
    """Return an archive of our own making with other content in these parts."""
    made = BytesIO()
    with ZipFile(BytesIO(plain)) as before, ZipFile(made, "w", ZIP_STORED) as archive:
        for name in before.namelist():
            archive.writestr(name, parts[name] if name in parts else before.read(name))
    return made.getvalue()


def _checked(workbook: bytes) -> bytes:
    """Look at the size of the directory before it is read."""
    if not workbook.startswith(ZIP):
        raise NoSpreadsheet
    if workbook.count(ENTRY) > MOST_PARTS:
        raise TooMuchInside
    return workbook


def _parts(sent: ZipFile, size: int) -> list[ZipInfo]:
    """Return what is in it. Raises a refusal where that does not belong into a workbook, or cannot all be there."""
    parts = [part for part in sent.infolist() if not part.is_dir()]
    names = [part.filename.replace("\\", "/") for part in parts]
    if any(part.flag_bits & ENCRYPTED for part in parts):
        raise LockedWorkbook
    if not any(name.lower() == "xl/workbook.xml" for name in names):
        raise ForeignContent if any(name.startswith("xl/") for name in names) else NoSpreadsheet
    for pattern, refusal in ((MACROS, MacrosInside), (LINKS, LinksToOtherFiles)):
        if any(pattern.search(name) for name in names):
            raise refusal
    if len({name.lower() for name in names}) < len(names) or not all(PARTS.fullmatch(name) for name in names):
        raise ForeignContent
    if sum(part.compress_size for part in parts) > size:
        raise TooMuchInside
    if any(part.compress_type not in {ZIP_STORED, ZIP_DEFLATED} for part in parts):
        raise DamagedWorkbook
    return parts


def _copied(sent: ZipFile, parts: list[ZipInfo]) -> bytes:
    plain, inflated = BytesIO(), 0
    with ZipFile(plain, "w", ZIP_STORED) as archive:
        for part in parts:
            pieces = _pieces(sent, part, limits.MOST_INFLATED - inflated)
            name = part.filename.replace("\\", "/")
            if name.lower().endswith(XML):
                with archive.open(name, "w") as copy:
                    inflated += sum(copy.write(piece) for piece in _innocent(pieces))
            else:
                inflated += sum(len(piece) for piece in pieces)
    return plain.getvalue()


def _pieces(sent: ZipFile, part: ZipInfo, left: int) -> Iterator[bytes]:
    """Inflate piece by piece. Raises TooMuchInside where the part is a bomb, whatever the directory says."""
    seen = 0
    with sent.open(part) as packed:
        while piece := packed.read(PIECE):
            seen += len(piece)
            if seen > left or (seen > SMALL and seen > MOST_RATIO * part.compress_size):
                raise TooMuchInside
            yield piece


def _plainly_written(start: bytes) -> bool:
    """Say whether a part is XML whose signs are bytes of ASCII: in UTF-16 or EBCDIC no declaration would be seen."""
    text = start.removeprefix(BOM).lstrip()
    if not text.startswith(b"<"):
        return False
    declaration, ended, _ = text[:DECLARED_WITHIN].partition(b"?>")
    if not text.startswith(b"<?xml"):
        return True
    named = ENCODING.search(declaration)
    return bool(ended) and (named is None or named[1].lower() in ENCODINGS)


def _innocent(pieces: Iterator[bytes]) -> Iterator[bytes]:
    """Let XML pass that declares nothing of its own and has no more tags than a list."""
    tags = 0
    end = b""
    for number, piece in enumerate(pieces):
        seam = end + piece[:LONGEST_MARK]
        if (number == 0 and not _plainly_written(piece)) or b"\0" in piece:
            raise ForeignContent
        if any(DECLARATION.search(text) for text in (piece, seam)):
            raise ForeignContent
        if any(b"macroenabled" in text.lower() for text in (piece, seam)):
            raise MacrosInside
        tags += piece.count(b"<")
        if tags > MOST_TAGS:
            raise TooMuchInside
        end = piece[-LONGEST_MARK:]
        yield piece
