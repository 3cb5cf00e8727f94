"""Works the kinds of very many rows month by month, and keeps what each month gave, so that no month is worked twice.

A part is the rows of one kind whose classes start in one month. Its work (data/part.py) sees those rows, what
data/sights.py shows of other kinds, and the code lists, nothing else. A hash of all that, of the
SQL and of the code is the key its results are kept under:

months/<key>.<table>.parquet   marts, rejected rows, findings, strays
months/<key>.json              counts and the hashes of the tables: written last, so what it names is whole

A full build and an addition take the same way; the addition finds nearly all parts made. Months of a year with few rows
are one part; so are rows of an unknown class (month ""). A part without rows says which columns the marts have.
"""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

import duckdb
import orjson

from data import checks, part, sights
from data.fields import Kind, kinds
from data.part import Part, Slice
from data.rows import Shelf, digest
from data.sources import sha256
from data.store import MONTHS

_SMALL = 500_000  # rows of a kind: a year of no more is one part, because a part costs 0.1 s whatever its size


@dataclass(frozen=True)
class Kept:
    """What a part gave: `tables` name -> file, `accepted` (slice, rows, last day), `checked` as in check_result."""

    part: Part
    tables: dict[str, Path]
    accepted: list[tuple[int, int, str | None]]
    checked: list[tuple[int, str, str, int, int]]


def fill(con: duckdb.DuckDBPyConnection, warehouse: Path, scratch: Path, shelf: Shelf, progress: Callable) -> None:
    """Makes the marts of all split kinds; fills `rejected`, `finding`, `check_result`, `accepted`."""
    names = checks.delivered(con)
    con.execute("CREATE TABLE month_part (kind VARCHAR, key VARCHAR)")
    for kind in (kind for kind in kinds().values() if kind.split):
        parts = _parts(con, kind, shelf, names)
        found = {p.key: kept for p in parts if (kept := _read(warehouse / MONTHS, p))}
        found = {key: found[key] for key in found.keys() - _astray(con, found.values())}
        missing = [p for p in parts if p.key not in found]
        for number, made in enumerate(_made(con, missing, scratch / "store" / MONTHS, names)):
            progress("marts", number / len(missing))
            found[made.part.key] = made
        _load(con, kind, [found[p.key] for p in parts])
        con.execute(f"DROP TABLE owner_{kind.name}")
        con.execute("INSERT INTO month_part SELECT ?, unnest(?)", [kind.name, [p.key for p in parts]])
    con.execute("ALTER TABLE check_result DROP COLUMN rule")


def _parts(con: duckdb.DuckDBPyConnection, kind: Kind, shelf: Shelf, names: set[str]) -> list[Part]:
    """The parts of a kind in the order of their months, first the one without rows."""
    known = sights.known(con)
    _write_owners(con, kind)
    rules = digest(shelf.typing, duckdb.__version__, kind.name, *sorted(names), *part.texts(kind))
    rows = _slices(con, kind, shelf)
    size = Counter()
    for month, _, _, n, *_ in rows:
        size[month[:4]] += n
    groups: dict[str, list[tuple]] = {"": []}
    for row in rows:
        year = row[0][:4]
        groups.setdefault(f"of {year if size[year] <= _SMALL else row[0]}", []).append(row)
    return [_part(kind, digest(rules, *map(known, sorted({row[0] for row in group}))), group) for group in groups.values()]


def _part(kind: Kind, seen: str, rows: list[tuple]) -> Part:
    """The part of these (month, source, path, n, hash, first, last); `seen`: a hash of all else its work depends on."""
    sources = sorted({row[1] for row in rows})
    told = (f"{sources.index(source)} {month} {n} {h}" for month, source, _, n, h, *_ in rows)
    mine = {source: [row for row in rows if row[1] == source] for source in sources}
    slices = (Slice(s, Path(of[0][2]), min(r[5] for r in of), max(r[6] for r in of)) for s, of in mine.items())
    return Part(kind, tuple(sorted({row[0] for row in rows})), digest(seen, *told), tuple(slices))


def _write_owners(con: duckdb.DuckDBPyConnection, kind: Kind) -> None:
    """Table owner_<kind>: what the split field may hold, and the month it leads to."""
    target = kinds()[kind.refs[kind.split]]
    con.execute(
        f"CREATE TABLE owner_{kind.name} AS SELECT t.{target.key[0]} AS owner, strftime(k.month, '%Y-%m') AS month "
        f"FROM acc_{target.name} t JOIN dim_class k USING (class_id) ORDER BY month"
    )


