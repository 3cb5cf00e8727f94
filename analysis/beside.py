"""How far levels merge within each of many things (classes), so that sums of places say no more than what is told of things.

Things all of whose people are in a place tell how many of it are at some levels together. The place tells how many are at
one of these. So at least the rest is at the others: of 46 people at two levels 40 can be at the first, then 6 or more are at
the second. What is left of a total by level, less all that so is known to be elsewhere, must be of enough people.
Source: ours, as analysis/merging.py; a bound, where that one subtracts.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import product

import numpy as np
import pandas as pd

from analysis.merging import Chain, Line, parts_of
from analysis.within import Sums
from data.ladder import NEVER


def merges_beside(
    merged: np.ndarray, people: np.ndarray, sums: Sequence[Sums], lines: Sequence[Sequence[Line]], chain: Chain, least: int
) -> np.ndarray:
    """The merges, at least those of `merged`, by which no total by level is so bounded to few.

    people: thing x level. lines: things of the totals known after so many merges. Source: see above.
    """
    found, part = merged.copy(), parts_of(chain, people.shape[1])
    anywhere = np.any([one.whole_in >= 0 for one in sums], axis=0) if sums else np.zeros(len(people), dtype=bool)
    totals = [(line, part[count], at) for count, known in enumerate(lines) for line in known
              for at in _open(people[line], anywhere[line], part[count], least)]  # fmt: skip
    while True:
        before = found.copy()
        for (line, parts, at), one in product(totals, sums):
            if at in _open(people[line], one.whole_in[line] >= 0, parts, least):
                while (thing := _telling(found, people, line, parts == at, one, part, least)) is not None:
                    found[thing] += 1
        if (before == found).all():
            return found


def _open(people: np.ndarray, alike: np.ndarray, part: np.ndarray, least: int) -> np.ndarray:
    """The parts of a total which could be left with few: things that no sum holds whole are few at them."""
    torn = np.bincount(part, people[~alike].sum(0))
    return np.flatnonzero((torn < least) & (np.bincount(part, people[alike].sum(0)) > 0))


def _telling(
    found: np.ndarray, people: np.ndarray, line: Line, wanted: np.ndarray, sums: Sums, part: np.ndarray, least: int
) -> int | None:
    """The smallest thing that may merge on of those that bound what is left at the `wanted` levels; None if none must."""
    whole, line = people[line][:, wanted].sum(), line[found[line] < NEVER]
    own, mine = people[line], part[found[line]]
    rows, level = np.nonzero(own)
    group = pd.factorize(rows * people.shape[1] + mine[rows, level])[0]
    if not len(group):
        return None
    size = np.bincount(group, own[rows, level])
    mask, of = np.zeros((2, len(size)), dtype=int)
    np.bitwise_or.at(mask, group, 1 << level)
    of[group] = rows
    label, aim = sums.whole_in[line][of], int((1 << np.flatnonzero(wanted)).sum())
    exact = (mask & ~aim) == 0
    least_known = np.bincount(label[exact & (label >= 0)], size[exact & (label >= 0)], len(sums.people))
    told, best = least_known.copy(), np.zeros(len(least_known), dtype=int)
    for held, known in _others(np.unique(mask[(mask & aim > 0) & ~exact & (label >= 0)]) & ~aim, aim, sums):
        inside = ((mask & ~(aim | held)) == 0) & (label >= 0)
        more = np.bincount(label[inside], size[inside], len(known)) - known
        best, least_known = np.where(more > least_known, held, best), np.maximum(more, least_known)
    left = whole - least_known.sum() - size[exact & (label < 0)].sum()
    if left >= least or (least_known <= told).all():
        return None
    guilty = (label >= 0) & ~exact & (mask & aim > 0) & (best[label] > 0) & ((mask & ~(aim | best[label])) == 0)
    guilty &= found[line][of] < len(part) - 1
    return int(line[of][guilty][np.argmin(size[guilty])]) if guilty.any() else None


def _others(rest: np.ndarray, aim: int, sums: Sums) -> Iterator[tuple[int, np.ndarray]]:
    """Levels that parts of the places hold besides those wanted, and how many people are there in each sum."""
    bits = 1 << np.arange(len(sums.part))
    for parts in {tuple(np.unique(sums.part[(one & bits) > 0])) for one in rest.tolist()}:
        held = int(bits[np.isin(sums.part, parts)].sum())
        if not held & aim:
            yield held, sums.people[:, list(parts)].sum(1)
