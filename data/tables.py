"""Opens a source file as tables of text: first a look at its top, then all of its rows.

Every cell arrives as text in a DuckDB table with columns c0, c1, … and `_row`, the row number a
person sees in the spreadsheet. Nothing is interpreted here.
"""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from pathlib import Path

import duckdb
import pandas as pd
from python_calamine import CalamineError, CalamineWorkbook

from data.encoding import as_utf8, has_blank_lines, sample
from data.faults import masked, refuse

BOOKS = (".xlsx", ".xlsm", ".xls", ".ods")
SUFFIXES = (".csv", ".tsv", ".parquet", *BOOKS)
DELIMITERS = (",", "\t", ";", "|")
_TOP = 12  # rows looked at to find the heading
_CHUNK = 200_000  # rows handed to DuckDB at a time
_SHOWN = 240  # characters of a row kept to show what was wrong with it


@dataclass(frozen=True)
class Preview:
    """The top of one table: `rows` are its first rows as text, `delimiter` is set for text files."""

    path: Path
    sheet: str
    rows: tuple[tuple[str, ...], ...]
    delimiter: str = ""

    @property
    def place(self) -> str:
        """How the table is named to people."""
        name = masked(self.path.name)
        return f"{name} [{masked(self.sheet)}]" if self.sheet else name


@dataclass(frozen=True)
class TextTable:
    """All rows of one table in DuckDB. Rows too long or too short stand apart, in <name>_ragged (_row, text)."""

    name: str
    rows: int
    ragged: bool = False


def previews(path: Path, con: duckdb.DuckDBPyConnection) -> tuple[Preview, ...]:
    """One preview a sheet; a text file gives one per possible delimiter, to be chosen by its headings.

    Raises Refused for a file that cannot be read.
    """
    suffix = path.suffix.lower()
    if path.stat().st_size == 0:
        raise refuse("empty_file", file=path.name)
    if suffix == ".parquet":
        return (_preview_parquet(path, con),)
    if suffix in BOOKS:
        return _preview_workbook(path)
    text = sample(path)
    return tuple(Preview(path, "", _split(text, mark), mark) for mark in DELIMITERS)


def load(con: duckdb.DuckDBPyConnection, preview: Preview, heading: int, name: str, scratch: Path) -> TextTable:
    """Reads every row below row index `heading` of the previewed table into DuckDB table `name`."""
    width = len(preview.rows[heading])
    if preview.path.suffix.lower() == ".parquet":
        return _load_parquet(con, preview, name, width)
    if preview.sheet:
        return _load_sheet(con, preview, heading, name, width)
    path = as_utf8(preview.path, scratch)
    if has_blank_lines(path):  # the fast way passes over them and would number the rows after them wrongly
        return _load_text_slowly(con, path, preview, heading, name, width)
    try:
        return _load_text(con, path, preview, heading, name, width)
    except duckdb.InvalidInputException:
        return _load_text_slowly(con, path, preview, heading, name, width)


def _split(text: str, delimiter: str) -> tuple[tuple[str, ...], ...]:
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    top = []
    try:
        for row in rows:
            top.append(tuple(cell.strip() for cell in row))
            if len(top) == _TOP:
                break
    except csv.Error:
        return tuple(top)
    return tuple(top)


def _preview_parquet(path: Path, con: duckdb.DuckDBPyConnection) -> Preview:
    try:
        columns = con.execute("SELECT * FROM read_parquet($path) LIMIT 0", {"path": str(path)}).description
    except duckdb.Error as error:
        raise refuse("unreadable", file=path.name) from error
    return Preview(path, "", (tuple(c[0] for c in columns),))


def _preview_workbook(path: Path) -> tuple[Preview, ...]:
    try:
        book = CalamineWorkbook.from_path(str(path))
        tops = [
            (name, book.get_sheet_by_name(name).to_python(skip_empty_area=False, nrows=_TOP)) for name in book.sheet_names
        ]
    except (CalamineError, OSError, ValueError) as error:
        raise refuse("unreadable", file=path.name) from error
    return tuple(Preview(path, name, tuple(tuple(map(_cell, row)) for row in rows)) for name, rows in tops if any(rows))


def _cell(value: object) -> str:
    """A spreadsheet cell as a person reads it; whole floats lose their .0, dates become ISO."""
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ", "seconds")
    if isinstance(value, date | time):
        return value.isoformat()
    if isinstance(value, timedelta):
        return str(value)
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    return str(value).strip()


def _load_sheet(con: duckdb.DuckDBPyConnection, preview: Preview, heading: int, name: str, width: int) -> TextTable:
    sheet = CalamineWorkbook.from_path(str(preview.path)).get_sheet_by_name(preview.sheet)
    rows = [[_cell(v) for v in row] for row in sheet.to_python(skip_empty_area=False)[heading + 1 :]]
    return _insert(con, name, width, ((i, row) for i, row in enumerate(rows, heading + 2)), pad=True)


