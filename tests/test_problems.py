"""Problems: every figure recomputed, the sample counted by hand, planted findings on the page and none without them."""

from __future__ import annotations

import math
from datetime import date
from fractions import Fraction

import pytest

from board.model import State
from board.problems import wait
from board.text import t
from data.demo import plants
from data.metrics import metrics
from pages import problems
from queries import door
from queries.scope import Compare
from tests import oracle, oracle_problems
from tests.conftest import House
from tests.oracle import Limits, Records
from tests.scopes import HALF, YEARS, whole
from tests.walk import everything

BASE_ONE = "高新技术现场教学点01（虚构）"


@pytest.fixture(scope="module")
def records(province_house: House) -> Records:
    return oracle.read(province_house.sources)


def row(name: str, scope, **keys: object) -> dict:
    frame = door.run(name, scope)
    for key, value in keys.items():
        frame = frame[frame[key] == value]
    assert len(frame) == 1, frame
    return frame.iloc[0].to_dict()


def agree(found: dict, expected: dict[str, tuple[float, float]]) -> int:
    shared = [k for k in found if k in expected and expected[k][1]]
    for key in shared:
        value, n = expected[key]
        assert found[metrics()[key].count] == n, key
        assert math.isclose(found[key], value, rel_tol=1e-12), key
    return len(shared)


@pytest.mark.parametrize("period", [YEARS, HALF, (date(2025, 7, 1), date(2025, 12, 31))])
def test_what_became_of_problems_agrees_with_the_source_files(province, records, period):
    scope = whole(province.known, period=period, compare=Compare.NONE)
    expected = oracle_problems.figures(province.sources, records, Limits(period))
    assert agree(row("problem_total", scope, slice="now", category="*"), expected) == 4
    assert agree(row("problem_reports", scope, slice="now", host_name="*"), expected) == 2


def test_improvements_agree_with_the_answers_of_both_runs(province, records):
    frame = door.run("improvements", whole(province.known, period=YEARS))
    shown = frame[frame["target_before"].notna() & frame["others_after"].notna()]
    assert len(shown) >= 5
    for found in shown.head(6).to_dict("records"):
        expected = oracle_problems.improvement(records, found["class_id"], found["later_id"], found["dimension_code"])
        for key, (value, n) in expected.items():
            if found[f"{key}_state"] in ("shown", "hollow"):
                assert math.isclose(found[key], value, rel_tol=1e-12) and found[metrics()[key].count] == n


# The sample, counted on fingers: see tests/sample/issues.csv.


def test_closed_without_evidence_or_late_is_not_on_time_and_an_open_one_past_its_day_is_due(sample):
    total = row("problem_total", whole(sample.known, compare=Compare.NONE), slice="now", category="*")
    assert total["issues"] == 4 and total["due_issues"] == 4 and total["overdue_issues"] == 1
    assert total["on_time_rate"] == Fraction(1, 4) and total["fixed_in_class_rate"] == Fraction(1, 4)


def test_the_next_run_tells_what_came_back(sample):
    total = row("problem_total", whole(sample.known, compare=Compare.NONE), slice="now", category="*")
    assert total["next_issues"] == 2 and total["recurrence_rate"] == Fraction(1, 2) and total["next_silent"] == 0


def test_half_are_closed_by_the_day_the_curve_crosses_and_the_open_one_is_censored(sample):
    frame = door.run("problem_days", whole(sample.known))
    waited = wait(frame, (1, 30))
    assert waited.closed == 3 and waited.open == 1
    assert waited.median == 8  # closed after 1, 8 and 22 days; one of four still waits
    assert dict(waited.by_day)[1] == pytest.approx(1 / 4)


# Planted: the whole list and the province without plants stand in tests/test_planted.py.


def test_the_planted_base_and_the_silent_host_are_what_needs_doing(province):
    board = problems.board(whole(province.known, period=YEARS))
    said = [statement.text for statement in board.actions]
    assert len(said) == 2
    assert BASE_ONE in said[0] and plants.SILENT_HOST in said[1]


def test_the_planted_city_closes_on_time_after_its_improvement_and_not_before(province):
    city = province.known.region(str(plants.SLOW_CITY)).zh
    shares = []
    for period in ((YEARS[0], date(2025, 6, 30)), (date(2025, 7, 1), YEARS[1])):
        board = problems.board(whole(province.known, period=period))
        places = next(c for c in board.charts if c.head.id == "places")
        shares.append({m.label: m.value.number for m in places.marks})
    assert shares[0][city] < min(v for k, v in shares[0].items() if k != city) - 0.1
    assert shares[1][city] > shares[0][city] + 0.1


# What must hold of any page of problems.


def test_a_class_whose_problems_are_open_and_not_due_is_not_said_to_have_no_records(province):
    scope = whole(province.known, period=YEARS)
    open_ = door.run("problem_classes", scope).query("due_issues == 0 and waited.notna()")
    lines = {row.link.params[0][1]: row for row in problems.board(scope).table.rows}
    assert len(open_) and all(lines[k].cells[5].state is State.NOT_DUE for k in open_["class_id"])


def test_a_run_without_reports_is_a_question_and_no_proof(province):
    board = problems.board(whole(province.known, period=YEARS))
    silent = next(tile for tile in board.tiles if tile.metric == "silent_rate")
    assert "疑问" in " ".join(silent.notes)
    again = next(tile for tile in board.tiles if tile.metric == "recurrence_rate")
    assert "不算没有复发" in " ".join(again.notes)


def test_improvements_carry_the_warning_of_regression_to_the_mean(province):
    board = problems.board(whole(province.known, period=YEARS))
    rose = [s for s in board.findings if s.link and dict(s.link.params).get("class")]
    assert all(t("zh", "problems.regression") in s.basis for s in rose)


def test_the_table_leads_to_the_classes(province):
    board = problems.board(whole(province.known, period=YEARS))
    assert all(r.link.page == "one_class" for r in board.table.rows)
    assert not any("W0" in text for text in everything(board))  # no number of a problem


def test_a_period_without_reports_names_the_file_that_would_fill_the_page(sample):
    board = problems.board(whole(sample.known, period=(date(2025, 3, 1), date(2025, 3, 31))))
    assert "issues" in board.empty and not board.tiles
