"""Does the questionnaire still measure anything?"""

from __future__ import annotations

import math

import numpy as np
import pytest

from analysis.inflation import Grade, grade, measure


def test_full_marks_everywhere_and_no_spread_between_items_measure_nothing():
    answers = np.full((40, 5), 5.0)
    answers[[0, 1], :] = 4
    found = measure(answers)
    assert found.full == pytest.approx(0.95) and found.items == 0 and found.grade is Grade.NOTHING


def test_shuffling_answers_over_items_leaves_the_full_marks(dice):
    answers = dice.choice([3.0, 4.0, 5.0], (60, 6), p=[0.1, 0.2, 0.7])
    shuffled = dice.permuted(answers, axis=1)
    assert measure(shuffled).full == measure(answers).full
    assert measure(shuffled).straight == measure(answers).straight


def test_people_who_tell_items_apart_measure_something(dice):
    answers = np.clip(np.rint(dice.normal([4.6, 3.8, 3.2, 4.1], 0.8, (80, 4))), 1, 5)
    found = measure(answers)
    assert found.grade is Grade.TELLS and found.items > 0.05 and found.straight < 0.5


def test_the_shares_are_those_counted_by_hand():
    answers = [[5, 5, 5], [5, 4, 5], [3, 3, np.nan], [4, np.nan, np.nan], [np.nan] * 3]
    found = measure(answers, sent=[0, 50, 300, 400], seconds=[5, 6, 20, 30])
    assert found.forms == 4 and found.full == 5 / 9
    assert found.straight == pytest.approx(2 / 3)
    assert (found.together, found.fast) == (0.5, 0.25)
    assert found.items == pytest.approx(np.std([17 / 4, 4, 5]) / 4)
    assert found.grade is Grade.UNKNOWN


@pytest.mark.parametrize(
    ("full", "straight", "items", "together", "fast", "said"),
    [
        (0.95, 0.4, 0.01, 0, 0, Grade.NOTHING), (0.95, 0.4, 0.05, 0, 0, Grade.WEAK), (0.3, 0.8, 0.2, 0, 0, Grade.NOTHING),
        (0.3, 0.5, 0.2, 0, 0, Grade.WEAK), (0.3, 0.2, 0.2, 0.5, 0, Grade.WEAK), (0.3, 0.2, 0.2, 0, 0.6, Grade.WEAK),
        (0.95, 0.4, 0.02, 0, 0, Grade.WEAK),
        (0.3, 0.2, 0.2, math.nan, math.nan, Grade.TELLS), (0.3, math.nan, math.nan, 0, 0, Grade.TELLS),
    ],
)  # fmt: skip
def test_each_sign_has_its_grade(full, straight, items, together, fast, said):
    assert grade(30, full, straight, items, together, fast, math.nan).grade is said
    assert grade(9, full, straight, items, together, fast, math.nan).grade is Grade.UNKNOWN


def test_no_forms_are_unknown():
    found = measure(np.empty((0, 4)))
    assert found.forms == 0 and found.grade is Grade.UNKNOWN and math.isnan(found.full)
    assert math.isnan(measure([[5.0], [4.0]]).straight)


def test_forms_a_minute_apart_were_sent_together_and_two_seconds_an_item_are_no_haste():
    assert measure([[5.0], [4.0]], sent=[0, 60]).together == 1 and measure([[5.0], [4.0]], sent=[0, 61]).together == 0
    assert measure([[5.0, 4.0]] * 2, seconds=[3.9, 4]).fast == 0.5
