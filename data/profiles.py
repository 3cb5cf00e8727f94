"""A profile is a folder that describes a foreign source: which files it has and which records they become.

profile.toml names [[file]]s, read as tables of text, and [[record]]s made of them: by columns, constants, values and
long (data/mapping.py), by rows written into the profile itself, or by a staging query in an .sql file, which sees only
the tables named in the profile and no file of the machine. codes/ holds code lists of this source, in place of the
default ones.
docs/profiles.md lists every key.
"""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from pathlib import Path

import duckdb

from data import cells, intake, mapping
from data.accept import Arrival
from data.faults import Note, note, refuse
from data.fields import kinds
from data.profile_file import check
from data.rows import quoted as quoted_path
from data.sources import sha256
from data.staging import Staged, find, is_called, quoted, stage
from data.tables import first_year


@dataclass(frozen=True)
class Made:
    """Table `name` that a record became, its fields, and the file and sheet that messages name."""

    name: str
    fields: tuple[str, ...]
    file: str
    sheet: str
    sha256: str


def files(profile: Path, sources: tuple[Path, ...], held: set[str] = frozenset()) -> tuple[Path, ...]:
    """The files among the sources that the profile reads, once each; those named in `held` may lack. Raises Refused."""
    wanted = [file["path"] for file in _read(profile)["file"]]
    return tuple(dict.fromkeys(find(name, sources) for name in wanted if Path(name).name not in held))


def arrivals(con: duckdb.DuckDBPyConnection, profile: Path, sources: tuple[Path, ...], scratch: Path, progress, first=0):
    """Stages the profile's files and makes its records. Returns (arrivals, notes), numbered from `first`; raises Refused."""
    spec = _read(profile)
    staged: dict[str, Staged] = {}
    for number, file in enumerate(spec["file"]):
        progress("read", number / len(spec["file"]))
        staged[file["table"]] = stage(con, file, find(file["path"], sources), scratch)
    found = [
        _arrive(con, number, record, _make(con, profile, record, staged, sources, scratch), staged)
        for number, record in enumerate(_ordered(spec["record"]), first)
    ]
    _refuse_blank_forms(con, spec, staged)
    for name in staged:
        con.execute(f"DROP TABLE {quoted(name)}")
        con.execute(f"DROP TABLE {quoted(name + '_ragged')}")
    return found, tuple(said for table in staged.values() for said in table.notes)


def left_out(profile: Path, sources: tuple[Path, ...]) -> tuple[Note, ...]:
    """A note for each file given by name that the profile says nothing of. Raises Refused."""
    named = [entry["path"] for entry in _read(profile)["file"]]
    files = [source for source in sources if source.is_file()]
    known = {f for f in files for name in named if f.match(Path(name).name) or is_called(f, name)}
    return tuple(note("not_in_profile", file=f.name) for f in files if f not in known)


def _read(profile: Path) -> dict:
    path = profile / "profile.toml"
    try:
        spec = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except (FileNotFoundError, NotADirectoryError) as error:
        raise refuse("bad_profile", file=path, detail="profile.toml") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise refuse("bad_profile", file=path, detail=str(error)) from error
    fault = check(spec)
    if fault:
        raise refuse("bad_profile", file=path, detail=fault)
    return {"file": [], **spec}


def kinds_in(profile: Path) -> set[str]:
    """The kinds of record that a profile makes. Raises Refused."""
    return {record["kind"] for record in _read(profile)["record"]}


def _ordered(records: list[dict]) -> list[dict]:
    order = list(kinds())
    return sorted(records, key=lambda record: order.index(record["kind"]))


def _make(
    con: duckdb.DuckDBPyConnection, profile: Path, record: dict, staged: dict[str, Staged], sources, scratch: Path
) -> Made:
    """Table made (_row, _seen, one column a field)."""
    if "rows" in record:
        path = profile / "profile.toml"
        return Made("made", mapping.inline_rows(con, record, "made"), path.name, "", sha256(path))
    if "sql" in record:
        origin = find(record["from"], sources)
        fields = _query(con, profile / record["sql"], record["kind"], tuple(staged), scratch / "closed.duckdb")
        return Made("made", fields, origin.name, "", sha256(origin))
    table = staged[record["table"]]
    origin = table.preview
    return Made("made", mapping.map_record(con, record, table, "made"), origin.path.name, origin.sheet, sha256(origin.path))


