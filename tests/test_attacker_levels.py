"""Levels of one class beside the totals by level, and classes beside what a newer version says of them."""

from __future__ import annotations

import shutil
from itertools import product

import duckdb
import numpy as np
import pytest

from analysis.beside import kept_beside, merges_beside, totals_known
from analysis.merging import merges
from analysis.rings import hidden_with
from analysis.within import Within, merges_within, sums_of
from bench.attacker import narrowed
from data import prune, versions
from data.cubes import family
from data.ladder import NEVER
from data.metrics import thresholds
from queries import class_levels, class_lines, door, whole_classes
from queries.release import place_of, release_of
from queries.scope import Compare
from tests.scopes import YEARS, whole

CHAIN = [(0, 1, 2, 3), (0, 2, 3), (0, 3), (0,)]
OLD, NEW = "20260101-000000", "20260102-000000"


def test_a_total_less_all_that_is_told_is_of_nobody_or_of_enough_besides_the_largest(dice):
    least, merged = 5, 0
    for _ in range(20):
        people = dice.poisson(dice.choice([0.5, 3, 12], 4) * dice.choice([0, 0.3, 1, 2], (15, 4)))
        lines = [np.flatnonzero(kind == one) for kind in dice.integers(0, 3, (2, 15)) for one in range(3)]
        kept = np.where(people.sum(1) < least, NEVER, 0)
        found = merges(people[None].astype(float), CHAIN, [lines] * 4, least, kept)
        told = np.array([[alone(*one, at) for at in range(4)] for one in zip(people, found, strict=True)])
        assert not (told & (people > 0) & (people < least)).any()
        for line, at in product(lines, range(4)):
            left = people[line, at][~told[line, at]]
            may = told[line, at] & (people[line, at] > 0) & (people[line].sum(1) > people[line, at])
            assert left.sum() == 0 or left.sum() - left.max() >= least or not may.any(), (people.tolist(), lines, found)
        merged += ((found > 0) & (found < NEVER)).sum()
    assert merged > 30


def test_a_sum_of_a_place_less_the_levels_of_classes_told_in_it_is_of_nobody_or_of_enough(dice):
    least, raised = 5, 0
    for _ in range(40):
        some = dice.choice([0, 1, 2], (12, 4, 1)) * dice.choice([0, 0, 1], (12, 1, 3))
        people = dice.poisson(dice.choice([0.5, 3, 12], (1, 4, 1)) * some)
        thing, level, place = np.nonzero(people)
        sums = [(0, place), (2, np.where(place == 2, -1, 0))]
        of_place = Within(thing, level, people[thing, level, place].astype(float), sums)
        before = np.where(people.sum((1, 2)) < least, NEVER, 0)
        found = merges_within(before, people.sum(2), sums_of(of_place, CHAIN, 4, 12), CHAIN, least)
        raised += ((found > before) & (found < NEVER)).sum()
        for count, where in of_place.sums:
            for label, cut in product(set(where) - {-1}, np.split(np.arange(4), CHAIN[count][1:])):
                inside = people * np.isin(np.arange(3), place[where == label]) * np.isin(np.arange(4), cut)[:, None]
                told = [told_of(one, own, merged) for one, own, merged in zip(people, inside, found, strict=True)]
                left = inside.sum() - sum(n for n, _ in told)
                helps = any(n and merged < 3 for n, merged in told)
                assert left == 0 or left >= least or not helps, (people.tolist(), found)
    assert raised > 10


def test_of_two_levels_of_a_place_together_no_few_are_left_by_a_class_told_of_both_together():
    classes, before = np.array([[4.0, 4, 0, 39], [0, 1, 0, 53], [1, 0, 0, 5], [0, 0, 7, 3]]), np.array([2, 3, 3, 3])
    # five of either level in the first, eight of these ten in one class; of the last level there are others too
    place = np.array([[0] * 4, [0] * 4, [0, 0, 0, 1], [0, 0, 1, 0]])
    assert merges_within(before, classes, in_places(classes, place, 0), CHAIN, 5).tolist() == [3, 3, 3, 3]
    classes[1, 1] = 4  # five would be left
    assert merges_within(before, classes, in_places(classes, place, 0), CHAIN, 5).tolist() == [2, 3, 3, 3]


