"""Signal or noise over time: known limits, each rule at its edge, a slow second way, and how often chance rings."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from numpy.testing import assert_allclose

from analysis.control import NEAR, OUTSIDE, SIDE, TREND, Assurance, Variation, xmr

TWELVE = [93, 95, 94, 92, 96, 95, 93, 94, 95, 94, 93, 95]
# Flow rate of ten batches, NIST/SEMATECH e-Handbook of Statistical Methods, 6.3.2.2 Individuals Control Charts.
FLOW = [49.6, 47.6, 49.9, 51.3, 47.8, 51.2, 52.6, 52.4, 53.6, 52.1]
QUIET = [10, 12] * 6  # mean 11, AMR 2, limits 5.68 and 16.32, near limits 7.45 and 14.55


def rules(values: list[float], **more) -> list[int]:
    return [int(code) for code in xmr(values, **more).rules]


def test_twelve_months_have_the_known_limits():
    (part,) = xmr(TWELVE).segments
    found = (part.mean, part.low, part.high, part.near_low, part.near_high)
    assert_allclose(found, (94.083, 89.731, 98.436, 91.182, 96.985), atol=6e-4)
    assert (part.high - part.mean) / 2.66 == pytest.approx(1.6364, abs=5e-5)  # the average moving range
    assert not part.trial and xmr(TWELVE).variation is Variation.COMMON


def test_the_flow_rates_of_the_nist_handbook_have_the_published_limits():
    (part,) = xmr(FLOW).segments
    assert_allclose((part.mean, part.low, part.high), (50.81, 45.8159, 55.8041), atol=1e-3)
    assert part.trial


def test_a_point_beyond_the_limits_is_a_signal_and_one_on_them_is_not():
    (part,) = xmr(QUIET).segments
    assert rules([*QUIET, part.high])[-1] == 0
    assert rules([*QUIET, part.high + 0.01])[-1] & OUTSIDE
    assert rules([*QUIET, part.low - 0.01])[-1] & OUTSIDE


def test_seven_on_one_side_are_a_signal_and_six_or_one_on_the_mean_are_not():
    six = [12, 11.5, 12, 11.5, 12, 11.5]
    assert not any(code & SIDE for code in rules([*QUIET, 10, *six]))
    assert [bool(code & SIDE) for code in rules([*QUIET, 10, *six, 12])] == [False] * 13 + [True] * 7
    assert not any(code & SIDE for code in rules([*QUIET, 10, *six[:4], 11, *six[4:], 12]))


def test_seven_that_rise_or_fall_are_a_signal_and_a_step_that_stays_is_not():
    up = [8, 9, 10, 11.2, 12, 13, 14]
    assert [bool(code & TREND) for code in rules([*QUIET, *up])] == [False] * 12 + [True] * 7
    assert [bool(code & TREND) for code in rules([*QUIET[:-1], 10, *up[::-1]])] == [False] * 12 + [True] * 7
    assert not any(code & TREND for code in rules([*QUIET, 8, 9, 10, 10, 12, 13, 14]))


def test_two_of_three_near_the_limit_are_a_signal_if_all_three_are_on_that_side():
    assert [bool(code & NEAR) for code in rules([*QUIET[:-1], 10, 15, 11.5, 15])] == [False] * 12 + [True, False, True]
    assert not any(code & NEAR for code in rules([*QUIET[:-1], 10, 15, 10.5, 15]))
    assert not any(code & NEAR for code in rules([*QUIET[:-1], 10, 15, 11.5, 11.5, 15]))


def slow(values: list[float]) -> list[int]:
    """The rules by definition, for one stretch without gaps."""
    base = values[:12]
    mean = sum(base) / len(base)
    ranges = [abs(b - a) for a, b in itertools.pairwise(base)]
    kept = [r for r in ranges if r < 3.267 * sum(ranges) / len(ranges)]
    limit = 2.66 * sum(kept) / len(kept)
    found = [0] * len(values)
    for i, value in enumerate(values):
        found[i] |= int(abs(value - mean) > limit)
        for start in range(max(0, i - 6), i + 1):
            run = values[start : start + 7]
            steps = [b - a for a, b in itertools.pairwise(run)]
            if len(run) == 7 and (all(v > mean for v in run) or all(v < mean for v in run)):
                found[i] |= 2
            if len(run) == 7 and (all(s > 0 for s in steps) or all(s < 0 for s in steps)):
                found[i] |= 4
        for start in range(max(0, i - 2), min(i, len(values) - 3) + 1):
            three = [v - mean for v in values[start : start + 3]]
            for sign in (1, -1):
                near = [sign * v > limit * 2 / 3 for v in three]
                if all(sign * v > 0 for v in three) and sum(near) >= 2 and near[i - start]:
                    found[i] |= 8
    return found


def test_rules_agree_with_their_definition_on_random_series(dice):
    for _ in range(150):
        steps = dice.normal(0, 1, int(dice.integers(5, 40)))
        values = (steps + dice.choice([0, 0.4]) * np.cumsum(steps)).tolist()
        assert xmr(values).rules.tolist() == slow(values)


def test_limits_come_from_the_first_twelve_and_do_not_follow_what_comes_later():
    assert xmr([*TWELVE, 80, 70, 99]).segments[0].low == xmr(TWELVE).segments[0].low


def test_one_wild_jump_does_not_widen_the_limits():
    calm, wild = [10, 12] * 6, [10, 12, 10, 12, 10, 40, 10, 12, 10, 12, 10, 12]
    limits = [part.high - part.mean for values in (calm, wild) for part in xmr(values).segments]
    assert limits[0] == pytest.approx(limits[1])


def test_limits_move_at_the_given_events_only_and_no_rule_reaches_across():
    values = [*QUIET, *[v + 5 for v in QUIET]]
    assert len(xmr(values).segments) == 1 and xmr(values, better=1).variation is Variation.BETTER
    moved = xmr(values, better=1, rebase=[12])
    assert [(part.start, part.stop, part.mean, part.broken) for part in moved.segments] == [
        (0, 12, 11, False), (12, 24, 16, False),
    ]  # fmt: skip
    assert not moved.rules.any() and moved.variation is Variation.COMMON


def test_a_changed_questionnaire_breaks_the_line():
    parts = xmr([*QUIET, 3, 4, 3], broken=[12]).segments
    assert [part.broken for part in parts] == [False, True]
    assert np.isnan(parts[1].mean) and xmr([*QUIET, 3, 4, 3], broken=[12]).variation is Variation.UNKNOWN


@pytest.mark.parametrize(
    ("points", "limits", "trial"), [(4, False, True), (5, True, True), (11, True, True), (12, True, False)]
)
def test_below_five_points_there_are_no_limits_and_below_twelve_they_are_on_trial(points, limits, trial):
    (part,) = xmr(TWELVE[:points]).segments
    assert (not np.isnan(part.low), part.trial) == (limits, trial)


def test_a_missing_month_takes_no_place():
    gap = [*QUIET[:6], np.nan, *QUIET[6:], 20, np.nan]
    found = xmr(gap, better=-1)
    assert found.segments[0].high == xmr(QUIET).segments[0].high
    assert found.rules[-2] & OUTSIDE and found.rules[-1] == 0 and found.variation is Variation.WORSE


@pytest.mark.parametrize(
    ("better", "target", "said"),
    [
        (1, 99, Assurance.FAILS), (1, 89, Assurance.PASSES), (1, 95, Assurance.EITHER), (-1, 99, Assurance.PASSES),
        (-1, 89, Assurance.FAILS), (-1, 95, Assurance.EITHER), (0, 95, Assurance.UNKNOWN), (1, None, Assurance.UNKNOWN),
    ],
)  # fmt: skip
def test_the_target_is_passed_failed_or_either(better, target, said):
    assert xmr(TWELVE, better, target).assurance is said


@pytest.mark.parametrize(
    ("last", "better", "said"),
    [
        (20, 1, Variation.BETTER), (20, -1, Variation.WORSE), (20, 0, Variation.UP), (2, 1, Variation.WORSE),
        (2, -1, Variation.BETTER), (2, 0, Variation.DOWN), (11, 1, Variation.COMMON),
    ],
)  # fmt: skip
def test_the_last_point_says_better_worse_or_common(last, better, said):
    assert xmr([*QUIET, last], better).variation is said


def test_limits_of_shares_stay_on_the_scale():
    (part,) = xmr([0.97, 0.99, 0.96, 1.0, 0.98, 1.0], ends=(0, 1)).segments
    assert part.high == 1 and part.low > 0.9


def test_nothing_at_all_is_one_empty_stretch():
    found = xmr([])
    assert len(found.rules) == 0 and found.variation is Variation.UNKNOWN and len(found.segments) == 1


def test_ordinary_series_ring_as_seldom_as_the_docstring_says(dice):
    outside, long_run = [], []
    for _ in range(1000):
        codes = xmr(dice.normal(0, 1, 24)).rules[12:]
        outside.append(np.mean(codes & OUTSIDE > 0))
        long_run.append(np.mean(codes != 0))
    assert 0.015 < np.mean(outside) < 0.03
    assert 0.08 < np.mean(long_run) < 0.14
