"""Writes a version file. An addition begins with a copy of the version before it, in which what has changed is put anew.

Table `content` of a version says by which hash each table, or each year of it, is known; year 0 is all of a table.
"""

from __future__ import annotations

import shutil
from pathlib import Path

import duckdb

from data import marts
from data.rows import quoted
from data.small import insert
from data.works import HOUSE, Works

RULES = ""  # in the place of a table's name: the rules the version was made by
_NOTED = ("rejected_row", "check_finding", "check_result", "source_file", "meta")
Content = dict[str, dict[int, str]]  # table -> year -> hash


def write(
    works: Works, con: duckdb.DuckDBPyConnection, path: Path, more: tuple[str, ...] = (), before: Path | None = None
) -> Path:  # fmt: skip
    """A version file of all tables that are left, and of what was noted beside them. `before`: the file it follows."""
    noted = (*_NOTED, *more)
    known = _copied(before, path, works.rules) if before else {}
    con.execute(f"ATTACH {quoted(path)} AS version; USE version; BEGIN")
    fresh = {name: works.slices.get(name, {0: content}) for name, content in works.contents.items()}
    for name in (*(known.keys() - fresh.keys() - {RULES}), *(("content", *noted) if known else ())):
        con.execute(f"DROP TABLE {name}")
    for name, content in fresh.items():
        _put(con, name, content, known.get(name, {}))
    for name in noted:
        con.execute(f"CREATE TABLE {name} AS FROM memory.{name}")
    con.execute("CREATE TABLE content (name VARCHAR, year INTEGER, hash VARCHAR)")
    said = {**fresh, RULES: {0: works.rules}}
    insert(con, "content", [(name, year, digest) for name, years in said.items() for year, digest in years.items()])
    marts.write_metrics(con)
    con.execute("COMMIT; CHECKPOINT; USE memory; DETACH version")  # a full disk must show here
    return path


def _copied(before: Path, path: Path, rules: str) -> Content:
    """Copies the version before to `path` and says what is in it; nothing if other rules made it."""
    found: Content = {}
    with duckdb.connect(str(before), read_only=True) as con:
        try:
            rows = con.execute("SELECT name, year, hash FROM content").fetchall()
        except duckdb.CatalogException:  # written before contents were noted
            return {}
    for name, year, digest in rows:
        found.setdefault(name, {})[year] = digest
    if found.get(RULES) != {0: rules}:
        return {}
    shutil.copyfile(before, path)
    return found


def _put(con: duckdb.DuckDBPyConnection, name: str, content: dict[int, str], known: dict[int, str]) -> None:
    """Makes the table what it is now, of which `known` is there."""
    changed = {year for year in content.keys() | known.keys() if content.get(year) != known.get(year)}
    if not changed:
        return
    if 0 in changed or 2 * len(changed) > len(content):
        con.execute(f"CREATE OR REPLACE TABLE {name} AS FROM {HOUSE}.{name}")
        return
    ours = " OR ".join(f"month BETWEEN DATE '{year}-01-01' AND DATE '{year}-12-31'" for year in sorted(changed))
    con.execute(f"DELETE FROM {name} WHERE {ours}; INSERT INTO {name} FROM {HOUSE}.{name} WHERE {ours}")