def test_what_a_place_leaves_to_one_class_does_not_tell_that_few_of_this_class_are_of_other_levels():
    classes = np.array([[0.0, 34, 8, 0], [0, 50, 1, 0], [7, 27, 16, 0], [3, 19, 21, 0]])
    place, before = np.array([0, 0, -1, -1]), np.array([1, 3, 3, 3])
    sums = in_places(classes, place[:, None].repeat(4, 1), 0)
    # 84 of the place are at a level, 34 of the first class: 50 of the other's 51
    assert merges_within(before, classes, sums, CHAIN, 5).tolist() == [2, 3, 3, 3]  # all of the first class is together
    of, at = np.indices(classes.shape)
    known = [*(of == one for one in range(4)), *((place[of] == 0) & (at == one) for one in range(3)), classes == 0]
    small = (of == 1) & (at == 2)
    assert narrowed([*known, (of == 0) & (at == 1)], classes, small) == (1, 1)
    assert narrowed(known, classes, small) == (0, 9)
    classes[1, 2] = 5
    sums = in_places(classes, place[:, None].repeat(4, 1), 0)
    assert merges_within(before, classes, sums, CHAIN, 5).tolist() == before.tolist()


def test_classes_of_a_place_do_not_bound_a_level_elsewhere_by_what_the_place_tells_of_the_other_one():
    classes = np.array([[0.0, 1, 9, 13], [0, 5, 31, 0], [5, 3, 0, 40], [0, 2, 30, 0], [0, 3, 90, 20]])
    place, before, least = np.array([0, 0, 0, -1, -1]), np.array([2, 2, 3, 3, 3]), 10
    sums, totals = in_places(classes, place[:, None].repeat(4, 1), 1), totals_known(classes, [[np.arange(5)]], CHAIN)
    found = merges_beside(before, classes, sums, totals, CHAIN, least)
    assert found.tolist() == [3, 2, 3, 3, 3]  # of 46 people of the place at two levels 40 are at one: 6 of 14 at the other
    of, at = np.indices(classes.shape)
    known = [*(of == one for one in range(5)), *((place[of] == 0) & (at == one) for one in (2, 3)), at == 1, classes == 0]
    for told, wide in ([[(of == 0) & (at == 3)], 8], [[], 14]):
        assert narrowed([*known, *told], classes, (of >= 3) & (at == 1)) == (0, wide)


def test_a_class_of_a_place_whose_levels_are_together_is_kept_back_with_one_elsewhere_if_its_place_tells_too_much_of_it():
    classes, least = np.array([[0.0, 0, 18, 25], [0, 15, 0, 0], [0, 0, 1, 35], [0, 0, 2, 15], [0, 0, 40, 5]]), 10
    place, month = np.array([0, -1, -1, -1, 0]), np.arange(4)  # the last class is of another month
    sums, totals = in_places(classes, place[:, None].repeat(4, 1), 2), totals_known(classes, [[], [], [month]], CHAIN)
    nothing = np.zeros(5, dtype=bool)
    thing, beside = kept_beside(nothing, classes, sums, totals, CHAIN, least)
    assert (thing, beside.tolist()) == (0, [2, 3])  # the second is whole at the first three levels, and no help
    of, at = np.indices(classes.shape)
    known = [(of < 4) & (at < 3), (of < 4) & (at == 3), (place[of] == 0) & (at == 3), classes == 0]
    small = (of == 3) & (at == 2)  # 36 at the first levels, less 13 of the 43 in the place, less 15 told: 8 are left
    assert narrowed([*known, *(of == one for one in range(5))], classes, small) == (0, 8)
    hidden = hidden_with(classes.sum(1), [(0, 0), (0, 1), (1, 0)], np.array([0, 1, 1, 0, 2]), nothing, thing, beside)
    assert sorted(hidden) == [0, 3]  # of the same type, so that no total of types tells either
    assert narrowed([*known, *(of == one for one in (1, 2, 4))], classes, small) == (0, 21)
    nothing[hidden] = True
    assert kept_beside(nothing, classes, sums, totals, CHAIN, least) is None


