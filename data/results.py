"""What builds worked out, kept so that no later build works it out again.

results/<hash of its content>.parquet   a table; what is missing or damaged is simply made again
table `made` of a version               key -> which tables a piece of work gave, and what else it said

A key is a hash of everything that decides the result: the rows it is made of, the SQL, the code, the code lists.
"""

from __future__ import annotations

import os
from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path

import duckdb
import orjson

from data.rows import quoted
from data.sources import sha256
from data.store import RESULTS
from data.versions import path_of, versions


@dataclass(frozen=True)
class Result:
    """Tables by name, each the file of its rows, and small facts."""

    tables: dict[str, Path]
    said: dict

    def content(self, name: str) -> str:
        """The hash of the rows of a table."""
        return self.tables[name].stem


@dataclass(frozen=True)
class Results:
    """Where results are kept and where new ones are put first; key -> what was `made` before, and what this build `used`."""

    kept: Path
    fresh: Path
    made: dict[str, str]
    used: dict[str, str] = field(default_factory=dict)

    def find(self, key: str) -> Result | None:
        """The result of that key, or None if it is not there whole."""
        told = self.made.get(key)
        if told is None:
            return None
        said = orjson.loads(told)
        tables = {name: self.kept / f"{content}.parquet" for name, content in said["tables"].items()}
        if not all(path.exists() and sha256(path) == path.stem for path in tables.values()):
            return None
        self.used[key] = told
        return Result(tables, said)

    def keep(self, con: duckdb.DuckDBPyConnection, key: str, queries: dict[str, str], **said) -> Result:
        """Keeps the rows of each query and what is said."""
        self.fresh.mkdir(mode=0o700, parents=True, exist_ok=True)
        tables = {name: self._write(con, f"{key}.{name}", query) for name, query in queries.items()}
        said["tables"] = {name: path.stem for name, path in tables.items()}
        self.used[key] = orjson.dumps(said).decode()
        return Result(tables, orjson.loads(self.used[key]))

    def note(self, con: duckdb.DuckDBPyConnection) -> None:
        """Table made: what this build rests on."""
        lists = {"keys": list(self.used), "said": list(self.used.values())}
        con.execute("CREATE TABLE made AS SELECT unnest($keys::VARCHAR[]) AS key, unnest($said::VARCHAR[]) AS said", lists)

    def _write(self, con: duckdb.DuckDBPyConnection, name: str, query: str) -> Path:
        draft = self.fresh / f"{name}.tmp"
        con.execute(f"COPY ({query}) TO {quoted(draft)} (FORMAT parquet, COMPRESSION zstd)")
        draft.chmod(0o600)
        path = self.fresh / f"{sha256(draft)}.parquet"
        os.replace(draft, path)
        return path


def open_results(warehouse: Path, scratch: Path, worked: dict[str, str] | None = None) -> Results:
    """What the versions of a warehouse know of, and what this build has `worked` out; the latter grows with it."""
    made: dict[str, str] = {}
    for version in versions(warehouse):
        made |= dict(listed(warehouse, version))
    used = {} if worked is None else worked
    return Results(warehouse / RESULTS, scratch / "store" / RESULTS, made | used, used)


def listed(warehouse: Path, version: str) -> Iterable[tuple[str, str]]:
    """Key and what was said of everything a version rests on."""
    with duckdb.connect(str(path_of(warehouse, version)), read_only=True) as con:
        try:
            return con.execute("SELECT key, said FROM made").fetchall()
        except duckdb.CatalogException:  # built before results were kept
            return ()
