"""Which versions hold other rows of a table, and in which years: what is alike in two of them tells nothing of who moved."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from queries.warehouse import open_version

_KEPT = 256  # small: a version has some years


def others(warehouse: Path, version: str, newer: tuple[str, ...], table: str) -> tuple[str, ...]:
    """The newer versions that hold other rows of a table than the version, and than each other."""
    states = {_state(warehouse, one, table): one for one in (*reversed(newer), version)}
    return tuple(one for one in newer if one in states.values())


def years_unlike(warehouse: Path, version: str, other: str, table: str) -> list[int]:
    """The years of which two versions hold other rows."""
    return sorted({year for year, _ in _state(warehouse, version, table) ^ _state(warehouse, other, table)})


@lru_cache(maxsize=_KEPT)
def _state(warehouse: Path, version: str, table: str) -> frozenset[tuple[int, str]]:
    """By year, or 0 for a table of no years, the hash of a table's rows (data/version_file.py)."""
    text = "SELECT year, hash FROM content WHERE name = ?"
    return frozenset(open_version(warehouse, version).cursor().execute(text, [table]).fetchall())
