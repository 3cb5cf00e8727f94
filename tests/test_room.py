"""Levels of classes that are not told: each small one could be more or fewer, whatever totals and classes tell."""

from __future__ import annotations

import numpy as np

from analysis.merging import merges
from analysis.room import Table, lacking, merges_with_room, pools, untold
from bench.attacker import narrowed
from data.ladder import NEVER

CHAIN = [(0, 1, 2, 3), (0, 2, 3), (0, 3), (0,)]


def table(dice: np.random.Generator, count: int = 14) -> tuple[Table, np.ndarray, np.ndarray]:
    """A year of classes, each of a step and a kind; steps are shown level by level, kinds after one merge."""
    people = dice.poisson(dice.choice([0.5, 3, 12], 4) * dice.choice([0, 0.3, 1, 2], (count, 4))).astype(float)
    step, kind = dice.integers(0, 3, (2, count))
    return Table(people, CHAIN, pools(CHAIN, 4, [(0, step), (1, kind)])), step, kind


def cells_told(found: np.ndarray, people: np.ndarray) -> np.ndarray:
    """Whether each cell is told: of a class that is not kept back, alone in its part, or of nobody."""
    told = people == 0
    for at, count in enumerate(found):
        for part in np.split(np.arange(4), CHAIN[count][1:]) if count < NEVER else ():
            told[at, part] |= (people[at, part] > 0).sum() < 2
    return told


def test_what_has_room_by_swaps_is_not_narrowed_by_linear_programming(dice):
    least, met, raised = 5, 0, 0
    for _ in range(60):
        made, step, kind = table(dice)
        people = made.people
        before = merges(people[None], CHAIN, [[]] * 4, least, np.where(people.sum(1) < least, NEVER, 0))
        found = merges_with_room(before, made, least)
        raised += (found > before).sum()
        told = cells_told(found, people)
        # nothing is promised of what no swap can help
        promised = ~lacking(untold(found, made), made, least) & ~told & (people < least)
        sums = [np.outer(step == one, np.arange(4) == at) for one in range(3) for at in range(4)]
        sums += [np.outer(kind == one, np.isin(np.arange(4), part)) for one in range(3) for part in ([0, 1], [2], [3])]
        sums += [np.outer(np.arange(len(people)) == at, np.ones(4, dtype=bool)) for at in np.flatnonzero(found < NEVER)]
        sums += [np.eye(1, people.size, at, dtype=bool).reshape(people.shape) for at in np.flatnonzero(told)]
        for at in np.flatnonzero(promised)[:2]:
            low, high = narrowed(sums, people, np.eye(1, people.size, at, dtype=bool).reshape(people.shape))
            assert high - low >= least - 1e-6, (people.tolist(), step.tolist(), kind.tolist(), at)
            met += 1
    assert met > 8 and raised > 8


def test_a_class_whose_small_level_could_swap_with_a_class_that_is_told_keeps_both_back():
    people = np.array([[0, 2, 20, 0], [0, 30, 30, 0], [0, 0, 0, 40.0]])
    one = Table(people, CHAIN, pools(CHAIN, 4, [(0, np.zeros(3, dtype=int))]))
    assert merges_with_room(np.array([2, 0, 0]), one, 5).tolist() == [3, 2, 0]
    alone = Table(people, CHAIN, pools(CHAIN, 4, [(0, np.array([0, 1, 0]))]))
    assert merges_with_room(np.array([2, 0, 0]), alone, 5).tolist() == [2, 0, 0]  # of other months: it would be in vain


def test_what_a_small_level_can_lose_is_room_as_much_as_what_it_can_gain():
    """Three and two beside nine and nine, who may swap: the three can become five, or none."""
    table = Table(np.array([[3, 2], [9, 9]]), ((0, 1), (0,)), {(0, 1): np.zeros(2, dtype=int)})
    free = np.ones((2, 2), dtype=bool)
    assert not lacking(free, table, 5).any()
    assert lacking(free, table, 6).tolist() == [[True, True], [False, False]]
