"""How far levels merge within each of many things (classes), so that sums of some of their people, those of a place, give no
small group away less all that is told of things which lie in them.

What is left of such a sum, at one part of the levels or at some together, must be of nobody, or of enough people. And if it
is all of some things, so must be what is left of these: of 51 people 50 are at a level, then one is not.
Source: ours, as analysis/merging.py.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.merging import Chain, parts_of
from data.ladder import NEVER


@dataclass(frozen=True)
class Within:
    """People of things by level, row by row, those of a thing together, and sums of some of them that are known: of each,
    after how many merges its parts are, and the label of each row, -1 if the row is in none.
    """

    thing: np.ndarray
    level: np.ndarray
    people: np.ndarray  # none of them 0
    sums: Sequence[tuple[int, np.ndarray]]


@dataclass(frozen=True)
class Sums:
    """People by sum and part. Of each thing the sum in which all of it is, -1 if there is none; of each level its part."""

    people: np.ndarray
    whole_in: np.ndarray
    part: np.ndarray


def sums_of(within: Within, chain: Chain, levels: int, things: int) -> list[Sums]:
    """The sums in which there is somebody, each with the parts of its merges. Source: see above."""
    part, found = parts_of(chain, levels), []
    starts = np.flatnonzero(np.diff(within.thing, prepend=-1))
    for count, label in ((count, label) for count, label in within.sums if (label >= 0).any()):
        there, whole_in, rows = label >= 0, np.full(things, -1), label.max() + 1
        first, last = (over.reduceat(label, starts) for over in (np.minimum, np.maximum))
        whole_in[within.thing[starts]] = np.where(first == last, first, -1)
        key = label[there] * levels + part[count][within.level[there]]
        people = np.bincount(key, within.people[there], rows * levels).reshape(rows, levels)
        found.append(Sums(people, whole_in, part[count]))
    return found


def merges_within(merged: np.ndarray, people: np.ndarray, sums: Sequence[Sums], chain: Chain, least: int) -> np.ndarray:
    """The merges, at least those of `merged`, by which a sum less all that is told of it leaves nobody or enough.

    people: thing x level. What is told of a thing is told of a sum if all of it lies in that: of the one part that holds it,
    or of those together that do. Of those told the smallest merges on, the others of the sum with it; a thing whose levels
    are all together stays as it is. Source: see above.
    """
    part, found, still = parts_of(chain, people.shape[1]), merged.copy(), True
    near = [one for one in (_near(people, of, least) for of in sums) if len(one.thing)]
    while still:
        still = False
        for one in near:
            while len(things := _telling(found, one, part, least)) or len(things := _of_some(found, one, part, least)):
                found[things] += 1
                still = True
    return found


@dataclass(frozen=True)
class _Near:
    """The people of each sum by part, and of things all of which is in one of them, by level: its label, and their part."""

    people: np.ndarray
    thing: np.ndarray
    level: np.ndarray
    own: np.ndarray
    label: np.ndarray
    part: np.ndarray


def _near(people: np.ndarray, sums: Sums, least: int) -> _Near:
    """Of sums with a part of which fewer than `least` are in other things: no other can be left with few by telling things.

    At a nation's size hardly any can.
    """
    inside = np.flatnonzero(sums.whole_in >= 0)
    at, level = np.nonzero(people[inside])
    thing = inside[at]
    own, label, parts = people[thing, level], sums.whole_in[thing], sums.part[level]
    mine = np.bincount(label * people.shape[1] + parts, own, sums.people.size).reshape(sums.people.shape)
    near = ((mine > 0) & (sums.people - mine < least)).any(1)[label]
    return _Near(sums.people, *(rows[near] for rows in (thing, level, own, label, parts)))


def _telling(found: np.ndarray, sums: _Near, part: np.ndarray, least: int) -> np.ndarray:
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



def _of_some(found: np.ndarray, sums: _Near, part: np.ndarray, least: int) -> np.ndarray:
    """The things that may merge on where what is left of a sum at some levels is all of things told of, of which it leaves
    few: of each sum the smallest of these, or if their levels are all together, of those told at these levels.
    """
    mine, count = found[sums.thing], part.shape[1]
    group = pd.factorize(sums.thing * count + part[np.minimum(mine, len(part) - 1), sums.level])[0]
    held, size, parts = np.zeros(group.max() + 1, dtype=int), np.bincount(group, sums.own), sums.people.shape[1]
    np.bitwise_or.at(held, group, 1 << sums.part)
    able, guilty = mine < len(part) - 1, []
    for some in range(1, (1 << parts) - 1):
        inside, told = (some >> sums.part) & 1 > 0, (mine < NEVER) & ((held[group] & ~some) == 0)
        open_, at = inside & ~told, (some >> np.arange(parts)) & 1 > 0
        left, own, never = (np.bincount(sums.label[rows], sums.own[rows], len(sums.people))
                            for rows in (told, open_, open_ & (mine == NEVER)))  # fmt: skip
        left = sums.people[:, at].sum(1) - left
        first = np.unique(group[open_], return_index=True)[1]
        rest = np.bincount(sums.label[open_][first], size[group[open_][first]], len(left)) - own
        few = (own == left) & (never == 0) & (rest > 0) & (rest < least)
        rows = np.flatnonzero((open_ | told) & able & few[sums.label])
        order = rows[np.lexsort((size[group[rows]], told[rows], sums.label[rows]))]
        guilty.append(sums.thing[order[np.unique(sums.label[order], return_index=True)[1]]])
    return np.unique(np.concatenate(guilty)) if guilty else np.zeros(0, dtype=int)
