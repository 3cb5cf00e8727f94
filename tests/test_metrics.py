"""Each metric recomputed in pandas from the source files, for the whole and for random parts of the province."""

from __future__ import annotations

import importlib
import math
import random
import re
from calendar import monthrange
from datetime import date
from pathlib import Path

import duckdb
import pandas as pd
import pytest

from analysis.intervals import normal_interval
from data import cubes
from data.accept import columns_in_sql
from data.fields import kinds
from data.metrics import metrics, thresholds
from data.versions import current, path_of
from pages.definitions import board as definitions
from queries import door
from queries.scope import Compare, Scope
from tests import oracle
from tests.conftest import House
from tests.oracle import Limits, Records
from tests.scopes import YEARS, limits, whole

CITY_ONLY = {m.key for m in metrics().values() if m.kind == "survey" and m.level == "K1"} | {"response_rate"}
LATTICE = set(cubes.thresholds())  # what the version itself keeps back: tests/test_attacker.py
MARTS = Path(__file__).parents[1] / "data" / "marts"


@pytest.fixture(scope="module")
def records(province_house: House) -> Records:
    return oracle.read(province_house.sources)


def agree(row: pd.Series, expected: dict[str, tuple[float, float]]) -> int:
    """Every metric of the row is what was counted, or protected. Returns how many were compared."""
    compared = 0
    for key in (k for k in row.index if k in expected):
        value, n = expected[key]
        state, metric = row[f"{key}_state"], metrics()[key]
        if state == "hidden":
            assert n < thresholds("inside")[metric.kind] or metric.count in LATTICE, (key, n)
            continue
        if n == 0:
            assert state == "none", key
            continue
        assert row[metric.count] == n, key
        assert math.isclose(row[key], value, rel_tol=1e-12, abs_tol=1e-12), (key, row[key], value)
        compared += 1
    return compared


def total(name: str, scope: Scope) -> pd.Series:
    """The row of the period and every level. Without levels beside it nothing but a small n hides a total."""
    frame = door.run(name, scope.changed(compare=Compare.NONE))
    rows = frame[(frame["slice"] == "now") & (frame["level_code"] == "*")]
    assert len(rows) == 1
    return rows.iloc[0]


def check(scope: Scope, house: House, records: Records) -> int:
    asked = limits(scope, house.known)
    return agree(total("effect_by_level", scope), oracle.figures(records, asked)) + agree(
        total("coverage_by_level", scope), oracle.coverage(records, asked)
    )


def test_every_metric_is_recomputed_somewhere(province, records):
    asked = Limits(YEARS)
    known = {**oracle.figures(records, asked), **oracle.coverage(records, asked)}
    families = [importlib.import_module(f"tests.{p.stem}") for p in Path(__file__).parent.glob("oracle_*.py")]
    assert set(metrics()) <= set(known) | {key for family in families for key in family.METRICS}


# The families of the metrics dictionary and how many each has.
FAMILIES = {
    "COV": 7, "PLN": 2, "NED": 2, "ELG": 4, "INT": 3, "ATT": 4, "RSP": 2, "EVA": 7, "LRN": 4, "APP": 4, "SUP": 2, "IMP": 1,
    "MIX": 4, "TEA": 4, "BAS": 2, "ISS": 4, "CST": 1, "DQ": 3,
}  # fmt: skip


def test_each_of_the_sixty_metrics_of_the_dictionary_is_defined_or_has_its_reason(sample):
    table = definitions(whole(sample.known)).table
    told = {re.match(r"[A-Z]+-\d+", row.cells[0].text)[0]: row.cells[2].text for row in table.rows}
    wanted = {f"{family}-{n:02d}" for family, count in FAMILIES.items() for n in range(1, count + 1)}
    assert len(wanted) == 60 and wanted <= set(told) and all(told.values())


def test_the_data_date_is_the_last_day_anything_happened(province, records):
    assert str(province.known.as_of) == records.as_of


def test_the_whole_province_agrees_with_its_source_files(province, records):
    assert check(whole(province.known), province, records) >= 18
    assert check(whole(province.known, period=YEARS), province, records) >= 18


@pytest.mark.parametrize("depth", [1, 2])
def test_a_city_and_a_county_agree(province, records, chance, depth):
    homes = records.enrolled.groupby("city" if depth == 1 else "region").size()
    places = [r.code for r in province.known.regions if r.depth == depth and homes.get(r.code, 0) >= 20]
    for code in chance.sample(places, 2):
        compared = check(whole(province.known, region=(code,), period=YEARS), province, records)
        assert compared >= 4, code  # some places keep back more than others, none nearly all


