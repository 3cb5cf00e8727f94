"""How far levels merge within each of many things (classes), so that sums of places say no more than what is told of things.

Things all of whose people are in a place tell how many of it are at some levels together. The place tells how many are at
one of these. So at least the rest is at the others: of 46 people at two levels 40 can be at the first, then 6 or more are at
the second. What is left of a total by level, less all that so is known to be elsewhere, must be of enough people.
Source: ours, as analysis/merging.py; a bound, where that one subtracts.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np
import pandas as pd

from analysis.merging import Chain, Line, parts_of
from analysis.within import Sums
from data.ladder import NEVER


@dataclass(frozen=True)
class Total:
    """A total by level that is known: things, which levels, and the people of each thing at these, if not all of it is: what
    is whole at them is known anyhow.
    """

    line: Line
    wanted: np.ndarray
    shared: np.ndarray

    def open(self, whole: np.ndarray, least: int) -> bool:
        """Whether it could be left with few: things which (`whole`, of each thing) no sum holds whole are few. See above."""
        alike = whole[self.line]
        return bool(self.shared[~alike].sum() < least and self.shared[alike].any())


def totals_known(people: np.ndarray, lines: Sequence[Sequence[Line]], chain: Chain) -> list[Total]:
    """The totals by level, each once.

    people: thing x level. lines: things of the totals known after so many merges. Source: see above.
    """
    found, parts = {}, parts_of(chain, people.shape[1])
    for part, line in ((parts[count], line) for count, known in enumerate(lines) for line in known):
        for wanted in (part == at for at in range(part.max() + 1)):
            key = line.tobytes(), wanted.tobytes()
            if key not in found:
                own = people[line][:, wanted].sum(1)
                found[key] = Total(line, wanted, np.where(own == people[line].sum(1), 0, own))
    return [total for total in found.values() if total.shared.any()]


def merges_beside(
    merged: np.ndarray, people: np.ndarray, sums: Sequence[Sums], totals: Sequence[Total], chain: Chain, least: int
) -> np.ndarray:
    """The merges, at least those of `merged`, by which no total by level is so bounded to few.

    people: thing x level. Source: see above.
    """
    found, part = merged.copy(), parts_of(chain, people.shape[1])
    near = _near(sums, totals, least)
    while True:
        before = found.copy()
        for total, one in near:
            while len(more := _mergeable(_bounding(found, people, total, one, part, least), found, part)):
                found[more[0]] += 1
        if (before == found).all():
            return found


def kept_beside(
    hidden: np.ndarray, people: np.ndarray, sums: Sequence[Sums], totals: Sequence[Total], chain: Chain, least: int
) -> tuple[int, np.ndarray] | None:
    """The smallest thing that bounds some total so although its levels are all together, and the things of that total of
    which one must be kept back with it: not of the same place, nor whole at the levels of the total. None if none does.

    hidden: of each thing. people: as above. Source: see above.
    """
    part = parts_of(chain, people.shape[1])
    found = np.where(hidden, NEVER, len(part) - 1)
    for total, one in _near(sums, totals, least):
        guilty = _bounding(found, people, total, one, part, least)
        if len(guilty):
            elsewhere = one.whole_in[total.line] != one.whole_in[guilty[0]]
            if total.shared[elsewhere].any():
                return int(guilty[0]), total.line[elsewhere & people[total.line][:, ~total.wanted].any(1)]
    return None


def _near(sums: Sequence[Sums], totals: Sequence[Total], least: int) -> list[tuple[Total, Sums]]:
    """What could be left with few, by sums that tell some levels apart."""
    apart = [one for one in sums if one.part.any()]
    anywhere = np.any([one.whole_in >= 0 for one in apart], axis=0)
    some = [total for total in totals if total.open(anywhere, least)] if apart else []
    return [(total, one) for total, one in product(some, apart) if total.open(one.whole_in >= 0, least)]


def _mergeable(things: np.ndarray, found: np.ndarray, part: np.ndarray) -> np.ndarray:
    return things[found[things] < len(part) - 1]


def _bounding(
    found: np.ndarray, people: np.ndarray, total: Total, sums: Sums, part: np.ndarray, least: int
) -> np.ndarray:
    """The things that bound what is left of a total to few, the smallest first; none if it is enough."""
    whole, line = people[total.line][:, total.wanted].sum(), total.line[found[total.line] < NEVER]
    own, mine = people[line], part[found[line]]
    rows, level = np.nonzero(own)
    group = pd.factorize(rows * people.shape[1] + mine[rows, level])[0]
    if not len(group):
        return line[:0]
    size = np.bincount(group, own[rows, level])
    mask, of = np.zeros((2, len(size)), dtype=int)
    np.bitwise_or.at(mask, group, 1 << level)
    of[group] = rows
    label, aim = sums.whole_in[line][of], int((1 << np.flatnonzero(total.wanted)).sum())
    exact = (mask & ~aim) == 0
    least_known = np.bincount(label[exact & (label >= 0)], size[exact & (label >= 0)], len(sums.people))
    told, best = least_known.copy(), np.zeros(len(least_known), dtype=int)
    for held, known in _others(np.unique(mask[(mask & aim > 0) & ~exact & (label >= 0)]) & ~aim, aim, sums):
        inside = ((mask & ~(aim | held)) == 0) & (label >= 0)
        more = np.bincount(label[inside], size[inside], len(known)) - known
        best, least_known = np.where(more > least_known, held, best), np.maximum(more, least_known)
    left = whole - least_known.sum() - size[exact & (label < 0)].sum()
    if not 0 < left < least or (least_known <= told).all():
        return line[:0]
    guilty = (label >= 0) & ~exact & (mask & aim > 0) & (best[label] > 0) & ((mask & ~(aim | best[label])) == 0)
    return line[of][guilty][np.argsort(size[guilty], kind="stable")]


def _others(rest: np.ndarray, aim: int, sums: Sums) -> Iterator[tuple[int, np.ndarray]]:
    """Levels that parts of the places hold besides those wanted, and how many people are there in each sum."""
    bits = 1 << np.arange(len(sums.part))
    for parts in {tuple(np.unique(sums.part[(one & bits) > 0])) for one in rest.tolist()}:
        held = int(bits[np.isin(sums.part, parts)].sum())
        if not held & aim:
            yield held, sums.people[:, list(parts)].sum(1)
