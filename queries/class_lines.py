"""The sums that are shown in which the people of classes stand: totals by level, and sums of places."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from datetime import date
from functools import lru_cache
from itertools import product

import numpy as np
import pandas as pd

from analysis.within import Within
from data.cubes import family
from data.ladder import HALF, STEPS
from queries.class_people import PEOPLE, Classes, classes, counts_of, rows_of
from queries.release import Place, Release, release_of
from queries.unlike import others

YEAR = 2 * HALF
_KEPT = 8  # of so many versions and audiences


def classes_of(place: Place) -> Classes:
    """The classes as an audience meets them: the same for all, but for the order in which levels merge."""
    warehouse, version, _, newer, _ = place
    unlike = others(warehouse, version, newer, PEOPLE)
    return classes(warehouse, version, unlike, tuple(release_of(*place).parts))


@lru_cache(maxsize=_KEPT)
def classes_of_year(place: Place, year: int) -> Classes:
    """Those of a year, as above."""
    return classes_of(place).within(year)


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


@lru_cache(maxsize=4)  # a nation's year is 26 MB; of a small one all are wanted, by one count column after another
def _rows(place: Place, year: int) -> _Rows:
    release, known, rows = release_of(*place), classes_of_year(place, year), rows_of(*place[:2], year)
    axes = {"class_id": known.ids, "level_code": known.levels, "place": list(release.places.codes)}
    numbers = (pd.Index(axis).get_indexer(rows[key].cat.categories)[rows[key].cat.codes] for key, axis in axes.items())
    return _Rows(*numbers, *np.divmod(rows["month"].to_numpy() - 1, HALF))


def in_places(place: Place, name: str, year: int) -> Within:
    """The people of the classes of a year by place, and which of them are in each sum of places that is shown."""
    release, people = release_of(*place), counts_of(*place[:2], name, year)
    column, at, rows = release.columns[family(name)], release.years[year], _rows(place, year).of(people > 0)
    sums = []
    for slot, (of, (merged, months)) in enumerate(_slots_of(release)):
        step = (rows.half * HALF + rows.month) // months
        there = (rows.where >= 0) & (True if of is None else rows.half == of)
        for labels in _by_place_and_city(place, release.places.labels[column, at, slot]):
            label = np.where(labels < 0, -1, np.unique(labels, return_inverse=True)[1])[rows.where]
            sums.append((merged, np.where(there & (label >= 0), label * YEAR + step, -1)))
    return Within(rows.thing, rows.level, people[people > 0], sums)


def _slots_of(release: Release) -> list[tuple[int | None, tuple[int, int]]]:
    """The slots of places: of which half-year (None: of the year), and after how many merges by steps of how many months."""
    *rungs, year = release.ladder.tolist()
    return [*product((0, 1), rungs), (None, year)]


def _by_place_and_city(place: Place, labels: np.ndarray) -> Iterator[np.ndarray]:
    """By place the label of the sum it is shown in, and that of its city, where this is all of some of those; else -1."""
    release, cities = release_of(*place), _city_numbers(place)
    own = np.where(release.places.sizes[labels] <= len(release.places.codes), labels, -1)
    yield own
    labels = labels - labels.min()
    ends = [np.full(labels.max() + 1, cities.max() * first) for first in (1, 0)]
    for over, end in zip((np.minimum, np.maximum), ends, strict=True):
        over.at(end, labels, cities)
    torn = np.zeros(cities.max() + 1, dtype=bool)
    torn[cities[(ends[0] != ends[1])[labels] | (own < 0)]] = True
    yield np.where(torn[cities], -1, cities)


@lru_cache(maxsize=_KEPT)
def _city_numbers(place: Place) -> np.ndarray:
    """By place the number of its city."""
    release = release_of(*place)
    return np.unique([release.city_of.get(code, code) for code in release.places.codes], return_inverse=True)[1]


def chain_of(release: Release, levels: list[str]) -> list[tuple[int, ...]]:
    """Where the parts of the levels begin after 0, 1, 2 … merges; a level of no part counts with the last one."""
    parts = np.array([release.parts.get(level, list(release.parts.values())[-1]) for level in levels])
    return [tuple(np.unique(column, return_index=True)[1].tolist()) for column in parts.T]


def lines_of(known: Classes, release: Release, column: int, count: int) -> list[list[np.ndarray]]:
    """By merges the classes of each sum by level that is shown: of a step of the whole, of a type in one of its steps."""
    tables = _told(known.kinds, release, column, count)[:, :, known.kind]
    return [[np.flatnonzero(part == one) for part in table for one in np.unique(part[part != 0])] for table in tables]


def totals_of(known: Classes, release: Release, column: int, year: int) -> list[tuple[int, np.ndarray]]:
    """The totals by level of a year: the merges they need, and by class which of them it is in. Of steps of both half-years,
    of the year, and of types.
    """
    at, month = release.years[year], np.array([day.month - 1 for day, _ in known.kinds], dtype=int)[known.kind]
    needed, found = release.whole[column, at], []
    for half, (number, months) in product((0, 1), enumerate(STEPS)):
        found.append((int(needed[half * len(STEPS) + number]), np.where(month // HALF == half, month // months, -1)))
    merges, months = (int(n) for n in release.crossed[column, at])
    labels = release.types.labels[column, at, 0, [release.types.codes[kind] for _, kind in known.kinds]][known.kind]
    return [*found, (int(needed[-1]), np.zeros(len(month), dtype=int)), (merges, labels * YEAR + month // months)]


def _told(kinds: list[tuple[date, str]], release: Release, column: int, count: int) -> np.ndarray:
    """After 0, 1, 2 … merges the step of the whole and the type within its step whose levels are shown, of each kind;
    0 where none is.
    """
    at, month, code = np.array([(release.years[day.year], day.month - 1, release.types.codes[of]) for day, of in kinds]).T
    merged, number = np.arange(count)[:, None], YEAR * at + month
    halves = release.whole[column, at, :-1].reshape(len(kinds), 2, -1)[np.arange(len(kinds)), month // HALF]
    enough = np.concatenate([halves, release.whole[column, at, -1:]], 1) <= merged[:, :, None]
    step = np.where(enough.any(2), np.array([*STEPS, YEAR])[enough.argmax(2)], 0)
    of_whole = np.where(step > 0, (number - month % np.maximum(step, 1)) * 100 + step, 0)
    needed, months = release.crossed[column, at].T
    of_type = release.types.labels[column, at, 0, code] * 10**6 + number - month % months
    return np.stack([of_whole, np.where(needed <= merged, of_type, 0)], 1)
