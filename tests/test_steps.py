"""Months, quarters and halves of the whole by level: what they tell of each other where a month lacks a level."""

from __future__ import annotations

from itertools import chain, combinations, product

import numpy as np

from data import crossed, lattice
from data.ladder import STEPS, Ladder
from data.mixed import Classes, Left, left
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


def test_of_a_half_no_few_are_left_by_a_quarter_whose_other_levels_are_in_classes_that_can_be_subtracted():
    third, last = [[20, 23, 0, 0], [0, 0, 28, 30]], [[0, 0, 1, 22], [0, 0, 143, 0], [9, 0, 0, 30]]  # class x level
    by_half = needed_beside([*third, *last], [6, 7, 9, 10, 11])[2 * len(STEPS) - 1]
    assert by_half > 1  # of the recruits, the third level, one would be left of the last quarter
    third[0] = [20, 23, 5, 0]  # recruits among them: how many the quarter has is not told
    assert needed_beside([*third, *last], [6, 7, 9, 10, 11])[2 * len(STEPS) - 1] == 0


def needed_beside(people: list[list[int]], month: list[int], least: int = 5) -> np.ndarray:
    """What the whole needs beside a list of classes. people: class x level; the month of each class."""
    of_class, level = np.nonzero(people)
    own, when = np.array(people, dtype=float)[of_class, level], np.array(month)[of_class]
    at = {"class": of_class, "level_code": level, "month": when}
    at |= {name: np.zeros(len(level), dtype=int) for name in ("city", "place", "train_type")}
    classes = Classes(at, {"city": 1, "place": 1, "train_type": 1, "level_code": 4, "month": 12}, own[None, None])
    crossed = np.zeros((1, 1, 1, 4, 12))
    np.add.at(crossed[0, 0, 0], (level, when), own)
    ladder, table = Ladder(((0, 1, 2, 3), (0, 2, 3), (0, 3), (0,)), ((0, 1), (3, 6), (3, 12))), (crossed[:, 0], crossed)
    return lattice._of_whole(ladder, lattice._Table(1, *table, classes, [0]), left(classes, [0], least), least)[0]


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
    left = Left(1, none, np.broadcast_to(people, (3, *people.shape)), none, np.zeros((1, 1, 2, 12)), none[:, 0], none[None])
    ladder = Ladder(((0, 1), (0,)), ((0, 6), (1, 6), (1, 12)))
    given = crossed.Given((), 0.7, np.zeros((1, 2), dtype=int), np.zeros(2, dtype=int), {}, [6, 6])
    sums = crossed._Sums(ladder, people, people.sum((1, 3)), left, given)
    assert sums.givers_in_cities(np.array([True, True]), 12, 5).tolist() == [[True, False]]
    people[0, 0, 0, 0, 2] = 18  # in both halves: of neither is told how many
    assert not sums.givers_in_cities(np.array([True, True]), 12, 5).any()
