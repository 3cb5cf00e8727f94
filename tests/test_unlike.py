"""Beside newer versions only what differs from them is decided anew."""

from __future__ import annotations

import shutil
from datetime import date

import duckdb
import numpy as np
import pandas as pd
import pytest

from data import versions
from data.ladder import NEVER
from data.lattice import CONTENT
from data.lattice import TABLE as DECIDED
from queries import door
from queries.moved import few_moved
from queries.redated import shown
from queries.release import Cell, place_of, release_of
from queries.scope import Compare
from queries.unlike import others, others_in_cube, years_unlike
from tests.scopes import YEARS, whole

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


@pytest.fixture
def two(sample_house, tmp_path):
    """The sample twice: names of the older and of the newer version, which is published."""
    names = "20260101-000000", "20260102-000000"
    kept = versions.path_of(sample_house.warehouse, versions.current(sample_house.warehouse))
    for name in names:
        shutil.copy(kept, versions.path_of(tmp_path, name))
    versions.point(tmp_path, names[1])
    return tmp_path, *names


def test_an_older_version_shows_nothing_of_the_same_people_that_the_published_one_does_not(two):
    warehouse, old, new = two
    with duckdb.connect(str(versions.path_of(warehouse, new))) as con:  # as if other rules had decided there
        never = f"UPDATE {DECIDED} SET labels = list_transform(labels, lambda label: {NEVER})"
        con.execute(f"{never} WHERE cube = 'effect' AND branch = 'whole' AND counted = 'attendees'")
    places = [place_of(warehouse, name, "inside") for name in (old, new)]
    columns = [release_of(*place).columns for place in places]
    cell = Cell((date(2026, 1, 1), date(2026, 12, 1)), None, None, None)
    told = [dict(zip(named, shown(cell, place), strict=True)) for named, place in zip(columns, places, strict=True)]
    assert not told[0]["attendees"] and not told[1]["attendees"]
    assert told[0]["enrolled"] and told[0] == told[1]


def test_of_sums_no_build_decides_an_older_version_keeps_back_what_a_few_joined():
    own = pd.DataFrame({"base_id": ["a", "b", "c", "d"], "visitors": [20.0, 30, 0, 12]})
    later = {"n1": own.assign(visitors=[20.0, 33, 2, 40]), "n2": own.iloc[:3]}
    found = few_moved(own, ("base_id",), ("visitors",), (None, "o", "inside", ("n1", "n2"), "effect"), later.get)
    assert found["visitors"].tolist() == [False, True, True, False]


def test_teachers_of_whom_a_newer_version_counts_one_answer_more_are_kept_back_in_the_older(
    two, sample_house, answers_told, monkeypatch
):
    warehouse, old, new = two
    monkeypatch.setenv("XUNXIAO_WAREHOUSE", str(warehouse))
    with duckdb.connect(str(versions.path_of(warehouse, new))) as con:
        text = "SELECT teacher, rowid FROM mart_teacher ORDER BY compared_answers DESC NULLS LAST"
        most, row = con.execute(text).fetchone()
        con.execute("UPDATE mart_teacher SET compared_answers = compared_answers + 1 WHERE rowid = ?", [row])
        con.execute("UPDATE content SET hash = 'other rows' WHERE name = 'mart_teacher'")  # as a build would
    scope = whole(sample_house.known, period=YEARS, compare=Compare.NONE)
    asked = (door.run("teacher_ratings", scope.changed(version=version)) for version in (old, new))
    answers = [rows.set_index("teacher").compared_answers[most] for rows in asked]
    assert np.isnan(answers[0]) and answers[1] > 0