def test_a_class_kept_back_with_none_of_its_cell_makes_a_ring_with_one_that_helps():
    cells, at, people = [(0, 0), (0, 1), (1, 0), (1, 1)], np.array([0, 1, 1, 2, 3]), np.array([20.0, 12, 30, 9, 14])
    ring = hidden_with(people, cells, at, np.zeros(5, dtype=bool), 0, np.array([2]))
    assert sorted(ring) == [0, 2, 3, 4]  # the smaller one of that cell is of the same place
    assert hidden_with(people, cells, at, np.zeros(5, dtype=bool), 0, np.array([], dtype=int)) == [0]


def in_places(classes: np.ndarray, place: np.ndarray, count: int) -> list:
    """The sums of places (of each class by level) after so many merges."""
    thing, level = np.nonzero(classes)
    return sums_of(Within(thing, level, classes[thing, level], [(count, place[thing, level])]), CHAIN, 4, len(classes))


def told_of(people: np.ndarray, inside: np.ndarray, merged: int) -> tuple[int, int]:
    """(how many of a class, all of which is of one place, are told by parts of its levels inside, its merges)."""
    if merged == NEVER or (people.sum(0) > 0).sum() > 1:
        return 0, merged
    parts = [(people[part].sum(), inside[part].sum()) for part in np.split(np.arange(4), CHAIN[merged][1:])]
    return sum(own for own, here in parts if own == here), merged


def alone(row: np.ndarray, merged: int, at: int) -> bool:
    """Whether a level has its part for itself: whoever knows the part knows it."""
    if merged == NEVER:
        return False
    part = next(part for part in np.split(np.arange(4), CHAIN[merged][1:]) if at in part)
    return row[part].sum() == row[at]


def test_what_is_shown_of_levels_of_classes_leaves_nobody_or_enough_in_every_total(province):
    place = place_of(province.warehouse, province.known.version, "inside")
    release, known = release_of(*place), class_lines.classes_of(place)
    chain = class_lines.chain_of(release, known.levels)
    for name, kind in (("attendees", "register"), ("ov_count", "survey")):
        shown = {one: class_levels.levels_shown(place, name, one) for one in known.ids}
        people = known.people(name)[0]
        told = np.array([[level in shown[one] for level in known.levels] for one in known.ids])
        few = (people > 0) & (people < thresholds("inside")[kind])
        assert few.any() and not (told & few).any()
        lines = class_lines.lines_of(known, release, release.columns[family(name)], len(chain))[0]
        for line, at in product(lines, range(len(known.levels))):
            mine, seen = people[line, at], told[line, at]
            may = seen & (mine > 0) & (people[line].sum(1) > mine)
            left = mine[~seen].sum()
            assert left == 0 or left >= thresholds("inside")[kind] or not may.any(), (name, left)


def test_a_level_kept_back_for_the_totals_is_kept_back_on_the_page_of_its_class(province):
    place = place_of(province.warehouse, province.known.version, "inside")
    known = class_lines.classes_of(place)
    shown = {one: class_levels.levels_shown(place, "attendees", one) for one in known.ids}
    people = {one: row for one, row in zip(known.ids, known.people("attendees")[0], strict=True)}
    beside = next(one for one in known.ids if len(shown[one]) < len(known.levels) and people[one].sum() > 0)
    scope = whole(province.known, period=YEARS, compare=Compare.NONE, class_id=beside)
    rows = door.run("one_class_by_level", scope).set_index("level_code").attendees.dropna()
    assert set(rows.index) - {"*"} <= shown[beside] and rows["*"] == people[beside].sum()


