"""Opens a version of the warehouse for reading and says what it holds."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from functools import cached_property, lru_cache
from pathlib import Path

import duckdb
import orjson

from data import versions as files
from data.versions import current, versions

__all__ = [
    "Catalogue",
    "Cursor",
    "Entry",
    "Failed",
    "Interrupted",
    "Region",
    "Unreadable",
    "Warehouse",
    "current",
    "open_version",
    "versions",
]

# Where several threads of DuckDB 2.0.0 or 2.0.1 sum by texts of few kinds, the process ends now and then: bench/steady.py.
_ONE_THREAD_A_QUESTION = "SET GLOBAL threads = 1"
_KNOWN = 32  # versions whose codes and extent are kept: readers of many versions may be there at once
_OPEN = 6  # versions open at once: each keeps in memory what was read of it
Failed = duckdb.Error  # whatever reading a version may raise
Unreadable = duckdb.IOException  # a file that is cut off or whose blocks are damaged
Cursor = duckdb.DuckDBPyConnection
Interrupted = duckdb.InterruptException  # a question stopped from another thread


@dataclass(frozen=True)
class Region:
    """A region of the tree: depth 0 is the root, 1 a city, 2 a county; `city` is its depth-1 region."""

    code: str
    parent: str
    depth: int
    city: str
    zh: str
    en: str

    def name(self, language: str) -> str:
        """The region's name."""
        return self.zh if language == "zh" else self.en


@dataclass(frozen=True)
class Entry:
    """One code of a list with what belongs to it."""

    code: str
    zh: str
    en: str
    extra: dict[str, str]

    def name(self, language: str) -> str:
        """The code's word."""
        return self.zh if language == "zh" else self.en


@dataclass(frozen=True)
class Target:
    """What a metric is to reach in a year, in its own unit (shares in per cent); "" is every level, every region."""

    metric: str
    year: int
    level: str
    region: str
    value: float
    source: str


@dataclass(frozen=True)
class Event:
    """What may have moved figures; "" is every metric, level, region. `breaks`: before and after are not comparable."""

    day: date
    text: str
    metric: str
    level: str
    region: str
    breaks: bool


@dataclass(frozen=True)
class Catalogue:
    """What a version knows besides numbers: codes, regions, extent, freshness."""

    version: str
    as_of: date
    first_month: date
    last_month: date
    synthetic: bool
    regions: tuple[Region, ...]
    lists: dict[str, dict[str, Entry]]
    sources: tuple[tuple[str, str, int, int, date | None], ...]  # file, kind, rows, accepted, latest
    targets: tuple[Target, ...] = ()
    events: tuple[Event, ...] = ()

    def due_after(self, wave: str) -> timedelta:
        """How long after a class the forms of a follow-up wave are due."""
        return timedelta(days=int(self.lists["waves"][wave].extra["days"]))

    def names(self, list_name: str, language: str) -> dict[str, str]:
        """Code -> word, in code order."""
        return {code: entry.name(language) for code, entry in self.lists[list_name].items()}

    def region(self, code: str) -> Region:
        """The region of a code. KeyError if there is none."""
        return self._by_code[code]

    @property
    def root(self) -> Region:
        """The whole."""
        return next(r for r in self.regions if r.depth == 0)

    def below(self, codes: tuple[str, ...]) -> frozenset[str]:
        """The given regions and everything inside them; unknown codes are nothing."""
        inside = set(codes) & self._by_code.keys()
        for region in self.regions:  # parents come before their children
            if region.parent in inside:
                inside.add(region.code)
        return frozenset(inside)

    @cached_property
    def _by_code(self) -> dict[str, Region]:
        return {r.code: r for r in self.regions}


@dataclass(frozen=True)
class Warehouse:
    """One version, for reading. Use `.cursor()` per query: cursors may run side by side."""

    catalogue: Catalogue
    path: Path

    def cursor(self) -> duckdb.DuckDBPyConnection:
        """A cursor of its own for one query. FileNotFoundError if the version was removed."""
        return _connection(self.path).cursor()


@lru_cache(maxsize=_KNOWN)
def open_version(warehouse: Path, version: str) -> Warehouse:
    """Opens a version read-only. FileNotFoundError if it does not exist, ValueError if it is no name."""
    path = files.path_of(warehouse, version)
    return Warehouse(_read_catalogue(_connection(path).cursor(), version), path)


@lru_cache(maxsize=_OPEN)
def _connection(path: Path) -> duckdb.DuckDBPyConnection:
    if not path.exists():
        raise FileNotFoundError(path.name)
    connection = duckdb.connect(str(path), read_only=True)
    connection.execute(_ONE_THREAD_A_QUESTION)
    return connection


def _read_catalogue(con: duckdb.DuckDBPyConnection, version: str) -> Catalogue:
    meta = dict(con.execute("SELECT key, value FROM meta").fetchall())
    lists: dict[str, dict[str, Entry]] = {}
    for name, code, zh, en, extra in con.execute(
        "SELECT list, code, zh, en, extra FROM code ORDER BY list, ord"
    ).fetchall():
        lists.setdefault(name, {})[code] = Entry(code, zh, en, orjson.loads(extra))
    regions = con.execute(
        "SELECT code, parent, depth, city_code, zh, en FROM dim_region ORDER BY depth, ord"
    ).fetchall()
    sources = con.execute("SELECT file, kind, rows, accepted, latest FROM source_file ORDER BY id").fetchall()
    return Catalogue(
        version=version,
        as_of=date.fromisoformat(meta["as_of"]),
        first_month=date.fromisoformat(meta["first_month"]),
        last_month=date.fromisoformat(meta["last_month"]),
        synthetic=meta["synthetic"] == "1",
        regions=tuple(Region(*row) for row in regions),
        lists=lists,
        sources=tuple(sources),
        targets=tuple(Target(*row) for row in _stated(con, "target")),
        events=tuple(Event(*row) for row in _stated(con, "event")),
    )


def _stated(con: duckdb.DuckDBPyConnection, table: str) -> list[tuple]:
    """The rows of a table that versions of an older program do not have."""
    held = con.execute("SELECT count(*) FROM duckdb_tables() WHERE table_name = ?", [table]).fetchone()[0]
    return con.execute(f"FROM {table}").fetchall() if held else []
