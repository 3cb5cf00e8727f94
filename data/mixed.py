"""What is left of a sum of people less the classes that lie wholly in it: the people of *mixed* classes.

The list of classes tells how many are in each. So from the people of a place and of (merged) levels whoever can read
subtracts each class that is wholly of both, and knows how many of them are in mixed classes. That must be nobody or enough,
too. Which classes are mixed changes with the levels that are merged: they are counted for each number of merges. A class of
fewer than `least` people is never told (queries/whole_classes.py), so it is left, wherever it lies. Who knows which levels
each class has knows even more of a sum by level that one mixed class alone is in: that must not be, if it tells of few.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from itertools import combinations, product

import numpy as np
import pandas as pd

_KEYS = ["class", "place", "level_code"]
_TEXTS = ("city", "place", "train_type", "level_code")
_AXES = ("month", *_TEXTS)


@dataclass(frozen=True)
class Classes:
    """The people of classes in one year by place and level, the rows of a class beside each other."""

    at: dict[str, np.ndarray]  # by axis, and by class
    sizes: dict[str, int]
    people: np.ndarray  # version x column x row

    def of(self, columns: list[int]) -> bytes:
        """A hash of the people of these columns."""
        return sha256(self.people[:, columns].tobytes()).digest()


@dataclass(frozen=True)
class Left:
    """What is left, after 0, 1, 2 … merges of levels. A view is a column; the `own` first are of the version itself, the
    others of who joined or left since.
    """

    own: int
    levels: np.ndarray  # less classes wholly of a part: merges x view x type x level x 12
    cities: np.ndarray  # less those wholly of a part and a city: (nothing, then merges) x view x city x type x level x 12
    places: np.ndarray  # less those wholly of a part and a place: merges x view x place x level x 12
    typed: np.ndarray  # less those wholly of a city: view x city x type x 12
    single: np.ndarray  # enough where not one mixed class is all that is left: merges x own view x type x level x 12
    others: np.ndarray  # whether a part has others with it who cannot be subtracted: merges x merges x own view x level x 12


def gather(frames: list[pd.DataFrame], axes: dict[str, list], counted: list[str]) -> Classes:
    """The classes of a year in all versions (data/cubes.py), the first of which is the version itself."""
    rows = frames[0]
    if len(frames) > 1:
        frames = [one.astype(dict.fromkeys(_TEXTS, object)) for one in frames]
        rows = pd.concat(frames).drop_duplicates(_KEYS).sort_values(_KEYS)
        keys = pd.MultiIndex.from_frame(rows[_KEYS])
        frames = [one.set_index(_KEYS).reindex(index=keys).fillna(0) for one in frames]
    people = np.zeros((len(frames), len(counted), len(rows)), dtype=np.float32)  # filled in place: a year is large
    for (view, one), (number, name) in product(enumerate(frames), enumerate(counted)):
        people[view, number] = one.get(name, 0)
    at = {name: pd.Index(axes[name]).get_indexer(rows[name]).astype(np.int32) for name in _AXES}
    at = {name: np.where(where < 0, len(axes[name]) - 1, where) for name, where in at.items()}  # as the cube counts them
    at["class"] = pd.factorize(rows["class"])[0].astype(np.int32)
    return Classes(at, {name: len(axes[name]) for name in _AXES}, people)


def left(classes: Classes, columns: list[int], least: int) -> Left:
    """What is left of these columns where classes of fewer than `least` people are kept back."""
    own, *newer = (one[columns] for one in classes.people)
    moved = [np.maximum(sign * (one - own), 0) for one in newer for sign in (1, -1)]
    views = [_view(classes, people, least) for people in np.concatenate([own, *moved])]
    levels, cities, places, typed = (np.stack(part) for part in zip(*views, strict=True))
    levels, cities, places = (part.swapaxes(0, 1) for part in (levels, cities, places))
    levels[-1] = 0  # all levels together are the whole: of it analysis/rings.py keeps back
    single = np.stack([_single(classes, people, least) for people in own], axis=1)
    others = np.stack([_others(classes, people, least) for people in own], axis=2)
    return Left(len(own), levels, cities, places, typed, single, others)


def among_others(
    classes: Classes, columns: list[int], rungs: Sequence[tuple[int, int]], where: str, least: int
) -> list[np.ndarray]:
    """The people of classes that lie wholly in a place (`where`: city or place), at the levels its other classes have: of
    each rung own view x place x level x 12, a step's in its first month, at the first level.

    The place less those classes is how many of it the others are. They are of no level that their classes have not, so the
    place at these levels less them are known, too.
    """
    own = classes.people[0][columns]
    return [np.stack(part) for part in zip(*(_among(classes, people, rungs, where, least) for people in own), strict=True)]


def _among(
    classes: Classes, people: np.ndarray, rungs: Sequence[tuple[int, int]], where: str, least: int
) -> list[np.ndarray]:
    """The same of one view."""
    there, places, levels = people > 0, classes.sizes[where], classes.sizes["level_code"]
    found = [np.zeros((places, levels, 12)) for _ in rungs]
    if not there.any():
        return found
    of, place, level, month = (classes.at[name][there] for name in ("class", where, "level_code", "month"))
    people, starts = people[there], np.flatnonzero(np.diff(of, prepend=-1))
    times = np.diff([*starts, len(of)])
    alike = np.minimum.reduceat(place, starts) == np.maximum.reduceat(place, starts)
    known = np.repeat(alike & (np.add.reduceat(people, starts) >= least), times)
    people, rest = people[known], np.flatnonzero(~known)
    for table, (merges, months) in zip(found, rungs, strict=True):
        bit = 1 << np.where(level > merges, level, 0).astype(np.int64)
        held = np.repeat(np.bitwise_or.reduceat(bit, starts), times)
        cell, others = place * 12 + month // months * months, np.zeros(places * 12, dtype=np.int64)
        np.bitwise_or.at(others, cell[rest], held[rest])
        cell = cell[known]
        inside = others[cell] & bit[known] > 0
        table[:, 0] = np.bincount(cell[inside], people[inside], places * 12).reshape(places, 12)
    return found


def _others(classes: Classes, people: np.ndarray, least: int) -> np.ndarray:
    """After 0, 1, 2 … merges, beside how many more: whether the part that begins at a level has others with it in the wider
    one whose class cannot be subtracted: merges x merges x level x 12.

    Which levels a class has is known, and its size if it is told. So whoever is in a wider part, but not in the part, is
    subtracted with the class, unless this has people of the part, or of neither, too.
    """
    there, count = people > 0, classes.sizes["level_code"]
    found = np.zeros((count, count, count, 12), dtype=bool)
    each, at = np.unique(classes.at["class"][there], return_inverse=True)
    if not len(each):
        return found
    has, month = np.zeros((len(each), count), dtype=bool), np.zeros(len(each), dtype=int)
    has[at, classes.at["level_code"][there]], month[at] = True, classes.at["month"][there]
    kept = np.bincount(at, people[there]) < least
    for merges, of in combinations(range(count), 2):
        held, bound = has[:, : of + 1].sum(1), kept | has[:, of + 1 :].any(1)
        for start, end in ((0, merges + 1), *((level, level + 1) for level in range(merges + 1, of + 1))):
            own = has[:, start:end].sum(1)
            found[merges, of, start, month[(held > own) & ((own > 0) | bound)]] = True
    return found


def _single(classes: Classes, people: np.ndarray, least: int) -> np.ndarray:
    """After 0, 1, 2 … merges half of `least` for each mixed class with people in a part, where the part begins; all of it
    where these and the rest of the class are enough: merges x type x level x 12.

    A sum that only one mixed class is in tells how many of it are of these levels. Then neither they nor the rest of it may
    be few. A sum of nobody or of `least` of this holds no such class, or two, or one of which that may be told.
    """
    there, count = people > 0, classes.sizes["level_code"]
    at, people = {name: rows[there] for name, rows in classes.at.items()}, people[there]
    found = np.zeros((count, classes.sizes["train_type"], count, 12))
    if not len(people):
        return found
    size = np.bincount(at["class"], people)
    for merges in range(count - 1):
        key = at["class"] * count + np.where(at["level_code"] > merges, at["level_code"], 0)
        held, first = np.bincount(key, people, minlength=len(size) * count), np.unique(key, return_index=True)
        mine, whole = held[first[0]], size[first[0] // count]
        small = (np.minimum(mine, whole - mine) < least) & (whole >= least)
        worth = np.where(mine == whole, 0, np.where(small, least / 2, least))
        where = tuple(at[name][first[1]] for name in ("train_type", "month"))
        np.add.at(found[merges], (where[0], first[0] % count, where[1]), worth)
    return found


def _view(classes: Classes, people: np.ndarray, least: int) -> tuple[np.ndarray, ...]:
    """`levels`, `cities`, `places` and `typed` of one view."""
    there, sizes = people > 0, classes.sizes
    at, people, count = {name: rows[there] for name, rows in classes.at.items()}, people[there], sizes["level_code"]
    until, of_city, of_place = _until(at, people, count, least)

    def after(merges: np.ndarray, *names: str) -> np.ndarray:
        shape = count + 1, *(sizes[name] for name in (*names, "level_code")), 12
        where = np.ravel_multi_index((merges, *(at[name] for name in (*names, "level_code", "month"))), shape)
        sums = np.bincount(where, people, minlength=np.prod(shape)).reshape(shape)
        return np.cumsum(sums[::-1], axis=0)[::-1]

    typed, stays = np.zeros((sizes["city"], sizes["train_type"], 12)), of_city == count
    np.add.at(typed, tuple(at[name][stays] for name in ("city", "train_type", "month")), people[stays])
    return after(until, "train_type")[1:], after(of_city, "city", "train_type"), after(of_place, "place")[1:], typed


def _until(at: dict[str, np.ndarray], people: np.ndarray, count: int, least: int) -> list[np.ndarray]:
    """The number of merges from which on the class of each row can be subtracted, `count` if never: from levels wherever it
    is, from those of its city, from those of its place. Levels merge from the first on.
    """
    if not len(people):
        return [np.zeros(0, dtype=int)] * 3
    starts = np.flatnonzero(np.append(True, np.diff(at["class"]) != 0))
    low, high = ({name: over.reduceat(where, starts) for name, where in at.items()} for over in (np.minimum, np.maximum))
    until = np.where(low["level_code"] == high["level_code"], 0, high["level_code"])
    until = np.where(np.add.reduceat(people, starts) < least, count, until)
    found = until, *(np.where(low[name] == high[name], until, count) for name in ("city", "place"))
    return [np.repeat(one, np.diff([*starts, len(people)])) for one in found]
