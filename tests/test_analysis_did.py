"""Change against change, and what came before it."""

from __future__ import annotations

import math

import numpy as np
import pytest
from numpy.testing import assert_allclose
from scipy import stats

from analysis.did import judge, of_changes, of_means


def test_the_known_difference_of_differences_is_seven():
    assert of_means((64, 78), (63, 70)) == 7


def test_card_and_kruegers_restaurants_give_their_published_effect():
    """Mean full-time jobs per restaurant, New Jersey and Pennsylvania; American Economic Review 84:772, table 3."""
    assert of_means((20.44, 21.03), (23.33, 21.17)) == pytest.approx(2.76, abs=0.015)


def test_the_effect_is_welchs_test_on_changes(dice):
    a, b = dice.normal(8, 5, 31), dice.normal(3, 9, 44)
    found, known = of_changes([*a, np.nan], b), stats.ttest_ind(a, b, equal_var=False)
    assert_allclose((found.value, found.p), (a.mean() - b.mean(), known.pvalue))
    assert_allclose((found.low, found.high), known.confidence_interval())
    assert (found.treated, found.control) == (31, 44)


def test_the_effect_is_the_interaction_of_the_regression(dice):
    before, after = dice.normal(60, 8, (2, 70))
    sent = np.arange(70) < 33
    rows = [(1, s, t, s * t) for t in (0, 1) for s in sent.astype(int)]
    beta = np.linalg.lstsq(np.array(rows, dtype=float), np.concatenate([before, after]), rcond=None)[0]
    scores = np.stack([before, after], axis=1)
    assert judge(scores[sent], scores[~sent], after=1).effect.value == pytest.approx(beta[3])


def test_parallel_sides_are_found_alike_and_the_effect_is_held_as_promised(dice):
    held, alike = [], []
    for _ in range(1000):
        own = [dice.normal(60, 8, (40, 1)) + np.array([0, 2, 4, 6, 8]) + dice.normal(0, 4, (40, 5)) for _ in range(2)]
        own[0][:, 3:] += 5
        found = judge(own[0], own[1], after=3)
        held.append(found.effect.low <= 5 <= found.effect.high)
        alike.append(found.alike)
    assert found.enough
    assert 0.925 < np.mean(held) < 0.972
    assert 0.925 < np.mean(alike) < 0.972


def test_sides_that_moved_apart_before_are_not_alike(dice):
    drift = dice.normal(60, 3, (40, 4)) + 3 * np.arange(4)
    found = judge(drift, dice.normal(60, 3, (40, 4)), after=3)
    assert not found.alike and found.before.value == pytest.approx(3, abs=1.5)


def test_too_few_people_or_periods_are_not_enough(dice):
    scores = dice.normal(60, 3, (40, 3))
    assert judge(scores, scores, after=2).enough
    assert not judge(scores, scores[:29], after=2).enough
    single = judge(scores, scores, after=1)
    assert not single.enough and math.isnan(single.before.p) and not single.alike


def test_one_entry_a_side_has_a_value_without_an_interval_and_no_period_after_is_refused():
    found = of_changes([5], [2, 4])
    assert found.value == 2 and math.isnan(found.low)
    assert of_changes([3, 3], [1, 1]).p == 0.0 and of_changes([3, 3], [3, 3]).p == 1.0
    with pytest.raises(ValueError, match="before and after"):
        judge(np.ones((3, 2)), np.ones((3, 2)), after=2)
