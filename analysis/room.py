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
import pandas as pd

from analysis.merging import Chain, parts_of
from data.ladder import NEVER


@dataclass(frozen=True)
class Table:
    """People of thing x level, how levels merge, and by pair of levels (the lower first) the label of each thing: those with
    the same label are in the same of all totals that tell these levels apart.
    """

    people: np.ndarray
    chain: Chain
    pools: dict[tuple[int, int], np.ndarray]


def merges_with_room(merged: np.ndarray, table: Table, least: int) -> np.ndarray:
    """The merges, at least those of `merged`, by which each small level that is not told has room, if swaps can help.

    merged: of each thing, NEVER of one that is kept back. Source: see above.
    """
    found, last, there = merged.copy(), len(table.chain) - 1, table.people > 0
    vain = lacking(there, table, least)  # if nothing were told: what is told besides costs these no room
    while True:
        few = lacking(untold(found, table), table, least) & ~vain
        own = few.any(1) & (found < last)
        found[own] += 1
        if not own.any():
            more = _beside(found, few, table, least)
            if not len(more):
                return found
            found[more] += 1


def untold(found: np.ndarray, table: Table) -> np.ndarray:
    """Thing x level: whether somebody is there who is not told, because the level shares its part with another one.

    Source: which levels a thing has is no secret (analysis/merging.py).
    """
    there, shared = table.people > 0, np.zeros(table.people.shape, dtype=bool)
    for count, cut in enumerate(table.chain):
        mine = found == count
        parts = np.add.reduceat(there[mine], cut, axis=1, dtype=int)
        shared[mine] = np.repeat(parts > 1, np.diff([*cut, there.shape[1]]), axis=1)
    shared[found == NEVER] = True
    return shared & there


def lacking(free: np.ndarray, table: Table, least: int) -> np.ndarray:
    """Thing x level: whether a small level lacks room, if those `free` (thing x level) are not told. Source: see above."""
    people = table.people
    gain, loss = np.zeros(people.shape), np.zeros(people.shape)
    for (one, other), label in table.pools.items():
        both = np.flatnonzero(free[:, one] & free[:, other])
        for mine, his in ((one, other), (other, one)):
            give = np.bincount(label[both], people[both, mine])[label[both]] - people[both, mine] if len(both) else 0
            most = np.minimum(people[both, his], give)
            gain[both, mine], loss[both, his] = np.maximum(gain[both, mine], most), np.maximum(loss[both, his], most)
    return free & (people < least) & (gain + loss < least)


def _beside(found: np.ndarray, few: np.ndarray, table: Table, least: int) -> np.ndarray:
    """The smallest things that tell what could swap with something of few, until in a pool `least` people could."""
    people, more = table.people, []
    told = (people > 0) & ~untold(found, table) & (found < len(table.chain) - 1)[:, None]
    for pair, label in table.pools.items():
        pair = list(pair)
        there = (people[:, pair] > 0).all(1)
        can = np.flatnonzero(there & told[:, pair].any(1))
        can = can[np.isin(label[can], label[there & few[:, pair].any(1)])]
        can = can[np.lexsort((people[can].sum(1), label[can]))]
        so_far = pd.Series(people[can][:, pair].min(1)).groupby(label[can])
        more.append(can[(so_far.cumsum() - so_far.obj).to_numpy() < least])
    return np.unique(np.concatenate(more)) if more else np.zeros(0, dtype=int)


def pools(chain: Chain, levels: int, steps: Sequence[tuple[int, np.ndarray]]) -> dict[tuple[int, int], np.ndarray]:
    """`Table.pools`, of totals by level: (merges from which on they are shown, which of them each thing is in).

    Source: ours.
    """
    part, found, known = parts_of(chain, levels), {}, {(): np.zeros(len(steps[0][1]), dtype=int)}
    for one, other in combinations(range(levels), 2):
        told_apart = [needed < len(chain) and part[needed][one] != part[needed][other] for needed, _ in steps]
        apart = tuple(np.flatnonzero(told_apart).tolist())
        if apart not in known:  # of a few pairs each; sorting the things costs more than all else here
            known[apart] = np.unique(np.stack([steps[at][1] for at in apart], 1), axis=0, return_inverse=True)[1].ravel()
        found[one, other] = known[apart]
    return found