def test_a_level_a_type_and_a_quarter_agree(province, records, chance):
    known = province.known
    level = chance.choice(["B3", "B4", "B5", "B6"])
    kind = chance.choice(list(known.lists["types"]))
    year, quarter = chance.choice([(y, q) for y in (2024, 2025) for q in range(4)])
    months = (date(year, 3 * quarter + 1, 1), date(year, 3 * quarter + 3, monthrange(year, 3 * quarter + 3)[1]))
    parts = (whole(known, level=(level,), period=YEARS), whole(known, training_type=(kind,), period=YEARS))
    assert all(check(scope, province, records) >= 2 for scope in parts)  # much of a small level is kept back
    assert check(whole(known, period=months), province, records) >= 6


def test_several_limits_at_once_agree(province, records, chance):
    known = province.known
    for _ in range(4):
        scope = whole(
            known,
            region=tuple(chance.sample([r.code for r in known.regions if r.depth], 6)),
            level=tuple(chance.sample(["B3", "B4", "B5", "B6"], 2)),
            training_type=tuple(chance.sample(list(known.lists["types"]), 2)),
            period=(date(2024, chance.randint(1, 12), 1), date(2026, chance.randint(1, 5), 28)),
        )
        last = scope.period[1]
        scope = scope.changed(period=(scope.period[0], last.replace(day=monthrange(last.year, last.month)[1])))
        check(scope, province, records)


def test_every_level_of_the_table_agrees(province, records):
    scope = whole(province.known, period=YEARS, compare=Compare.NONE)
    for name, count in (("effect_by_level", oracle.figures), ("coverage_by_level", oracle.coverage)):
        frame = door.run(name, scope).set_index("level_code")
        found = [
            agree(_shown(frame.loc[level]), count(records, Limits(YEARS, levels=frozenset([level]))))
            for level in ("B3", "B4", "B5", "B6")
        ]
        assert sum(compared >= 2 for compared in found) >= 2, found


def test_three_classes_agree(province, records, chance):
    for class_id in chance.sample(sorted(records.answers.class_id.unique()), 3):
        scope = whole(province.known, class_id=class_id)
        runs = door.run("one_class", scope).set_index("class_id")
        row = door.run("class_scorecard", scope.changed(period=YEARS)).set_index("class_id").loc[class_id]
        expected = oracle.figures(records, Limits(YEARS, class_id=class_id))
        assert agree(runs.loc[class_id], expected) >= 6, class_id
        assert agree(row, expected) >= 5, class_id
        assert row["enrolled"] == expected["people"][1]


def test_the_rows_of_the_regions_agree(province, records, chance):
    scope = whole(province.known, period=YEARS)
    for name, count in (("effect_by_region", oracle.figures), ("coverage_by_region", oracle.coverage)):
        frame = door.run(name, scope).set_index(["depth", "region_code"])
        places = [key for key in frame.index if key[1] not in ("", province.known.root.code)]
        for depth, code in chance.sample(places, 8):
            expected = count(records, Limits(YEARS, regions=province.known.below((code,))))
            if depth == 2:  # anonymous answers stand with their city, not with a county
                expected = {k: v for k, v in expected.items() if k not in CITY_ONLY}
            agree(_shown(frame.loc[(depth, code)]), expected)


def test_months_and_types_agree(province, records, chance):
    scope = whole(province.known)
    moves = door.run("effect_trend", scope)
    moves = moves[(moves["step"] == "month") & (moves["level_code"] == "*")]
    for _, row in moves.sample(8, random_state=chance.randint(0, 2**31)).iterrows():
        first = row["start"].date()
        month = (first, first.replace(day=monthrange(first.year, first.month)[1]))
        agree(_shown(row), oracle.figures(records, Limits(month)))
    kinds = door.run("effect_by_type", scope).set_index(["train_type", "level_code"])
    for kind in province.known.lists["types"]:
        agree(_shown(kinds.loc[(kind, "*")]), oracle.figures(records, Limits(scope.period, types=frozenset([kind]))))


def test_reach_counts_a_person_once_however_many_classes_and_only_who_still_serves(province, records):
    first, last = (str(day) for day in YEARS)
    done = records.enrolled[(records.enrolled.status == "DONE") & records.enrolled.start_date.between(first, last)]
    serving = set(records.spells[(records.spells.valid_from <= last) & (records.spells.valid_to >= last)].cadre_id)
    reached = set(done.cadre_id) & serving
    assert len(reached) < done.cadre_id.nunique() < len(done)  # some left, some came twice
    row = total("coverage_by_level", whole(province.known, period=YEARS))
    assert row["reach_rate"] == len(reached) / len(serving) and row["population"] == len(serving)


