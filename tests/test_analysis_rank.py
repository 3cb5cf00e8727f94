"""Ranks with their uncertainty: the ranks a class may have, and who cannot be told apart."""

from __future__ import annotations

import itertools

import numpy as np
import pytest

from analysis.intervals import wilson
from analysis.rank import _places, alike, ranks
from analysis.shrinkage import means, proportions


def test_rank_one_is_the_largest_and_equal_values_share_the_best_rank():
    assert _places(np.array([[0.3, 0.9, 0.5], [0.7, 0.7, 0.1]])).tolist() == [[3, 1, 2], [1, 1, 3]]


def test_places_agree_with_counting_who_is_above(dice):
    values = dice.integers(0, 6, (40, 9)).astype(float)
    known = [[1 + sum(other > own for other in row) for own in row] for row in values]
    assert _places(values).tolist() == known


def test_classes_far_apart_have_one_rank_each_and_no_group():
    found = ranks(proportions([20, 100, 180, 290], [400, 400, 400, 400]), seed=1)
    assert found.low.tolist() == found.high.tolist() == [4, 3, 2, 1]
    assert found.groups == ()


def test_classes_that_do_not_differ_may_have_any_rank_and_form_one_group():
    found = ranks(proportions([45, 46, 44, 45, 46], [50] * 5), seed=1)
    assert (found.low == 1).all() and (found.high == 5).all()
    assert [sorted(some) for some in found.groups] == [[0, 1, 2, 3, 4]]


def test_a_class_with_few_answers_stands_apart_and_changes_nobodys_rank():
    x, n = [12, 30, 55, 14], [40, 60, 80, 14]
    found = ranks(proportions(x, n), seed=3)
    assert found.ranked.tolist() == [True, True, True, False]
    assert (found.low[3], found.high[3]) == (0, 0) and found.high.max() <= 3
    assert all(3 not in some for some in found.groups)


def test_rank_intervals_repeat_with_their_seed(dice):
    n = dice.integers(15, 60, 30)
    shrunk = proportions(dice.binomial(n, dice.beta(17, 3, 30)), n)
    once, again = ranks(shrunk, seed=11), ranks(shrunk, seed=11)
    assert (once.low == again.low).all() and (once.high == again.high).all() and once.groups == again.groups


@pytest.mark.parametrize("kind", ["share", "mean"])
def test_rank_intervals_of_a_thousand_classes_hold_the_true_rank_as_promised(dice, kind):
    held = []
    for _ in range(20):
        n = dice.integers(15, 80, 50)
        if kind == "share":
            truth = dice.beta(17, 3, 50)
            shrunk = proportions(dice.binomial(n, truth), n)
        else:
            truth = dice.normal(4.4, 0.2, 50)
            shrunk = means(dice.normal(truth, 0.6 / np.sqrt(n)), n, 0.6)
        found, true_rank = ranks(shrunk, seed=5), _places(truth[None, :])[0]
        held.append(np.mean((found.low <= true_rank) & (true_rank <= found.high)))
    assert 0.925 < np.mean(held) < 0.98


def test_groups_are_the_largest_sets_that_overlap_in_pairs(dice):
    for _ in range(60):
        low = dice.integers(0, 12, 8) / 12
        high = low + dice.integers(0, 6, 8) / 12
        pairs = {pair for pair in itertools.combinations(range(8), 2) if max(low[[*pair]]) <= min(high[[*pair]])}
        sets = [
            set(some) for size in range(2, 9) for some in itertools.combinations(range(8), size)
            if all(pair in pairs for pair in itertools.combinations(some, 2))
        ]  # fmt: skip
        known = {frozenset(some) for some in sets if not any(some < other for other in sets)}
        assert {frozenset(some) for some in alike(low, high, low, np.full(8, True))} == known


def test_groups_stand_best_first_and_neighbours_may_stand_in_two():
    found = alike([0.8, 0.7, 0.55], [0.95, 0.85, 0.75], [0.9, 0.78, 0.65], [True] * 3)
    assert found == ((0, 1), (1, 2))


def test_equal_classes_are_told_apart_no_more_often_than_promised(dice):
    x = dice.binomial(200, 0.8, (2, 20_000))
    (low, low2), (high, high2) = wilson(x, 200)
    assert np.mean((low > high2) | (low2 > high)) == pytest.approx(0.0056, abs=0.003)


def test_nothing_to_rank_gives_no_rank_and_no_group():
    for n in ([], [9, 4]):
        found = ranks(proportions(np.array(n) // 2, n), seed=1)
        assert not found.ranked.any() and found.groups == () and len(found.low) == len(n)
