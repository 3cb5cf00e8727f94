"""A profile is a folder that describes a foreign source: which files it has and which records they become.

profile.toml
    label.zh / label.en
    [[file]]    path = "student.csv"   table = "student"       a source file read as a table of text,
                                                               columns named by its own headings
    [[record]]  kind = "enrollments"   sql = "enrollments.sql" a staging query whose columns are fields of
                                       from = "student.csv"    that kind; `from` names the file in messages
codes/          code lists of this source, in place of the default ones

A staging query sees only the tables named in the profile. It may give a column `_row` (the row in the file);
without it rows are numbered as they come.
"""

from __future__ import annotations

import gzip
import shutil
import tomllib
import zlib
from pathlib import Path

import duckdb

from data import intake
from data.accept import Arrival
from data.faults import Note, refuse
from data.fields import kinds
from data.sources import sha256
from data.tables import load, previews


def files(profile: Path, sources: tuple[Path, ...], held: set[str] = frozenset()) -> tuple[Path, ...]:
    """The files among the sources that the profile reads, once each; those named in `held` may lack. Raises Refused."""
    wanted = [file["path"] for file in _read(profile)["file"]]
    return tuple(dict.fromkeys(_find(name, sources) for name in wanted if Path(name).name not in held))


def arrivals(con: duckdb.DuckDBPyConnection, profile: Path, sources: tuple[Path, ...], scratch: Path, progress, first=0):
    """Stages the profile's files and runs its queries. Returns (arrivals, notes), numbered from `first`; raises Refused."""
    spec = _read(profile)
    for number, file in enumerate(spec["file"]):
        progress("read", number / len(spec["file"]))
        _stage(con, file, _find(file["path"], sources), scratch)
    found = [_record(con, profile, number, record, sources) for number, record in enumerate(_ordered(spec["record"]), first)]
    for file in spec["file"]:
        con.execute(f'DROP TABLE "{file["table"]}"')
    notes: tuple[Note, ...] = ()
    return found, notes


def _read(profile: Path) -> dict:
    path = profile / "profile.toml"
    try:
        spec = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise refuse("bad_profile", file=path, detail="profile.toml") from error
    except tomllib.TOMLDecodeError as error:
        raise refuse("bad_profile", file=path, detail=str(error)) from error
    for part, wanted in (("file", ("path", "table")), ("record", ("kind", "sql", "from"))):
        entries = spec.get(part)
        if not isinstance(entries, list) or not entries:
            raise refuse("bad_profile", file=path, detail=f"[[{part}]]")
        lacking = [key for entry in entries for key in wanted if not isinstance(entry.get(key), str)]
        if lacking:
            raise refuse("bad_profile", file=path, detail=f"[[{part}]] {lacking[0]}")
    unknown = [record["kind"] for record in spec["record"] if record["kind"] not in kinds()]
    if unknown:
        raise refuse("bad_profile", file=path, detail=f"kind = {unknown[0]}")
    return spec


def _ordered(records: list[dict]) -> list[dict]:
    order = list(kinds())
    return sorted(records, key=lambda record: order.index(record["kind"]))


def _find(name: str, sources: tuple[Path, ...]) -> Path:
    for source in sources:
        path = source / name if source.is_dir() else source
        if path.name == Path(name).name and path.is_file():
            return path
    raise refuse("no_source", path=name)


def _stage(con: duckdb.DuckDBPyConnection, file: dict, path: Path, scratch: Path) -> None:
    """Table file["table"]: every cell as text, columns named by the file's headings, and `_row`."""
    if path.suffix == ".gz":
        path = _unpacked(path, scratch)
    heading = file.get("heading_row", 1) - 1
    views = previews(path, con)
    wanted = file.get("sheet", views[0].sheet if views else "")
    views = tuple(v for v in views if v.sheet == wanted and len(v.rows) > heading >= 0)
    if not views:
        raise refuse("bad_profile", file=file["path"], detail=f"sheet = {wanted}, heading_row = {heading + 1}")
    preview = max(views, key=lambda v: len(v.rows[heading]))
    load(con, preview, heading, "staged", scratch)
    names = _unique(preview.rows[heading])
    columns = ", ".join(f"nullif(trim(c{i}), '') AS {_quoted(name)}" for i, name in enumerate(names))
    con.execute(f"CREATE TABLE {_quoted(file['table'])} AS SELECT _row, {columns} FROM staged")
    con.execute("DROP TABLE staged")


def _unpacked(path: Path, scratch: Path) -> Path:
    plain = scratch / path.stem
    try:
        with gzip.open(path, "rb") as packed, plain.open("wb") as target:
            shutil.copyfileobj(packed, target)
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        raise refuse("unreadable", file=path.name) from error
    return plain


def _unique(headings: tuple[str, ...]) -> list[str]:
    """Headings as column names; an empty or repeated one gets its position."""
    names: list[str] = []
    for position, text in enumerate(headings):
        fresh = text and text.casefold() not in {n.casefold() for n in names} and text != "_row"
        names.append(text if fresh else f"{text or 'column'}_{position + 1}")
    return names


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'


def _record(con: duckdb.DuckDBPyConnection, profile: Path, number: int, record: dict, sources) -> Arrival:
    path = profile / record["sql"]
    table = f"text_{number}"
    try:
        con.execute(f"CREATE TABLE staged AS {path.read_text(encoding='utf-8').rstrip().rstrip(';')}")
    except (duckdb.Error, FileNotFoundError) as error:
        raise refuse("bad_profile", file=path, detail=str(error).splitlines()[0]) from error
    names = [c[0] for c in con.execute("SELECT column_name FROM (DESCRIBE staged)").fetchall()]
    fields = [n for n in names if n in kinds()[record["kind"]].fields]
    unknown = [n for n in names if n not in fields and n != "_row"]
    missing = [f.name for f in kinds()[record["kind"]].fields.values() if f.required and f.name not in fields]
    if unknown or missing:
        raise refuse(
            "bad_profile",
            file=path,
            detail=", ".join([*(f"? {n}" for n in unknown), *(f"− {n}" for n in missing)]),
        )
    row = "_row" if "_row" in names else "row_number() OVER ()"
    columns = ", ".join(f"CAST({_quoted(f)} AS VARCHAR) AS c{i}" for i, f in enumerate(fields))
    try:
        con.execute(f"CREATE TABLE {table} AS SELECT CAST({row} AS BIGINT) AS _row, {columns} FROM staged")
    except duckdb.ConversionException as error:
        raise refuse("bad_profile", file=path, detail="_row") from error
    con.execute("DROP TABLE staged")
    rows = con.execute(f"SELECT count(*) FROM {table}").fetchone()[0]
    origin = _find(record["from"], sources)
    intake.register(con, number, origin.name, "", record["kind"], sha256(origin), rows)
    return Arrival(number, record["kind"], table, {f: f"c{i}" for i, f in enumerate(fields)})
