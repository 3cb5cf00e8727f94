"""Reads sheets of an XLSX or XLSM file as a stream: memory does not grow with the sheet, whatever the file says of itself.

A sheet may claim a cell in its last row and last column; a reader that lays out the whole grid would ask for 500 GB.
Here only the row at hand is held, and the shared texts stand in an unnamed temporary file.
"""

from __future__ import annotations

import posixpath
import re
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree
from xml.parsers import expat

from data.xlsx_stream import SMALL, Cells, Strings, column, parsed, text_handlers
from data.xlsx_values import Styles

BROKEN = (
    zipfile.BadZipFile, zlib.error, expat.ExpatError, ElementTree.ParseError,
    OSError, EOFError, KeyError, ValueError, OverflowError, NotImplementedError, RuntimeError,
)  # fmt: skip
Rows = Iterator[tuple[int, list[str]]]
Region = tuple[int, int, int, int]  # first row, first column, last row, last column; from 0

_REGION = re.compile(rb"<(?:\w+:)?mergeCell\s[^>]*?ref=[\"']([A-Za-z]{1,3})(\d{1,7}):([A-Za-z]{1,3})(\d{1,7})[\"']")
# A formula without a value; one that gives a text may give an empty one.
_UNVALUED = re.compile(rb'<c\b(?![^>]*t="str")[^>]*>\s*<f(?:/>|\s[^>]*/>|[^>]*>[^<]*</f>)\s*(?:<v\s*/>|<v>\s*</v>)?\s*</c>')


@dataclass(frozen=True)
class Book:
    """An open workbook: `sheets` are (name, part) in their order, `hidden` names those not shown; `first_year` is 1900 or
    1904."""

    parts: zipfile.ZipFile
    names: dict[str, str]
    sheets: tuple[tuple[str, str], ...]
    first_year: int
    strings: Strings
    styles: Styles
    hidden: frozenset[str] = frozenset()


def is_xlsx(path: Path) -> bool:
    """Whether the zip archive at `path` holds a workbook of this form. Raises an error of BROKEN."""
    with zipfile.ZipFile(path) as parts:
        names = _names(parts)
    return any(name.endswith("workbook.xml") for name in names) and "content.xml" not in names


@contextmanager
def opened(path: Path) -> Iterator[Book]:
    """Reads what the workbook says of its sheets. Raises an error of BROKEN."""
    with zipfile.ZipFile(path) as parts:
        book = _book(parts, _names(parts))
        with closing(book.strings):
            yield book


def _book(parts: zipfile.ZipFile, names: dict[str, str]) -> Book:
    main = _main(parts, names)
    folder = posixpath.dirname(main)
    root = _xml(parts, names[main])
    targets = {}
    for entry in _related(parts, names, main):
        targets[entry.get("Id")] = (entry.get("Type", "").rsplit("/", 1)[-1], _joined(folder, entry.get("Target", "")))
    sheets = []
    hidden = frozenset(entry.get("name", "") for entry in _all(root, "sheet") if entry.get("state", "visible") != "visible")
    for entry in _all(root, "sheet"):
        link = next((value for key, value in entry.attrib.items() if key.endswith("}id")), None)
        kind, part = targets.get(link, ("", ""))
        if kind == "worksheet" and part in names:
            sheets.append((entry.get("name", ""), part))
    by_type = {kind: part for kind, part in targets.values() if part in names}
    flags = {value for entry in _all(root, "workbookPr") for key, value in entry.attrib.items() if key == "date1904"}
    first_year = 1904 if flags & {"1", "true"} else 1900
    strings = by_type.get("sharedStrings")
    shared = parsed(parts, names[strings], text_handlers) if strings else iter(())
    styles = Styles.of(_xml(parts, names[by_type["styles"]]) if "styles" in by_type else None)
    return Book(parts, names, tuple(sheets), first_year, Strings.of(shared), styles, hidden)


def rows(book: Book, part: str) -> Rows:
    """(row number from 1, cells) of each row that is written; cells end with the last one written."""
    cell = Cells(book.strings, book.styles, book.first_year)
    return parsed(book.parts, book.names[part], cell.handlers)


def says_more(book: Book, part: str) -> bool:
    """Whether any cell holds an error such as #REF!, a formula whose value nobody has worked out, a percentage, or a number
    shown with zeros before it."""
    kinds = sorted({*book.styles.shares, *book.styles.widths})
    shown = re.compile(rf'<c\b[^>]*\bs="(?:{"|".join(kinds)})"[^>]*>\s*<'.encode())
    return any(b't="e"' in text or (b"<f" in text and _UNVALUED.search(text)) or (kinds and shown.search(text))
               for text in texts(book, part))  # fmt: skip


def regions(book: Book, part: str) -> list[Region]:
    """The merged regions, which stand after all rows."""
    found = set()
    for text in texts(book, part):
        if b"mergeCell" in text:
            found |= {
                (int(top) - 1, column(left.decode()), int(bottom) - 1, column(right.decode()))
                for left, top, right, bottom in _REGION.findall(text)
            }
    return sorted(found)


def texts(book: Book, part: str) -> Iterator[bytes]:
    """A part in pieces that overlap by more than an element is long."""
    rest = b""
    with book.parts.open(book.names[part]) as stream:
        while chunk := stream.read(1 << 20):
            yield rest + chunk
            rest = chunk[-200:]


def _names(parts: zipfile.ZipFile) -> dict[str, str]:
    """Parts by their names as others refer to them; some programs write backslashes."""
    return {name.replace("\\", "/").lstrip("/"): name for name in parts.namelist()}


def _main(parts: zipfile.ZipFile, names: dict[str, str]) -> str:
    for entry in _related(parts, names, ""):
        target = _joined("", entry.get("Target", ""))
        if entry.get("Type", "").endswith("/officeDocument") and target in names:
            return target
    return "xl/workbook.xml"


def _related(parts: zipfile.ZipFile, names: dict[str, str], part: str) -> list[ElementTree.Element]:
    folder, name = posixpath.split(part)
    place = posixpath.join(folder, "_rels", f"{name}.rels")
    return _all(_xml(parts, names[place]), "Relationship") if place in names else []


def _joined(folder: str, target: str) -> str:
    target = target.replace("\\", "/")
    return target.lstrip("/") if target.startswith("/") else posixpath.normpath(posixpath.join(folder, target))


def _all(root: ElementTree.Element, name: str) -> list[ElementTree.Element]:
    return [entry for entry in root.iter() if entry.tag.rsplit("}", 1)[-1] == name]


def _xml(parts: zipfile.ZipFile, name: str) -> ElementTree.Element:
    with parts.open(name) as stream:
        text = stream.read(SMALL + 1)
    if len(text) > SMALL or b"<!DOCTYPE" in text[:4096]:
        raise ValueError(name)
    return ElementTree.fromstring(text)
