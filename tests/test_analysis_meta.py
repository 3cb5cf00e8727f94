"""Means of several classes put together, against published figures and plain loops."""

from __future__ import annotations

import math

import numpy as np
import pytest
from numpy.testing import assert_allclose
from scipy import stats

from analysis.meta import dersimonian_laird, mean_limits, pooled_sd

# Thirteen trials of the BCG vaccine (Colditz 1994, dat.bcg of the R package metafor): cases and others, treated and control.
BCG = [
    (4, 119, 11, 128), (6, 300, 29, 274), (3, 228, 11, 209), (62, 13536, 248, 12619), (33, 5036, 47, 5761),
    (180, 1361, 372, 1079), (8, 2537, 10, 619), (505, 87886, 499, 87892), (29, 7470, 45, 7232), (17, 1699, 65, 1600),
    (186, 50448, 141, 27197), (5, 2493, 3, 2338), (27, 16886, 29, 17825),
]  # fmt: skip


def test_five_classes_have_the_known_spread_and_common_mean():
    n = np.array([12, 45, 20, 60, 8])
    found = dersimonian_laird([4.62, 4.80, 4.35, 4.71, 4.55], 0.55**2 / n)
    assert found.classes == 5
    assert_allclose((found.fixed, found.q, found.tau2, found.mean), (4.6720, 10.0797, 0.018028, 4.6315), rtol=2e-5)
    assert found.p == pytest.approx(stats.chi2.sf(10.0797, 4), abs=1e-4)


def test_the_bcg_trials_give_the_published_figures():
    a, b, c, d = np.array(BCG, dtype=float).T
    ratio = np.log(a / (a + b)) - np.log(c / (c + d))
    variance = 1 / a - 1 / (a + b) + 1 / c - 1 / (c + d)
    found = dersimonian_laird(ratio, variance)
    assert_allclose((found.q, found.tau2), (152.2330, 0.3088), atol=5e-5)
    assert_allclose((found.mean, found.low, found.high), (-0.7141, -1.0644, -0.3638), atol=5e-5)


def test_the_estimator_agrees_with_plain_loops_on_random_classes(dice):
    mean, variance = dice.normal(4, 0.3, 17).tolist(), dice.uniform(0.005, 0.2, 17).tolist()
    weights = [1 / v for v in variance]
    fixed = sum(w * m for w, m in zip(weights, mean, strict=True)) / sum(weights)
    q = sum(w * (m - fixed) ** 2 for w, m in zip(weights, mean, strict=True))
    tau2 = max(0.0, (q - 16) / (sum(weights) - sum(w * w for w in weights) / sum(weights)))
    weights = [1 / (v + tau2) for v in variance]
    common = sum(w * m for w, m in zip(weights, mean, strict=True)) / sum(weights)
    found = dersimonian_laird(mean, variance)
    assert_allclose((found.fixed, found.q, found.tau2, found.mean), (fixed, q, tau2, common))
    assert found.high - found.mean == pytest.approx(1.959964 / math.sqrt(sum(weights)), rel=1e-6)


def test_the_spread_between_classes_is_found_again_and_its_test_rings_as_often_as_promised(dice):
    n = dice.integers(15, 80, (1000, 12))
    alike = [dersimonian_laird(dice.normal(4, 0.6 / np.sqrt(row)), 0.36 / row).p for row in n]
    assert 0.03 < np.mean(np.array(alike) < 0.05) < 0.075
    own = dice.normal(4, 0.2, n.shape)
    spread = [
        dersimonian_laird(dice.normal(true, 0.6 / np.sqrt(row)), 0.36 / row).tau2 for true, row in zip(own, n, strict=True)
    ]
    assert np.mean(spread) == pytest.approx(0.04, abs=0.003)


def test_one_class_has_no_spread_and_none_has_no_mean():
    alone = dersimonian_laird([4.2, np.nan, 4.9], [0.01, 0.02, 0.0])
    assert (alone.classes, alone.mean, alone.q, alone.tau2) == (1, 4.2, 0.0, 0.0) and math.isnan(alone.p)
    nobody = dersimonian_laird([], [])
    assert nobody.classes == 0 and nobody.tau2 == 0.0 and math.isnan(nobody.mean)


def test_the_spread_inside_classes_is_that_of_all_answers_around_their_own_class(dice):
    answers = [dice.normal(centre, 0.7, size) for centre, size in ((4.0, 9), (4.5, 30), (3.8, 14))]
    around = np.concatenate([some - some.mean() for some in answers])
    sd, n = [some.std(ddof=1) for some in answers], [9, 30, 14]
    assert pooled_sd([*sd, np.nan], [*n, 1]) == pytest.approx(math.sqrt((around**2).sum() / (53 - 3)))
    assert math.isnan(pooled_sd([np.nan], [1]))


@pytest.mark.parametrize(("n", "low", "high"), [(15, 74.8, 100), (40, 80.7, 99.3), (120, 84.6, 95.4)])
def test_limits_around_ninety_per_cent_are_the_known_ones(n, low, high):
    """A share by its normal limits, cut at 100 %: what mean_limits gives for an answer that is 0 or 100."""
    found = mean_limits(90, 100 * math.sqrt(0.9 * 0.1), n, 1.959964)
    assert (round(float(found[0]), 1), min(round(float(found[1]), 1), 100)) == (low, high)


def test_limits_for_means_hold_their_share_of_ordinary_classes(dice):
    n = dice.integers(10, 80, 20_000)
    mean = dice.normal(4.4, np.sqrt(0.6**2 / n + 0.04))
    low, high = mean_limits(4.4, 0.6, n, 1.959964, 0.04)
    assert np.mean((low <= mean) & (mean <= high)) == pytest.approx(0.95, abs=0.008)
