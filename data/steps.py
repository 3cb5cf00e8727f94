"""How many merges of levels the sums of all places and types need, by months, quarters, halves and years.

Lists of classes tell of which levels the classes of a month are. So a month that is shown by coarser levels than its quarter
may tell what its part of the quarter is: where it holds no level of a part, or no other level than those but in classes
whose sizes can be subtracted. What is left of the quarter then is of the other months, and must be nobody or enough, too.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, partial

import numpy as np

from data.ladder import HALF, NEVER, STEPS, Ladder, smallest

_SPANS = [(slice(half, half + HALF), months) for half in (0, HALF) for months in STEPS] + [(slice(None), 2 * HALF)]


@dataclass(frozen=True)
class Sums:
    """After 0, 1, 2 … merges: view x level x 12 of which each sum must be nobody or enough; whether that level is there at
    all in that month, of the people a view is of; and, where classes are told, after how many merges beside it which part,
    where it begins, has others with it in that month who cannot be subtracted (data/mixed.py): merges x merges x view x …
    """

    people: list[np.ndarray]
    there: list[np.ndarray]
    others: np.ndarray | None = None


def merges_needed(ladder: Ladder, sums: Sums, least: int) -> np.ndarray:
    """The merges by each step of the first half-year, of the second, and by the year; NEVER where none will do.

    What is shown is shown by more merges, too. The year may show levels that its half-years do not, so these merge alike:
    the year less one would be the other.
    """
    needed, before = np.zeros(len(_SPANS), dtype=int), None
    enough_beside = cache(partial(_enough, ladder, sums, least))
    while before is None or (before != needed).any():
        before = needed.copy()
        for at in range(len(_SPANS)):
            enough = [enough_beside(at, merges, _finer(needed, at, merges)) for merges in range(len(ladder.chain))]
            enough = np.logical_and.accumulate(enough[::-1])[::-1] & (np.arange(len(enough)) >= needed[at])
            needed[at] = enough.argmax() if enough.any() else NEVER
        needed[:-1] = np.maximum(needed[:-1], needed[[len(STEPS) - 1, -2]].max())
    return needed


def _finer(needed: np.ndarray, at: int, merges: int) -> tuple[tuple[int, int], ...]:
    """The spans of finer steps, and the merges, no fewer than these, after which they are shown."""
    finer = (one for one, (_, months) in enumerate(_SPANS) if months < _SPANS[at][1])
    return tuple((one, max(int(needed[one]), merges)) for one in finer)


def _enough(ladder: Ladder, sums: Sums, least: int, at: int, merges: int, finer: tuple[tuple[int, int], ...]) -> bool:
    """Whether all sums of a span after so many merges hold nobody or enough, and so do those less what finer steps tell."""
    (span, months), people = _SPANS[at], np.add.reduceat(sums.people[merges], ladder.chain[merges], axis=1)
    rest = people * ~_told(ladder, sums, merges, finer)
    steps = (part[..., span].reshape(*part.shape[:2], -1, months).sum(-1) for part in (people, rest))
    return min(smallest(part, 3) for part in steps) >= least


def _told(ladder: Ladder, sums: Sums, merges: int, finer: tuple[tuple[int, int], ...]) -> np.ndarray:
    """Whether a finer step tells how many of each part are in each month: view x part x 12."""
    own = np.logical_or.reduceat(sums.there[merges], ladder.chain[merges], axis=1)
    told = np.zeros(own.shape, dtype=bool)
    for (span, months), of in ((_SPANS[at], of) for at, of in finer if of < len(ladder.chain)):
        there, beside = (_by_step(part[..., span], months) for part in (own, _others(ladder, sums, merges, of)))
        told[..., span] |= np.repeat(~there | ~beside, months, axis=-1)
    return told


def _by_step(part: np.ndarray, months: int) -> np.ndarray:
    return part.reshape(*part.shape[:2], -1, months).any(-1)


def _others(ladder: Ladder, sums: Sums, merges: int, of: int) -> np.ndarray:
    """Whether others stand with each part after `merges` in its wider part after `of`, so that it is not told by that."""
    starts = np.array(ladder.chain[merges])
    if of == merges:
        return np.zeros((len(sums.there[merges]), len(starts), 2 * HALF), dtype=bool)
    if sums.others is not None:
        return sums.others[merges, of][:, starts]
    own, held = (np.add.reduceat(sums.there[merges], ladder.chain[count], axis=1, dtype=int) for count in (merges, of))
    wider = np.searchsorted(ladder.chain[of], starts, "right") - 1
    return held[:, wider] > own
