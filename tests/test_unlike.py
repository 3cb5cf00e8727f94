"""Beside newer versions only what differs from them is decided anew."""

from __future__ import annotations

import shutil

import duckdb

from data import versions
from data.lattice import CONTENT
from data.lattice import TABLE as DECIDED
from queries.unlike import others, others_in_cube, years_unlike

TABLE = "effect_class"


def test_a_version_published_once_more_moves_nobody_and_what_two_newer_ones_share_is_looked_at_once(sample_house, tmp_path):
    first = versions.current(sample_house.warehouse)
    names = [first, *(f"2099010{day}-000000" for day in (1, 2, 3))]
    for name in names:
        shutil.copy(versions.path_of(sample_house.warehouse, first), versions.path_of(tmp_path, name))
    for name in names[2:]:
        with duckdb.connect(str(versions.path_of(tmp_path, name))) as con:
            con.execute("UPDATE content SET hash = 'other rows' WHERE name = ? AND year = 2026", [TABLE])
            year = f"UPDATE {DECIDED} SET code = 'others' WHERE cube = 'effect' AND year = 2026 AND branch = ?"
            con.execute(year, [CONTENT])
    assert others(tmp_path, first, (names[1],), TABLE) == ()
    assert others(tmp_path, first, tuple(names[1:]), TABLE) == (names[2],)
    assert years_unlike(tmp_path, first, names[1], TABLE) == [] and years_unlike(tmp_path, first, names[2], TABLE) == [2026]
    assert others_in_cube(tmp_path, first, tuple(names[1:]), "effect") == (names[2],)
    assert others_in_cube(tmp_path, first, tuple(names[1:]), "hours") == ()
