"""Places on a ladder: how finely each city and county may be shown, half-year by half-year.

The ladder (policy.toml) orders resolutions, (levels merged so many times, steps of so many months), from fine to coarse.
In each half-year a child of a place takes the first rung on which all its cells, and those of the children that stay
behind together, hold enough people or none: in every view, which is the people themselves, what is left of them less classes
that lie wholly in a cell (data/mixed.py), and of an older version also those who have joined or left since. A child that
finds none in one half-year is left to the last rung in both: the whole year at once. The proof that nothing else can be
worked out: docs/architecture.md.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

HALF = 6  # months decided by themselves
NEVER = 99  # a rung, or a number of merges, that there is not
STEPS = (1, 3, 6)  # months; within a half-year the whole may be shown by any of them
Size = Callable[[list[int]], float]
Chain = tuple[tuple[int, ...], ...]  # after each merge: where its parts begin among the levels


@dataclass(frozen=True)
class Ladder:
    """How levels merge, and the resolutions from fine to coarse; the last is the year, all others steps of half-years."""

    chain: Chain
    rungs: tuple[tuple[int, int], ...]

    @cached_property
    def year(self) -> int:
        """The number of the last rung."""
        return len(self.rungs) - 1

    def cells(self, people: np.ndarray, merges: int, months: int) -> np.ndarray:
        """The sums of … x level x month: … x part x step."""
        sums = np.add.reduceat(people, self.chain[merges], axis=-2)
        return sums.reshape(*sums.shape[:-1], -1, months).sum(-1)

    def fewest(self, people: np.ndarray, merges: int, months: int) -> np.ndarray:
        """The people in the smallest cell that is not empty, of each table (… x level x month); infinite if all are."""
        return smallest(self.cells(people, merges, months), 2)

    def on_rungs(self, people: Sequence[np.ndarray]) -> np.ndarray:
        """The smallest cell of all views on each rung within half-years or a coarser one: … x half x rung.

        people: of each rung, view x … x level x 12. Of all people coarser cells are larger; what is left less classes
        (data/mixed.py) may become less with each merge.
        """
        halves = (np.stack([one[..., :HALF], one[..., HALF:]], axis=-3) for one in people)
        found = [self.fewest(half, *rung).min(0) for half, rung in zip(halves, self.rungs[:-1], strict=False)]
        return np.minimum.accumulate(np.stack(found[::-1], axis=-1), axis=-1)[..., ::-1]

    def first(self, fewest: np.ndarray, merges: np.ndarray, least: int) -> np.ndarray:
        """The first rung of the whole in each half-year.

        fewest: half x rung. merges: those the whole needs, the last two for half-years and for the year.
        """
        free = (fewest >= least) & (np.array(self.rungs[:-1])[:, 0] >= merges[-2])
        found = np.argmax(np.append(free, [[True]] * 2, axis=1), axis=1)
        return found if (found < self.year).all() else np.full(2, self.year if merges[-1] < NEVER else NEVER)

    def hang(
        self, people: Sequence[np.ndarray], fewest: np.ndarray, least: int, start: np.ndarray, milder: np.ndarray
    ) -> np.ndarray:
        """The rung from which on each child of a place is shown, in each half-year: child x half; NEVER if on none.

        people: of each rung, view x child x level x 12. fewest: child x half x rung. least: how many people a cell must
        hold. start: the rungs of the parent. milder: the same under the milder policy; what that hides is hidden here too.
        """
        left, late = (milder >= self.year).any(1) | (start >= self.year).any(), None
        while late is None or (late != left).any():  # who has no rung in one half-year takes none in the other
            left = left if late is None else late
            shown = np.stack([self._half(people, fewest, least, start, milder, left, half) for half in (0, 1)], axis=1)
            late = (shown == NEVER).any(1)
        shown[late] = NEVER
        total = people[-1].sum((2, 3))
        fit = ((total == 0) | (total >= least)).all(0) & (milder <= self.year).all(1) & (start <= self.year).all()
        shown[_apart(late & fit, late & ~fit, total[0], lambda rest: smallest(total[:, rest].sum(1), 1), least)] = self.year
        return shown

    def _half(self, people, fewest, least: int, start, milder, left: np.ndarray, half: int) -> np.ndarray:
        """The same within one half-year, without those that are left to the whole year."""
        people = [one[..., half * HALF : (half + 1) * HALF] for one in people]
        shown, total = np.full(people[0].shape[1], NEVER), people[0][0].sum((1, 2))
        for rung in range(start[half], self.year):
            waiting = shown == NEVER
            fit = waiting & ~left & (fewest[:, half, rung] >= least) & (milder[:, half] <= rung)
            if not fit.any():
                continue

            def size(rest: list[int], rung: int = rung) -> float:
                return self.fewest(people[rung][:, rest].sum(1), *self.rungs[rung]).min()

            shown[_apart(fit, waiting & ~fit, total, size, least)] = rung
        return shown


def _apart(fit: np.ndarray, rest: np.ndarray, total: np.ndarray, size: Size, least: int) -> list[int]:
    """Who of the fit ones is shown, so that the rest together are nobody or enough: the smallest ones stay with it."""
    order = np.argsort(total, kind="stable")
    new, behind = [i for i in order if fit[i]], [i for i in order if rest[i]]
    while new and behind and size(behind) < least:
        behind.append(new.pop(0))
    return new


def smallest(cells: np.ndarray, axes: int) -> np.ndarray:
    """The smallest number that is not 0 along the last axes; infinite if there is none."""
    return np.where(cells > 0, cells, np.inf).min(tuple(range(-axes, 0)), initial=np.inf)


def finest_steps(whole: np.ndarray) -> list[int]:
    """The months of the finest step by which the whole is shown in each half-year. whole: merges needed by the steps of the
    first, of the second, and by the year.
    """
    halves = whole[:-1].reshape(2, -1)
    return [next((step for step, merges in zip(STEPS, half, strict=True) if merges < NEVER), 2 * HALF) for half in halves]
