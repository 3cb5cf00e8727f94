"""Three states against a target."""

from __future__ import annotations

import numpy as np
import pytest

from analysis.intervals import wilson
from analysis.targets import State, states


@pytest.mark.parametrize(
    ("low", "high", "better", "said"),
    [
        (0.90, 0.97, 1, State.MEETS), (0.91, 0.97, 1, State.MEETS), (0.80, 0.90, 1, State.CANNOT_TELL),
        (0.80, 0.89, 1, State.BELOW), (0.85, 0.95, 1, State.CANNOT_TELL), (0.80, 0.90, -1, State.MEETS),
        (0.91, 0.97, -1, State.BELOW), (0.85, 0.95, -1, State.CANNOT_TELL), (np.nan, 0.97, 1, State.CANNOT_TELL),
    ],
)  # fmt: skip
def test_the_interval_decides_against_a_target_of_ninety_per_cent(low, high, better, said):
    assert states([low], [high], 0.9, better)[0] is said


def test_register_counts_always_meet_or_miss():
    assert states([0.89, 0.9, 0.91], [0.89, 0.9, 0.91], 0.9).tolist() == [State.BELOW, State.MEETS, State.MEETS]


def test_without_a_target_nothing_is_said():
    assert states([0.5], [0.6], np.nan).tolist() == [State.CANNOT_TELL]


def test_a_class_at_its_target_is_called_below_as_seldom_as_promised(dice):
    n = dice.integers(30, 200, 20_000)
    found = states(*wilson(dice.binomial(n, 0.8), n), 0.8)
    assert np.mean(found == State.BELOW) == pytest.approx(0.025, abs=0.01)
    assert np.mean(found == State.MEETS) == pytest.approx(0.025, abs=0.012)
