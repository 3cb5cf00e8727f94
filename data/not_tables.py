"""What a file is that holds no table: an archive, a document, a picture, a workbook under a password."""

from __future__ import annotations

import zipfile
from pathlib import Path

from data.faults import Note, note

_STARTS = {b"%PDF": "PDF", b"{\\rtf": "RTF (Word)", b"\xff\xd8\xff": "JPEG", b"\x89PNG": "PNG", b"II*\0": "TIFF"}
_PACKED = {b"Rar!": "RAR", b"7z\xbc\xaf\x27\x1c": "7Z", b"\x1f\x8b\x08": "GZIP"}
_PARTS = {"word/": "Word (DOCX)", "ppt/": "PowerPoint (PPTX)", "Index/": "Apple Numbers"}
_BOOKS = ("xl/", "content.xml", "[Content_Types].xml")  # parts of XLSX, XLSB and ODS, also of damaged ones
_TEXT = b"application/vnd.oasis.opendocument.text"
_WORD, _BOOK = ("WordDocument".encode("utf-16-le"), "Workbook".encode("utf-16-le"))
_LOCKED = "EncryptedPackage".encode("utf-16-le")  # a stream of a workbook saved with a password
_OWNER = 165  # bytes of the file that Excel puts beside one that is open: who has it open, in single and in double bytes
_BIFF = b"\x09\x08\x10\x00\x00\x06\x05\x00"  # how the stream of an XLS workbook begins
_PASSWORD, _END = 0x2F, 0x0A  # records in it


def of_start(path: Path, head: bytes) -> Note | None:
    """Why the file is no table, as its first bytes tell; None if they do not."""
    if path.name.startswith("~$") or (len(head) == _OWNER and head[0] == head[55] and not head[56]):
        return note("lock_file", file=path.name)
    for starts, code in ((_STARTS, "other_form"), (_PACKED, "packed")):
        what = next((what for start, what in starts.items() if head.startswith(start)), "")
        if what:
            return note(code, file=path.name, what=what)
    return None


def of_archive(path: Path, parts: zipfile.ZipFile) -> Note | None:
    """Why a ZIP archive is no workbook that can be read; None if it may be one. Raises what zipfile raises."""
    names = parts.namelist()
    if "META-INF/manifest.xml" in names and b"encryption-data" in _first(parts, "META-INF/manifest.xml"):
        return note("locked", file=path.name)
    text = "mimetype" in names and _first(parts, "mimetype").startswith(_TEXT)
    what = "Writer (ODT)" if text else next((w for start, w in _PARTS.items() for n in names if n.startswith(start)), "")
    if what and not any(name.startswith("xl/") for name in names):
        return note("other_form", file=path.name, what=what)
    return None if any(name.startswith(_BOOKS) for name in names) else note("packed", file=path.name, what="ZIP")


def _first(parts: zipfile.ZipFile, name: str) -> bytes:
    with parts.open(name) as part:  # no further: it may be made to harm
        return part.read(1 << 20)


def of_old_office(path: Path, head: bytes, tail: bytes) -> Note | None:
    """Why a file of the Office before 2007 is no workbook that can be read; None if it may be one."""
    if _LOCKED in head + tail or _has_password(head):
        return note("locked", file=path.name)
    if _WORD in head + tail and _BOOK not in head + tail:
        return note("other_form", file=path.name, what="Word (DOC)")
    return None


def _has_password(head: bytes) -> bool:
    """Walks the records of an XLS workbook, which stand readable up to the one that names its password."""
    place = head.find(_BIFF)
    while 0 <= place <= len(head) - 4:
        kind, size = (int.from_bytes(head[place + at : place + at + 2], "little") for at in (0, 2))
        if kind in (_PASSWORD, _END):
            return kind == _PASSWORD
        place += 4 + size
    return False
