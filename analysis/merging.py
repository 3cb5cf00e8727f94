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
import pandas as pd

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
    """People of things by level, row by row, those of a thing together, and sums of some of them that are known: of each,
    after how many merges its parts are, and the label of each row, -1 if the row is in none.
    """

    thing: np.ndarray
    level: np.ndarray
    people: np.ndarray  # none of them 0
    sums: Sequence[tuple[int, np.ndarray]]


def merges_within(merged: np.ndarray, within: Within, chain: Chain, levels: int, least: int) -> np.ndarray:
    """The merges, at least those of `merged`, by which a sum less all that is told of it leaves nobody or enough.

    What is told of a thing is told of a sum if all of it lies in that: of the one part that holds it, or of those together
    that do. Of those told the smallest merges on, the others of the sum with it; a thing whose levels are all together stays
    as it is. Source: ours, as above.
    """
    part = np.array([np.searchsorted(cut, np.arange(levels), "right") - 1 for cut in chain])
    found, sums, still = merged.copy(), _near(within, part, least), True
    while still:
        still = False
        for one in sums:
            while len(things := _telling(found, one, part, least)):
                found[things] += 1
                still = True
    return found


@dataclass(frozen=True)
class _Sums:
    """The people of each sum by part, and the rows of things all of which is in one of them: its label, and their part."""

    people: np.ndarray
    thing: np.ndarray
    level: np.ndarray
    own: np.ndarray
    label: np.ndarray
    part: np.ndarray


def _near(within: Within, part: np.ndarray, least: int) -> list[_Sums]:
    """The sums that could be left with few, whatever is told: at a nation's size hardly any."""
    starts = np.flatnonzero(np.diff(within.thing, prepend=-1))
    found = (_sums(within, starts, label, part[count], least) for count, label in within.sums)
    return [one for one in found if len(one.thing)]


def _sums(within: Within, starts: np.ndarray, label: np.ndarray, cut: np.ndarray, least: int) -> _Sums:
    """Who of a thing is in a sum at which level is not told: all of the thing must be in it.

    Of sums with a part of which fewer than `least` are in other things: no other can be left with few by telling things.
    """
    parts, rows, count = cut[within.level], label.max(initial=-1) + 1, len(cut)
    first, last = (over.reduceat(label, starts) if len(starts) else label for over in (np.minimum, np.maximum))
    alike = np.repeat((first == last) & (first >= 0), np.diff(starts, append=len(label)))
    key = label * count + parts
    people, mine = (np.bincount(key[of], within.people[of], rows * count).reshape(rows, count) for of in (label >= 0, alike))
    near = ((mine > 0) & (people - mine < least)).any(1)
    at = np.flatnonzero(alike)
    at = at[near[label[at]]] if rows else at
    return _Sums(people, within.thing[at], within.level[at], within.people[at], label[at], parts[at])


def _telling(found: np.ndarray, sums: _Sums, part: np.ndarray, least: int) -> np.ndarray:
    """The smallest thing that may merge on of each sum of one or some parts that is left with few."""
    mine, count = found[sums.thing], part.shape[1]
    told = mine < NEVER
    if not told.any():
        return np.zeros(0, dtype=int)
    group = sums.thing * count + part[np.minimum(mine, len(part) - 1), sums.level]
    held = np.zeros(group.max() + 1, dtype=int)  # by group the parts it is in, a bit each
    np.bitwise_or.at(held, group, 1 << sums.part)
    which, sets = pd.factorize(held[group])
    key = sums.label * len(sets) + which
    gone = np.bincount(key[told], sums.own[told], len(sums.people) * len(sets)).reshape(-1, len(sets))
    of_set = (sets[:, None] >> np.arange(count)) & 1
    left = sums.people @ of_set.T - gone @ ((sets[:, None] & sets) == sets[:, None])
    few = (gone > 0) & (left > 0) & (left < least)
    at = np.flatnonzero(told & few[sums.label, which] & (mine < len(part) - 1))
    at = at[np.lexsort((sums.own[at], key[at]))]
    return np.unique(sums.thing[at[np.unique(key[at], return_index=True)[1]]])
