"""Follow-up: figures against the source files, first use week by week, what is kept apart, what was planted."""

from __future__ import annotations

import math
import random
from datetime import date, timedelta
from pathlib import Path

import duckdb
import pandas as pd
import pytest

from analysis.intervals import wilson
from board.charts.punctual import time_finding
from board.model import State, Value
from data.build import Order, build
from data.metrics import metrics
from data.versions import current, path_of
from pages.follow_up import board
from queries import door
from queries.scope import Compare, Scope
from queries.warehouse import open_version
from tests import oracle, oracle_follow_up
from tests.conftest import House
from tests.scopes import YEARS, limits, whole

SAMPLE = Path(__file__).parent / "sample"


@pytest.fixture(scope="module")
def due(province_house: House) -> pd.DataFrame:
    return oracle_follow_up.forms(province_house.sources, oracle.read(province_house.sources))


def scopes(house: House, chance: random.Random) -> list[Scope]:
    """The whole, and a city, a level and a type of it."""
    known = house.known
    city = chance.choice([r.code for r in known.regions if r.depth == 1])
    level, kind = chance.choice(["B4", "B5"]), chance.choice(list(known.lists["types"]))
    parts = ({}, {"region": (city,)}, {"level": (level,)}, {"training_type": (kind,)})
    return [whole(known, period=YEARS, compare=Compare.NONE, **part) for part in parts]


def agrees(row: dict, key: str, expected: tuple[float, float]) -> int:
    """The row says what was counted, or keeps it back. Returns 1 if a number was compared; each test says how many are."""
    value, n = expected
    state = row[f"{key}_state"]
    if state == "hidden":
        return 0
    if n == 0:
        assert state == "none", key
        return 0
    assert row[metrics()[key].count] == n, key
    assert math.isclose(row[key], value, rel_tol=1e-12, abs_tol=1e-12), (key, row[key], value)
    return 1


def rows(name: str, scope: Scope) -> list[dict]:
    return door.run(name, scope).to_dict("records")


def test_later_use_leaders_and_backing_agree_with_the_source_files(province, due, chance):
    compared = 0
    for scope in scopes(province, chance):
        counted = oracle_follow_up.figures(due, limits(scope, province.known))
        (row,) = [r for r in rows("follow_up_by_level", scope) if r["level_code"] == "*"]
        compared += sum(agrees(row, key, counted[key]) for key in counted)
    assert compared >= 12


def test_every_reason_agrees_with_the_source_files(province, due, chance):
    compared = 0
    for scope in scopes(province, chance):
        counted = oracle_follow_up.barriers(due, limits(scope, province.known))
        for row in (r for r in rows("use_barriers", scope) if r["level_code"] == "*"):
            expected = counted.get(row["barrier_code"], (0.0, next(iter(counted.values()))[1]))
            compared += agrees(row, "barrier_rate", expected)
    assert compared >= 16


def test_use_by_backing_and_by_time_of_answer_agrees_with_the_source_files(province, due, chance):
    compared = 0
    for scope in scopes(province, chance):
        counted = oracle_follow_up.by_group(due, limits(scope, province.known))
        for row in (*rows("use_by_support", scope), *rows("answers_by_time", scope)):
            group = row.get("support", row.get("answer_group"))
            compared += agrees(row, "application_rate", counted[group]) if group in counted else 0
    assert compared >= 8


def test_first_use_agrees_with_the_source_files_week_by_week(province, due, chance):
    compared = 0
    for scope in scopes(province, chance):
        counted = oracle_follow_up.first_use(due, limits(scope, province.known))
        for row in (r for r in rows("first_use", scope) if r["level_code"] == "*"):
            compared += agrees(row, "first_use_rate", counted.get(row["week"], (0.0, 0)))
    assert compared >= 40


def built(warehouse: Path, forms: str) -> Path:
    """The sample with other follow-ups, built; the file of its version."""
    source = warehouse.parent / "follow_ups.csv"
    source.write_text(forms, encoding="utf-8")
    others = tuple(p for p in SAMPLE.glob("*.csv") if p.stem != "follow_ups")
    build(Order((*others, source), warehouse))
    return path_of(warehouse, current(warehouse))


