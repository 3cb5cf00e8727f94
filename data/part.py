"""The work of one part: the rows of one kind of one month, checked and summed up.

It is done in a database of its own that holds what the part's key is made of and nothing else, so a statement that
looks at more fails at once instead of giving a result that goes stale.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import duckdb

from data import accept, checks, sights
from data.fields import Kind
from data.found import keep
from data.results import Result
from data.rows import quoted
from data.works import HOUSE, Works

_FOLDER = Path(__file__).parent
LISTS = ("dim_region", "attendance_credit")  # made of the code lists alone


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


def texts(kind: Kind, names: Iterable[str]) -> tuple[str, ...]:
    """All SQL that decides what a part of the kind gives; `names`: the delivered kinds."""
    return (*marts(kind.name), *checks.texts(kind, "reject", names), *checks.texts(kind, "warn"))


def work(works: Works, part: Part, names: Iterable[str]) -> Result:
    """Works a part and keeps what it gave. `works` has a connection of its own; `names`: the delivered kinds."""
    con = works.con
    with _room(con, part), checks.slate(con):
        _bring_in(con, part)
        checked = [*checks.set_aside(con, part.kind, names), *checks.note(con, part.kind)]
        for text in marts(part.kind.name):
            con.execute(text)
        stray = con.execute("SELECT count(*) FROM stray").fetchone()[0]
        kept = (*tables(part.kind.name), *(("stray",) if stray else ()))
        return keep(works, part.key, part.kind, checked, "_src", kept)


@contextmanager
def _room(con: duckdb.DuckDBPyConnection, part: Part) -> Iterator[None]:
    """A database in memory in place of the others."""
    room = f"part_{part.key}"
    con.execute(f"ATTACH ':memory:' AS {room}; USE {room}")
    try:
        yield
    finally:
        con.execute(f"USE {HOUSE}; DETACH {room}")


def _bring_in(con: duckdb.DuckDBPyConnection, part: Part) -> None:
    sights.bring(con, part.months)
    for name in LISTS:
        con.execute(f"CREATE TABLE {name} AS FROM {HOUSE}.{name}")
    con.execute("CREATE TABLE stray (kind VARCHAR, key VARCHAR, state VARCHAR)")
    names = ", ".join(f'"{name}"' for name in part.kind.fields)
    rows = f"acc_{part.kind.name}"
    con.execute(f"CREATE TABLE {rows} ({accept.columns_in_sql(part.kind)})")
    for number, slice_ in enumerate(part.slices):
        con.execute(
            f"INSERT INTO {rows} SELECT {names}, {number}, _row FROM read_parquet({quoted(slice_.path)}) "
            f"WHERE _row BETWEEN {slice_.first} AND {slice_.last} AND {_ours(part)}"
        )
    if any(part.months):
        sights.bring_strays(con, part.kind)


def _ours(part: Part) -> str:
    """SQL: whether a row belongs to the part."""
    kind = part.kind
    owners = f"FROM {HOUSE}.owner_{kind.name} o WHERE o.owner = {kind.split}"
    return f"EXISTS ({owners} AND month IN {sights.listed(part.months)})" if any(part.months) else f"NOT EXISTS ({owners})"