def _arrive(con: duckdb.DuckDBPyConnection, number: int, record: dict, made: Made, staged: dict[str, Staged]) -> Arrival:
    table = f"text_{number}"
    columns = ", ".join(f"CAST({quoted(field)} AS VARCHAR) AS c{i}" for i, field in enumerate(made.fields))
    con.execute(f"CREATE TABLE {table} AS SELECT _row, {columns} FROM {made.name}")
    con.execute(f"DROP TABLE {made.name}")
    rows = con.execute(f"SELECT count(*) FROM {table}").fetchall()[0][0]
    rows += _reject_ragged(con, number, record, made, staged)
    intake.register(con, number, made.file, made.sheet, record["kind"], made.sha256, rows)
    columns = {field: f"c{i}" for i, field in enumerate(made.fields)}
    arrival = Arrival(number, record["kind"], table, columns, mapping.headings(record))
    origin = next((t.preview for t in staged.values() if t.preview.path.name == made.file), None)
    cells.read_serials(con, arrival, first_year(origin) if origin else 1900)
    return arrival


def _reject_ragged(con: duckdb.DuckDBPyConnection, number: int, record: dict, made: Made, staged: dict[str, Staged]) -> int:
    """Rows that do not fit the heading belong to the first record of their file. Returns how many."""
    origin = record.get("table") or next((t.name for t in staged.values() if t.preview.path.name == made.file), "")
    if origin not in staged:
        return 0
    ragged = quoted(origin + "_ragged")
    con.execute(f"INSERT INTO rejected SELECT {number}, _row, '', NULL, 'wrong_width' FROM {ragged}")
    return con.execute(f"DELETE FROM {ragged}").fetchall()[0][0]


def _refuse_blank_forms(con: duckdb.DuckDBPyConnection, spec: dict, staged: dict[str, Staged]) -> None:
    """A form that nobody filled in makes no record: better said than passed on as nothing. Raises Refused."""
    for name, table in staged.items():
        place = table.preview
        made = con.execute(
            "SELECT count(*), sum(rows) FROM source_table WHERE file = ? AND sheet = ?", [place.path.name, place.sheet]
        ).fetchall()[0]
        if any(record.get("table") == name for record in spec["record"]) and made[0] and not made[1]:
            raise refuse("no_rows", file=place.place)


def _query(con: duckdb.DuckDBPyConnection, path: Path, kind: str, tables: tuple[str, ...], closed: Path) -> tuple[str, ...]:
    """Runs a staging query into table made. Returns its fields."""
    try:
        _run_closed(con, path.read_text(encoding="utf-8").rstrip().rstrip(";"), tables, closed)
    except (duckdb.ConversionException, duckdb.InvalidInputException, duckdb.OutOfRangeException) as error:
        raise refuse("bad_profile", file=path, detail=type(error).__name__) from error  # its words quote a cell
    except (duckdb.Error, FileNotFoundError) as error:
        raise refuse("bad_profile", file=path, detail=str(error).splitlines()[0]) from error
    names = [c[0] for c in con.execute("SELECT column_name FROM (DESCRIBE staged)").fetchall()]
    fields = tuple(n for n in names if n in kinds()[kind].fields)
    unknown = [n for n in names if n not in fields and n != "_row"]
    missing = [f.name for f in kinds()[kind].fields.values() if f.required and f.name not in fields]
    if unknown or missing:
        detail = ", ".join([*(f"? {n}" for n in unknown), *(f"− {n}" for n in missing)])
        raise refuse("bad_profile", file=path, detail=detail)
    row, others = ("CAST(_row AS BIGINT)", "* EXCLUDE (_row)") if "_row" in names else ("row_number() OVER ()", "*")
    try:
        con.execute(f"CREATE TABLE made AS SELECT {row} AS _row, {row} AS _seen, {others} FROM staged")
    except duckdb.ConversionException as error:
        raise refuse("bad_profile", file=path, detail="_row") from error
    con.execute("DROP TABLE staged")
    return fields


def _run_closed(con: duckdb.DuckDBPyConnection, query: str, tables: tuple[str, ...], place: Path) -> None:
    """Makes table staged by a query that may be anybody's: run beside the build, over copies of the named tables,
    where no file of the machine can be reached and none of the build's own tables is.
    """
    place.unlink(missing_ok=True)
    con.execute(f"ATTACH {quoted_path(place)} AS closed")
    for name in tables:
        con.execute(f"CREATE TABLE closed.{quoted(name)} AS FROM {quoted(name)}")
    con.execute("DETACH closed")
    with duckdb.connect(str(place)) as beside:
        beside.execute("SET enable_external_access = false")
        beside.execute(f"CREATE TABLE staged AS {query}")
    con.execute(f"ATTACH {quoted_path(place)} AS closed (READ_ONLY)")
    con.execute("CREATE TABLE staged AS FROM closed.staged")
    con.execute("DETACH closed")
