"""A class that is kept back and begins later by a newer version, is new there, or is told there with what it was kept back
with: the older one shows no sum in which it is alone."""

from __future__ import annotations

import re
import shutil
from datetime import date

import duckdb
import numpy as np
import pytest

from data import versions
from data.build import Order, build
from data.cubes import family
from queries import door, redated, sums
from queries.release import Cell, place_of, release_of
from queries.resolution import Resolution, _coarser, finest
from queries.scope import Audience, Compare, Scope
from queries.whole_classes import hidden_classes
from tests.conftest import SAMPLE

OLD, NEW = "20260101-000000", "20260102-000000"


@pytest.fixture
def kept(sample_house):
    """Of answers, a class that is kept back, and one that is not; each with its month."""
    place = place_of(sample_house.warehouse, sample_house.known.version, "inside")
    known = hidden_classes(place)["ov_count"]
    with duckdb.connect(str(versions.path_of(*place[:2])), read_only=True) as con:
        months = dict(con.execute("SELECT class_id, month FROM dim_class ORDER BY class_id").fetchall())
    return [next((one, month) for one, month in months.items() if (one in known) == hidden) for hidden in (True, False)]


def two(sample_house, folder, table: str, change: str, values: list):
    """Two versions, by the newer of which something of a table is otherwise."""
    for name in (OLD, NEW):
        shutil.copy(versions.path_of(sample_house.warehouse, sample_house.known.version), versions.path_of(folder, name))
    with duckdb.connect(str(versions.path_of(folder, NEW))) as con:
        con.execute(change, values)
        con.execute("UPDATE content SET hash = 'other rows' WHERE name = ?", [table])
    versions.point(folder, NEW)
    return place_of(folder, OLD, "inside")


def later(sample_house, folder, class_id: str, month: date):
    """Two versions, by the newer of which the class begins in that month."""
    return two(sample_house, folder, "dim_class", "UPDATE dim_class SET month = ? WHERE class_id = ?", [month, class_id])


def grown(sample_house, folder, *class_ids: str):
    """Two versions, by the newer of which twenty more answered in each of these classes."""
    more = "UPDATE effect_class SET ov_count = ov_count + 20 WHERE rowid IN (SELECT min(rowid) FROM effect_class "
    more += "WHERE list_contains(?, class_id) AND ov_count > 0 GROUP BY class_id)"
    return two(sample_house, folder, "effect_class", more, [list(class_ids)])


def spans(month: date) -> dict[str, Cell]:
    """Its year, the one before, and both together, of everybody."""
    years = {"own": (0, 0), "before": (-1, -1), "both": (-1, 0)}
    every = {name: (date(month.year + first, 1, 1), date(month.year + last, 12, 1)) for name, (first, last) in years.items()}
    return {name: Cell(span, None, None, None) for name, span in every.items()}


def test_the_older_version_shows_no_sum_in_which_the_class_is_by_one_version_alone(sample_house, kept, tmp_path):
    class_id, month = kept[0]
    cells = spans(month)
    place = later(sample_house, tmp_path, class_id, cells["before"].span[0])
    at = release_of(*place).columns[family("ov_count")]
    told, decided = ({name: one(cell, place) for name, cell in cells.items()} for one in (redated.shown, sums.shown))
    assert not told["own"][at] and not told["before"][at] and (decided["own"][at] or decided["before"][at])
    assert (told["both"] == decided["both"]).all()
    newest = place_of(tmp_path, NEW, "inside")
    assert all((redated.shown(cell, newest) == sums.shown(cell, newest)).all() for cell in cells.values())


def test_a_class_that_is_told_gives_nothing_away_by_moving(sample_house, kept, tmp_path):
    class_id, month = kept[1]
    cells = spans(month)
    place = later(sample_house, tmp_path, class_id, cells["before"].span[0])
    at = release_of(*place).columns[family("ov_count")]
    assert all(redated.shown(cell, place)[at] == sums.shown(cell, place)[at] for cell in cells.values())


def test_beside_what_the_newer_version_tells_the_older_shows_no_sum_of_what_is_left(sample_house, tmp_path):
    place = grown(sample_house, tmp_path, "K2")  # of eleven and five who had answered the eleven are told now
    assert [hidden_classes(one)["ov_count"] for one in (place, place_of(tmp_path, NEW, "inside"))] == [{"K1", "K2"}, set()]
    at, cells = release_of(*place).columns[family("ov_count")], spans(date(2026, 1, 1))
    told, decided = ({name: one(cell, place)[at] for name, cell in cells.items()} for one in (redated.shown, sums.shown))
    assert decided == {"own": True, "before": True, "both": True}
    assert told == {"own": False, "before": True, "both": False}
    assert {name: finest("ov_count", cell, place).months > 0 for name, cell in cells.items()} == told