def ask(path: Path, sql: str) -> list[tuple]:
    with duckdb.connect(str(path), read_only=True) as con:
        return con.execute(sql).fetchall()


# K1 ended on 2026-03-03; the last day of the sample's other records is 2026-06-01 or before.
HEAD = "followup_id,enrollment_id,wave,rater_role,due_on,submitted_on,applied,first_applied_on\n"
FORMS = HEAD + "\n".join(
    (
        "1,E1-01,W1,TRN,2026-06-01,2026-06-01,YES,2026-03-10",  # day 7: the second week
        "2,E1-02,W1,TRN,2026-06-01,2026-06-01,YES,",  # no day: that of the form, day 90
        "3,E1-03,W1,TRN,2026-06-01,2026-06-01,NO,",  # not until day 90
        "4,E1-04,W1,TRN,2026-06-01,,,",  # overdue: says nothing
        "5,E1-05,W1,TRN,2026-06-01,2026-05-20,PARTLY,2026-03-02",  # during the class: the first week
        "6,E2-01,W1,TRN,2026-08-10,2026-05-30,YES,2026-05-20",  # answered before it is due: not counted yet
        "7,E1-01,W1,SUP,2026-06-01,2026-06-01,NO,",  # a leader's form is no first use
    )
)


def test_first_use_counts_a_trainee_once_by_week_and_only_forms_that_are_due(sample_copy):
    path = built(sample_copy, FORMS)
    found = ask(path, "SELECT week, sum(first_uses), sum(unused_so_far) FROM first_use_month GROUP BY week ORDER BY week")
    assert found == [(0, 1, 0), (1, 1, 0), (12, 1, 1)]


def test_overdue_not_due_and_not_applied_are_three_things(sample_copy):
    path = built(sample_copy, FORMS)
    counted = ask(path, "SELECT sum(app_due), sum(app_answers), sum(applied) FROM effect_class WHERE class_id = 'K1'")
    assert counted == [(5, 4, 3)]  # one overdue, one not applied
    assert ask(path, "SELECT sum(app_due), sum(not_due) FROM effect_class WHERE class_id = 'K2'") == [(0, 6)]


def test_a_class_counts_once_it_is_ninety_days_old_and_not_a_day_before(sample_copy):
    early = FORMS.replace("2026-06-01", "2026-06-02").replace("2026-06-02,2026-06-02", "2026-06-02,2026-06-01")
    path = built(sample_copy, early)  # the last day anything happened is now a day before the forms are due
    assert ask(path, "SELECT sum(app_due), sum(app_answers) FROM effect_class WHERE class_id = 'K1'") == [(0, 0)]


def test_a_class_that_ended_forty_days_ago_is_not_in_the_ninety_day_share(sample_copy):
    """K2 ended on 2026-05-12; the last form came in on 2026-06-21. A share at 30 days is said nowhere."""
    path = built(sample_copy, FORMS.replace("2026-06-01,2026-06-01,NO,\n4", "2026-06-01,2026-06-21,NO,\n4"))
    assert ask(path, "SELECT value FROM meta WHERE key = 'as_of'") == [("2026-06-21",)]
    assert ask(path, "SELECT sum(app_due), sum(not_due) FROM effect_class WHERE class_id = 'K2'") == [(0, 6)]
    assert ask(path, "SELECT sum(app_due), sum(not_due) FROM effect_class WHERE class_id = 'K1'") == [(5, 0)]


def test_a_day_more_changes_only_the_class_that_becomes_due_on_it(sample_copy):
    early = FORMS.replace("2026-06-01", "2026-06-02").replace("2026-06-02,2026-06-02", "2026-06-02,2026-06-01")
    later = early.replace("3,E1-03,W1,TRN,2026-06-02,2026-06-01", "3,E1-03,W1,TRN,2026-06-02,2026-06-02")
    counted = "SELECT class_id, sum(app_due), sum(app_answers), sum(not_due) FROM effect_class GROUP BY class_id ORDER BY 1"
    before, after = (ask(built(sample_copy, forms), counted) for forms in (early, later))
    assert [old[0] for old, new in zip(before, after, strict=True) if old != new] == ["K1"]


