"""What those who did not answer could change."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.testing import assert_allclose

from analysis.intervals import newcombe
from analysis.nonresponse import Late, bounds, early_late, plausible, weighting_classes


@pytest.mark.parametrize(("q", "p", "low", "high"), [(0.70, 0.95, 0.665, 0.965), (0.77, 0.92, 0.7084, 0.9384)])
def test_bounds_are_the_known_ones(q, p, low, high):
    assert_allclose(bounds(p, q), (low, high))


def test_a_response_of_ninety_in_place_of_seventy_seven_per_cent_narrows_what_is_unknown_from_23_to_10_points():
    narrow = [float(high - low) for low, high in (bounds(0.92, q) for q in (0.77, 0.90))]
    assert_allclose(narrow, (0.23, 0.10))


def test_the_truth_never_leaves_the_bounds_and_their_width_is_what_is_missing(dice):
    invited = dice.integers(20, 200, 1000)
    answered = dice.integers(1, invited + 1)
    yes = dice.binomial(answered, 0.9)
    low, high = bounds(yes / answered, answered / invited)
    truth = (yes + dice.integers(0, invited - answered + 1)) / invited
    assert ((low <= truth + 1e-12) & (truth <= high + 1e-12)).all()
    assert_allclose(high - low, 1 - answered / invited, atol=1e-12)


def test_everybody_answered_leaves_no_doubt():
    assert_allclose(bounds(0.9, 1.0), (0.9, 0.9))
    assert_allclose(plausible(0.9, 0.8, 0.6, 0.8), (0.84, 0.88))


def test_weighting_gives_each_cell_its_part_of_those_invited():
    found = weighting_classes([45, 40, 20], [50, 50, 40], [60, 200, 80])
    assert found.value == pytest.approx((60 * 0.9 + 200 * 0.8 + 80 * 0.5) / 340)
    assert found.plain == pytest.approx(105 / 140) and found.cells == 3 and not found.notable
    assert found.low < found.value < found.high


def test_equal_response_changes_nothing_and_a_notable_difference_is_said():
    alike = weighting_classes([45, 30], [50, 50], [100, 100])
    assert alike.plain == alike.value == 0.75 and not alike.notable
    assert weighting_classes([45, 10], [50, 20], [55, 100]).notable


def test_small_cells_are_merged_and_with_the_next_if_still_too_few():
    assert weighting_classes([2, 3, 40], [2, 3, 50], [10, 10, 80]).value == pytest.approx((20 * 1 + 80 * 0.8) / 100)
    together = weighting_classes([1, 0, 40], [1, 0, 50], [10, 10, 80])
    assert together.cells == 1 and together.value == pytest.approx(41 / 51)
    assert weighting_classes([4, 9, 40], [4, 10, 50], [10, 20, 80]).cells == 2


def test_nobody_answered_is_nan():
    found = weighting_classes([0, 0], [0, 0], [5, 6])
    assert np.isnan(found.value) and found.cells == 0


def test_weighting_removes_the_bias_that_plain_shares_have_and_covers_as_promised(dice):
    invited, answers, opinion = np.array([300, 200, 100]), np.array([0.9, 0.5, 0.3]), np.array([0.95, 0.8, 0.6])
    truth, held, plain = np.sum(invited * opinion) / invited.sum(), [], []
    for _ in range(2000):
        n = dice.binomial(invited, answers)
        found = weighting_classes(dice.binomial(n, opinion), n, invited)
        held.append(found.low <= truth <= found.high)
        plain.append((found.plain, found.value))
    assert 0.93 < np.mean(held) < 0.98
    assert np.mean(plain, axis=0)[0] > truth + 0.02 and np.mean(plain, axis=0)[1] == pytest.approx(truth, abs=0.003)


def test_late_answers_are_compared_with_early_ones():
    value, low, high, said = early_late(180, 200, 60, 100)
    assert value == pytest.approx(-0.3) and said is Late.LOWER
    assert (low, high) == pytest.approx(tuple(float(b) for b in newcombe(60, 100, 180, 200)))
    assert early_late(60, 100, 180, 200)[3] is Late.HIGHER
    assert early_late(9, 10, 8, 10)[3] is Late.CANNOT_TELL
    assert early_late(9, 10, 0, 0)[3] is Late.CANNOT_TELL and np.isnan(early_late(9, 10, 0, 0)[0])
