"""Whether sums of people may be shown, by what the build of a version decided (queries/release.py).

A page asks for hundreds of sums of few places, levels and spans: they are decided together, in arrays.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, fields, replace
from functools import lru_cache

import numpy as np

from data.ladder import HALF, NEVER, STEPS
from queries.release import Cell, Chosen, Place, Span, published, release_of

Months = tuple[int, int]  # first and last month of a year, from 0
_YEAR = (0, 11)


@dataclass(frozen=True)
class Axis:
    """What each of many cells has on one axis: all different ones, and which of them is each cell's."""

    every: list
    at: np.ndarray

    def of(self, cells: np.ndarray) -> Axis:
        """The axis of some of the cells."""
        return Axis(self.every, self.at[cells])

    def each(self, work: Callable) -> np.ndarray:
        """By cell what `work` makes of it."""
        used, at = np.unique(self.at, return_inverse=True)
        return np.array([work(self.every[one]) for one in used])[at]


@dataclass(frozen=True)
class Table:
    """Cells by axis."""

    span: Axis
    levels: Axis
    places: Axis
    types: Axis

    def of(self, cells: np.ndarray) -> Table:
        """Some of the cells."""
        return Table(*(getattr(self, axis.name).of(cells) for axis in fields(self)))


def table(cells: Sequence[Cell]) -> Table:
    """The cells by axis."""
    return Table(*(_axis([getattr(cell, axis.name) for cell in cells]) for axis in fields(Table)))


def _axis(values: list) -> Axis:
    found: dict = {}
    at = np.array([found.setdefault(one, len(found)) for one in values], dtype=int)
    return Axis(list(found), at)


@lru_cache(maxsize=4096)
def shown(cell: Cell, place: Place) -> np.ndarray:
    """For each count column whether the cell may be shown."""
    return all_shown([cell], place)[0]


def all_shown(cells: Sequence[Cell], place: Place) -> np.ndarray:
    """Whether the cells may be shown: cell x column."""
    asked, newest = table(cells), published(place)
    every = _decided_to_show(asked, len(cells), place)
    if newest:
        whole = [to_the_ends(span, release_of(*place).ends) for span in asked.span.every]
        told = _decided_to_show(replace(asked, span=Axis(whole, asked.span.at)), len(cells), newest)
        columns = release_of(*newest).columns
        for name, column in release_of(*place).columns.items():
            every[:, column] &= told[:, columns[name]] if name in columns else True
    return every


def _decided_to_show(asked: Table, count: int, place: Place) -> np.ndarray:
    """The same by what was decided of the version itself."""
    release = release_of(*place)
    every, anything = np.ones((count, len(release.columns)), dtype=bool), np.ones(count, dtype=bool)
    known = (asked.levels, release.parts), (asked.places, release.places.codes), (asked.types, release.types.codes)
    for axis, codes in known if count else ():  # where nothing is asked for, nothing is what there is
        anything &= axis.each(lambda chosen, codes=codes: chosen is None or not chosen.isdisjoint(codes))
    for year, at in release.years.items() if count else ():
        months = asked.span.each(lambda span, year=year: within(span, year, release.ends))
        there = np.flatnonzero(anything & (months[:, 0] <= months[:, 1]))
        if len(there):
            every[there] &= in_year(asked.of(there), at, months[there], place)
    return every


def within(span: Span, year: int, ends: Span) -> Months:
    """The months of the year in the span. Outside the months on record there is nothing to cut."""
    low, high = (12 * (day.year - year) + day.month - 1 for day in span)
    begin, end = (12 * (day.year - year) + day.month - 1 for day in ends)
    first, last = max(low, 0), min(high, 11)
    return 0 if first <= begin else first, 11 if end <= last <= 11 and first <= last else last


def to_the_ends(span: Span, ends: Span) -> Span:
    """The span of another version that asks for the same people: what ends with the records of one ends with its year."""
    first, last = span
    return first.replace(month=1) if first <= ends[0] else first, last.replace(month=12) if last >= ends[1] else last


def in_year(asked: Table, at: int, months: np.ndarray, place: Place) -> np.ndarray:
    """The same for the months of one year, cell x (first, last): cell x column."""
    everywhere, untyped = asked.places.each(lambda places: places is None), asked.types.each(lambda types: types is None)
    ways = np.where(untyped, 1 + everywhere, 0)
    every = np.empty((len(ways), len(release_of(*place).columns)), dtype=bool)
    for way, decide in enumerate((_by_type, _in_places, _whole)):
        mine = np.flatnonzero(ways == way)
        if len(mine):
            every[mine] = decide(asked.of(mine), at, months[mine], place)
    return every


