"""Classes against their kind, with and without what they differ by anyway."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.testing import assert_allclose

from analysis.funnel import flags
from analysis.overdispersion import judge_means, judge_shares

EIGHT_X = np.array([28, 40, 57, 18, 44, 33, 20, 48])
EIGHT_N = np.array([30, 50, 60, 25, 45, 40, 20, 55])


def test_eight_classes_have_both_known_p_values_side_by_side():
    found = judge_shares(EIGHT_X, EIGHT_N)
    assert_allclose(found.chance_p, [0.4496, 0.0759, 0.1052, 0.0237, 0.0338, 0.2426, 0.0892, 0.7240], atol=6e-5)
    assert_allclose(found.p, [0.7311, 0.3073, 0.4934, 0.1323, 0.2400, 0.4334, 0.1970, 0.7331], atol=6e-5)
    assert found.chance_flags.tolist() == [0, 0, 0, -1, 1, 0, 0, 0] and not found.flags.any()
    assert found.phi == pytest.approx(3.2598, abs=5e-5) and found.between == pytest.approx(0.05315, abs=5e-6)


@pytest.mark.parametrize("shares", [True, False])
def test_a_thousand_classes_ring_as_often_as_stated_and_by_chance_alone_far_too_often(dice, shares):
    rung = []
    for _ in range(5):
        n = dice.integers(30, 120, 1000)
        if shares:
            found = judge_shares(dice.binomial(n, dice.beta(17, 3, 1000)), n)
        else:
            found = judge_means(dice.normal(dice.normal(4.4, 0.2, 1000), 0.6 / np.sqrt(n)), n, 0.6)
        rung.append([np.mean(f != 0) for f in (found.flags, found.chance_flags)] + [np.mean(np.abs(found.flags) == 2)])
    alert, by_chance, alarm = np.mean(rung, axis=0)
    assert 0.03 < alert < 0.065 and alarm < 0.005
    assert by_chance > 0.2


def test_classes_moved_by_chance_alone_ring_as_often_both_ways(dice):
    n = dice.integers(30, 120, 5000)
    shares, means = judge_shares(dice.binomial(n, 0.85), n), judge_means(dice.normal(4.4, 0.6 / np.sqrt(n)), n, 0.6)
    for found, phi in ((shares, 0.70), (means, 1)):  # pulling in the outermost tenths takes three tenths of a normal's φ
        assert found.phi == pytest.approx(phi, abs=0.1)
        for rung in (found.flags, found.chance_flags):
            assert 0.03 < np.mean(rung != 0) < 0.065


def test_the_flags_are_those_of_the_funnel(dice):
    n = dice.integers(0, 60, 300)
    x = dice.binomial(n, dice.beta(5, 2, 300))
    assert (judge_shares(x, n).flags == flags(x, n)).all()


def test_a_mean_far_from_the_others_is_an_alarm_with_its_direction():
    mean, n = np.full(30, 4.5) + np.tile([0.05, -0.05], 15), np.full(30, 50)
    mean[7] = 3.2
    found = judge_means(mean, n, 0.6)
    assert found.flags[7] == -2 and np.count_nonzero(found.flags) == 1


def test_nobody_has_no_flag_and_no_centre():
    empty = judge_shares([0, 0], [0, 0])
    assert np.isnan(empty.centre) and not empty.flags.any()
    some = judge_means([4.5, 4.4, np.nan], [20, 30, 0], 0.5)
    assert np.isnan(some.p[2]) and some.flags[2] == 0
    assert judge_means([], [], 0.5).flags.tolist() == []