def _insert(con: duckdb.DuckDBPyConnection, name: str, width: int, rows, pad: bool) -> TextTable:
    """Fills table `name` from (row number, cells); blank rows are passed over, ragged ones set apart."""
    columns = ", ".join(f"c{i} VARCHAR" for i in range(width))
    con.execute(f"CREATE TABLE {name} (_row BIGINT, {columns})")
    con.execute(f"CREATE TABLE {name}_ragged (_row BIGINT, text VARCHAR)")
    kept: list[list[object]] = []
    ragged: list[list[object]] = []
    total = 0
    for number, cells in rows:
        if not any(cells):
            continue
        total += 1
        if pad or not any(cells[width:]):
            cells = cells[:width] + [""] * (width - len(cells)) * pad
        if len(cells) == width:
            kept.append([number, *cells])
        else:
            ragged.append([number, ",".join(cells)[:_SHOWN]])
        if len(kept) + len(ragged) >= _CHUNK:
            kept, ragged = _append(con, name, kept), _append(con, f"{name}_ragged", ragged)
    _append(con, name, kept)
    _append(con, f"{name}_ragged", ragged)
    return TextTable(name, total, ragged=True)


def _append(con: duckdb.DuckDBPyConnection, name: str, rows: list[list[object]]) -> list[list[object]]:
    """Adds the rows to table `name`; returns an empty list to go on with."""
    if rows:
        con.register("chunk", pd.DataFrame(rows))
        con.execute(f"INSERT INTO {name} SELECT * FROM chunk")
        con.unregister("chunk")
    return []


def _load_parquet(con: duckdb.DuckDBPyConnection, preview: Preview, name: str, width: int) -> TextTable:
    names = ", ".join('CAST("{}" AS VARCHAR) AS c{}'.format(h.replace('"', '""'), i) for i, h in enumerate(preview.rows[0]))
    given = "file_row_number" in {h.casefold() for h in preview.rows[0]}  # a column of that name hides DuckDB's own
    number, option = ("row_number() OVER () - 1", "") if given else ("file_row_number", ", file_row_number = true")
    try:
        con.execute(
            f"CREATE TABLE {name} AS SELECT {number} + 2 AS _row, {names} FROM read_parquet($path{option})",
            {"path": str(preview.path)},
        )
    except duckdb.OperationalError:
        raise  # our own disk or memory is at fault, not the file
    except duckdb.Error as error:
        raise refuse("unreadable", file=preview.path.name) from error
    return TextTable(name, _count(con, name))


def _load_text(
    con: duckdb.DuckDBPyConnection, path: Path, preview: Preview, heading: int, name: str, width: int
) -> TextTable:
    """The fast way, for well-formed text: DuckDB reads it in parallel and keeps the order."""
    columns = {f"c{i}": "VARCHAR" for i in range(width)}
    con.execute(
        f"CREATE TABLE {name} AS SELECT row_number() OVER () + $top AS _row, * FROM read_csv($path, "
        "auto_detect = false, header = false, skip = $skip, delim = $delim, quote = '\"', escape = '\"', "
        f"columns = {columns!r}, null_padding = false, max_line_size = 4000000)",
        {"path": str(path), "top": heading + 1, "skip": heading + 1, "delim": preview.delimiter},
    )
    blank = " AND ".join(f"coalesce(trim({c}), '') = ''" for c in columns)
    con.execute(f"DELETE FROM {name} WHERE {blank}")
    return TextTable(name, _count(con, name))


def _load_text_slowly(
    con: duckdb.DuckDBPyConnection, path: Path, preview: Preview, heading: int, name: str, width: int
) -> TextTable:
    """The patient way, for ragged or oddly quoted text: row by row, so that each fault has its row."""
    con.execute(f"DROP TABLE IF EXISTS {name}")
    with path.open(encoding="utf-8", newline="") as lines:
        return _insert(con, name, width, _records(lines, preview, heading), pad=False)


def _records(lines, preview: Preview, heading: int):
    """(row number, cells) of each row below the heading. Strict, or a lone quotation mark would swallow rows."""
    row = 0
    try:
        for row, cells in enumerate(csv.reader(lines, delimiter=preview.delimiter, strict=True), 1):
            if row > heading + 1:
                yield row, [cell.strip() for cell in cells]
    except csv.Error as error:
        raise refuse("bad_quotes", file=preview.path.name, row=row + 1) from error


def _count(con: duckdb.DuckDBPyConnection, name: str) -> int:
    return con.execute(f"SELECT count(*) FROM {name}").fetchone()[0]
