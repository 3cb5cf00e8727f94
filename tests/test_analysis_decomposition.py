"""A change taken apart exactly: known figures, sums without remainder, and totals that mislead."""

from __future__ import annotations

from fractions import Fraction

import numpy as np
import pytest

from analysis.decomposition import Alarm, decompose, rounded


def test_the_known_three_levels_split_as_computed_and_raise_the_alarm():
    found = decompose([95, 270, 480], [100, 300, 600], [188, 445, 234], [200, 500, 300])
    assert (found.before, found.after) == (Fraction("0.845"), Fraction("0.867"))
    assert (found.mix, found.within, found.answered) == (Fraction("0.0365"), Fraction("-0.0145"), 0)
    assert found.alarm is Alarm.REVERSED


def test_kitagawas_reversal_is_the_known_one():
    found = decompose([184, 249, 370], [200, 300, 500], [450, 240, 140], [500, 300, 200])
    assert (found.before, found.after) == (Fraction("0.803"), Fraction("0.83"))
    assert (found.change, found.within, found.mix) == (Fraction("0.027"), Fraction("-0.03"), Fraction("0.057"))
    assert found.alarm is Alarm.REVERSED


def test_parts_add_up_to_the_change_without_any_remainder(dice):
    for _ in range(200):
        groups = int(dice.integers(1, 8))
        n0, n1 = dice.integers(0, 60, (2, groups))
        x0, x1 = dice.binomial(n0, 0.7), dice.binomial(n1, 0.8)
        e0, e1 = n0 + dice.integers(0, 30, groups), n1 + dice.integers(0, 30, groups)
        found = decompose(x0, n0, x1, n1, e0, e1)
        if found is None:
            assert not ((n0 > 0) & (n1 > 0)).any()
            continue
        assert found.change == Fraction(int(x1.sum()), int(n1.sum())) - Fraction(int(x0.sum()), int(n0.sum()))
        assert found.mix + found.within + found.answered + found.joined + found.left == found.change
        present = [part for part in found.groups if part]
        for name in ("mix", "within", "answered"):
            assert sum(getattr(part, name) for part in present) == getattr(found, name)


def test_each_term_agrees_with_its_formula_in_floats(dice):
    n0, n1 = dice.integers(5, 60, (2, 6))
    e0, e1 = n0 + dice.integers(0, 30, 6), n1 + dice.integers(0, 30, 6)
    x0, x1 = dice.random(6) * n0, dice.random(6) * n1
    found = decompose(x0, n0, x1, n1, e0, e1)
    r0, r1, s0, s1, a0, a1 = x0 / n0, x1 / n1, e0 / e0.sum(), e1 / e1.sum(), n0 / n0.sum(), n1 / n1.sum()
    assert float(found.mix) == pytest.approx(np.sum((s1 - s0) * (r1 + r0) / 2))
    assert float(found.within) == pytest.approx(np.sum((r1 - r0) * (s1 + s0) / 2))
    assert float(found.answered) == pytest.approx(np.sum((a1 - s1) * r1) - np.sum((a0 - s0) * r0))
    usual = (np.sum(s0 * r0) + np.sum(s1 * r1)) / 2
    assert [float(part.mix) for part in found.groups] == pytest.approx(list((s1 - s0) * ((r1 + r0) / 2 - usual)))


def test_swapping_the_periods_turns_every_sign(dice):
    n0, n1 = dice.integers(0, 40, (2, 5)) + np.array([1, 0, 0, 0, 0])
    x0, x1 = dice.binomial(n0, 0.6), dice.binomial(n1, 0.6)
    there, back = decompose(x0, n0, x1, n1), decompose(x1, n1, x0, n0)
    assert (there.mix, there.within, there.joined, there.left) == (-back.mix, -back.within, -back.left, -back.joined)


def test_groups_found_in_one_period_only_stand_apart():
    found = decompose([80, 0], [100, 0], [80, 10], [100, 50])
    assert found.groups[1] is None and found.within == found.mix == found.left == 0
    assert found.joined == found.change == Fraction(90, 150) - Fraction(80, 100)


def test_who_answered_is_told_from_who_came():
    found = decompose([45, 40], [50, 50], [81, 8], [90, 10], [100, 100], [100, 100])
    assert found.mix == found.within == 0
    assert found.answered == found.change == Fraction(89, 100) - Fraction(85, 100)


def test_nothing_in_common_gives_nothing_and_impossible_counts_are_refused():
    assert decompose([5, 0], [9, 0], [0, 4], [0, 9]) is None
    with pytest.raises(ValueError, match="more people answered"):
        decompose([5], [9], [5], [9], [8], [9])
    with pytest.raises(ValueError):
        decompose([5], [9, 9], [5], [9])


@pytest.mark.parametrize(
    ("x0", "n0", "x1", "n1", "alarm"),
    [
        ([50, 50], [100, 100], [60, 60], [100, 100], Alarm.NONE),
        ([90, 50], [100, 100], [180, 10], [200, 20], Alarm.MIX),
        ([90, 50, 40], [100, 100, 100], [170, 40, 45], [200, 100, 100], Alarm.AGAINST),
        ([50], [100], [60], [100], Alarm.NONE),
        ([50, 40], [100, 100], [50, 40], [100, 100], Alarm.NONE),
    ],
)
def test_the_alarm_says_how_much_the_total_misleads(x0, n0, x1, n1, alarm):
    assert decompose(x0, n0, x1, n1).alarm is alarm


def test_printed_parts_add_up_to_the_printed_total(dice):
    for _ in range(300):
        parts = [Fraction(float(part)) for part in dice.normal(0, 3, 5)]
        shown = rounded(parts, 1)
        assert round(sum(shown), 6) == round(float(round(sum(parts), 1)), 6)
        assert all(abs(part - value) < 0.1 for part, value in zip(parts, shown, strict=True))
    assert rounded([Fraction("3.65"), Fraction("-1.45")], 1) in ((3.7, -1.5), (3.6, -1.4))
