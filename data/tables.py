"""Opens a source file as tables of text: first a look at its top, then all of its rows.

Every cell arrives as text in a DuckDB table with columns c0, c1, … and `_row`, the row number a
person sees in the spreadsheet. Nothing is interpreted here.
"""

from __future__ import annotations

import csv
import io
import tempfile
from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path

import duckdb
import pyarrow as pa

from data import foot, hidden, parquet, subtotals, web_page, workbook
from data.encoding import as_utf8, check_text, has_blank_lines, sample
from data.faults import Note, listed, masked, note, refuse
from data.formats import Form, form_of

SUFFIXES = (".csv", ".tsv", ".parquet", ".xlsx", ".xlsm", ".xls", ".ods")
DELIMITERS = (",", "\t", ";", "|")
TOP = 20  # rows looked at to find the heading
DESCRIBED = 60  # the same of a table that nobody knows
_CHUNK = 400_000  # cells handed to DuckDB at a time
_WIDEST = 4_000  # columns; more is a slip of the hand far to the right
_BLANKS = "chr(9) || chr(10) || chr(13) || chr(32) || chr(160) || chr(12288)"
_SHOWN = 240  # characters of a row kept to show what was wrong with it


@dataclass(frozen=True)
class Preview:
    """The top of one table: `rows` are its first rows as text, `delimiter` is set for text files."""

    path: Path
    sheet: str
    rows: tuple[tuple[str, ...], ...]
    delimiter: str = ""
    form: Form = Form.TEXT

    @property
    def place(self) -> str:
        """How the table is named to people."""
        name = masked(self.path.name)
        return f"{name} [{masked(self.sheet)}]" if self.sheet else name


@dataclass(frozen=True)
class TextTable:
    """All rows of one table in DuckDB. Rows too long or too short stand apart, in <name>_ragged (_row, text).

    `rows` counts both. Rows that sum up or remark on others (data/foot.py) are in neither; `foot` are their numbers.
    `said` is what else a person should know.
    """

    name: str
    rows: int
    ragged: bool = False
    foot: tuple[int, ...] = ()
    said: tuple[Note, ...] = ()

    def notes(self, place: str) -> tuple[Note, ...]:
        """What a person should know about the reading of the table named `place`."""
        count, rows = len(self.foot), listed(self.foot)
        return (*([note("foot_rows", file=place, count=count, rows=rows)] if self.foot else ()), *self.said)


def previews(path: Path, con: duckdb.DuckDBPyConnection, top: int = TOP) -> tuple[Preview, ...]:
    """One preview of `top` rows a sheet; a text file gives one per possible delimiter, to be chosen by its headings.

    What the file is is read from its content. Raises Refused for a file that cannot be read.
    """
    form = form_of(path)
    if form == Form.PARQUET:
        return (Preview(path, "", (parquet.headings(con, path),), form=form),)
    if form == Form.BOOK:
        return tuple(Preview(path, name, rows, form=form) for name, rows in workbook.tops(path, top))
    if form == Form.PAGE:
        return _preview_page(path, top)
    text = sample(path)
    return tuple(Preview(path, "", _split(text, mark, top), mark) for mark in DELIMITERS)


def regular(view: Preview) -> int:
    """How many cells stand in rows of the most frequent width: the right delimiter makes many."""
    widths = [len(row) for row in view.rows if any(row)]
    return max((widths.count(width) * width for width in set(widths) if width > 1), default=0)


def load(
    con: duckdb.DuckDBPyConnection, preview: Preview, heading: int, name: str, scratch: Path, pad: bool = False
) -> TextTable:
    """Reads every row below row index `heading` of the previewed table into DuckDB table `name`, but for rows that sum up
    or remark on others; a table without the name of a database, as data/large.py gives it, is a temporary one.

    `pad`: rows of a text file that are too short are completed with blanks instead of standing apart.
    """
    table = _loaded(con, preview, heading, name, scratch, pad)
    sums = subtotals.pass_over(con, name)
    said = hidden.notes(con, preview, heading, name) if preview.form == Form.BOOK else ()
    return replace(table, rows=table.rows - len(sums), foot=tuple(sorted((*table.foot, *sums))), said=said)