@pytest.fixture
def two_versions(sample_house, tmp_path, monkeypatch):
    """The sample, and a newer version in which one class has one more in attendance."""
    kept = versions.path_of(sample_house.warehouse, versions.current(sample_house.warehouse))
    for name in (OLD, NEW):
        shutil.copy(kept, versions.path_of(tmp_path, name))
    with duckdb.connect(str(versions.path_of(tmp_path, NEW))) as con:
        for name in ("attendees", "checked_in", "ov_count"):
            row = f"(SELECT min(rowid) FROM effect_class WHERE class_id = 'K1' AND {name} > 0)"
            con.execute(f"UPDATE effect_class SET {name} = {name} + 1 WHERE rowid = {row}")
        row = "(SELECT min(rowid) FROM mart_session WHERE class_id = 'K2')"
        con.execute(f"UPDATE mart_session SET attendees = attendees + 1 WHERE rowid = {row}")
        row = "(SELECT min(rowid) FROM mart_course WHERE course_answers >= 10)"
        con.execute(f"UPDATE mart_course SET course_answers = course_answers + 1 WHERE rowid = {row}")
        changed = ["effect_class", "mart_session", "mart_course"]
        con.execute("UPDATE content SET hash = 'other rows' WHERE name IN (SELECT unnest(?))", [changed])
    versions.point(tmp_path, NEW)
    monkeypatch.setenv("XUNXIAO_WAREHOUSE", str(tmp_path))
    return tmp_path


def test_a_class_that_a_single_person_joined_is_kept_back_in_the_older_version_alone(two_versions, sample_house):
    scope = whole(sample_house.known, period=YEARS, compare=Compare.NONE, version=OLD)
    states = {
        version: door.run("class_scorecard", scope.changed(version=version)).set_index("class_id").attendance_rate_state
        for version in (OLD, NEW)
    }
    assert states[OLD]["K1"] == "hidden" and states[NEW]["K1"] != "hidden"
    started = door.run("class_scorecard", scope).set_index("class_id").start_date.dt.to_period("M")
    assert (states[OLD] == states[NEW])[started != started["K1"]].all()
    assert door.run("one_class", scope.changed(class_id="K1")).set_index("class_id").attendees.isna()["K1"]


def test_of_a_month_that_a_few_joined_an_older_version_tells_no_class_so_none_can_say_it_was_not_those():
    views = np.array([[20.0, 30, 15, 40], [2, 0, 0, 12], [0, 0, 0, 0]])  # people, and who joined, and who left
    cells, at = [(1, 7), (1, 8), (2, 7), (3, 7)], np.arange(4)
    assert whole_classes._of_few_steps(views, cells, at, 5).tolist() == [True, True, False, False]
    assert not whole_classes._of_few_steps(views[:1], cells, at, 5).any()


def test_a_class_kept_back_is_not_told_by_its_sessions_or_its_seats(two_versions, sample_house):
    scope, told = whole(sample_house.known, period=YEARS, compare=Compare.NONE, class_id="K1"), set()
    for name in ("one_class_sessions", "one_class_seats", "flat_forms", "one_class_raters", "one_class_comments"):
        under = door.query(name).classes
        column = next(iter(under), "attendees")
        old, new = (door.run(name, scope.changed(version=version)) for version in (OLD, NEW))
        old, new = (rows[rows.class_id == "K1"] if "class_id" in rows else rows for rows in (old, new))
        assert old[column].isna().all(), name
        told |= {name} if new[column].notna().any() else set()
    assert told == {"one_class_sessions", "one_class_seats"}, told  # the sample says too little of the others


def test_sessions_that_a_single_person_joined_are_kept_back_in_the_older_version_alone(
    two_versions, sample_house, answers_told
):
    scope = whole(sample_house.known, period=YEARS, compare=Compare.NONE)
    rated = scope.changed(version=NEW)
    found = door.run("course_sessions", rated)
    of_rated = found.class_id[found.course_answers.notna()].iloc[0]
    asked = {"one_class_sessions": "K2", "course_sessions": "", "one_class_courses": of_rated}
    for name, class_id in asked.items():
        old, new = (door.run(name, scope.changed(version=version, class_id=class_id)) for version in (OLD, NEW))
        column = "attendees" if "attendees" in old else "course_answers"
        assert old[column].isna().sum() > new[column].isna().sum(), name


def test_what_a_sealed_pack_shows_is_shown_again_and_nothing_else_of_its_version(two_versions, sample_house):
    prune.cite(two_versions, OLD)
    scope = whole(sample_house.known, period=YEARS, compare=Compare.NONE, version=OLD)
    states = [door.run("class_scorecard", one).set_index("class_id").attendance_rate_state["K1"]
              for one in (scope, scope.changed(beside=()))]  # fmt: skip
    assert states[0] == "hidden" and states[1] != "hidden"
