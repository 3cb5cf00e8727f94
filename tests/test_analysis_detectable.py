"""The smallest change that could be seen, and when."""

from __future__ import annotations

import math
from datetime import date

import numpy as np
import pytest

from analysis.detectable import design_effect, earliest, needed, smallest_mean, smallest_share


@pytest.mark.parametrize(("n", "points"), [(50, 22.4), (200, 11.2), (600, 6.5)])
def test_two_groups_at_eighty_per_cent_show_the_known_changes(n, points):
    assert 100 * smallest_share(0.8, n, n) == pytest.approx(points, abs=0.05)


def test_a_change_of_that_size_is_found_four_times_in_five(dice):
    sd, change = 0.6, smallest_mean(0.6, 80, 120)
    before, after = (
        dice.normal(4.2, sd, (20_000, 80)).mean(axis=1),
        dice.normal(4.2 + change, sd, (20_000, 120)).mean(axis=1),
    )
    found = np.abs(after - before) > 1.959964 * sd * math.sqrt(1 / 80 + 1 / 120)
    assert np.mean(found) == pytest.approx(0.8, abs=0.012)


def test_people_needed_undo_the_smallest_change():
    change = smallest_share(0.8, 300, 170, effect=1.5)
    assert needed(change, 0.16, 300, effect=1.5) == pytest.approx(170)
    assert needed(0.01, 0.16, 300) == math.inf and needed(0.1, 0.16, 0) == math.inf


def test_classes_make_fewer_of_many():
    assert design_effect(50, 0.05) == pytest.approx(3.45) and design_effect(50, 0) == 1
    assert smallest_share(0.8, 200, 200, design_effect(50, 0.05)) == pytest.approx(
        math.sqrt(3.45) * smallest_share(0.8, 200, 200)
    )
    assert smallest_share(0.8, 0, 200) == math.inf


def test_the_earliest_day_is_the_class_that_brings_enough_and_its_follow_up():
    classes = [(date(2026, 9, 30), 40.0), (date(2026, 6, 30), 30.0), (date(2026, 8, 15), 30.0)]
    assert earliest(classes, 30, 90) == date(2026, 9, 28)
    assert earliest(classes, 60, 90) == date(2026, 11, 13)
    assert earliest(classes, 101, 90) is None and earliest(classes, math.inf, 90) is None
