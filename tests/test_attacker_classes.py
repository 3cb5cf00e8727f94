"""The attacker of tests/test_attacker.py with the lists of classes: totals less the classes that are shown."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd
import pytest

from analysis.rings import hide
from bench.attacker import narrowed
from data import cubes, lattice
from data.ladder import finest_steps
from data.metrics import metrics, thresholds
from queries import door
from queries.release import place_of
from queries.scope import Audience, Compare
from queries.warehouse import open_version
from queries.whole_classes import hidden_classes
from tests.scopes import YEARS, whole

KEYS = ("improvement_rate", "application_rate", "attendance_rate")


def test_no_small_class_is_narrowed_by_the_sums_of_its_rows_and_columns(dice):
    least, met = 5, 0
    while met < 12:
        people = dice.choice([0, 2, 6, 20], 18, p=[0.1, 0.15, 0.25, 0.5]) + dice.integers(0, 3, 18)
        cells = [(int(r), int(c)) for r, c in dice.integers(0, 3, (18, 2))]
        lines = [np.array([cell[axis] == line for cell in cells]) for axis in (0, 1) for line in range(3)]
        small = (people > 0) & (people < least)
        if any(0 < people[line].sum() < least for line in lines):
            continue  # such a sum is not shown
        hidden = hide(people.astype(float), *placed(cells), least, np.zeros(18, dtype=bool))
        assert hidden[small].all()
        known = lines + [np.arange(18) == at for at in np.flatnonzero(~hidden)]
        for at in np.flatnonzero(small)[:2]:
            low, high = narrowed(known, people, np.arange(18) == at)
            assert high - low >= least - 1e-6, (people, cells, hidden, at)
            met += 1


def placed(cells: list[tuple[int, int]]) -> tuple[list[tuple[int, int]], np.ndarray]:
    """The different cells, and of each thing the place of its own among them."""
    different = sorted(set(cells))
    return different, np.array([different.index(cell) for cell in cells])


def told(classes: list[tuple[int, str, int]]) -> tuple[list[tuple[int, int]], dict[str, int]]:
    """(cell of a step and a type of each class (month, type, people of it), label of each type) in a year of these alone."""
    rows = pd.DataFrame(classes, columns=["month", "train_type", "app_answers"])
    rows = rows.assign(year=2026, day=0, city="11", place="11", level_code="B1", **{"class": range(len(rows))})
    found = lattice.release([rows.drop(columns="class")], rest=[rows]).query("audience in ['', 'inside']")
    branch = {name: dict(zip(part.code, part.labels, strict=True)) for name, part in found.groupby("branch")}
    steps, months = finest_steps(np.array(branch["whole"][""])), branch["types"][""][1]
    label = {code: labels[-1] for code, labels in branch["type"].items()}
    at = [(month - 1, steps[month > 6], label[code]) for month, code, _ in classes]
    return [(month // step * step, 12 * code + month // months) for month, step, code in at], label


@pytest.mark.parametrize("classes", [
    [(3, "T3", 26), (1, "T2", 60), (3, "T2", 26), (1, "T4", 7), (2, "T4", 12), (3, "T1", 26), (3, "T1", 7)],
    [(3, "T4", 12), (5, "T1", 7), (2, "T1", 12), (1, "T2", 26), (5, "T3", 26), (2, "T4", 3), (5, "T1", 26)],
    [(1, "T2", 60), (6, "T1", 7), (4, "T1", 12), (5, "T4", 3), (2, "T1", 12), (6, "T4", 26), (5, "T2", 60)],
])  # fmt: skip
def test_a_small_class_of_a_type_that_makes_no_ring_with_others_is_told_together_with_them(classes):
    people, least = np.array([n for *_, n in classes], dtype=float), cubes.thresholds()["app_answers"][0]
    cells, _ = told(classes)
    hidden = hide(people, *placed(cells), least, np.zeros(len(people), dtype=bool))
    lines = [np.array([cell[axis] == line for cell in cells]) for axis in (0, 1) for line in {c[axis] for c in cells}]
    assert all(people[line].sum() >= least for line in lines)
    for at in np.flatnonzero(people < least):
        known = lines + [np.arange(len(people)) == other for other in np.flatnonzero(~hidden)]
        low, high = narrowed(known, people, np.arange(len(people)) == at)
        assert high - low >= least - 1e-6, (classes[at], cells, hidden)


def test_types_whose_small_class_has_a_ring_stay_apart():
    _, label = told([(1, "T1", 7), (1, "T2", 30), (2, "T1", 30), (2, "T2", 30), (3, "T1", 7), (3, "T2", 30)])
    assert label["T1"] != label["T2"]


def test_where_no_class_is_small_none_is_kept_back(dice):
    people, cells = dice.integers(10, 40, 30).astype(float), [(int(r), int(c)) for r, c in dice.integers(0, 4, (30, 2))]
    assert not hide(people, *placed(cells), 10, np.zeros(30, dtype=bool)).any()


def test_the_sum_of_a_month_or_type_less_the_classes_shown_is_of_nobody_or_of_enough(province):
    for audience in Audience:
        scope = whole(province.known, period=YEARS, compare=Compare.NONE, audience=audience)
        classes, kept = door.run("class_scorecard", scope), 0
        months, types = classes.start_date.dt.to_period("M"), classes.train_type
        trend = door.run("effect_trend", scope)
        trend = trend[(trend.step == "month") & (trend.level_code == "*")]
        month = pd.PeriodIndex(trend.start, freq="M")
        for key in KEYS:
            count = metrics()[key].count
            least, shown = thresholds(audience.value)[metrics()[key].kind], classes[count].fillna(0)
            left = trend.set_axis(month)[count] - shown.groupby(months).sum().reindex(month, fill_value=0)
            for year in range(2023, 2027):
                of_year = scope.changed(period=(date(year, 1, 1), date(year, 12, 31)))
                by_type = door.run("effect_by_type", of_year).query("level_code == '*'").set_index("train_type")[count]
                own = classes.start_date.dt.year == year
                left = pd.concat([left, by_type.drop("*", errors="ignore") - shown[own].groupby(types[own]).sum()])
            few = left[(left > 0) & (left < least)]
            assert few.empty, (key, few)
            kept += (classes[f"{key}_state"] == "hidden").sum()
        assert kept > 3


def test_a_class_kept_back_is_kept_back_on_its_own_page_and_level_by_level(province):
    scope = whole(province.known, period=YEARS, compare=Compare.NONE)
    classes = door.run("class_scorecard", scope)
    con = open_version(province.warehouse, province.known.version).cursor()
    raw = dict(con.execute("SELECT class_id, sum(app_answers) FROM effect_class GROUP BY class_id").fetchall())
    kept = classes[classes.application_rate_state == "hidden"].class_id
    beside = [one for one in kept if raw[one] >= thresholds("inside")["survey"]]
    assert beside, "no class is hidden beside a smaller one"
    for name in ("one_class", "one_class_by_level", "like_classes", "follow_up_classes"):
        asked = scope.changed(class_id=beside[0])
        rows = door.run(name, asked)
        rows = rows[rows.class_id == beside[0]] if "class_id" in rows else rows
        assert len(rows) and rows.app_answers.isna().all(), name


def test_what_classes_on_a_topic_came_to_is_a_sum_of_classes_that_are_told_or_is_not_told(province):
    scope = whole(province.known, period=YEARS, compare=Compare.NONE)
    con = open_version(province.warehouse, province.known.version).cursor()
    topic = dict(con.execute("SELECT class_id, topic_code FROM dim_class").fetchall())
    classes, told, kept = door.run("class_scorecard", scope), 0, 0
    for code, n in door.run("needs_by_topic", scope).set_index("topic_code")["app_answers"].drop("*").items():
        own = classes[classes.class_id.map(topic) == code]
        told, kept = told + (n > 0), kept + np.isnan(n)
        assert np.isnan(n) or (n == own.app_answers.sum() and not (own.application_rate_state == "hidden").any()), code
    assert told > 3 and kept > 0
    for part in ({"region": ("610800",)}, {"level": ("B3",)}):
        rows = door.run("needs_by_topic", scope.changed(**part)).set_index("topic_code").drop("*")
        assert rows[["pairs", "app_answers", "reached"]].isna().all(axis=None) and len(rows) > 3


@pytest.fixture(scope="module")
def of_six(sample_house):
    """Outside the department, of the sample's class of six and the one beside it nothing is told."""
    known = sample_house.known
    kept = hidden_classes(place_of(sample_house.warehouse, known.version, "outside"))
    assert kept["checked_in"] == kept["enrolled"] == {"K1", "K2"}
    return whole(known, period=YEARS, compare=Compare.NONE, audience=Audience.OUTSIDE)


