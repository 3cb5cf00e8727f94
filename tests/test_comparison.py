"""What is comparable, and how firmly: control charts on trends, targets, shrunken values, one mix of levels, flat forms."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import numpy as np
import pandas as pd
import pytest

from analysis.inflation import Grade
from board import levels
from board.attention import class_name
from board.charts.funnel import funnel, signals
from board.charts.trend import trend
from board.meter import comparable, flat_notice, meters
from board.model import State, Value
from board.parts_shown import parts_shown
from board.shrunk import drawn
from board.standard import standard, standard_findings
from board.targets import asked_of, in_unit, reached, target_of, verdict
from board.text import LANGUAGES, t
from queries.warehouse import Event, Target
from tests.scopes import whole
from ui.figures import figure

KEY = "application_rate"
STARTS = pd.date_range("2024-01-01", periods=24, freq="MS")


def series(shares: list[float], key: str = KEY, count: str = "app_answers") -> pd.DataFrame:
    """A year or two of effect_trend, of all levels together, by month and by half-year."""
    starts = STARTS[: len(shares)]
    told = {"level_code": "*", key: shares, f"{key}_state": "shown", count: 400}
    rows = pd.DataFrame({"step": "month", "start": starts, **told})
    return pd.concat([rows.assign(not_due=0), rows.assign(step="half", not_due=0)], ignore_index=True)


def drawn_trend(shares: list[float], scope, known):
    return trend(series(shares), KEY, scope, known, chart_id="trend", finding="?", foot="", per_level=False, answered=0.9)


def steady(dice: np.random.Generator, level: float, points: int) -> list[float]:
    return [level + 0.01 * (-1) ** i + float(dice.uniform(-0.004, 0.004)) for i in range(points)]


@pytest.fixture
def known(sample):
    return replace(sample.known, targets=(), events=())


def scope_of(known, **limits):
    return whole(known, period=(date(2025, 1, 1), date(2025, 12, 31)), **limits)


def test_a_shift_is_a_signal_in_words_shape_and_note(known, dice):
    chart = drawn_trend(steady(dice, 0.6, 14) + steady(dice, 0.72, 10), scope_of(known), known)
    assert t("zh", "control.rule_outside") in chart.head.title and len(chart.limits) == 1
    marks = chart.lines[0].marks
    assert {m.role for m in marks[14:]} == {"better"} and {m.role for m in marks[:12]} == {"brand"}
    assert all(t("zh", "control.rule_outside") in m.value.note for m in marks[14:])
    symbols = next(x for x in figure(chart, "zh")["data"] if "customdata" in x)["marker"]["symbol"]
    assert set(symbols[14:]) == {"triangle-up"} and "triangle-up" not in symbols[:12]


@pytest.mark.parametrize("state", ["hidden", "shown"])
def test_a_level_whose_quarters_are_shown_and_whose_year_is_not_says_why(known, dice, state):
    scope = scope_of(known)
    frame = series(steady(dice, 0.6, 24)).assign(level_code="B6")
    chart = trend(frame, KEY, scope, known, chart_id="trend", finding="?", foot="")
    whole_year = {"now": {KEY: 0.6, f"{KEY}_state": state, "app_answers": 400, "not_due": 0}}
    effect = {(slice_, "B6"): row for slice_, row in whole_year.items()}
    said = parts_shown(chart, effect, KEY, scope, known)
    name = levels.name("B6", scope, known)
    assert said == ((t("zh", "board.notice_parts", levels=name),) if state == "hidden" else ())
    before = replace(chart, shaded=(0, 0), lines=(replace(chart.lines[0], marks=chart.lines[0].marks[1:]),))
    hidden = replace(before.lines[0].marks[0], value=Value(None, "＊", State.HIDDEN))
    before = replace(before, lines=(replace(before.lines[0], marks=(hidden, *before.lines[0].marks)),))
    assert parts_shown(before, effect, KEY, scope, known) == ()  # only what is shown of the period itself


def test_a_steady_series_has_no_signal_and_says_so(known, dice):
    chart = drawn_trend(steady(dice, 0.6, 24), scope_of(known), known)
    assert chart.head.title == t("zh", "control.common", metric="训后 90 天应用率")
    assert chart.limits[0].low < 0.58 < 0.62 < chart.limits[0].high and not chart.limits[0].trial


def test_few_points_have_provisional_limits_and_fewer_none(known, dice):
    assert t("zh", "control.trial", needed=12) in drawn_trend(steady(dice, 0.6, 8), scope_of(known), known).head.title
    few = drawn_trend(steady(dice, 0.6, 4), scope_of(known), known)
    assert few.limits == () and few.head.title == "?"


@pytest.mark.parametrize("breaks", [True, False])
def test_limits_start_anew_at_a_recorded_event_and_only_another_questionnaire_cuts_the_line(known, dice, breaks):
    shares = steady(dice, 0.6, 12) + steady(dice, 0.72, 12)
    told = replace(known, events=(Event(date(2024, 12, 15), "改用新问卷", KEY, "", "", breaks),))
    chart = drawn_trend(shares, scope_of(known), told)
    assert [(part.first, part.last) for part in chart.limits] == [(0, 11), (12, 23)]
    assert chart.events == ((12, "改用新问卷"),) and chart.lines[0].breaks == ((12,) if breaks else ())
    assert t("zh", "control.common", metric="训后 90 天应用率") in chart.head.title
    line = next(x for x in figure(chart, "zh")["data"] if "customdata" in x)
    assert (None in line["y"]) == breaks
    other = replace(known, events=(Event(date(2024, 12, 15), "别的指标", "attendance_rate", "", "", True),))
    assert len(drawn_trend(shares, scope_of(known), other).limits) == 1


@pytest.mark.parametrize(("target", "word"), [(50, "passes"), (60, "either"), (70, "fails")])
def test_the_title_says_what_to_expect_of_the_target(known, dice, target, word):
    told = replace(known, targets=tuple(Target(KEY, year, "", "", target, "") for year in (2024, 2025)))
    chart = drawn_trend(steady(dice, 0.6, 24), scope_of(known), told)
    assert t("zh", f"control.assurance_{word}", target=f"{target}%") in chart.head.title
    assert {m.value.number for m in chart.lines[1].marks} == {target / 100}


def test_the_target_of_a_level_or_region_stands_before_that_of_all():
    rows = (("", "", 60), ("B4", "", 70), ("", "610800", 65), ("B4", "610800", 75))
    held = tuple(Target(KEY, 2026, level, region, value, "") for level, region, value in rows)

    class Known:
        targets = held

    found = {(lv, r): target_of(KEY, lv, r, 2026, Known) for lv in ("*", "B4", "B5") for r in ("", "610800", "610100")}
    assert {key: x.value for key, x in found.items()} == {
        ("*", ""): 60, ("*", "610800"): 65, ("*", "610100"): 60, ("B4", ""): 70, ("B4", "610800"): 75,
        ("B4", "610100"): 70, ("B5", ""): 60, ("B5", "610800"): 65, ("B5", "610100"): 60,
    }  # fmt: skip
    assert target_of(KEY, "*", "", 2025, Known) is None


def test_a_target_is_met_missed_or_cannot_be_told_and_counts_are_exact():
    use, came = Target(KEY, 2026, "", "", 60, ""), Target("attendance_rate", 2026, "", "", 95, "")
    assert reached(Value(0.7, "", n=400, low=0.65, high=0.74), use) == "meets"
    assert reached(Value(0.5, "", n=400, low=0.45, high=0.55), use) == "below"
    assert reached(Value(0.62, "", n=40, low=0.46, high=0.75), use) == "cannot_tell"
    assert reached(Value(0.62, "", State.HOLLOW, 12), use) == reached(Value(None, "＊", State.HIDDEN), use) == "cannot_tell"
    assert [reached(Value(x, "", n=52), came) for x in (0.95, 0.9499)] == ["meets", "below"]
    assert in_unit(use) == 0.6


@pytest.mark.parametrize(
    ("heard", "said"),
    [(None, ""), (1.0, ""), (0.9, "即使未答者都答“否”"), (0.87, "即使"), (0.85, "取决于未答者"), (0.5, "取决于未答者")],
)
def test_a_target_that_is_met_says_whether_those_who_did_not_answer_could_undo_it(heard, said):
    """Seventy per cent of those who answered, 60 aimed at: 0.7 × 0.87 is 0.609 of all, 0.7 × 0.85 only 0.595."""
    use, came = Target(KEY, 2026, "", "", 60, ""), Target("attendance_rate", 2026, "", "", 60, "")
    text = verdict(Value(0.7, "", n=400, low=0.65, high=0.74), use, "zh", heard)
    assert text.startswith("达到目标 60%") and (said in text if said else text == "达到目标 60%")
    assert verdict(Value(0.7, "", n=52), came, "zh", heard) == "达到目标 60%"


@pytest.mark.parametrize(("heard", "said"), [(None, ""), (0.9, "（即使未答者都答“是”）"), (0.7, "（取决于未答者）")])
def test_a_target_that_is_missed_says_the_same(heard, said):
    """Fifty per cent of those who answered: with a tenth missing 55 at most, with three tenths 65."""
    use = Target(KEY, 2026, "", "", 60, "")
    assert verdict(Value(0.5, "", n=400, low=0.45, high=0.55), use, "zh", heard) == f"未达到目标 60%{said}"
    assert verdict(Value(0.62, "", n=40, low=0.46, high=0.75), use, "zh", heard) == "目标 60%：尚不能判断"


def test_targets_and_events_of_the_files_reach_the_version(sample):
    scope = whole(sample.known)
    assert [(x.metric, x.level, x.region, x.value) for x in sample.known.targets] == [
        (KEY, "", "", 60.0), (KEY, "B4", "", 90.0), ("attendance_rate", "", "610800", 95.0)
    ]  # fmt: skip
    assert asked_of(KEY, scope.changed(level=("B4",)), sample.known).value == 90
    assert [(str(e.day), e.metric, e.breaks) for e in sample.known.events] == [
        ("2026-04-01", KEY, False), ("2026-05-01", "satisfaction_rate", True)
    ]  # fmt: skip


def classes(x: list[int], n: list[int], straight: list[float] | None = None) -> pd.DataFrame:
    share = np.array(x) / np.array(n)
    return pd.DataFrame({
        "class_id": [f"K{i}" for i in range(len(x))], "satisfaction_rate": share, "satisfaction_rate_state": "shown",
        "very_satisfied_rate": share, "very_satisfied_rate_state": "shown", "ov_count": n,
        "straight_rate": straight or [0.1] * len(x), "straight_rate_state": "shown", "long_responses": n,
    })  # fmt: skip


EIGHT = ([28, 40, 57, 18, 44, 33, 20, 48], [30, 50, 60, 25, 45, 40, 20, 55])


def test_eight_known_classes_stand_beside_their_shrunken_values_and_may_have_many_ranks(known):
    frame = classes(*EIGHT)
    found = drawn(frame, "satisfaction_rate", scope_of(known))
    cells = [found.of(i) for i in frame.index]
    assert [round(value.number, 4) for value, _ in cells] == [
        0.9158, 0.8226, 0.9354, 0.7891, 0.9518, 0.8438, 0.9464, 0.8760
    ]  # fmt: skip
    ends = [tuple(map(int, text.text.split("–"))) for _, text in cells]
    assert all(high - low >= 3 for low, high in ends) and found.of("nobody")[0].number is None
    assert drawn(frame[:7], "satisfaction_rate", scope_of(known)).columns == ()
    assert cells == [drawn(frame, "satisfaction_rate", scope_of(known)).of(i) for i in frame.index]


def test_a_class_whose_forms_say_the_same_throughout_is_graded_and_not_compared(known):
    x, n = [80] * 11 + [96], [96] * 12
    frame = classes(x, n, [0.2] * 11 + [0.9])
    assert [found is Grade.NOTHING for found in meters(frame)] == [False] * 11 + [True]
    assert signals(frame.assign(straight_rate=0.2), "satisfaction_rate").iloc[-1] > 0
    assert signals(frame, "satisfaction_rate").iloc[-1] == 0 and "1" in flat_notice(frame, scope_of(known))[0]
    names = {code: code for code in frame["class_id"]}
    chart = funnel(frame, "satisfaction_rate", scope_of(known), chart_id="f", names=names)
    assert sum(b.count for b in chart.bins) + len(chart.marks) == 11
    assert comparable(frame, "completion_rate") is frame and flat_notice(classes(x, n), scope_of(known)) == ()


@pytest.mark.parametrize("many", [60, 3000, 30000])
def test_a_funnel_counts_every_class_in_a_hundred_dots_at_most_and_fuller_ones_are_larger(known, many):
    dice = np.random.default_rng(7)
    n = dice.integers(10, 120, many)
    frame = classes(dice.binomial(n, 0.6), n)
    names = {code: code for code in frame["class_id"]}
    chart = funnel(frame, "satisfaction_rate", scope_of(known), chart_id="f", names=names)
    assert sum(b.count for b in chart.bins) + len(chart.marks) == many and 25 < len(chart.bins) <= 100
    assert sum(b.x * b.count for b in chart.bins) + sum(chart.sizes) == pytest.approx(n.sum())
    (dots,) = [trace for trace in figure(chart, "zh")["data"] if len(trace["x"]) == len(chart.bins)]
    pairs = sorted(zip([b.count for b in chart.bins], dots["marker"]["size"], strict=True))
    sizes = [size for _, size in pairs]
    assert sizes == sorted(sizes) and sizes[-1] <= 15
    assert all(sizes[i] < sizes[-1] for i, (count, _) in enumerate(pairs) if count < 0.9 * pairs[-1][0])


def mixed(rates: dict[str, list[float]], people: dict[str, list[int]]) -> dict[tuple, dict]:
    """effect_by_city of two cities and three levels, with all totals."""
    cells = {}
    for city, shares in rates.items():
        for level, share, n in zip(("B3", "B4", "B5"), shares, people[city], strict=True):
            cells[city, level] = (share * n, n)
    for city in rates:
        cells[city, "*"] = tuple(map(sum, zip(*(v for (c, lv), v in cells.items() if c == city and lv != "*"), strict=True)))
    for level in ("B3", "B4", "B5", "*"):
        cells["*", level] = tuple(map(sum, zip(*(cells[c, level] for c in rates), strict=True)))
    return {key: {KEY: x / n, f"{KEY}_state": "shown", "app_answers": n} for key, (x, n) in cells.items()}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_city_that_only_sends_other_levels_is_found_by_giving_all_the_same_mix(known, language):
    rows = mixed(
        {"610600": [0.90, 0.80, 0.70], "610100": [0.92, 0.83, 0.74]},
        {"610600": [5000, 3000, 2000], "610100": [2000, 3000, 5000]},
    )
    scope = scope_of(known, language=language)
    found = standard(rows, KEY, scope)
    assert rows["610600", "*"][KEY] == pytest.approx(0.83) and rows["610100", "*"][KEY] == pytest.approx(0.803)
    assert found.values["610600"].number == pytest.approx(0.80) and found.values["610100"].number == pytest.approx(0.83)
    sentences = standard_findings(found, rows, 0.9, scope, known)
    assert [s.grade for s in sentences] == ["can"]  # the other moves by less than three points
    assert "83.0%" in sentences[0].text and "80.0%" in sentences[0].text
    assert standard_findings(found, rows, 0.4, scope, known) == ()


def test_protected_cells_take_no_part_and_with_too_few_levels_there_is_no_common_mix(known):
    shares, people = [0.9, 0.8, 0.7], [500, 400, 10]
    rows = mixed({"610600": shares, "610100": shares}, {"610600": people, "610100": people})
    hidden = {KEY: float("nan"), f"{KEY}_state": "hidden", "app_answers": float("nan")}
    rows["610600", "B5"] |= hidden
    found = standard(rows, KEY, scope_of(known))
    assert found.values["610600"].number == pytest.approx((0.9 * 1000 + 0.8 * 800) / 1800)
    assert found.values["610600"].n == 900  # people of the hidden cell are not counted either
    rows["610600", "B3"] |= hidden
    assert standard(rows, KEY, scope_of(known)).values["610600"].number is None


def test_a_class_without_a_run_number_is_called_by_its_title(sample):
    scope = whole(sample.known)
    for nothing in (None, float("nan"), pd.NA):  # DuckDB gives the last where no class of a version has one
        assert class_name("甲班", nothing, scope) == "甲班"
    assert class_name("甲班", 3, scope) != "甲班" == class_name("甲班", pd.NA, scope)
