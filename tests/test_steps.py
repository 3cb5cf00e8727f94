"""Months, quarters and halves of the whole by level: what they tell of each other where a month lacks a level."""

from __future__ import annotations

from itertools import chain, combinations, product

import numpy as np

from data.ladder import STEPS, Ladder
from data.steps import Sums, merges_needed

CHAIN = ((0, 1, 2), (0, 2), (0,))


def test_of_a_quarter_no_few_are_left_by_months_in_which_a_level_is_missing(dice):
    least, met = 5, 0
    for _ in range(60):
        people = dice.poisson(dice.choice([1, 4, 15], (3, 1)) * dice.choice([0, 0.3, 1, 2], (3, 12)))
        needed = merges_needed(Ladder(CHAIN, ((0, 1),)), Sums([people[None]] * 3, [people[None] > 0] * 3), least)
        sums = told(needed)
        known = np.array(sums)[:, people > 0].astype(float)
        for first, part in product(range(0, 12, 3), ([0], [1], [2], [0, 1])):
            for months in chain(*(combinations(range(first, first + 3), n) for n in (1, 2, 3))):
                aim = np.zeros((3, 12), dtype=bool)
                aim[np.ix_(part, months)] = True
                if determined(known, aim[people > 0].astype(float)):
                    met += 1
                    assert people[aim].sum() == 0 or people[aim].sum() >= least, (people.tolist(), needed, part, months)
    assert met > 50


def told(needed: np.ndarray) -> list[np.ndarray]:
    """Every sum of level x month that is shown."""
    spans = [(half, months) for half in (0, 6) for months in STEPS] + [(0, 12)]
    found = []
    for (half, months), least in zip(spans, needed, strict=True):
        for cut, first in product(CHAIN[int(least):], range(half, half + max(6, months), months)):
            for part in np.split(np.arange(3), cut[1:]):
                held = np.zeros((3, 12), dtype=bool)
                held[np.ix_(part, range(first, first + months))] = True
                found.append(held)
    return found


def determined(sums: np.ndarray, aim: np.ndarray) -> bool:
    """Whether the sums tell that one, whoever is counted."""
    solution = np.linalg.lstsq(sums.T, aim, rcond=None)[0]
    return bool(np.allclose(sums.T @ solution, aim))
