"""Stages the files a profile names: each becomes a table of text whose columns are called by its headings."""

from __future__ import annotations

import gzip
import shutil
import zlib
from dataclasses import dataclass, replace
from pathlib import Path

import duckdb

from data import identity, stacked
from data.faults import Note, masked, note, refuse
from data.heading import joined
from data.tables import DESCRIBED, Preview, load, previews


@dataclass(frozen=True)
class Staged:
    """One staged file: table `name` with `_row` and the columns `headings`; ragged rows in <name>_ragged."""

    name: str
    headings: tuple[str, ...]
    preview: Preview
    notes: tuple[Note, ...]


def find(name: str, sources: tuple[Path, ...]) -> Path:
    """The source file of that name; the name may be a pattern such as *签到*.xlsx. Raises Refused."""
    for source in sources:
        hits = sorted(source.glob(name)) if source.is_dir() else [source] if source.match(Path(name).name) else []
        for path in (source / name if source.is_dir() else source, *hits):
            if path.is_file() and (path in hits or is_called(path, Path(name).name)):
                return path
    raise refuse("no_source", path=name)


def is_called(path: Path, name: str) -> bool:
    """Whether a file has this name, or had it before what may be a person's name in it was masked."""
    return name in (path.name, masked(path.name, 255)) or path.name == masked(name, 255)


def stage(con: duckdb.DuckDBPyConnection, file: dict, path: Path, scratch: Path) -> Staged:
    """Table file["table"]: every cell trimmed text, NULL where it was empty, and `_row`. Raises Refused."""
    if path.suffix == ".gz":
        path = _unpacked(path, scratch)
    depth = file.get("heading_rows", 1)
    last = file.get("heading_row", 1) + depth - 2
    preview = _preview(con, file, path, last, depth)
    table = load(con, preview, last, "staged", scratch, pad=file.get("pad", False))
    again = stacked.pass_over(con, table, preview.rows[last], file, preview.place)
    identity.remember(con, "staged", preview.rows[last])
    names = unique(preview.rows[last])
    columns = ", ".join(f"nullif(trim(c{i}), '') AS {quoted(name)}" for i, name in enumerate(names))
    con.execute(f"CREATE TABLE {quoted(file['table'])} AS SELECT _row, {columns} FROM staged")
    con.execute("DROP TABLE staged")
    ragged = "FROM staged_ragged" if table.ragged else "WHERE false"
    source = "SELECT _row, text" if table.ragged else "SELECT 0::BIGINT AS _row, '' AS text"
    con.execute(f"CREATE TABLE {quoted(file['table'] + '_ragged')} AS {source} {ragged}")
    con.execute("DROP TABLE IF EXISTS staged_ragged")
    skipped = _skip(con, file, names)
    passed = [note("skipped_rows", file=preview.place, count=skipped)] if skipped else []
    _fill_down(con, file, names)
    return Staged(file["table"], tuple(names), preview, (*table.notes(preview.place), *again, *passed))


def unique(headings: tuple[str, ...]) -> list[str]:
    """Headings as column names; an empty or repeated one gets its position."""
    names: list[str] = []
    taken = {"_row"}
    for position, text in enumerate(headings):
        fresh = text and text.casefold() not in taken
        names.append(text if fresh else f"{text or 'column'}_{position + 1}")
        taken.add(names[-1].casefold())
    return names


def quoted(name: str) -> str:
    """A name as an SQL identifier."""
    return '"' + name.replace('"', '""') + '"'


def known(file: str, names: tuple[str, ...] | list[str], wanted: str) -> str:
    """The column called `wanted`, whatever its case and blanks. Raises Refused if there is none."""
    plain = {"".join(name.split()).casefold(): name for name in reversed(names)}
    found = plain.get("".join(wanted.split()).casefold())
    if found is None:
        raise refuse("no_column", file=file, heading=wanted, headings=", ".join(names[:30]))
    return found


def _preview(con: duckdb.DuckDBPyConnection, file: dict, path: Path, last: int, depth: int) -> Preview:
    views = previews(path, con, top=max(last + 1, DESCRIBED))
    wanted = file.get("sheet", views[0].sheet if views else "")
    views = tuple(v for v in views if v.sheet == wanted and len(v.rows) > last >= depth - 1)
    if not views or depth < 1:
        raise refuse("bad_profile", file=file["path"], detail=f"sheet = {wanted}, heading_row = {last - depth + 2}")
    preview = max(views, key=lambda v: len(v.rows[last]))
    return replace(preview, rows=(*preview.rows[:last], joined(preview.rows, last, depth)))


def _unpacked(path: Path, scratch: Path) -> Path:
    plain = scratch / path.stem
    try:
        with gzip.open(path, "rb") as packed, plain.open("wb") as target:
            shutil.copyfileobj(packed, target)
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        raise refuse("unreadable", file=path.name) from error
    return plain


def _skip(con: duckdb.DuckDBPyConnection, file: dict, names: list[str]) -> int:
    """Drops the rows that the profile passes over: by row number and by what a column says. Returns how many."""
    table = quoted(file["table"])
    ragged, rows = quoted(file["table"] + "_ragged"), {"rows": file.get("skip_rows", [])}
    count = f"SELECT (SELECT count(*) FROM {table}) + (SELECT count(*) FROM {ragged})"
    before = con.execute(count).fetchall()[0][0]
    for each in (table, ragged):
        con.execute(f"DELETE FROM {each} WHERE list_contains(CAST($rows AS BIGINT[]), _row)", rows)
    for heading, texts in file.get("skip", {}).items():
        column = quoted(known(file["path"], names, heading))
        con.execute(
            f"DELETE FROM {table} WHERE list_contains(CAST($texts AS VARCHAR[]), coalesce({column}, ''))", {"texts": texts}
        )
    return before - con.execute(count).fetchall()[0][0]


def _fill_down(con: duckdb.DuckDBPyConnection, file: dict, names: list[str]) -> None:
    """A blank cell of the named columns takes what stands above it."""
    for heading in file.get("fill_down", []):
        table, column = quoted(file["table"]), quoted(known(file["path"], names, heading))
        above = f"SELECT _row, last_value({column} IGNORE NULLS) OVER (ORDER BY _row) AS text FROM {table}"
        con.execute(f"UPDATE {table} AS t SET {column} = f.text FROM ({above}) f WHERE t._row = f._row")