def _fits(months: np.ndarray, step: np.ndarray) -> np.ndarray:
    """Whether months, cell x (first, last), are made of whole steps: step x cell."""
    return (months[:, 0] % step[:, None] == 0) & ((months[:, 1] + 1) % step[:, None] == 0)


def _halves(months: np.ndarray) -> Iterator[tuple[int, np.ndarray, np.ndarray]]:
    """Of both half-years: which it is, the months in it, and the cells that touch it not."""
    for half in (0, 1):
        part = months.clip(half * HALF, half * HALF + HALF - 1)
        yield half, part, (months[:, 0] > part[:, 1]) | (months[:, 1] < part[:, 0])


def _whole(asked: Table, at: int, months: np.ndarray, place: Place) -> np.ndarray:
    even = asked.levels.each(lambda levels: even_levels(levels, place))
    later = np.logical_or.accumulate(even[:, ::-1], axis=1)[:, ::-1]
    later = np.append(later, np.zeros((len(later), 1), dtype=bool), axis=1)
    return np.take_along_axis(later, np.minimum(merges_of_whole(at, months, place), even.shape[1]), axis=1)


def merges_of_whole(at: int, months: np.ndarray, place: Place) -> np.ndarray:
    """How many merges of levels the whole needs in these months of a year: cell x column."""
    needed = release_of(*place).whole[:, at]
    every = np.zeros((len(months), len(needed)), dtype=int)
    for half, part, none in _halves(months):
        steps = needed[:, half * len(STEPS) : (half + 1) * len(STEPS)]
        merges = np.where(_fits(part, np.array(STEPS)).T[:, None], steps, NEVER).min(2)
        every = np.where(none[:, None], every, np.maximum(every, merges))
    return np.where((months == _YEAR).all(1)[:, None], np.minimum(every, needed[:, -1]), every)


def _in_places(asked: Table, at: int, months: np.ndarray, place: Place) -> np.ndarray:
    return by_place(asked, at, months, place).any(0)


def by_place(asked: Table, at: int, months: np.ndarray, place: Place) -> np.ndarray:
    """Whether the places are shown on each rung or a finer one in each half-year: rung x cell x column, last the year."""
    release = release_of(*place)
    even = asked.levels.each(lambda levels: even_levels(levels, place)[release.ladder[:, 0]]).T
    free = _free("places", asked.places, at, place)
    rungs = len(even) - 1
    every = np.ones((rungs, *free.shape[1:]), dtype=bool)
    for half, part, none in _halves(months):
        fits = even[:-1] & _fits(part, release.ladder[:-1, 1])
        told = free[half * rungs : (half + 1) * rungs] & fits[..., None]
        for rung in range(1, rungs):  # several times faster than logical_or.accumulate
            told[rung] |= told[rung - 1]
        every &= told | none[:, None]
    year = even[-1] & (months == _YEAR).all(1)
    return np.concatenate([every, every[-1:] | (free[-1:] & year[:, None])])


def _by_type(asked: Table, at: int, months: np.ndarray, place: Place) -> np.ndarray:
    merges, step = release_of(*place).crossed[:, at].T
    even = asked.levels.each(lambda levels: even_levels(levels, place))
    free = _free("types", asked.types, at, place) & _free("typed", asked.places, at, place)
    whole = asked.places.each(lambda places: places is None)[:, None]
    by_level = free[0] & even[:, np.minimum(merges, even.shape[1] - 1)] & whole
    by_all = np.where(whole, free[-1], free[1])
    return (by_level | (by_all & even[:, -1:])) & _fits(months, step).T


def _free(branch: str, chosen: Axis, year: int, place: Place) -> np.ndarray:
    """Whether the places or types of cells may be shown in a year: slot x cell x column."""
    return np.moveaxis(chosen.each(lambda codes: blocks(branch, codes, place)[:, year]), 2, 0).copy()


@lru_cache(maxsize=1024)
def blocks(branch: str, codes: Chosen, place: Place) -> np.ndarray:
    """Whether the places or types may be shown: column x year x slot."""
    return getattr(release_of(*place), branch).whole_blocks(codes)


@lru_cache(maxsize=256)
def even_levels(levels: Chosen, place: Place) -> np.ndarray:
    """For each number of merges whether the levels are made of whole parts."""
    parts = release_of(*place).parts
    chosen = np.array([levels is None or code in levels for code in parts])
    labels = np.array(list(parts.values()))
    return np.array([not set(row[chosen]) & set(row[~chosen]) for row in labels.T])