def _slices(con: duckdb.DuckDBPyConnection, kind: Kind, shelf: Shelf) -> list[tuple]:
    """month, source table, file of its rows, how many, their hash, first and last row number."""
    sources = con.execute("SELECT id, rows_key FROM source_table WHERE kind = ? ORDER BY id", [kind.name]).fetchall()
    if not sources:
        return []
    files = [tuple(map(str, shelf.place(key))) for _, key in sources]
    con.execute(
        "CREATE OR REPLACE TEMP TABLE shelved AS "
        "SELECT unnest($ids) AS source, unnest($rows) AS rows, unnest($sums) AS sums",
        {"ids": [source for source, _ in sources], "rows": [f[0] for f in files], "sums": [f[2] for f in files]},
    )
    return con.execute(
        "SELECT coalesce(o.month, '') AS month, s.source, s.rows, sum(p.n), sum(p.h), min(p.first), max(p.last) "
        "FROM read_parquet($paths, filename = true) p JOIN shelved s ON s.sums = p.filename "
        f"LEFT JOIN owner_{kind.name} o ON o.owner = p.owner GROUP BY ALL ORDER BY ALL",
        {"paths": sorted({f[2] for f in files})},
    ).fetchall()


def _read(folder: Path, of: Part) -> Kept | None:
    """The results of a part, or None if they are not there whole."""
    try:
        said = orjson.loads((folder / f"{of.key}.json").read_bytes())
        tables = {name: folder / f"{of.key}.{name}.parquet" for name in said["tables"]}
        if all(sha256(path) == said["tables"][name] for name, path in tables.items()):
            return Kept(of, tables, said["accepted"], said["checked"])
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None
    return None


def _astray(con: duckdb.DuckDBPyConnection, found) -> set[str]:
    """The keys of parts whose rows point beyond their month at something that is not as it was when they were made."""
    paths = [str(kept.tables["stray"]) for kept in found if "stray" in kept.tables]
    if not paths:
        return set()
    changed = set()
    for kind, states in sights.STATES.items():
        rows = con.execute(
            f"SELECT DISTINCT s.filename FROM read_parquet($paths, filename = true) s LEFT JOIN ({states.format('')}) t "
            "USING (key) WHERE s.kind = $kind AND s.state IS DISTINCT FROM t.state",
            {"paths": paths, "kind": kind},
        ).fetchall()
        changed |= {Path(path).name.split(".")[0] for (path,) in rows}
    return changed


def _made(con: duckdb.DuckDBPyConnection, missing: list[Part], folder: Path, names: set[str]):
    """Works parts side by side, one a processor: each is too small for DuckDB to share out. Yields what they gave."""

    def one(of: Part) -> Kept:
        with con.cursor() as own:
            part.work(own, of, folder, names)
        return _read(folder, of)

    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    with ThreadPoolExecutor(len(os.sched_getaffinity(0))) as workers:
        yield from workers.map(one, missing)


def _load(con: duckdb.DuckDBPyConnection, kind: Kind, found: list[Kept]) -> None:
    """Puts the results of a kind's parts, oldest month first, where those of all other kinds stand."""
    for mart in part.tables(kind.name):
        con.execute(f"CREATE TABLE {mart} AS FROM read_parquet($paths)", {"paths": [str(k.tables[mart]) for k in found]})
    told = "m.source AS _src, r.* EXCLUDE (_src, filename)"
    for table, query in (("rejected", "SELECT * FROM ({0})"), ("finding", checks.first_findings("{0}"))):
        paths = _name_sources(con, found, table)
        if paths:
            rows = (
                f"SELECT {told} FROM read_parquet($paths, filename = true) r "
                "JOIN part_source m ON m.path = r.filename AND m.slice = r._src"
            )
            con.execute(f"INSERT INTO {table} BY NAME {query.format(rows)}", {"paths": paths})
    _count(con, kind, found)


def _name_sources(con: duckdb.DuckDBPyConnection, found: list[Kept], table: str) -> list[str]:
    """Temporary table part_source: the source table that a slice of a file is of. Returns the files."""
    rows = [
        (str(kept.tables[table]), number, slice_.source)
        for kept in found
        if table in kept.tables
        for number, slice_ in enumerate(kept.part.slices)
    ]
    columns = dict(zip(("path", "slice", "source"), map(list, zip(*rows, strict=True)), strict=True)) if rows else {}
    if rows:
        lists = ", ".join(f"unnest(${name}) AS {name}" for name in columns)
        con.execute(f"CREATE OR REPLACE TEMP TABLE part_source AS SELECT {lists}", columns)
    return sorted(set(columns.get("path", ())))


def _count(con: duckdb.DuckDBPyConnection, kind: Kind, found: list[Kept]) -> None:
    rows, last, checked = {}, {}, {}
    for kept in found:
        for number, count, day in kept.accepted:
            source = kept.part.slices[number].source
            rows[source] = rows.get(source, 0) + count
            last[source] = max(last.get(source, ""), day or "")
        for rule, code, severity, looked, failed in kept.checked:
            before = checked.get((rule, code, severity), (0, 0))
            checked[rule, code, severity] = (before[0] + looked, before[1] + failed)
    for source, count in rows.items():
        con.execute("INSERT INTO accepted VALUES (?, ?, CAST(nullif(?, '') AS DATE))", [source, count, last[source]])
    for (rule, code, severity), (looked, failed) in sorted(checked.items()):
        values = [rule, code, kind.name, severity, looked, failed]
        con.execute("INSERT INTO check_result VALUES (?, ?, ?, ?, ?, ?)", values)
