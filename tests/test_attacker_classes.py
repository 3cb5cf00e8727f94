"""The attacker of tests/test_attacker.py with the lists of classes: totals less the classes that are shown."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd

from analysis.rings import hide
from bench.attacker import narrowed
from data.metrics import metrics, thresholds
from queries import door
from queries.scope import Audience, Compare
from queries.warehouse import open_version
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
