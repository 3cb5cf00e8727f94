"""Versions that hold the same rows in all tables are one: what was answered of one is the answer of the other."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from data.rows import digest
from data.versions import path_of
from queries.release import Place
from queries.warehouse import open_version

_KEPT = 512  # small: a hash a version
_first: dict[tuple[Path, str], str] = {}  # by what a version holds: the one that was asked for first


def one_for_all(place: Place) -> Place:
    """The same place, of versions alike the one that this process asked first. To one like itself none gives way."""
    warehouse, version, audience, newer, cube = place
    own, *others = (_stands_for(warehouse, name) for name in (version, *newer))
    if others and others[-1] == own:  # what the published one shows, is told
        others = []
    kept = [name for at, name in enumerate(others) if name != own and name not in others[at + 1 :]]
    return warehouse, own, audience, tuple(kept), cube


def _stands_for(warehouse: Path, version: str) -> str:
    held = warehouse, _held(warehouse, version)
    if held not in _first or not path_of(warehouse, _first[held]).exists():
        _first[held] = version
    return _first[held]


@lru_cache(maxsize=_KEPT)
def _held(warehouse: Path, version: str) -> str:
    """A hash of all rows: as the build noted them (`content`), of other tables by the rows themselves."""
    cursor = open_version(warehouse, version).cursor()
    tables = [row[0] for row in cursor.execute("SELECT table_name FROM duckdb_tables() ORDER BY 1").fetchall()]
    if "content" not in tables:
        return version  # built before contents were noted: like no other
    noted = {row[0] for row in cursor.execute("SELECT DISTINCT name FROM content").fetchall()}
    text = "SELECT count(*), sum(hash(t))::VARCHAR FROM {} t"
    own = [(name, *cursor.execute(text.format(name)).fetchone()) for name in tables if name not in noted]
    return digest(repr(own))
