"""What a file is by its content; its name is only a claim. Files that would harm the machine are refused here."""

from __future__ import annotations

import zipfile
from enum import StrEnum
from pathlib import Path

from data.faults import refuse

MOST_UNPACKED = 2 << 30  # bytes a workbook may say it has when unpacked
_DENSE, _DENSE_FROM = 200, 200 << 20  # packed more than this many times, and larger than this: made to harm
_WEB_PAGE = (b"<html", b"<!doctype html", b"<table", b"mime-version:", b"<meta")
_XML_BOOK = b"urn:schemas-microsoft-com:office:spreadsheet"
_LOCKED = "EncryptedPackage".encode("utf-16-le")  # a stream of a workbook saved with a password


class Form(StrEnum):
    """How the content is to be read."""

    TEXT = "text"
    BOOK = "book"
    PARQUET = "parquet"


def form_of(path: Path) -> Form:
    """The form of the file's content. Raises Refused for an empty, locked, web-page or exploding file."""
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
    if start.startswith(_WEB_PAGE) or (start.startswith(b"<?xml") and _XML_BOOK in start):
        raise refuse("web_page", file=path.name)
    return Form.TEXT


def _tail(path: Path) -> bytes:
    """The last quarter mebibyte: the directory of an OLE file often stands there."""
    with path.open("rb") as file:
        file.seek(max(0, path.stat().st_size - (1 << 18)))
        return file.read()


def _check_unpacked(path: Path) -> None:
    try:
        with zipfile.ZipFile(path) as parts:
            size = sum(part.file_size for part in parts.infolist())
            locked = any(part.flag_bits & 1 for part in parts.infolist())
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise refuse("unreadable", file=path.name) from error
    if locked:
        raise refuse("locked", file=path.name)
    packed = max(path.stat().st_size, 1)
    if size > MOST_UNPACKED or (size > _DENSE_FROM and size > _DENSE * packed):
        raise refuse("too_large", file=path.name, size=f"{size / (1 << 30):.1f} GB")
