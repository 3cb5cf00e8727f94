"""Months, quarters and halves of the whole by level: what they tell of each other where a month lacks a level."""

from __future__ import annotations

from itertools import chain, combinations, product

import numpy as np

from data import crossed
from data.ladder import STEPS, Ladder
from data.mixed import Left
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


def test_a_type_told_by_the_year_that_lies_in_one_half_gives_away_who_else_is_of_its_level_there():
    people = np.zeros((1, 1, 2, 2, 12))  # view x city x type x level x month
    people[0, 0, 0, 0, 8] = 18  # recruits: one level, one half-year
    people[0, 0, 1] = 30  # all others, month by month
    people[0, 0, 1, 0, 6:] = [0, 0, 2, 0, 0, 0]  # of the recruits' level two in that half
    none = np.zeros((3, 1, 1, 2, 12))
    left = Left(1, none, np.broadcast_to(people, (3, *people.shape)), none, np.zeros((1, 1, 2, 12)), none[:, 0])
    ladder = Ladder(((0, 1), (0,)), ((0, 6), (1, 6), (1, 12)))
    given = crossed.Given((), 0.7, np.zeros((1, 2), dtype=int), np.zeros(2, dtype=int), {}, [6, 6])
    sums = crossed._Sums(ladder, people, people.sum((1, 3)), left, given)
    assert sums.givers_in_cities(np.array([True, True]), 12, 5).tolist() == [[True, False]]
    people[0, 0, 0, 0, 2] = 18  # in both halves: of neither is told how many
    assert not sums.givers_in_cities(np.array([True, True]), 12, 5).any()