def _loaded(
    con: duckdb.DuckDBPyConnection, preview: Preview, heading: int, name: str, scratch: Path, pad: bool
) -> TextTable:
    width = len(preview.rows[heading])
    if not any(preview.rows[heading]):
        raise refuse("unknown_kind", file=preview.place, headings="")
    check_width(preview, width)
    if preview.form == Form.PARQUET:
        return TextTable(name, parquet.load(con, preview.path, preview.rows[0], _create(name)))
    if preview.form == Form.BOOK:
        rows = workbook.rows_below(preview.path, preview.sheet, heading, width)
        return _insert(con, name, width, rows, cut=True, pad=True)
    path = as_utf8(preview.path, scratch)
    if preview.form == Form.PAGE:
        found = ((row, cells) for table, row, cells in web_page.rows(path) if preview.sheet in ("", str(table)))
        return _insert(con, name, width, ((row, cells) for row, cells in found if row > heading + 1), cut=True, pad=True)
    if has_blank_lines(path):  # the fast way passes over them and would number the rows after them wrongly
        check_text(path, preview.path.name)
        return _load_text_slowly(con, path, preview, heading, name, width, pad)
    try:
        return _load_text(con, path, preview, heading, name, width)
    except duckdb.InvalidInputException:
        check_text(path, preview.path.name)  # before rows are told apart: bytes that are no text are named by their row
        return _load_text_slowly(con, path, preview, heading, name, width, pad)


def first_year(preview: Preview) -> int:
    """The year in which the day numbers of the table begin: 1900 or, in some workbooks, 1904."""
    return workbook.first_year(preview.path) if preview.form == Form.BOOK else 1900


def _split(text: str, delimiter: str, top_rows: int) -> tuple[tuple[str, ...], ...]:
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    top = []
    try:
        for row in rows:
            top.append(tuple(cell.strip() for cell in row))
            if len(top) == top_rows:
                break
    except csv.Error:
        return tuple(top)
    return tuple(top)


def _preview_page(path: Path, top: int) -> tuple[Preview, ...]:
    with tempfile.TemporaryDirectory(prefix="xunxiao-rows-") as scratch:
        small = path.stat().st_size <= web_page.LARGEST
        tables = web_page.tops(web_page.rows(as_utf8(path, Path(scratch))), top) if small else {}
    if not tables:
        raise refuse("web_page", file=path.name)
    return tuple(Preview(path, name, rows, form=Form.PAGE) for name, rows in tables.items())