def test_whoever_was_reached_in_any_period_by_any_types_is_counted_where_they_serve_at_its_end(province, records):
    seed = random.randrange(2**32)
    print("seed", seed)
    chance, months = random.Random(seed), list(pd.date_range(*YEARS, freq="MS"))
    with duckdb.connect(str(path_of(province.warehouse, current(province.warehouse))), read_only=True) as con:
        for count in (None, 1, 1, 2, 3, 0):
            first, end = sorted(chance.sample(months, 2))
            last = end + pd.offsets.MonthEnd(0)
            types = None if count is None else chance.sample(sorted(province.known.lists["types"]), count)
            found = con.execute(
                "SELECT region_code, level_code, population, reached "
                "FROM selected_reach(NULL, NULL, $types::VARCHAR[], $first, $end)",
                {"types": types, "first": first.date(), "end": end.date()},
            ).fetchall()
            counted = _reached(records, str(first.date()), str(last.date()), types)
            assert {(place, level): (people, of) for place, level, people, of in found} == counted, (first, end, types)


def _reached(records: Records, first: str, last: str, types: list[str] | None) -> dict[tuple[str, str], tuple[int, int]]:
    """Region and level -> people in service on the last day, and those of them who completed a class begun in between."""
    done = records.enrolled[(records.enrolled.status == "DONE") & records.enrolled.start_date.between(first, last)]
    done = done if types is None else done[done.train_type.isin(types)]
    serving = records.spells[(records.spells.valid_from <= last) & (records.spells.valid_to >= last)]
    cells = serving.assign(reached=serving.cadre_id.isin(done.cadre_id)).groupby(["region", "level"]).reached
    return {cell: (len(people), people.sum()) for cell, people in cells}


def _shown(row: pd.Series) -> pd.Series:
    """The metrics of a row that nothing hides: beside parts of a total, more may be hidden than the small ones."""
    return row.drop([k for k in row.index if row.get(f"{k}_state") == "hidden"])



def test_answers_are_satisfied_by_options_and_points_up_to_more_than_ten_by_their_share():
    """Five classes, on scales of 4, 5, 10, 20 and 100."""
    scores = {4: (4, 3, 2), 5: (5, 4, 3, 2, 1), 10: (10, 9, 8), 20: (20, 18, 17, 16, 15, 8),
              100: (100, 90, 89, 80, 79, 41, 40)}  # fmt: skip
    answers = [(f"K{most}", "OV", score, most) for most, given in scores.items() for score in given]
    with duckdb.connect() as con:
        evaluate(con, answers)
        found = con.execute("SELECT class_id, ov_positive, ov_top, ov_low FROM mart_evaluation").fetchall()
    assert dict((name, tuple(counts)) for name, *counts in found) == {
        "K4": (2, 1, 1), "K5": (2, 1, 2), "K10": (2, 1, 0), "K20": (4, 2, 1), "K100": (4, 2, 1),
    }  # fmt: skip


def evaluate(con: duckdb.DuckDBPyConnection, answers: list[tuple]) -> None:
    """The mart of these answers: class, dimension, score, highest score."""
    con.execute("CREATE TABLE dim_region (code VARCHAR, city_code VARCHAR)")
    con.execute("CREATE TABLE dim_class (class_id VARCHAR, end_date DATE)")
    con.execute(
        "CREATE TABLE enrolment "
        "(class_id VARCHAR, region_code VARCHAR, level_code VARCHAR, checked_in BOOLEAN, left_on DATE, end_date DATE)"
    )
    con.execute(f"CREATE TABLE acc_evaluations ({columns_in_sql(kinds()['evaluations'])})")
    columns = "response_id, class_id, dimension_code, score, scale_max"
    rows = [(f"r{n}", *row) for n, row in enumerate(answers)]
    con.executemany(f"INSERT INTO acc_evaluations ({columns}) VALUES (?, ?, ?, ?, ?)", rows)
    con.execute((MARTS / "22_evaluation.sql").read_text(encoding="utf-8"))


