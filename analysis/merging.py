"""How far levels merge within each of many things (classes), so that totals by level give no small group of one away.

A thing is shown by level after the first number of merges with which each of its parts holds nobody or enough people. Which
levels it has is no secret, so a part in which it has one level only tells that level. What is left of a known total, less
all that is told, must be of nobody, or of enough people besides the thing that is most of it: else one of those told merges
until it is not. So is what is left of a sum of some of the things' people, those of a place (`merges_within`).
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


@dataclass(frozen=True)
class Within:
    """People of things by level, row by row, and the sums of some of them that are known: of each, after how many merges its
    parts are, and the label of each row, -1 if the row is in none.
    """

    thing: np.ndarray
    level: np.ndarray
    people: np.ndarray  # none of them 0
    sums: Sequence[tuple[int, np.ndarray]]


def merges_within(merged: np.ndarray, within: Within, chain: Chain, levels: int, least: int) -> np.ndarray:
    """The merges, at least those of `merged`, by which a sum less all that is told of it leaves nobody or enough.

    What is told of a thing is told of a sum if all of it lies in one part of that. Of those told the smallest merges on, the
    others of the sum with it; a thing whose levels are all together stays as it is.
    Source: ours, as above.
    """
    part = np.array([np.searchsorted(cut, np.arange(levels), "right") - 1 for cut in chain])
    found, last, still = merged.copy(), len(chain) - 1, True
    while still:
        still = False
        for count, label in within.sums:
            key = np.where(label < 0, -1, label * levels + part[count][within.level])
            told = _told(found, label, part[count], within, part)
            rest = (key >= 0) & ~told
            left = np.bincount(key[rest], within.people[rest], minlength=key.max(initial=0) + 1)
            few = (key >= 0) & told & (found[within.thing] < last) & ((left > 0) & (left < least))[key]
            at = np.flatnonzero(few)
            if len(at):
                at = at[np.lexsort((within.people[at], key[at]))]
                found[within.thing[at[np.unique(key[at], return_index=True)[1]]]] += 1
                still = True
    return found


def _told(found: np.ndarray, label: np.ndarray, cut: np.ndarray, within: Within, part: np.ndarray) -> np.ndarray:
    """Whether each row is of a part of its thing that is told, and lies within one part (`cut`, of each level) of one sum.

    Who of a thing is in the sum at which level is not told: all of the thing must be.
    """
    mine, count = found[within.thing], part.shape[1]
    group = within.thing * count + part[np.minimum(mine, len(part) - 1), within.level]
    return (mine < NEVER) & (label >= 0) & _alike(within.thing, label) & _alike(group, cut[within.level])


def _alike(group: np.ndarray, value: np.ndarray) -> np.ndarray:
    """Whether all rows of the group of each have the same value."""
    count = group.max(initial=-1) + 1
    low, high = np.full(count, value.max(initial=0)), np.full(count, value.min(initial=0))
    np.minimum.at(low, group, value)
    np.maximum.at(high, group, value)
    return (low == high)[group]
