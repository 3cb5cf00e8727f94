"""Small classes borrow from the others: known figures, published data, and classes whose truth is known."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.testing import assert_allclose
from scipy import integrate

from analysis.chance import intraclass
from analysis.intervals import wilson
from analysis.shrinkage import draw, means, proportions, toward

EIGHT_X = np.array([28, 40, 57, 18, 44, 33, 20, 48])
EIGHT_N = np.array([30, 50, 60, 25, 45, 40, 20, 55])
THETA = EIGHT_X.sum() / EIGHT_N.sum()
# Batting of 18 players: hits in the first 45 at bats and the average of the rest of 1970 (Efron and Morris 1977).
HITS = np.array([18, 17, 16, 15, 14, 14, 13, 12, 11, 11, 10, 10, 10, 10, 10, 9, 8, 7])
LATER = np.array(
    [346, 298, 276, 222, 273, 270, 263, 210, 269, 230, 264, 256, 303, 264, 226, 285, 316, 200]
) / 1000  # fmt: skip


def test_eight_classes_shrink_to_the_known_shares_beside_the_raw_ones():
    found = proportions(EIGHT_X, EIGHT_N)
    assert_allclose(found.value, [0.9158, 0.8226, 0.9354, 0.7891, 0.9518, 0.8438, 0.9464, 0.8760], atol=5e-5)
    assert_allclose(found.raw, EIGHT_X / EIGHT_N)
    assert found.centre == pytest.approx(THETA)
    weight = 1 / intraclass(EIGHT_X, EIGHT_N) - 1
    assert weight == pytest.approx(17.82, abs=0.005)
    assert_allclose(found.own, EIGHT_N / (EIGHT_N + weight))


def test_five_classes_shrink_to_the_known_means():
    found = means([4.62, 4.80, 4.35, 4.71, 4.55], [12, 45, 20, 60, 8], 0.55)
    assert_allclose(found.value, [4.6267, 4.7542, 4.4784, 4.6928, 4.6052], atol=5e-5)


def test_a_class_keeps_the_known_part_of_its_own_distance():
    own, value = toward(97, [8, 40, 160], 92, 4, 64)
    assert_allclose(own, [0.333, 0.714, 0.909], atol=5e-4)
    assert_allclose(value, [93.67, 95.57, 96.55], atol=5e-3)


def test_the_players_of_efron_and_morris_are_foretold_three_times_better():
    found = proportions(HITS, np.full(18, 45))
    raw, shrunk = (float(np.sum((values - LATER) ** 2)) for values in (found.raw, found.value))
    assert raw == pytest.approx(0.0755, abs=0.0005)
    assert shrunk < raw / 3
    assert np.mean((found.low <= LATER) & (found.high >= LATER)) >= 17 / 18


@pytest.mark.parametrize(("alpha", "beta"), [(17, 3), (8, 2), (30, 30)])
def test_intervals_of_a_thousand_shares_hold_the_truth_as_promised_and_the_error_falls(dice, alpha, beta):
    held, errors = [], []
    for _ in range(20):
        n = dice.integers(15, 80, 1000)
        truth = dice.beta(alpha, beta, 1000)
        found = proportions(dice.binomial(n, truth), n)
        held.append(np.mean((found.low <= truth) & (truth <= found.high)))
        errors.append([np.mean((values - truth) ** 2) for values in (found.raw, found.value)])
    assert 0.94 < np.mean(held) < 0.96
    raw, shrunk = np.mean(errors, axis=0)
    assert shrunk < 0.85 * raw


def test_intervals_of_a_thousand_means_hold_the_truth_as_promised_and_the_error_falls(dice):
    held, errors = [], []
    for _ in range(20):
        n = dice.integers(10, 80, 1000)
        truth = dice.normal(4.4, 0.15, 1000)
        found = means(dice.normal(truth, 0.6 / np.sqrt(n)), n, 0.6)
        held.append(np.mean((found.low <= truth) & (truth <= found.high)))
        errors.append([np.mean((values - truth) ** 2) for values in (found.raw, found.value)])
    assert 0.94 < np.mean(held) < 0.96
    raw, shrunk = np.mean(errors, axis=0)
    assert shrunk < 0.75 * raw


def test_intervals_of_only_eight_classes_allow_for_what_eight_classes_cannot_tell(dice):
    held = []
    for _ in range(500):
        n, truth = dice.integers(15, 80, 8), dice.beta(17, 3, 8)
        shares = proportions(dice.binomial(n, truth), n)
        scores = dice.normal(4.4, 0.2, 8)
        averages = means(dice.normal(scores, 0.6 / np.sqrt(n)), n, 0.6)
        held.append(np.mean((shares.low <= truth) & (truth <= shares.high)))
        held.append(np.mean((averages.low <= scores) & (scores <= averages.high)))
    assert 0.92 < np.mean(held) < 0.97


def test_an_interval_holds_its_share_of_the_beta_with_the_given_mean_and_spread(dice):
    pick = int(dice.integers(8))
    found = proportions(EIGHT_X, EIGHT_N, level=0.8)
    mean, low, high, sd = (part[pick] for part in (found.value, found.low, found.high, found.sd))
    weight = mean * (1 - mean) / sd**2 - 1

    def mass(p: float) -> float:
        return p ** (mean * weight - 1) * (1 - p) ** ((1 - mean) * weight - 1)

    whole = integrate.quad(mass, 0, 1, epsabs=0)[0]
    assert integrate.quad(mass, low, high, epsabs=0)[0] / whole == pytest.approx(0.8, abs=1e-4)


def test_the_interval_is_wider_than_the_posterior_alone_and_meets_it_among_many_classes(dice):
    def posterior(x, n):
        weight = 1 / intraclass(x, n) - 1
        alpha, beta = x + THETA * weight, n - x + (1 - THETA) * weight
        return np.sqrt(alpha * beta / ((alpha + beta) ** 2 * (alpha + beta + 1)))

    few = proportions(EIGHT_X, EIGHT_N)
    assert (few.sd > posterior(EIGHT_X, EIGHT_N)).all() and np.mean(few.sd / posterior(EIGHT_X, EIGHT_N)) > 1.1
    x, n = np.tile(EIGHT_X, 500), np.tile(EIGHT_N, 500)
    assert_allclose(proportions(x, n).sd, posterior(x, n), rtol=0.01)


def test_classes_that_do_not_differ_all_get_the_pooled_share():
    found = proportions([9, 18, 27], [10, 20, 30])
    assert_allclose(found.value, 0.9)
    assert (found.own == 0).all() and found.low[0] < 0.9 < found.high[0]


def test_all_or_nobody_counted_gets_the_interval_of_the_pooled_share():
    full, none = proportions([5, 8], [5, 8]), proportions([0, 0], [5, 8])
    assert (full.value == 1).all() and (none.value == 0).all()
    assert_allclose((full.low[0], full.high[0]), wilson(13, 13), atol=1e-6)
    assert_allclose((none.low[1], none.high[1]), wilson(0, 13), atol=1e-6)


def test_an_empty_class_gets_the_common_value_and_a_wide_interval():
    shares = proportions([*EIGHT_X, 0], [*EIGHT_N, 0])
    scores = means([4.62, 4.80, 4.35, 4.71, 4.55, 0.0], [12, 45, 20, 60, 8, 0], 0.55)
    for found, centre in ((shares, THETA), (scores, scores.centre)):
        assert np.isnan(found.raw[-1]) and found.own[-1] == 0
        assert found.value[-1] == pytest.approx(centre)
        assert found.sd[-1] > np.median(found.sd)
    assert_allclose(shares.value[:8], proportions(EIGHT_X, EIGHT_N).value)


@pytest.mark.parametrize(("x", "n"), [([], []), ([0, 0], [0, 0]), ([7], [9]), ([1, 0, 1], [1, 1, 1]), ([30, 0], [30, 30])])
def test_little_or_nothing_raises_no_warning_and_stays_inside_the_scale(x, n):
    shares, averages = proportions(x, n), means(np.array(x, dtype=float), n, 0.5)
    assert len(shares.value) == len(averages.value) == len(x)
    if sum(n):
        assert (shares.low >= 0).all() and (shares.high <= 1).all() and (shares.low <= shares.high).all()


def test_draws_have_the_value_and_spread_of_each_class_and_repeat_with_their_seed():
    for found in (proportions(EIGHT_X, EIGHT_N), means([4.6, 4.8, 4.3], [12, 45, 20], 0.55)):
        drawn = draw(found, 40_000, 7)
        assert_allclose(drawn.mean(axis=0), found.value, atol=0.002)
        assert_allclose(drawn.std(axis=0), found.sd, rtol=0.03)
        assert (draw(found, 40_000, 7) == drawn).all() and (draw(found, 40_000, 8) != drawn).any()
    assert (draw(proportions([5, 8], [5, 8]), 10, 1) == 1).all()


def test_where_nothing_varies_everyone_has_the_common_value():
    own, value = toward([4.0, 4.0], [0, 12], 4.0, 0.0, 0.0)
    assert own.tolist() == [0, 0] and value.tolist() == [4, 4]
