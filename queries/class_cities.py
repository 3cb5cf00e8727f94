"""What cities tell by level of all their classes, and which classes are of one city. Read without the people of classes by
place, who are many.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import pandas as pd

from analysis.merging import parts_of
from analysis.within import Sums
from data.cubes import family
from data.ladder import HALF
from queries.class_lines import YEAR, by_place_and_city, chain_of, cities, classes_of, classes_of_year, slots_of
from queries.class_people import cities_of, levels_of_cities
from queries.release import Place, release_of

_KEPT = 16  # years of a version: each count column asks for all of them


def homes(place: Place, name: str, year: int) -> np.ndarray:
    """Of each class of a year the number of the city that all its people are of, -1 if they are of more."""
    rows = _where(place, year)
    there = rows.counts[name].to_numpy()
    found = np.full(rows.things, -1)
    found[rows.thing[there]] = rows.city[there]
    return np.where(np.bincount(rows.thing[there], minlength=rows.things) == 1, found, -1)


def in_cities(place: Place, name: str, year: int, home: np.ndarray) -> list[Sums]:
    """The sums of cities that are shown and tell some levels apart, and which classes of a year are whole in one."""
    release, known = release_of(*place), classes_of_year(place, year)
    column, at = release.columns[family(name)], release.years[year]
    part = parts_of(chain_of(release, known.levels), len(known.levels))
    month, people = np.array([day.month - 1 for day, _ in known.kinds])[known.kind], _people(place, name, year)
    found = []
    for slot, (half, (merged, months)) in enumerate(slots_of(release)):
        if not part[merged].any():
            continue
        *_, shown = by_place_and_city(place, release.places.labels[column, at, slot])
        there = np.isin(home, shown[shown >= 0]) & (half is None or month // HALF == half)
        sums = np.zeros_like(people)
        np.add.at(sums, np.ix_(range(len(people)), np.arange(YEAR) // months, part[merged]), people)
        label = np.where(there, home * YEAR + month // months, -1)
        found.append(Sums(sums.reshape(-1, len(known.levels)), label, part[merged]))
    return found


def _people(place: Place, name: str, year: int) -> np.ndarray:
    """City x month x level."""
    rows, levels, known = _levels(place, year), classes_of_year(place, year).levels, cities(place)
    axes = known.get_indexer(rows["city"]), rows["month"] - 1, pd.Index(levels).get_indexer(rows["level_code"])
    found = np.zeros((len(known) + 1, YEAR, len(levels)))  # the last: of no city that is decided of
    np.add.at(found, axes, rows[name])
    return found[:-1]


@dataclass(frozen=True)
class _Where:
    """Class and city of rows, by their numbers, of so many classes; and whether there are people of each count column."""

    things: int
    thing: np.ndarray
    city: np.ndarray
    counts: pd.DataFrame


@lru_cache(maxsize=_KEPT)
def _where(place: Place, year: int) -> _Where:
    ids = classes_of_year(place, year).ids
    rows = cities_of(*place[:2], tuple(classes_of(place).views[0].counts), year)
    return _Where(len(ids), pd.Index(ids).get_indexer(rows["class_id"]), cities(place).get_indexer(rows["city"]), rows)


@lru_cache(maxsize=_KEPT)
def _levels(place: Place, year: int) -> pd.DataFrame:
    return levels_of_cities(*place[:2], tuple(classes_of(place).views[0].counts), year)
