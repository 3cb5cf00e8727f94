"""Rates with everybody's mix."""

from __future__ import annotations

import numpy as np
import pytest

from analysis.intervals import wilson
from analysis.standardisation import standardised


def test_with_everybodys_mix_only_the_rates_remain(dice):
    weight, rate = dice.integers(1, 50, 4), np.array([0.9, 0.8, 0.7, 0.6])
    for n in (np.full(4, 1000), np.array([4000, 1000, 1000, 1000])):
        value, low, high, covered = standardised(rate * n, n, weight)
        assert value == pytest.approx(np.sum(weight * rate) / weight.sum())
        assert low < value < high and covered == 1
    value, _, _, covered = standardised([90, 0], [100, 0], [30, 10])
    assert (value, covered) == (0.9, 0.75)
    assert np.isnan(standardised([0], [0], [5])[0])


def test_the_standardised_interval_covers_as_promised(dice):
    weight, truth, n = np.array([50, 30, 20]), np.array([0.95, 0.85, 0.7]), np.array([40, 25, 60])
    target = np.sum(weight * truth) / 100
    held = [
        low <= target <= high for _, low, high, _ in (standardised(dice.binomial(n, truth), n, weight) for _ in range(4000))
    ]
    assert 0.935 < np.mean(held) < 0.975


def test_one_group_has_wilsons_interval_also_if_all_of_it_agree():
    for x in (5, 8):
        assert standardised([x], [8], [3])[1:3] == pytest.approx(tuple(map(float, wilson(x, 8))))
