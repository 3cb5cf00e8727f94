"""The work of one part: the rows of one kind of one month, checked and summed up.

It is done in a database of its own that holds what the part's key is made of and nothing else, so a statement that
looks at more fails at once instead of giving a result that goes stale.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import duckdb
import orjson

from data import checks, sights
from data.fields import DAYS, Kind
from data.rows import masked_in_sql, quoted
from data.sources import sha256

_FOLDER = Path(__file__).parent
_LISTS = ("dim_region", "attendance_credit")  # made of the code lists alone
FOUND = ("rejected", "finding", "stray")  # kept where there are any


@dataclass(frozen=True)
class Slice:
    """The rows of one source table that belong to a part: `path` their file, numbered from `first` to `last`."""

    source: int
    path: Path
    first: int
    last: int


@dataclass(frozen=True)
class Part:
    """One kind in one month, such as 2026-03, or a year of them; month "" for rows of an unknown class."""

    kind: Kind
    months: tuple[str, ...]
    key: str
    slices: tuple[Slice, ...]


@cache
def marts(kind: str) -> tuple[str, ...]:
    """The SQL of the marts made month by month of a kind, in file order."""
    texts = [path.read_text(encoding="utf-8") for path in sorted((_FOLDER / "marts").glob("*.sql"))]
    return tuple(text for text in texts if month_kind(text) == kind)


def month_kind(text: str) -> str:
    """The kind a mart is made of month by month, or ""."""
    found = re.search(r"^-- month: (\w+)$", text, re.MULTILINE)
    return found[1] if found else ""


@cache
def tables(kind: str) -> tuple[str, ...]:
    """The tables that those marts leave."""
    made, gone = (re.findall(rf"^{word} TABLE (\w+)", "\n".join(marts(kind)), re.MULTILINE) for word in ("CREATE", "DROP"))
    return tuple(name for name in made if name not in gone)


def texts(kind: Kind) -> tuple[str, ...]:
    """All SQL that decides what a part of the kind gives."""
    return (*marts(kind.name), *(rule.sql for rule in checks.rules() if rule.kind == kind))


def work(con: duckdb.DuckDBPyConnection, part: Part, folder: Path, names: set[str]) -> None:
    """Writes the results of a part into the folder. `con` is a connection of its own; `names`: the delivered kinds."""
    with _room(con, part) as draft:
        _bring_in(con, part, draft)
        checks.set_aside(con, part.kind, names)
        checks.note(con, part.kind)
        for text in marts(part.kind.name):
            con.execute(text)
        _keep(con, part, folder)


@contextmanager
def _room(con: duckdb.DuckDBPyConnection, part: Part) -> Iterator[str]:
    """A database in memory in place of the draft, whose name is given."""
    draft, room = con.execute("SELECT current_database()").fetchone()[0], f"part_{part.key}"
    con.execute(f"ATTACH ':memory:' AS {room}; USE {room}")
    try:
        yield draft
    finally:
        con.execute(f"USE {draft}; DETACH {room}")


def _bring_in(con: duckdb.DuckDBPyConnection, part: Part, draft: str) -> None:
    sights.bring(con, part.months, draft)
    for name in _LISTS:
        con.execute(f"CREATE TABLE {name} AS FROM {draft}.{name}")
    con.execute(f"CREATE TABLE rejected AS FROM {draft}.rejected LIMIT 0")
    con.execute("CREATE TABLE stray (kind VARCHAR, key VARCHAR, state VARCHAR)")
    checks.create_tables(con)
    names = ", ".join(f'"{name}"' for name in part.kind.fields)
    rows = f"acc_{part.kind.name}"
    con.execute(f"CREATE TABLE {rows} AS SELECT {names}, _src, _row FROM {draft}.{rows} LIMIT 0")
    for number, slice_ in enumerate(part.slices):
        con.execute(
            f"INSERT INTO {rows} SELECT {names}, {number}, _row FROM read_parquet({quoted(slice_.path)}) "
            f"WHERE _row BETWEEN {slice_.first} AND {slice_.last} AND {_ours(part, draft)}"
        )
    if any(part.months):
        sights.bring_strays(con, part.kind, draft)


def _ours(part: Part, draft: str) -> str:
    """SQL: whether a row belongs to the part."""
    kind = part.kind
    owners = f"FROM {draft}.owner_{kind.name} o WHERE o.owner = {kind.split}"
    return f"EXISTS ({owners} AND month IN {sights.listed(part.months)})" if any(part.months) else f"NOT EXISTS ({owners})"


def _keep(con: duckdb.DuckDBPyConnection, part: Part, folder: Path) -> None:
    counts = con.execute("SELECT " + ", ".join(f"(SELECT count(*) FROM {name})" for name in FOUND)).fetchone()
    hashes = {}
    for name in (*tables(part.kind.name), *(name for name, count in zip(FOUND, counts, strict=True) if count)):
        path = folder / f"{part.key}.{name}.parquet"
        shown = f"* REPLACE ({masked_in_sql('value')} AS value)" if name in ("rejected", "finding") else "*"
        con.execute(f"COPY (SELECT {shown} FROM {name}) TO {quoted(path)} (FORMAT parquet, COMPRESSION zstd)")
        path.chmod(0o600)
        hashes[name] = sha256(path)
    day = f'CAST(max("{DAYS[part.kind.name]}") AS VARCHAR)' if part.kind.name in DAYS else "NULL"
    accepted = con.execute(f"SELECT _src, count(*), {day} FROM acc_{part.kind.name} GROUP BY _src").fetchall()
    checked = con.execute("SELECT rule, code, severity, checked, failed FROM check_result").fetchall()
    path = folder / f"{part.key}.json"
    path.write_bytes(orjson.dumps({"tables": hashes, "accepted": accepted, "checked": checked}))
    path.chmod(0o600)
