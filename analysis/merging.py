"""How far levels merge within each of many things (classes), so that totals by level give no small group of one away.

A thing is shown by level after the first number of merges with which each of its parts holds nobody or enough people. Which
levels it has is no secret, so a part in which it has one level only tells that level. What is left of a known total, less
all that is told, must be of nobody, or of enough people besides the thing that is most of it: else one of those told merges
until it is not. So is what is left of a sum of some of the things' people, those of a place (analysis/within.py).
Source: ours. That nothing is narrowed is not proven here, as it is for places (data/ladder.py): things stand in two kinds of
lines, of steps and of types. docs/architecture.md says what linear programming still finds.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from data.ladder import NEVER

Chain = Sequence[tuple[int, ...]]  # after 0, 1, 2 … merges: where the parts begin among the levels
Line = np.ndarray  # positions of the things whose sum by level is known


def parts_of(chain: Chain, levels: int) -> np.ndarray:
    """Merges x level: the part that holds it. Source: see above."""
    return np.array([np.searchsorted(cut, np.arange(levels), "right") - 1 for cut in chain])


def merges(people: np.ndarray, chain: Chain, lines: Sequence[Sequence[Line]], least: int, milder: np.ndarray) -> np.ndarray:
    """The merges of each thing; NEVER of one that is kept back.

    people: view x thing x level, the views being the people and those who joined or left since. lines: those known after so
    many merges. milder: merges under the milder policy, none less here; NEVER of what is kept back.
    Source: see above.
    """
    cells = [np.add.reduceat(people, cut, axis=2) for cut in chain]
    fit = np.array([((part == 0) | (part >= least)).all((0, 2)) for part in cells])
    fit &= milder <= np.arange(len(chain))[:, None]
    found = np.where(fit.any(0), fit.argmax(0), NEVER)
    sizes = [np.diff([*cut, people.shape[2]]) for cut in chain]  # of each level after so many merges: the people of its part
    whole = np.stack([np.repeat(part[0], size, axis=1) for part, size in zip(cells, sizes, strict=True)])
    order, seen = [(count, number) for count, known in enumerate(lines) for number in range(len(known))], {}
    while True:
        before = found.copy()
        for count, number in order:
            line = lines[count][number]
            if not np.array_equal(seen.get((count, number)), found[line]):
                _settle(found, cells[count][:, line], whole, line, chain[count], count, least)
                seen[count, number] = found[line]
        if (before == found).all():
            return found


def _settle(
    found: np.ndarray, people: np.ndarray, whole: np.ndarray, line: Line, cut: Sequence[int], count: int, least: int
) -> None:
    """Merges things of a line until what is left of each of its parts is nobody or enough.

    people: view x thing x part. whole: merges x thing x level, the people of the part that then holds a level.
    """
    held = whole[np.minimum(found[line], len(whole) - 1), line][:, list(cut)]
    told = (found[line] < NEVER)[:, None] & (held <= people[0])
    for at in np.flatnonzero((_few(people, told, least) & told.any(0)).any(0)):
        _raised(found, people[..., at], whole[:, line, cut[at]], line, count, least)


def _few(people: np.ndarray, told: np.ndarray, least: int) -> np.ndarray:
    """View x part: whether those that are not told are few, besides the thing that is most of them."""
    left = np.where(told, 0, people)
    total = left.sum(1)
    return (total > 0) & (total - left.max(1, initial=0) < least)


def _raised(found: np.ndarray, people: np.ndarray, held: np.ndarray, line: Line, count: int, least: int) -> None:
    """Merges one after the other of those that are told of a part until what is left is nobody or enough.

    people: view x thing. held: merges x thing, the people of what then holds the part.
    """
    own, each = people[0], np.arange(len(line))
    hides = (held > own) & (np.arange(len(held))[:, None] > count)
    while True:
        mine = found[line]
        told = (mine < NEVER) & (held[np.minimum(mine, len(held) - 1), each] <= own)
        few = _few(people[..., None], told[:, None], least)[:, 0]
        helps = told & hides.any(0) & (people[few] > 0).any(0)
        if not helps.any():
            return
        best = np.argmin(np.where(helps, own, np.inf))
        found[line[best]] = max(found[line[best]], hides[:, best].argmax())
