"""What a file is by its content; its name is only a claim. Files that would harm the machine are refused here."""

from __future__ import annotations

import zipfile
import zlib
from enum import StrEnum
from pathlib import Path
from typing import BinaryIO

from data import not_tables
from data.faults import Note, Refused, refuse

MOST_UNPACKED = 2 << 30  # bytes a workbook may say it has when unpacked
_CHUNK = 1 << 20
_DENSE, _DENSE_FROM = 200, 200 << 20  # packed more than this many times, and larger than this: made to harm
_WEB_PAGE = (b"<html", b"<!doctype html", b"<table", b"<meta")
_ARCHIVE = b"mime-version:"  # of a web page with all that belongs to it
_XML_BOOK = b"urn:schemas-microsoft-com:office:spreadsheet"


class Form(StrEnum):
    """How the content is to be read."""

    TEXT = "text"
    BOOK = "book"
    PAGE = "page"
    PARQUET = "parquet"


def form_of(path: Path) -> Form:
    """The form of the file's content. Raises Refused for an empty, locked or exploding file and for one that is no table."""
    with path.open("rb") as file:
        head = file.read(1 << 16)
    if not head:
        raise refuse("empty_file", file=path.name)
    _let_pass(not_tables.of_start(path, head))
    if head.startswith(b"PAR1") or path.suffix.lower() == ".parquet":
        return Form.PARQUET
    if head.startswith(b"PK\x03\x04"):
        _check_unpacked(path)
        return Form.BOOK
    if head.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        _let_pass(not_tables.of_old_office(path, head, _tail(path, head)))
        return Form.BOOK
    start = head[:4096].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith(_WEB_PAGE):
        return Form.PAGE
    if start.startswith(_ARCHIVE) or (start.startswith(b"<?xml") and _XML_BOOK in start):
        raise refuse("web_page", file=path.name)
    return Form.TEXT


def _let_pass(told: Note | None) -> None:
    """Raises Refused if something is said against the file."""
    if told:
        raise Refused(told)


def _tail(path: Path, head: bytes) -> bytes:
    """Where the directory of an OLE file stands, by its header, and the last quarter mebibyte, where it often does."""
    shift, sector = (int.from_bytes(head[at], "little") for at in (slice(30, 31), slice(48, 52)))
    with path.open("rb") as file:
        file.seek((sector + 1) << min(shift, 12))
        found = file.read(1 << 12)
        file.seek(max(0, path.stat().st_size - (1 << 18)))
        return found + file.read()


def _check_unpacked(path: Path) -> None:
    """What an archive says of the size of its parts is held against its limits, and then against the truth: readers
    rely on it.
    """
    try:
        with zipfile.ZipFile(path) as parts:
            found = parts.infolist()
            told = None if any(part.flag_bits & 1 for part in found) else not_tables.of_archive(path, parts)
        if any(part.flag_bits & 1 for part in found):
            raise refuse("locked", file=path.name)
        _let_pass(told)
        size = sum(part.file_size for part in found)
        packed = max(path.stat().st_size, 1)
        if size > MOST_UNPACKED or (size > _DENSE_FROM and size > _DENSE * packed):
            raise refuse("too_large", file=path.name, size=f"{size / (1 << 30):.1f} GB")
        with path.open("rb") as archive:
            true = all(_is_as_large_as_it_says(archive, part) for part in found)
    except (zipfile.BadZipFile, zlib.error, OSError, ValueError, NotImplementedError) as error:
        raise refuse("unreadable", file=path.name) from error
    if not true:
        raise refuse("unreadable", file=path.name)


def _is_as_large_as_it_says(archive: BinaryIO, part: zipfile.ZipInfo) -> bool:
    """Unpacks a part as far as its declared size and one byte more."""
    archive.seek(part.header_offset)
    head = archive.read(30)
    if head[:4] != b"PK\x03\x04":
        return False
    archive.seek(int.from_bytes(head[26:28], "little") + int.from_bytes(head[28:30], "little"), 1)
    if part.compress_type == zipfile.ZIP_STORED:
        return part.compress_size == part.file_size
    if part.compress_type != zipfile.ZIP_DEFLATED:
        return False
    unpack, left, seen = zlib.decompressobj(-zlib.MAX_WBITS), part.compress_size, 0
    while left and not unpack.eof and seen <= part.file_size:
        chunk = archive.read(min(_CHUNK, left))
        if not chunk:
            return False
        left -= len(chunk)
        while chunk and seen <= part.file_size:
            seen += len(unpack.decompress(chunk, _CHUNK))
            chunk = unpack.unconsumed_tail
    seen += len(unpack.flush()) if seen <= part.file_size else 0
    return seen == part.file_size