@pytest.mark.parametrize("class_id", ["K1", "K2"])
def test_a_class_kept_back_is_not_told_by_its_seats_or_by_those_who_were_not_sent_back(sample, of_six, class_id):
    """Of sixteen seats thirteen were taken: who is told the share and the seats has counted the class."""
    for name, column in (("one_class_seats", "seats_base"), ("one_class_returns", "decided_here"),
                         ("selection_classes", "seats_given")):  # fmt: skip
        of_class = of_six.changed(class_id=class_id)
        rows = [door.run(name, one) for one in (of_class, of_class.changed(audience=Audience.INSIDE))]
        rows = [found[found.class_id == class_id] if "class_id" in found else found for found in rows]
        assert len(rows[0]) and rows[0][column].isna().all() and rows[1][column].notna().any(), name


def test_an_improvement_between_classes_of_which_one_is_kept_back_tells_neither(sample, of_six):
    for scope in (of_six, of_six.changed(audience=Audience.INSIDE)):
        found = door.run("improvements", scope).set_index(["class_id", "later_id"]).loc[("K1", "K2")]
        assert found[["before_count", "after_count", "others_before_count", "others_after_count"]].isna().all()


def test_quartiles_are_of_classes_that_are_told(province):
    """The middle one of an odd number is a class."""
    scope = whole(province.known, period=YEARS, compare=Compare.NONE)
    classes, met = door.run("class_scorecard", scope), 0
    for class_id in classes.class_id[classes.application_rate_state == "shown"].head(6):
        of_class = scope.changed(class_id=class_id)
        near = door.run("like_classes", of_class).query("class_id != @class_id")
        for found in door.run("class_peers", of_class).itertuples():
            if found.metric not in near or f"{found.metric}_state" not in near:
                continue
            told = near[found.metric][near[metrics()[found.metric].count] >= 10].dropna()
            assert len(told) == found.peer_classes and np.allclose(
                told.quantile([0.25, 0.5, 0.75]), [found.low, found.middle, found.high]
            )
            met += (near[f"{found.metric}_state"] == "hidden").any()
    assert met
