"""The statistics kit against published and hand-computed figures, and against independent computations."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.testing import assert_allclose
from scipy import stats

from analysis.chance import intraclass, mid_p
from analysis.funnel import ALARM, ALERT, Z_ALARM, arcsine_z, flags, limits, overdispersion
from analysis.intervals import mean_interval, newcombe, wilson
from analysis.ordinary import ordinary

EIGHT_X = np.array([28, 40, 57, 18, 44, 33, 20, 48])
EIGHT_N = np.array([30, 50, 60, 25, 45, 40, 20, 55])
THETA = EIGHT_X.sum() / EIGHT_N.sum()


# shares


@pytest.mark.parametrize(
    ("x", "n", "low", "high"),
    [
        (45, 50, 0.7864, 0.9565),
        (9, 10, 0.5958, 0.9821),
        (10, 10, 0.7225, 1.0),
        (0, 12, 0.0, 0.2425),
        (26, 31, 0.6737, 0.9291),
    ],
)
def test_wilson_gives_the_known_intervals(x, n, low, high):
    assert_allclose(wilson(x, n), (low, high), atol=5e-5)


def test_wilson_agrees_with_scipy_on_random_counts(dice):
    n = dice.integers(1, 400, 50)
    x = dice.binomial(n, dice.random(50))
    low, high = wilson(x, n)
    pairs = zip(x.tolist(), n.tolist(), strict=True)
    known = [stats.binomtest(*pair).proportion_ci(method="wilson") for pair in pairs]
    assert_allclose(low, [k.low for k in known], atol=1e-7)
    assert_allclose(high, [k.high for k in known], atol=1e-7)


def test_wilson_of_nobody_is_nan_and_of_all_or_none_touches_the_end_exactly():
    low, high = wilson([0, 0, 7], [0, 7, 7])
    assert np.isnan([low[0], high[0]]).all()
    assert low[1] == 0.0 and high[2] == 1.0


def test_mean_interval_agrees_with_scipy_on_raw_answers(dice):
    answers = dice.normal(4.2, 0.6, 23)
    known = stats.t.interval(0.9, 22, loc=answers.mean(), scale=stats.sem(answers))
    assert_allclose(mean_interval(answers.mean(), answers.std(ddof=1), 23, 0.9), known)


def test_intervals_of_shares_and_means_hold_the_truth_as_promised(dice):
    n, truth = dice.integers(15, 81, 20_000), dice.uniform(0.2, 0.98, 20_000)
    low, high = wilson(dice.binomial(n, truth), n)
    assert 0.94 < np.mean((low <= truth) & (truth <= high)) < 0.96
    answers = dice.integers(1, 6, (20_000, 30))
    low, high = mean_interval(answers.mean(axis=1), answers.std(axis=1, ddof=1), 30)
    assert 0.94 < np.mean((low <= 3) & (high >= 3)) < 0.96


def test_mean_interval_of_one_answer_or_none_is_nan():
    assert np.isnan(mean_interval([4.0, 4.0], [0.0, 0.0], [1, 0])).all()


def test_newcombe_gives_the_published_example():
    assert_allclose(newcombe(56, 70, 48, 80), (0.0524, 0.3339), atol=5e-5)


def test_newcombe_mirrors_holds_the_difference_and_covers_as_promised(dice):
    n1, n2 = dice.integers(10, 60, 20_000), dice.integers(10, 60, 20_000)
    p1, p2 = dice.random(20_000), dice.random(20_000)
    x1, x2 = dice.binomial(n1, p1), dice.binomial(n2, p2)
    low, high = newcombe(x1, n1, x2, n2)
    back_low, back_high = newcombe(x2, n2, x1, n1)
    assert_allclose((low, high), (-back_high, -back_low), atol=1e-12)
    assert (low <= x1 / n1 - x2 / n2).all() and (x1 / n1 - x2 / n2 <= high).all()
    assert low.min() >= -1 and high.max() <= 1
    assert np.mean((low <= p1 - p2) & (p1 - p2 <= high)) == pytest.approx(0.953, abs=0.01)


def test_newcombe_of_an_empty_side_is_nan():
    assert np.isnan(newcombe([5, 0], [0, 0], [5, 5], [10, 10])).all()


# funnel


@pytest.mark.parametrize("rho", [0.0, 0.0585])
@pytest.mark.parametrize("p", [ALERT, ALARM])
@pytest.mark.parametrize("n", [5, 13, 56, 300])
def test_a_class_lies_outside_the_drawn_limits_exactly_if_its_mid_p_says_so(rho, p, n):
    x = np.arange(n + 1)
    low, high = limits(0.883, n, p, rho)
    outside = (x / n < low) | (x / n > high)
    assert outside.tolist() == (mid_p(x, n, 0.883, rho) < p).tolist()
    assert 0 <= low < 0.883 < high <= 1


def test_limits_of_many_people_are_those_of_the_normal_law():
    n = np.array([2000, 20_000])
    low, high = limits(0.3, n, ALARM)
    half = Z_ALARM * np.sqrt(0.3 * 0.7 / n)
    assert_allclose((low, high), (0.3 - half, 0.3 + half), atol=2e-3)


def test_only_bristol_lies_beyond_the_limits_and_its_excess_deaths_are_the_published_ones():
    """Open heart surgery of infants, twelve hospitals, England 1991 to 1995: deaths of operations.

    Data: Spiegelhalter, The Art of Statistics, figure 2.5. Published of the same records (Aylin and others, Lancet 2001;
    358:181, Hospital Episode Statistics): 24.1 deaths in excess of the other eleven, 95 % interval 12 to 34, of 41.
    """
    operations = np.array([143, 187, 323, 122, 164, 405, 239, 482, 195, 177, 581, 301])
    deaths = np.array([41, 25, 24, 23, 25, 42, 24, 53, 26, 25, 58, 31])
    assert np.flatnonzero(mid_p(deaths, operations, deaths.sum() / operations.sum()) < 0.002).tolist() == [0]
    low, high = limits(deaths.sum() / operations.sum(), operations, ALARM)
    assert np.flatnonzero((deaths / operations < low) | (deaths / operations > high)).tolist() == [0]
    theta, rho = deaths[1:].sum() / operations[1:].sum(), intraclass(deaths[1:], operations[1:])
    assert 41 - 143 * theta == pytest.approx(24.1, abs=1)
    weight = 1 / rho - 1
    usual = stats.betabinom(143, theta * weight, (1 - theta) * weight).ppf([0.975, 0.025])
    assert_allclose(41 - usual, (12, 34), atol=3)
    assert mid_p(41, 143, theta, rho) < 0.002


def test_eight_classes_have_the_known_distances_and_overdispersion():
    assert_allclose(THETA, 0.8862, atol=5e-5)
    z = [0.909, -1.690, 1.838, -2.134, 2.610, -1.106, 3.078, -0.306]
    assert_allclose(arcsine_z(EIGHT_X, EIGHT_N, THETA), z, atol=5e-4)
    assert_allclose(overdispersion(EIGHT_X, EIGHT_N), (3.2598, 0.017044), rtol=2e-5)


def test_eight_classes_have_the_known_binomial_and_beta_binomial_mid_p():
    plain = [0.4496, 0.0759, 0.1052, 0.0237, 0.0338, 0.2426, 0.0892, 0.7240]
    spread = [0.7311, 0.3073, 0.4934, 0.1323, 0.2400, 0.4334, 0.1970, 0.7331]
    rho = intraclass(EIGHT_X, EIGHT_N)
    assert rho == pytest.approx(0.05315, abs=5e-6)
    assert_allclose((1 / rho - 1) * np.array([THETA, 1 - THETA]), (15.787, 2.028), atol=2e-3)  # α and β
    assert_allclose(mid_p(EIGHT_X, EIGHT_N, THETA), plain, atol=6e-5)
    assert_allclose(mid_p(EIGHT_X, EIGHT_N, THETA, rho), spread, atol=6e-5)
    assert not flags(EIGHT_X, EIGHT_N).any()


@pytest.mark.parametrize("rho", [0.0, 1e-6, 0.03, 0.4])
def test_mid_p_agrees_with_summing_every_outcome(dice, rho):
    n = dice.integers(1, 90, 40)
    x = dice.integers(0, n + 1)
    theta = float(dice.uniform(0.02, 0.98))
    known = []
    for count, size in zip(x, n, strict=True):
        k = np.arange(size + 1)
        mass = stats.binom.pmf(k, size, theta)
        if rho:
            mass = stats.betabinom.pmf(k, size, theta * (1 / rho - 1), (1 - theta) * (1 / rho - 1))
        known.append(2 * min(mass[:count].sum(), mass[count + 1 :].sum()) + mass[count])
    assert_allclose(mid_p(x, n, theta, rho), known, rtol=1e-6, atol=1e-7)


def test_mid_p_meets_the_binomial_where_the_correlation_vanishes():
    assert_allclose(mid_p(EIGHT_X, EIGHT_N, THETA, 2e-8), mid_p(EIGHT_X, EIGHT_N, THETA, 0.0), atol=1e-5)


def test_the_correlation_inside_classes_is_found_again(dice):
    n = dice.integers(20, 80, 6000)
    x = dice.binomial(n, dice.beta(0.8 * 19, 0.2 * 19, 6000))
    assert intraclass(x, n) == pytest.approx(0.05, abs=0.01)
    assert intraclass(dice.binomial(n, 0.8), n) < 0.003


def test_flags_are_rare_among_ordinary_classes_also_where_classes_differ_by_nature(dice):
    n = dice.integers(30, 120, 6000)
    for x in (dice.binomial(n, 0.85), dice.binomial(n, dice.beta(17, 3, 6000))):
        found = flags(x, n)
        assert 0.025 < np.mean(found != 0) < 0.065
        assert np.mean(np.abs(found) == 2) < 0.006


def test_a_class_far_from_the_others_is_an_alarm_with_its_direction(dice):
    n = np.full(200, 50)
    x = dice.binomial(n, 0.7)
    x[3], x[8] = 12, 50
    found = flags(x, n)
    assert (found[3], found[8]) == (-2, 2)


@pytest.mark.parametrize("classes", [9, 12, 20, 60])
def test_a_class_cannot_hide_in_the_spread_it_makes_itself(dice, classes):
    n = np.append(dice.integers(30, 70, classes - 1), 56)
    x = np.append(np.rint(0.88 * n[:-1] + np.resize([2, -2, 0], classes - 1)), 29)
    assert flags(x, n).tolist() == [0] * (classes - 1) + [-2]
    theta, rho = ordinary(x, n)
    assert theta == pytest.approx(x[:-1].sum() / n[:-1].sum())  # all of them without the one
    assert rho == pytest.approx(intraclass(x[:-1], n[:-1]))
    low, _ = limits(theta, n, ALARM, rho)
    assert np.flatnonzero(x / n < low).tolist() == [classes - 1]


def test_several_classes_do_not_hide_each_other(dice):
    n = dice.integers(40, 80, 60)
    x = np.rint(0.88 * n + np.resize([3, -3, 0], 60))
    x[:5] = n[:5] // 2
    assert np.flatnonzero(flags(x, n) == -2).tolist() == [0, 1, 2, 3, 4]


def test_what_a_quarter_of_classes_is_like_is_no_exception(dice):
    n = dice.integers(40, 80, 60)
    x = np.rint(n * np.resize([0.9, 0.9, 0.9, 0.6], 60))
    assert ordinary(x, n) == pytest.approx((x.sum() / n.sum(), intraclass(x, n)))
    assert not np.any(np.abs(flags(x, n)) == 2)


@pytest.mark.parametrize("classes", [8, 12, 20])
@pytest.mark.parametrize("rho", [0.0, 0.05])
def test_few_ordinary_classes_ring_no_more_often_than_stated(dice, classes, rho):
    rung = []
    for _ in range(400):
        n = dice.integers(12, 80, classes)
        share = dice.beta(0.88 * (1 / rho - 1), 0.12 * (1 / rho - 1), classes) if rho else 0.88
        rung.extend(np.abs(flags(dice.binomial(n, share), n)) == 2)
    assert np.mean(rung) < 0.004  # 0.002 stated, and room for chance in 3,200 of them


def test_flags_of_a_full_small_class_do_not_ring_where_the_arcsine_would():
    assert abs(arcsine_z(EIGHT_X, EIGHT_N, THETA)[6]) > 3
    assert flags(EIGHT_X, EIGHT_N)[6] == 0


@pytest.mark.parametrize(
    ("x", "n"),
    [([], []), ([0, 0], [0, 0]), ([7], [9]), ([5, 8], [5, 8]), ([0, 0], [5, 8]), ([1, 0, 1], [1, 1, 1])],
)
def test_nothing_to_compare_raises_no_flag_and_no_warning(x, n):
    assert flags(x, n).tolist() == [0] * len(x)
    assert intraclass(x, n) == 0.0
    assert overdispersion(x, n)[1] >= 0.0


def test_an_empty_class_takes_no_part_in_flags():
    x, n = np.append(EIGHT_X, 0), np.append(EIGHT_N, 0)
    assert intraclass(x, n) == intraclass(EIGHT_X, EIGHT_N)
    assert overdispersion(x, n) == overdispersion(EIGHT_X, EIGHT_N)
    assert np.isnan(mid_p(x, n, THETA, 0.05)[8]) and flags(x, n)[8] == 0


def test_one_class_may_be_asked_without_an_array():
    assert mid_p(20, 20, THETA) == pytest.approx(0.0892, abs=5e-5)
    assert mid_p(20, 20, THETA, 0.053148) == pytest.approx(0.1970, abs=1e-4)
