"""How far levels merge within each of many things (classes), so that totals by level give no small group of one away.

A thing is shown by level after the first number of merges with which each of its parts holds nobody or enough people. Which
levels it has is no secret, so a part in which it has one level only tells that level. What is left of a known total, less
all that is told, must be of nobody, or of enough people besides the thing that is most of it: else one of those told merges
until it is not.
Source: ours. That nothing is narrowed is not proven here, as it is for places (data/ladder.py): things stand in two kinds of
lines, of steps and of types. docs/architecture.md says what linear programming still finds.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

NEVER = 99  # merges: not shown by level at all
Chain = Sequence[tuple[int, ...]]  # after 0, 1, 2 … merges: where the parts begin among the levels
Line = np.ndarray  # positions of the things whose sum by level is known


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
    changed = True
    while changed:
        changed = any(
            [
                _raised(found, _Part(part[:, line, at], whole[:, line, level]), line, count, least)
                for count, (part, cut, known) in enumerate(zip(cells, chain, lines, strict=True))
                for line in known
                for at, level in enumerate(cut)
            ]
        )
    return found


@dataclass(frozen=True)
class _Part:
    """One part of the levels of the things of a line: view x thing; and what holds it after 0, 1, 2 … merges."""

    people: np.ndarray
    held: np.ndarray


def _raised(found: np.ndarray, part: _Part, line: Line, count: int, least: int) -> bool:
    """Merges one after the other of those that are told until what is left is nobody or enough; whether any."""
    own, rungs, changed = part.people[0], len(part.held), False
    hides = (part.held > own) & (np.arange(rungs)[:, None] > count)
    while True:
        mine = found[line]
        told = (mine < NEVER) & (part.held[np.minimum(mine, rungs - 1), np.arange(len(line))] <= own)
        left = np.where(told, 0, part.people)
        few = (left.sum(1) > 0) & (left.sum(1) - left.max(1, initial=0) < least)
        helps = told & hides.any(0) & (part.people[few] > 0).any(0)
        if not helps.any():
            return changed
        best = np.argmin(np.where(helps, own, np.inf))
        found[line[best]] = max(found[line[best]], hides[:, best].argmax())
        changed = True
