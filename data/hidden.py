"""What a workbook does not show when it is opened: hidden sheets, rows and columns. They are read as the others, and told.

A row that a filter hides is still a row of the list. XLSX, XLS and ODS say so each in its own way.
"""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb

from data import biff, xlsx
from data.faults import Note, listed, masked, note
from data.xlsx_stream import SMALL

if TYPE_CHECKING:
    from data.tables import Preview

_ROW = re.compile(rb"<(?:\w+:)?row\b([^>]*)>")
_COLUMN = re.compile(rb"<(?:\w+:)?col\b([^>]*)>")
_SAID = re.compile(rb"""\b(r|min|max|hidden|ht)=["']([^"']*)["']""")
_ROWINFO, _COLINFO = 0x208, 0x7D
_ZERO_HEIGHT, _HIDDEN = 0x20, 0x01  # flags in them
_FOLD = re.compile(rb"<table:table(?P<what>-row|-column|)(?=[\s>/])(?P<said>[^>]*)>")
_ODS = re.compile(rb"""table:(name|visibility|style-name|number-rows-repeated|number-columns-repeated)="([^"]*)\"""")
_UNSHOWN = re.compile(rb"""style:name="([^"]*)"[^>]*>\s*<style:table-properties [^>]*table:display="false\"""")
_MOST = 1 << 20  # rows of a sheet


@dataclass(frozen=True)
class Hidden:
    """Of one sheet: whether it is hidden itself, its hidden rows from 1 and its hidden columns from 0."""

    sheet: bool = False
    rows: set[int] = field(default_factory=set)
    columns: set[int] = field(default_factory=set)


def sheets(path: Path) -> set[str]:
    """The names of the hidden sheets of a workbook."""
    return {name for name, found in _all(path, None) if found.sheet}


def hides(preview: Preview) -> bool:
    """Whether anything of the previewed sheet is hidden, or it itself."""
    return _of(preview) != Hidden()


def notes(con: duckdb.DuckDBPyConnection, preview: Preview, heading: int, table: str) -> tuple[Note, ...]:
    """What is hidden of what was loaded into `table` (_row, …) from below row index `heading`."""
    found = _of(preview)
    said = [note("hidden_sheet", file=preview.place)] if found.sheet else []
    asked = f"SELECT _row FROM {table} WHERE list_contains($rows::BIGINT[], _row) ORDER BY 1"
    rows = [row for (row,) in con.execute(asked, {"rows": sorted(found.rows)}).fetchall()] if found.rows else []
    said += [note("hidden_rows", file=preview.place, count=len(rows), rows=listed(rows))] if rows else []
    names = [masked(text, 40) for i, text in enumerate(preview.rows[heading]) if text and i in found.columns]
    said += [note("hidden_columns", file=preview.place, headings=listed(names, 12))] if names else []
    return tuple(said)


def _of(preview: Preview) -> Hidden:
    return next((found for name, found in _all(preview.path, preview.sheet) if name == preview.sheet), Hidden())


def _all(path: Path, wanted: str | None) -> Iterator[tuple[str, Hidden]]:
    """(sheet, what is hidden of it) of each; rows and columns of the wanted one only."""
    if not zipfile.is_zipfile(path):
        yield from _in_xls(path.read_bytes(), wanted)
        return
    with zipfile.ZipFile(path) as parts:
        ods = "content.xml" in parts.namelist()
        content = parts.open("content.xml").read(SMALL) if ods else b""
    if ods:
        yield from _in_ods(content)
        return
    with xlsx.opened(path) as book:
        for name, part in book.sheets:
            found = Hidden(name in book.hidden)
            if name == wanted:
                _in_xlsx(b"".join(_marks(book, part)), found)
            yield name, found


def _marks(book: xlsx.Book, part: str) -> Iterator[bytes]:
    """The elements of a sheet that say that something is hidden, each at least once."""
    for text in xlsx.texts(book, part):
        if b"hidden=" in text or b'ht="0' in text:
            yield from (hit[0] for pattern in (_COLUMN, _ROW) for hit in pattern.finditer(text)
                        if b"hidden=" in hit[0] or b'ht="0' in hit[0])  # fmt: skip


def _in_xlsx(text: bytes, found: Hidden) -> None:
    def told(said: bytes) -> dict[bytes, bytes]:
        return {name: value for name, value in _SAID.findall(said)}

    def gone(said: dict[bytes, bytes]) -> bool:
        return said.get(b"hidden") in (b"1", b"true") or said.get(b"ht") in (b"0", b"0.0")

    for said in map(told, _ROW.findall(text)):
        found.rows.update([int(said[b"r"])] if gone(said) and said.get(b"r", b"").isdigit() else ())
    for said in map(told, _COLUMN.findall(text)):
        found.columns.update(range(int(said[b"min"]) - 1, int(said[b"max"])) if gone(said) else ())


def _in_xls(file: bytes, wanted: str | None) -> Iterator[tuple[str, Hidden]]:
    stream = biff.workbook(file) if file.startswith(biff.OLE) else b""
    for start, name, state in biff.sheets(stream):
        found = Hidden(state != 0)
        for kind, record in biff.records(stream, start) if name == wanted else ():
            if kind == _ROWINFO and len(record) >= 16 and record[12] & _ZERO_HEIGHT:
                found.rows.add(int.from_bytes(record[:2], "little") + 1)
            elif kind == _COLINFO and len(record) >= 10 and record[8] & _HIDDEN:
                first, last = (int.from_bytes(record[at : at + 2], "little") for at in (0, 2))
                found.columns.update(range(first, last + 1))
        yield name, found


def _in_ods(content: bytes) -> Iterator[tuple[str, Hidden]]:
    unshown, name, found = set(_UNSHOWN.findall(content)), "", Hidden()
    row = column = 0
    for hit in _FOLD.finditer(content):
        said = dict(_ODS.findall(hit["said"]))
        gone = said.get(b"visibility") in (b"collapse", b"filter")
        if hit["what"] == b"-row":
            times = min(int(said.get(b"number-rows-repeated", b"1")), _MOST)
            found.rows.update(range(row + 1, row + times + 1) if gone else ())
            row += times
        elif hit["what"] == b"-column":
            times = min(int(said.get(b"number-columns-repeated", b"1")), _MOST)
            found.columns.update(range(column, column + times) if gone else ())
            column += times
        elif not hit["said"].endswith(b"/"):
            if name:
                yield name, found
            name, found = said.get(b"name", b"").decode(), Hidden(said.get(b"style-name", b"") in unshown)
            row = column = 0
    if name:
        yield name, found
