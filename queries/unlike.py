"""Which versions hold other rows of a table, and in which years: what is alike in two of them tells nothing of who moved."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

from data import lattice
from queries.warehouse import open_version

State = frozenset[tuple[int, str]]
_KEPT = 512  # small: a version has some years


def others(warehouse: Path, version: str, newer: tuple[str, ...], table: str) -> tuple[str, ...]:
    """The newer versions that hold other rows of a table than the version, and than each other."""
    return _unlike(version, newer, lambda one: _state(warehouse, one, table))


def others_in_cube(warehouse: Path, version: str, newer: tuple[str, ...], cube: str) -> tuple[str, ...]:
    """The newer versions that count other people in a cube than the version, and than each other."""
    return _unlike(version, newer, lambda one: _counted(warehouse, one, cube))


def years_unlike(warehouse: Path, version: str, other: str, table: str) -> list[int]:
    """The years of which two versions hold other rows."""
    return sorted({year for year, _ in _state(warehouse, version, table) ^ _state(warehouse, other, table)})


@lru_cache(maxsize=_KEPT)
def _state(warehouse: Path, version: str, table: str) -> State:
    """By year, or 0 for a table of no years, the hash of a table's rows (data/version_file.py)."""
    text = "SELECT year, hash FROM content WHERE name = ?"
    return frozenset(open_version(warehouse, version).cursor().execute(text, [table]).fetchall())


@lru_cache(maxsize=_KEPT)
def _counted(warehouse: Path, version: str, cube: str) -> State:
    """By year, or 0 for all, the hash of what the build of a version decided a cube by; of an older build nothing."""
    return frozenset(lattice.rests_on(open_version(warehouse, version).cursor(), cube).items())


def _unlike(version: str, newer: tuple[str, ...], state: Callable[[str], State]) -> tuple[str, ...]:
    if not newer or not all(map(state, (version, *newer))):  # nothing is known of one: it may differ from all
        return newer
    last = {state(one): one for one in (*reversed(newer), version)}
    return tuple(one for one in newer if one in last.values())
