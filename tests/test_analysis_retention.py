"""What is left later of what was learned."""

from __future__ import annotations

import math

import numpy as np
import pytest
from numpy.testing import assert_allclose
from scipy import stats

from analysis.retention import retained


def moments(gained: np.ndarray, kept: np.ndarray) -> tuple[float, ...]:
    spreads = (values.std(ddof=1) for values in (gained, kept, gained - kept))
    return (len(gained), gained.mean(), kept.mean(), *spreads)


def test_the_ends_are_the_ratios_that_a_t_test_of_the_persons_just_does_not_refuse(dice):
    for _ in range(30):
        n = int(dice.integers(6, 60))
        gained = dice.normal(15, 8, n)
        kept = 0.7 * gained + dice.normal(0, 6, n)
        ends = retained(*moments(gained, kept))
        assert ends[0] < kept.mean() / gained.mean() < ends[1]
        assert_allclose([stats.ttest_1samp(kept - end * gained, 0).pvalue for end in ends], 0.05, rtol=1e-6)


def test_the_interval_holds_the_true_share_as_promised(dice):
    held = []
    for _ in range(2000):
        gained = dice.normal(15, 8, 25)
        ends = retained(*moments(gained, 0.7 * gained + dice.normal(0, 6, 25)))
        held.append(ends[0] <= 0.7 <= ends[1])
    assert np.mean(held) == pytest.approx(0.95, abs=0.01)


def test_too_few_people_and_a_gain_that_may_be_none_have_no_interval(dice):
    assert all(map(math.isnan, retained(2, 10, 8, 3, 3, 2)))
    assert all(map(math.isnan, retained(20, 0.5, 0.4, 5, 5, 4)))
    assert all(map(math.isnan, retained(20, 0, 0.4, 5, 5, 4)))
    assert retained(20, 10, 8, 0, 0, 0) == (0.8, 0.8)