def test_an_older_version_says_no_finer_steps_and_levels_than_the_published_one_shows():
    own, newest = Resolution(1, (("B1",), ("B2",), ("B3", "B4"))), Resolution(6, (("B1", "B2"), ("B3",), ("B4",)))
    assert _coarser(own, newest) == _coarser(newest, own) == Resolution(6, (("B1", "B2"), ("B3", "B4")))
    assert _coarser(own, Resolution(0, ())).months == 0


def test_where_both_have_grown_neither_is_left_alone(sample_house, tmp_path):
    place = grown(sample_house, tmp_path, "K1", "K2")
    at, cells = release_of(*place).columns[family("ov_count")], spans(date(2026, 1, 1))
    assert [hidden_classes(one)["ov_count"] for one in (place, place_of(tmp_path, NEW, "inside"))] == [{"K1", "K2"}, set()]
    assert all(redated.shown(cell, place)[at] for cell in cells.values())


def test_in_cubes_of_which_no_class_is_a_part_nothing_is_torn(sample_house, kept, tmp_path):
    class_id, month = kept[0]
    place = later(sample_house, tmp_path, class_id, spans(month)["before"].span[0])
    cell = spans(month)["own"]
    assert np.array_equal(redated.shown(cell, (*place[:4], "needs")), sums.shown(cell, (*place[:4], "needs")))


@pytest.fixture(scope="module")
def joined(sample_house, tmp_path_factory):
    """A version of the sample without its class of six, and the sample as the newer one."""
    folder = tmp_path_factory.mktemp("joined")
    (folder / "sources").mkdir()
    for path in (one for one in SAMPLE.glob("*.csv") if one.stem not in ("nominations", "eligibility_checks", "quotas")):
        lines = path.read_text(encoding="utf-8").splitlines(keepends=True)
        kept = [line for line in lines if not re.search(r"\b(K2|E2-\d+|S2\d|A1)\b", line)]
        (folder / "sources" / path.name).write_text("".join(kept), encoding="utf-8")
    build(Order((folder / "sources",), folder / "before"))
    for name, house in ((OLD, folder / "before"), (NEW, sample_house.warehouse)):
        shutil.copy(versions.path_of(house, versions.current(house)), versions.path_of(folder, name))
    versions.point(folder, NEW)
    return folder


def test_beside_a_new_class_of_few_the_older_version_shows_no_sum_that_grew_by_just_its_people(joined, monkeypatch):
    monkeypatch.setenv("XUNXIAO_WAREHOUSE", str(joined))
    asked = Scope(OLD, (date(2026, 1, 1), date(2026, 6, 30)), compare=Compare.NONE, audience=Audience.OUTSIDE)
    then, now, beside = (door.run("effect_by_level", one).set_index("level_code").loc["*"]
                         for one in (asked.changed(beside=()), asked.changed(version=NEW), asked))  # fmt: skip
    for column, before, after in (("attendees", 13, 19), ("enrolled", 14, 20), ("ov_count", 11, 16)):
        assert (then[column], now[column]) == (before, after) and np.isnan(beside[column]), column
    spared = asked.changed(period=(date(2025, 1, 1), date(2025, 12, 31)))
    assert door.run("effect_by_level", spared).set_index("level_code").attendees["*"] == 10


def test_a_new_class_that_is_told_takes_nothing_from_the_older_version(joined, monkeypatch):
    monkeypatch.setenv("XUNXIAO_WAREHOUSE", str(joined))
    inside = Scope(OLD, (date(2026, 1, 1), date(2026, 6, 30)), compare=Compare.NONE)
    assert door.run("effect_by_level", inside).set_index("level_code").attendees["*"] == 13
    place = place_of(joined, OLD, "inside")
    assert "K2" not in hidden_classes(place_of(joined, NEW, "inside"))["attendees"]
    assert not any(one.columns[release_of(*place).columns[family("attendees")]] for one in redated.moved(place))


def test_by_tiers_of_organs_it_is_torn_whatever_the_type(joined):
    place = (*place_of(joined, OLD, "outside")[:4], "tiers")
    assert [one for one in redated.moved(place) if one.torn(Cell((date(2026, 5, 1),) * 2, None, None, frozenset({"CITY"})))]
