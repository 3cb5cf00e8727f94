"""Whether a small level of a thing (a class) has room: people it could have more or fewer, whatever totals and classes tell.

Two things that hold people at the same two levels can swap them: one has more at the first and fewer at the second, the
other the reverse. How many are in each stays, and so does every total by level that holds both of them, or does not tell
these two levels apart. What a small level can gain by the best such swap and what it can lose must be `least` together.
Else more is kept back that could swap: the other levels of its own thing, then those of the smallest things beside it.
Source: the basic moves of Diaconis and Sturmfels 1998, as in analysis/rings.py. What no swap can help stays as it is.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from analysis.merging import NEVER, Chain


@dataclass(frozen=True)
class Table:
    """People of thing x level, how levels merge, and by pair of levels (the lower first) the label of each thing: those with
    the same label are in the same of all totals that tell these levels apart.
    """

    people: np.ndarray
    chain: Chain
    pools: dict[tuple[int, int], np.ndarray]


def merges_with_room(merged: np.ndarray, table: Table, least: int) -> np.ndarray:
    """The merges, at least those of `merged`, by which each small level that is not told has room, if swaps can help."""
    found, last = merged.copy(), len(table.chain) - 1
    while True:
        few = narrow(found, table, least)
        own = few.any(1) & (found < last)
        found[own] += 1
        if not own.any():
            more = _beside(found, few, table)
            if not len(more):
                return found
            found[more] += 1


def _untold(found: np.ndarray, table: Table) -> np.ndarray:
    """Thing x level: whether somebody is there who is not told, because the level shares its part with another one."""
    there, untold = table.people > 0, np.zeros(table.people.shape, dtype=bool)
    for count, cut in enumerate(table.chain):
        parts = np.repeat(np.add.reduceat(there, cut, axis=1, dtype=int), np.diff([*cut, there.shape[1]]), axis=1)
        untold[found == count] = (parts > 1)[found == count]
    untold[found == NEVER] = True
    return untold & there


def narrow(found: np.ndarray, table: Table, least: int) -> np.ndarray:
    """Thing x level: whether a small level that is not told lacks room."""
    people, untold = table.people, _untold(found, table)
    gain, loss = np.zeros(people.shape), np.zeros(people.shape)
    for pair, label in table.pools.items():
        both = untold[:, pair].all(1)
        for one, other in (pair, pair[::-1]):
            give = np.bincount(label[both], people[both, one], minlength=label.max(initial=0) + 1)[label] - people[:, one]
            most = np.where(both, np.minimum(people[:, other], give), 0)
            gain[:, one], loss[:, other] = np.maximum(gain[:, one], most), np.maximum(loss[:, other], most)
    return untold & (people < least) & (gain + loss < least)


def _beside(found: np.ndarray, few: np.ndarray, table: Table) -> np.ndarray:
    """The smallest things that tell what could swap with something narrow, one a pool."""
    people, more = table.people, []
    told = (people > 0) & ~_untold(found, table)
    for pair, label in table.pools.items():
        there = (people[:, pair] > 0).all(1)
        needy = np.unique(label[there & few[:, pair].any(1)])
        can = np.flatnonzero(there & told[:, pair].any(1) & (found < len(table.chain) - 1) & np.isin(label, needy))
        can = can[np.lexsort((people[can].sum(1), label[can]))]
        more.append(can[np.unique(label[can], return_index=True)[1]])
    return np.unique(np.concatenate(more)) if more else np.zeros(0, dtype=int)


def pools(chain: Chain, levels: int, steps: Sequence[tuple[int, np.ndarray]]) -> dict[tuple[int, int], np.ndarray]:
    """`Table.pools`, of totals by level: (merges from which on they are shown, which of them each thing is in)."""
    part = [np.searchsorted(cut, np.arange(levels), "right") - 1 for cut in chain]
    found = {}
    for one, other in combinations(range(levels), 2):
        apart = [of for needed, of in steps if needed < len(chain) and part[needed][one] != part[needed][other]]
        _, label = np.unique(np.stack(apart, 1), axis=0, return_inverse=True) if apart else (None, None)
        found[one, other] = np.zeros(len(steps[0][1]), dtype=int) if label is None else label.ravel()
    return found
