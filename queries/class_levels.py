"""Which levels of a class may be told beside the totals by level, and beside each other.

analysis/merging.py says which of a class are told together, analysis/room.py which more of these must be.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import date
from functools import lru_cache
from itertools import product

import numpy as np
import pandas as pd

from analysis.beside import merges_beside
from analysis.merging import merges
from analysis.room import Table, merges_with_room, pools
from analysis.within import Within, merges_within, sums_of
from data.cubes import family
from data.ladder import HALF, NEVER, STEPS
from queries.class_people import Classes, counts_of, rows_of
from queries.release import Place, Release, published, release_of
from queries.whole_classes import classes_of, hidden_classes, limits

_YEAR = 2 * HALF
_KEPT = 8  # of so many versions and audiences


def levels_shown(place: Place, name: str, class_id: str) -> frozenset[str]:
    """The levels of a class that may be told of one count column: nothing more than the published version tells."""
    shown, newest = _levels_decided(place, name, class_id), published(place)
    if not newest or classes_of(newest).at(class_id) is None or name not in hidden_classes(newest):
        return shown
    return shown & levels_shown(newest, name, class_id)


def _levels_decided(place: Place, name: str, class_id: str) -> frozenset[str]:
    """The same by what is decided of the version itself."""
    known = classes_of(place)
    at = known.at(class_id)
    if at is None:
        return frozenset()
    year = known.kinds[known.kind[at]][0].year
    known, merged = _of_year(place, year), _merged(place, name, year)
    at, view, people = known.at(class_id), known.views[0], np.zeros(len(known.levels))
    np.add.at(people, view.levels[view.classes == at], view.counts[name][view.classes == at])
    return _alone(people, known.levels, _chain(release_of(*place), known.levels), merged[at])


@lru_cache(maxsize=_KEPT)
def _of_year(place: Place, year: int) -> Classes:
    return classes_of(place).within(year)


@lru_cache(maxsize=_KEPT * 8)
def _merged(place: Place, name: str, year: int) -> np.ndarray:
    """How far the levels of each class of a year merge before one count column is told of them; NEVER of one kept back.

    No sum that is shown reaches beyond a year, so what is decided in one depends on no other.
    """
    release, known, column = release_of(*place), _of_year(place, year), release_of(*place).columns[family(name)]
    chain, kept, people = _chain(release, known.levels), hidden_classes(place)[name], known.people(name)
    lines = _lines(known, release, column, len(chain))
    merged = np.array([NEVER if one in kept else 0 for one in known.ids.tolist()])
    sums = sums_of(_in_places(place, name, year), chain, len(known.levels), len(known.ids))
    room = Table(people[0], chain, pools(chain, len(known.levels), _totals(known, release, column, year)))
    for least in limits(place, name):
        before = None
        while before is None or (before != merged).any():
            before, merged = merged, merges(people, chain, lines, least, merged)
            merged = merges_within(merged, people[0], sums, chain, least)
            merged = merges_beside(merged, people[0], sums, lines, chain, least)
            merged = merges_with_room(merged, room, least)
    return merged


@dataclass(frozen=True)
class _Rows:
    """Rows of people in the classes of a year: class, level and place by their numbers, -1 for none of these; their time."""

    thing: np.ndarray
    level: np.ndarray
    where: np.ndarray
    half: np.ndarray
    month: np.ndarray  # of the half-year

    def of(self, some: np.ndarray) -> _Rows:
        """Some of the rows."""
        return _Rows(*(getattr(self, axis.name)[some] for axis in fields(self)))


@lru_cache(maxsize=2)  # a nation's year is 26 MB, and is wanted while its counts are decided one after another
def _rows(place: Place, year: int) -> _Rows:
    release, known, rows = release_of(*place), _of_year(place, year), rows_of(*place[:2], year)
    axes = {"class_id": known.ids, "level_code": known.levels, "place": list(release.places.codes)}
    numbers = (pd.Index(axis).get_indexer(rows[key].cat.categories)[rows[key].cat.codes] for key, axis in axes.items())
    return _Rows(*numbers, *np.divmod(rows["month"].to_numpy() - 1, HALF))


def _in_places(place: Place, name: str, year: int) -> Within:
    """The people of the classes of a year by place, and which of them are in each sum of places that is shown."""
    release, people = release_of(*place), counts_of(*place[:2], name, year)
    column, at, rows = release.columns[family(name)], release.years[year], _rows(place, year).of(people > 0)
    slots, sums = [*product((0, 1), release.ladder[:-1].tolist()), (None, release.ladder[-1].tolist())], []
    for slot, (of, (merged, months)) in enumerate(slots):
        step = (rows.half * HALF + rows.month) // months
        there = (rows.where >= 0) & (True if of is None else rows.half == of)
        for labels in _by_place_and_city(release, release.places.labels[column, at, slot]):
            label = np.where(labels < 0, -1, np.unique(labels, return_inverse=True)[1])[rows.where]
            sums.append((merged, np.where(there & (label >= 0), label * _YEAR + step, -1)))
    return Within(rows.thing, rows.level, people[people > 0], sums)


def _by_place_and_city(release: Release, labels: np.ndarray) -> Iterator[np.ndarray]:
    """By place the label of the sum it is shown in, and that of its city, where this is all of some of those; else -1."""
    own = np.where(release.places.sizes[labels] <= len(release.places.codes), labels, -1)
    yield own
    cities = np.unique([release.city_of.get(code, code) for code in release.places.codes], return_inverse=True)[1]
    ends = [np.full(labels.max() + 1, cities.max() * first) for first in (1, 0)]
    for over, end in zip((np.minimum, np.maximum), ends, strict=True):
        over.at(end, labels, cities)
    torn = np.isin(cities, cities[(ends[0] != ends[1])[labels] | (own < 0)])
    yield np.where(torn, -1, cities)


def _alone(people: np.ndarray, levels: list[str], chain: list[tuple[int, ...]], merged: int) -> frozenset[str]:
    """The levels of a class that stand alone in their part."""
    if merged == NEVER:
        return frozenset()
    parts = np.split(np.arange(len(levels)), chain[merged][1:])
    return frozenset(levels[at] for part in parts if (people[part] > 0).sum() < 2 for at in part)


def _chain(release: Release, levels: list[str]) -> list[tuple[int, ...]]:
    """Where the parts of the levels begin after 0, 1, 2 … merges; a level of no part counts with the last one."""
    parts = np.array([release.parts.get(level, list(release.parts.values())[-1]) for level in levels])
    return [tuple(np.unique(column, return_index=True)[1].tolist()) for column in parts.T]


def _lines(known: Classes, release: Release, column: int, count: int) -> list[list[np.ndarray]]:
    """By merges the classes of each sum by level that is shown: of a step of the whole, of a type in one of its steps."""
    found = []
    for merged in range(count):
        told = np.array([_told(*one, release, column, merged) for one in known.kinds]).reshape(-1, 2)
        table = told[known.kind]
        found.append([np.flatnonzero(part == one) for part in table.T for one in np.unique(part[part != 0])])
    return found


def _totals(known: Classes, release: Release, column: int, year: int) -> list[tuple[int, np.ndarray]]:
    """The totals by level of a year: the merges they need, and by class which of them it is in. Of steps of both half-years,
    of the year, and of types.
    """
    at, month = release.years[year], np.array([day.month - 1 for day, _ in known.kinds], dtype=int)[known.kind]
    needed, found = release.whole[column, at], []
    for half, (number, months) in product((0, 1), enumerate(STEPS)):
        found.append((int(needed[half * len(STEPS) + number]), np.where(month // HALF == half, month // months, -1)))
    merges, months = (int(n) for n in release.crossed[column, at])
    labels = release.types.labels[column, at, 0, [release.types.codes[kind] for _, kind in known.kinds]][known.kind]
    return [*found, (int(needed[-1]), np.zeros(len(month), dtype=int)), (merges, labels * _YEAR + month // months)]


def _told(day: date, kind: str, release: Release, column: int, merged: int) -> tuple[int, int]:
    """The step of the whole, and the type within its step, whose levels are shown after so many merges; 0 where none is."""
    at, month, count = release.years[day.year], day.month - 1, day.year * _YEAR + day.month - 1
    steps = dict(zip(STEPS, release.whole[column, at, :-1].reshape(2, -1)[month // HALF], strict=True))
    steps[_YEAR] = release.whole[column, at, -1]
    step = next((months for months, needed in steps.items() if needed <= merged), 0)
    needed, months = (int(n) for n in release.crossed[column, at])
    label = int(release.types.labels[column, at, 0, release.types.codes[kind]])
    typed = label * 10**6 + count - month % months if needed <= merged else 0
    return (count - month % step) * 100 + step if step else 0, typed
