"""What a file is by its content; its name is only a claim. Files that would harm the machine are refused here."""

from __future__ import annotations

import zipfile
import zlib
from enum import StrEnum
from pathlib import Path
from typing import BinaryIO

from data.faults import refuse

MOST_UNPACKED = 2 << 30  # bytes a workbook may say it has when unpacked
_CHUNK = 1 << 20
_DENSE, _DENSE_FROM = 200, 200 << 20  # packed more than this many times, and larger than this: made to harm
_WEB_PAGE = (b"<html", b"<!doctype html", b"<table", b"<meta")
_ARCHIVE = b"mime-version:"  # of a web page with all that belongs to it
_XML_BOOK = b"urn:schemas-microsoft-com:office:spreadsheet"
_LOCKED = "EncryptedPackage".encode("utf-16-le")  # a stream of a workbook saved with a password


class Form(StrEnum):
    """How the content is to be read."""

    TEXT = "text"
    BOOK = "book"
    PAGE = "page"
    PARQUET = "parquet"


def form_of(path: Path) -> Form:
    """The form of the file's content. Raises Refused for an empty, locked or exploding file."""
    with path.open("rb") as file:
        head = file.read(1 << 16)
    if not head:
        raise refuse("empty_file", file=path.name)
    if head.startswith(b"PAR1") or path.suffix.lower() == ".parquet":
        return Form.PARQUET
    if head.startswith(b"PK\x03\x04"):
        _check_unpacked(path)
        return Form.BOOK
    if head.startswith(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"):
        if _LOCKED in head or _LOCKED in _tail(path):
            raise refuse("locked", file=path.name)
        return Form.BOOK
    start = head[:4096].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if start.startswith(_WEB_PAGE):
        return Form.PAGE
    if start.startswith(_ARCHIVE) or (start.startswith(b"<?xml") and _XML_BOOK in start):
        raise refuse("web_page", file=path.name)
    return Form.TEXT


def _tail(path: Path) -> bytes:
    """The last quarter mebibyte: the directory of an OLE file often stands there."""
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - (1 << 18)))
        return file.read()


def _check_unpacked(path: Path) -> None:
    """What an archive says of the size of its parts is held against its limits, and then against the truth: readers
    rely on it.
    """
    try:
        with zipfile.ZipFile(path) as parts:
            found = parts.infolist()
        if any(part.flag_bits & 1 for part in found):
            raise refuse("locked", file=path.name)
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
