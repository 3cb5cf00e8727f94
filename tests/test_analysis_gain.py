"""Before and after on the same people."""

from __future__ import annotations

import math

import numpy as np
import pytest
from numpy.testing import assert_allclose
from scipy import stats

from analysis.gain import gain_of_pairs, gain_of_spreads, gain_of_sums, paired_share

PRE = [52, 60, 48, 70, 65, 58, 61, 55, 67, 50]
POST = [68, 75, 66, 80, 78, 70, 77, 72, 80, 69]


def test_ten_people_have_the_known_gain():
    found = gain_of_pairs(PRE, POST)
    assert (found.pairs, found.change) == (10, pytest.approx(14.9))
    known = (found.d_z, found.d_av, found.g_av, found.hake, found.hake_single)
    assert_allclose(known, (5.235, 2.371, 2.168, 0.3599, 0.3607), atol=5e-4)
    assert found.change / found.d_z == pytest.approx(2.846, abs=5e-4)  # the spread of the changes
    assert found.g_av / found.d_av == pytest.approx(0.9143, abs=5e-5)  # the correction for few people
    assert found.g_low < found.g_av < found.g_high and found.ceiling == 0


def test_sums_give_what_pairs_give_but_what_needs_the_persons(dice):
    pre, post = dice.uniform(30, 90, 40), dice.uniform(40, 100, 40)
    one = gain_of_pairs(pre, post)
    two = gain_of_sums(40, pre.sum(), post.sum(), pre @ pre, post @ post, pre @ post)
    names = ("change", "change_low", "change_high", "d_z", "d_av", "g_av", "hake", "ceiling")
    assert_allclose([getattr(one, name) for name in names], [getattr(two, name) for name in names])
    assert one.g_low == pytest.approx(two.g_low) and math.isnan(two.hake_single)


def test_the_interval_of_the_change_is_that_of_the_paired_t_test(dice):
    pre = dice.normal(60, 10, 25)
    post = np.minimum(pre + dice.normal(8, 6, 25), 100)
    found, known = gain_of_pairs(pre, post, full=200), stats.ttest_rel(post, pre).confidence_interval()
    assert_allclose((found.change_low, found.change_high), (known.low, known.high))


def test_only_people_with_both_tests_count():
    found = gain_of_pairs([*PRE, np.nan, 40], [*POST, 99, np.nan])
    assert found == gain_of_pairs(PRE, POST)


def test_a_gain_needs_both_tests_of_six_in_ten():
    assert paired_share(24, 40) == (0.6, True) and paired_share(23, 40)[1] is False
    assert paired_share(0, 0)[1] is False


def test_people_already_at_full_marks_are_the_ceiling_and_have_no_gain_of_their_own():
    found = gain_of_pairs([100, 50, 100, 60], [100, 75, 100, 80])
    assert found.ceiling == 0.5 and found.hake_single == pytest.approx(0.5)
    full = gain_of_pairs([100, 100, 100], [100, 100, 100])
    assert math.isnan(full.hake) and math.isnan(full.g_av) and math.isnan(full.g_low) and full.ceiling == 1


def test_one_person_or_nobody_gives_no_spread_and_a_score_above_full_is_refused():
    alone, nobody = gain_of_pairs([50], [60]), gain_of_pairs([], [])
    assert (alone.change, alone.hake) == (10, 0.2) and math.isnan(alone.g_av)
    assert nobody.pairs == 0 and math.isnan(nobody.change)
    with pytest.raises(ValueError, match="above the full"):
        gain_of_pairs([50], [101])


def test_the_interval_of_g_av_covers_the_true_one_as_often_as_it_says(dice):
    held = []
    for n in (20, 40):
        for _ in range(1000):
            pre = dice.normal(60, 10, n)
            found = gain_of_pairs(pre, 5 + pre + dice.normal(0, 5, n), full=1000)
            held.append(found.g_low <= 5 / ((10 + math.sqrt(125)) / 2) <= found.g_high)
    assert 0.935 < np.mean(held) < 0.965


def _spreads(pre, post) -> tuple[float, ...]:
    return (pre.mean(), post.mean(), pre.std(ddof=1), post.std(ddof=1), (post - pre).std(ddof=1), (pre >= 100).mean())


def test_means_and_spreads_give_what_pairs_give_and_an_interval_near_that_of_the_persons(dice):
    pre = dice.normal(60, 8, 80)
    post = np.minimum(pre + dice.normal(9, 6, 80), 100)
    one, two = gain_of_pairs(pre, post), gain_of_spreads(80, *_spreads(pre, post), seed=3)
    names = ("change", "change_low", "change_high", "d_z", "d_av", "g_av", "hake", "ceiling")
    assert_allclose([getattr(one, name) for name in names], [getattr(two, name) for name in names])
    wide = one.g_high - one.g_low
    assert abs(one.g_low - two.g_low) < wide / 3 and abs(one.g_high - two.g_high) < wide / 3
    again = gain_of_spreads(80, *_spreads(pre, post), seed=3)
    assert (two.g_low, two.hake_high) == (again.g_low, again.hake_high)


def test_the_intervals_of_a_class_cover_the_true_gain_as_often_as_they_say(dice):
    """Promised are 95 %, of 1,000 classes measured 94.8 % (docs/architecture.md). The share among 600 varies by 0.9 points,
    so chance alone leaves 91.5 to 98 % for one seed in two thousand; an interval half as wide covers 67 %, one half wider
    99.7 %.
    """
    held = []
    for seed in range(600):
        pre = dice.normal(60, 8, 40)
        post = pre + dice.normal(10, 6, 40)
        found = gain_of_spreads(40, *_spreads(pre, post), seed=seed)
        held.append((found.hake_low <= 10 / 40 <= found.hake_high, found.g_low <= 10 / 9 <= found.g_high))
    covered = np.mean(held, axis=0)
    assert (covered > 0.915).all() and (covered < 0.98).all(), covered


def test_two_people_or_no_spread_have_no_interval():
    few, flat = gain_of_spreads(2, 50, 60, 5, 5, 3, 0, seed=1), gain_of_spreads(20, 50, 60, 0, 5, 5, 0, seed=1)
    assert math.isnan(few.hake_low) and math.isnan(flat.hake_low) and flat.change == 10