def test_no_row_of_a_single_form_is_published(province):
    con = open_version(province.warehouse, province.known.version).cursor()
    names = {row[0] for row in con.execute("SELECT table_name FROM duckdb_tables()").fetchall()}
    assert "form" not in names
    for table in ("first_use_month", "use_month"):
        columns = {row[0] for row in con.execute(f"SELECT column_name FROM (DESCRIBE {table})").fetchall()}
        assert not columns & {"who", "enrollment_id", "cadre_id", "class_id"}


def test_the_curve_of_first_use_is_the_product_of_the_weeks(province, due):
    scope = whole(province.known, period=YEARS)
    counted = oracle_follow_up.first_use(due, limits(scope, province.known))
    (chart,) = [c for c in board(scope).charts if c.head.id == "first_use"]
    left = 1.0
    for week, mark in enumerate(chart.lines[0].marks):
        left *= 1 - counted[week][0]
        assert mark.value.number == pytest.approx(1 - left, abs=1e-12)
        assert mark.value.low <= mark.value.number <= mark.value.high
        assert mark.value.n == counted[week][1]


def test_a_version_without_follow_ups_names_the_file_that_would_fill_the_page(sample_copy, monkeypatch):
    others = tuple(p for p in SAMPLE.glob("*.csv") if p.stem != "follow_ups")
    build(Order(others, sample_copy))
    monkeypatch.setenv("XUNXIAO_WAREHOUSE", str(sample_copy))
    for language in ("zh", "en"):
        said = board(Scope(current(sample_copy), (date(2026, 1, 1), date(2026, 6, 30)), language=language))
        assert "follow_ups" in said.empty and not (said.tiles or said.charts or said.table)


def test_a_period_in_which_nothing_is_due_says_not_due_and_never_zero(province):
    known = province.known
    said = board(whole(known, period=(date(2026, 6, 1), date(2026, 6, 30)), compare=Compare.NONE))
    assert said.tiles[0].value.text == "未到期" and said.tiles[0].value.number is None
    assert said.table is not None and said.table.rows
    assert not any(c.head.metric == "application_rate" for c in said.charts)


def answers(share: float, n: int) -> Value:
    low, high = (float(end) for end in wilson(round(share * n), n))
    return Value(share, f"{share:.0%}", n=n, low=low, high=high)


def test_late_answers_that_are_lower_bound_what_those_who_did_not_answer_would_make_of_the_whole(province):
    now = {"application_rate": 0.6, "application_rate_state": "shown", "app_answers": 300, "follow_response_rate": 0.75,
           "follow_response_rate_state": "shown", "app_due": 400}  # fmt: skip
    scope = whole(province.known)
    said = time_finding(answers(0.7, 200), answers(0.4, 100), now, scope)
    low, high = (0.75 * 0.6 + 0.25 * float(end) for end in wilson(40, 100))
    assert "可能更低" in said and f"{100 * low:.1f}" in said and f"{100 * high:.1f}" in said
    alike = time_finding(answers(0.6, 200), answers(0.58, 100), now, scope)
    assert "没有可辨的差别" in alike and "全体" not in alike


def test_forms_of_the_second_wave_are_not_due_of_a_class_that_ended_lately_and_the_latest_stand_first(province):
    lines = [row.cells for row in board(whole(province.known, period=YEARS)).table.rows]
    due = [cells for cells in lines if cells[4].text != "0"]
    ends = [cells[1].text for cells in due]
    assert ends == sorted(ends, reverse=True)
    lately = [cells[-1].state for cells in due if date.fromisoformat(cells[1].text) > province.known.as_of - timedelta(180)]
    assert lately and set(lately) == {State.NOT_DUE}
    assert State.NOT_DUE not in {cells[-1].state for cells in due[len(lately):]}