def _insert(
    con: duckdb.DuckDBPyConnection, name: str, width: int, rows: workbook.Rows, cut: bool = False, pad: bool = False
) -> TextTable:
    """Fills table `name` from (row number, cells); blank rows and the foot are passed over, ragged ones set apart.

    `cut`: cells beyond the heading do not make a row ragged; `pad`: missing ones do not.
    """
    columns = [f"c{i}" for i in range(width)]
    con.execute(f"{_create(name)} (_row BIGINT, {', '.join(f'{c} VARCHAR' for c in columns)})")
    con.execute(f"{_create(name)}_ragged (_row BIGINT, text VARCHAR)")
    most = max(_CHUNK // width, 1)
    kept: list[tuple] = []
    ragged: list[tuple] = []
    passed: list[int] = []
    total = 0
    for number, cells in _records_in(rows, passed, merged=cut):
        total += 1
        whole = _fitted(cells, width, cut, pad)
        if whole is not None:
            kept.append((number, *whole))
        else:
            ragged.append((number, ",".join(cells)[:_SHOWN]))
        if len(kept) + len(ragged) >= most:
            kept, ragged = _append(con, name, kept), _append(con, f"{name}_ragged", ragged)
    _append(con, name, kept)
    _append(con, f"{name}_ragged", ragged)
    return TextTable(name, total, ragged=True, foot=tuple(passed))


def _records_in(rows: workbook.Rows, passed: list[int], merged: bool) -> workbook.Rows:
    """The rows that are neither blank nor of the foot; the numbers of the latter are added to `passed`."""
    for number, cells in rows:
        if foot.is_foot(cells) or (merged and foot.is_spread(cells)):
            passed.append(number)
        elif any(cells):
            yield number, cells


def _fitted(cells: list[str], width: int, cut: bool, pad: bool) -> list[str] | None:
    """The row in the width of the heading, or None if it does not fit."""
    if len(cells) > width and (cut or not any(cells[width:])):
        return cells[:width]
    if len(cells) < width and pad:
        return cells + [""] * (width - len(cells))
    return cells if len(cells) == width else None


def _append(con: duckdb.DuckDBPyConnection, name: str, rows: list[tuple]) -> list[tuple]:
    """Adds the rows to table `name`; returns an empty list to go on with."""
    if rows:
        numbers, *cells = zip(*rows, strict=True)
        arrays = [pa.array(numbers, pa.int64()), *(_text_array(column) for column in cells)]
        con.register("chunk", pa.Table.from_arrays(arrays, names=[f"f{i}" for i in range(len(arrays))]))
        con.execute(f"INSERT INTO {name} SELECT * FROM chunk")
        con.unregister("chunk")
    return []


def _text_array(texts: Iterable[str]) -> pa.Array:
    try:
        return pa.array(texts, pa.string())
    except UnicodeEncodeError:  # half a surrogate pair, which some programs write
        return pa.array([text.encode("utf-8", "replace").decode() for text in texts], pa.string())


def _load_text(
    con: duckdb.DuckDBPyConnection, path: Path, preview: Preview, heading: int, name: str, width: int
) -> TextTable:
    """The fast way, for well-formed text: DuckDB reads it in parallel and keeps the order."""
    columns = {f"c{i}": "VARCHAR" for i in range(width)}
    con.execute(
        f"{_create(name)} AS SELECT row_number() OVER () + $top AS _row, * FROM read_csv($path, "
        "auto_detect = false, header = false, skip = $skip, delim = $delim, quote = '\"', escape = '\"', "
        f"columns = {columns!r}, null_padding = false, max_line_size = 4000000)",
        {"path": str(path), "top": heading + 1, "skip": heading + 1, "delim": preview.delimiter},
    )
    first = ", ".join(f"nullif(trim({c}, {_BLANKS}), '')" for c in columns)
    starts, words = (", ".join(f"'{text}'" for text in texts) for texts in (foot.STARTS, foot.WORDS))  # fast as constants
    odd = f"c0 IS NULL OR left(c0, 1) IN ({starts}) OR lower(left(c0, 3)) IN ({words})"
    total, unusual = con.execute(f"SELECT count(*), count(*) FILTER ({odd}) FROM {name}").fetchone()
    rows = con.execute(
        f"SELECT _row, first IS NULL FROM (SELECT _row, coalesce({first}) AS first FROM {name} WHERE {odd}) "
        "WHERE first IS NULL OR (length(first) <= $longest AND regexp_matches(first, $pattern)) ORDER BY _row",
        {"longest": foot.LONGEST, "pattern": foot.PATTERN},
    ).fetchall() if unusual else []
    if rows:
        con.execute(f"DELETE FROM {name} WHERE _row IN (SELECT unnest($rows))", {"rows": [row for row, _ in rows]})
    return TextTable(name, total - len(rows), foot=tuple(row for row, blank in rows if not blank))


def _load_text_slowly(
    con: duckdb.DuckDBPyConnection, path: Path, preview: Preview, heading: int, name: str, width: int, pad: bool
) -> TextTable:
    """The patient way, for ragged or oddly quoted text: row by row, so that each fault has its row."""
    con.execute(f"DROP TABLE IF EXISTS {name}")
    with path.open(encoding="utf-8", newline="") as lines:
        return _insert(con, name, width, _records(lines, preview, heading), pad=pad)


def _records(lines, preview: Preview, heading: int):
    """(row number, cells) of each row below the heading. Strict, or a lone quotation mark would swallow rows."""
    row = 0
    try:
        for row, cells in enumerate(csv.reader(lines, delimiter=preview.delimiter, strict=True), 1):
            if row > heading + 1:
                yield row, [cell.strip() for cell in cells]
    except csv.Error as error:
        raise refuse("bad_quotes", file=preview.path.name, row=row + 1) from error


def _create(name: str) -> str:
    return f"CREATE {'' if '.' in name else 'TEMP '}TABLE {name}"


def check_width(preview: Preview, width: int) -> None:
    """Raises Refused for a table of more columns than anybody means."""
    if width > _WIDEST:
        raise refuse("too_wide", file=preview.place, columns=width, limit=_WIDEST)