def test_the_net_promoter_score_of_fifty_answers_is_that_of_the_dictionary_and_so_is_its_interval():
    """23 promoters and 4 detractors of 50: 38.0, standard error 8.89. A question up to 5 is another question."""
    scores = [10] * 13 + [9] * 10 + [8] * 13 + [7] * 10 + [6] * 3 + [0]
    with duckdb.connect() as con:
        evaluate(con, [("K", "RC", score, 10) for score in scores] + [("K", "RC", 5, 5)])
        for name in ("recommend_net", "recommend_spread"):
            con.execute(metrics()[name].macro)
        sums = "(rc_promoters, rc_detractors, rc_count)"
        asked = f"SELECT recommend_net{sums}, recommend_spread{sums}, sum(rc_count) FROM mart_evaluation"
        found = con.execute(asked).fetchone()
    low, high = normal_interval(*found)
    assert (found[0], found[2]) == (38.0, 50)
    assert (low, high) == pytest.approx((38 - 1.959964 * 8.89, 38 + 1.959964 * 8.89), abs=0.01)


def test_leave_above_one_seventh_of_all_hours_is_over_the_limit_and_absence_is_no_leave():
    """Classes of 24, 40 and 96 hours: 3.43, 5.71 and 13.71, to the minute. Of 21 hours three are within it."""
    leave = {24: (205, 206), 40: (342, 343), 96: (822, 823), 21: (180, 181)}
    with duckdb.connect() as con:
        roll(con, {f"K{hours}": (hours, 1 / 7) for hours in leave} | {"said": (None, 1 / 7), "early": (24, None)})
        rows = [(f"K{hours}", f"{hours}-{n}", n, "V") for hours, given in leave.items() for n in given]
        rows += [("K24", "away", 1200, "A"), ("said", "long", 206, "V"), ("early", "once", 1200, "V")]
        attend(con, rows)
        columns = "class_id, attendees, leave_judged, leave_over, leave_passed, absentees, absent_minutes"
        found = con.execute(f"SELECT {columns} FROM mart_attendance").fetchall()
    assert {name: tuple(counts) for name, *counts in found} == {
        "K24": (3, 3, 1, 1, 1, 1200), "K40": (2, 2, 1, 1, 0, 0), "K96": (2, 2, 1, 1, 0, 0), "K21": (2, 2, 1, 1, 0, 0),
        "said": (1, 1, 1, 1, 0, 0), "early": (1, 0, 0, 0, 0, 0),
    }  # fmt: skip


def roll(con: duckdb.DuckDBPyConnection, classes: dict[str, tuple[float | None, float | None]]) -> None:
    """Classes of a day with hours and limit of leave: 100 hours in sessions of a minute, 24 if a class tells no hours."""
    con.execute("CREATE TABLE dim_class (class_id VARCHAR, scheduled_hours DOUBLE, leave_limit DOUBLE, end_date DATE)")
    con.execute(f"CREATE TABLE acc_sessions ({columns_in_sql(kinds()['sessions'])})")
    for name, (hours, limit) in classes.items():
        con.execute("INSERT INTO dim_class VALUES (?, ?, ?, DATE '2026-03-02')", [name, hours, limit])
        con.execute(
            "INSERT INTO acc_sessions (session_id, class_id, date, hours) "
            f"SELECT '{name}' || n, '{name}', DATE '2026-03-02', 1 / 60 FROM range({6000 if hours else 1440}) r(n)"
        )


def attend(con: duckdb.DuckDBPyConnection, people: list[tuple[str, str, int, str]]) -> None:
    """The mart of people who completed: class, person, minutes marked so, mark; they were there for one minute more."""
    con.execute("CREATE TABLE attendance_credit AS FROM (VALUES ('P', 1), ('V', 0), ('A', 0)) t(status, credit)")
    con.execute(f"CREATE TABLE acc_attendance ({columns_in_sql(kinds()['attendance'])})")
    con.execute(
        "CREATE TABLE enrolment (enrollment_id VARCHAR, class_id VARCHAR, region_code VARCHAR, level_code VARCHAR, "
        "checked_in BOOLEAN, completed BOOLEAN, left_on DATE)"
    )
    for name, person, minutes, mark in people:
        con.execute("INSERT INTO enrolment VALUES (?, ?, '', '', TRUE, TRUE, NULL)", [person, name])
        con.execute(
            "INSERT INTO acc_attendance (session_id, enrollment_id, status) "
            f"SELECT '{name}' || n, '{person}', if(n < {minutes}, '{mark}', 'P') FROM range({minutes + 1}) r(n)"
        )
    con.execute((MARTS / "21_attendance.sql").read_text(encoding="utf-8"))
