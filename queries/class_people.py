"""Who is in each class of a version, by level; and who joined or left it since, by newer versions."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date
from functools import lru_cache
from pathlib import Path

import numpy as np
import pandas as pd

from data.cubes import ANONYMOUS, thresholds
from queries.unlike import years_unlike
from queries.warehouse import Cursor, open_version

PEOPLE = "effect_class"  # the table
_KEPT = 8  # of so many versions and audiences
_KEYS = ["class_id", "level_code", "region_code", "anonymous"]


@dataclass(frozen=True)
class View:
    """People by count column, of `counts` rows that are of these classes and levels, both by their places among all."""

    classes: np.ndarray
    levels: np.ndarray
    counts: dict[str, np.ndarray]

    def of(self, places: np.ndarray) -> View:
        """The rows of the classes that have a place, -1 being none."""
        there = places[self.classes] >= 0
        counts = {name: people[there] for name, people in self.counts.items()}
        return View(places[self.classes[there]], self.levels[there], counts)


@dataclass(frozen=True)
class Classes:
    """The classes of a version: months and types, all different, and of which of them each is; and their people by level.

    The first view is the version itself, the others are who joined or left since, by the newer ones. A class has few of
    the levels: laid out whole, all counts of a nation's classes would fill half a gigabyte.
    """

    ids: np.ndarray
    kinds: list[tuple[date, str]]
    kind: np.ndarray
    levels: list[str]
    views: tuple[View, ...]

    def people(self, name: str) -> np.ndarray:
        """View x class x level of one count column."""
        found = np.zeros((len(self.views), len(self.ids), len(self.levels)))
        for number, view in enumerate(self.views):
            np.add.at(found[number], (view.classes, view.levels), view.counts[name])
        return found

    def within(self, year: int) -> Classes:
        """The classes of a year."""
        inside = np.flatnonzero(np.array([day.year == year for day, _ in self.kinds], dtype=bool)[self.kind])
        places = np.full(len(self.ids), -1)
        places[inside] = np.arange(len(inside))
        return replace(self, ids=self.ids[inside], kind=self.kind[inside], views=tuple(v.of(places) for v in self.views))

    def at(self, class_id: str) -> int | None:
        """The place of a class."""
        at = int(np.searchsorted(self.ids, class_id))
        return at if at < len(self.ids) and self.ids[at] == class_id else None


@lru_cache(maxsize=_KEPT)
def classes(warehouse: Path, version: str, newer: tuple[str, ...], order: tuple[str, ...]) -> Classes:
    """The people of each class by level, and when and of which type it is."""
    keys = _KEYS if newer else _KEYS[:2]  # nobody has moved: the classes and their levels will do
    own = _atoms(warehouse, version, keys)
    counted = [name for name in own if name not in (*keys, "month", "train_type")]
    first = own.groupby("class_id", sort=True).agg({"month": "min", "train_type": "first"})
    kind, kinds = pd.MultiIndex.from_frame(first).factorize()
    levels = [*order, *sorted(set(own["level_code"]) - set(order))]
    ids, rows = first.index.to_numpy(dtype=object), own.set_index(keys)[counted]
    moved = []
    for one in newer:  # what is alike in both moves nobody
        years = years_unlike(warehouse, version, one, PEOPLE)
        before = rows[own["month"].dt.year.isin(years).to_numpy()]
        moved.append(_atoms(warehouse, one, keys, years).set_index(keys)[counted].sub(before, fill_value=0))
    views = (rows, *(sign * one for one in moved for sign in (1, -1)))
    months = [(day.date(), of) for day, of in kinds]
    return Classes(ids, months, kind, levels, tuple(_view(one, ids, levels) for one in views))


def _view(rows: pd.DataFrame, ids: np.ndarray, levels: list[str]) -> View:
    """The people of these classes: of others a version knows nothing."""
    of_class, of_level = (pd.Index(axis).get_indexer(rows.index.get_level_values(key))
                          for axis, key in ((ids, "class_id"), (levels, "level_code")))  # fmt: skip
    there = (of_class >= 0) & (rows > 0).any(axis=1).to_numpy()
    counts = {name: rows[name].to_numpy(dtype=float)[there].clip(0) for name in rows}
    return View(of_class[there], of_level[there], counts)


def _atoms(warehouse: Path, version: str, keys: list[str], years: list[int] | None = None) -> pd.DataFrame:
    """The people of a version's classes by these keys, of all years or some; all four keys are as finely as it counts."""
    cursor = open_version(warehouse, version).cursor()
    counted = [row[0] for row in cursor.execute("SELECT column_name FROM (DESCRIBE effect_class)").fetchall()]
    sums = ", ".join(f"coalesce(sum({name}), 0) AS {name}" for name in counted if name in thresholds())
    return cursor.execute(
        f"SELECT {', '.join(keys)}, min(month) AS month, any_value(coalesce(train_type, '')) AS train_type, {sums} "
        "FROM effect_class WHERE $years IS NULL OR list_contains($years, year(month)) GROUP BY ALL",
        {"years": years},
    ).df()


def rows_of(warehouse: Path, version: str, year: int) -> pd.DataFrame:
    """Of whom there are rows in the classes of a year, as finely as a version counts: class_id, level_code and place, marked
    as in a release, as categories, and month from 1 on. Rows of a class stand together.
    """
    marked = f"region_code || if(anonymous, '{ANONYMOUS}', '') AS place"
    found = _of_year(warehouse, version, f"class_id, level_code, {marked}, month(month) AS month", year).df()
    return found.astype(dict.fromkeys(("class_id", "level_code", "place"), "category"))


def counts_of(warehouse: Path, version: str, name: str, year: int) -> np.ndarray:
    """One count column of the rows of `rows_of`, 0 where nobody is counted: a table is always read as it lies."""
    return _of_year(warehouse, version, f"coalesce({name}, 0)::DOUBLE AS n", year).fetchnumpy()["n"]


def _of_year(warehouse: Path, version: str, columns: str, year: int) -> Cursor:
    text = f"SELECT {columns} FROM {PEOPLE} WHERE month BETWEEN $first AND $last"
    return open_version(warehouse, version).cursor().execute(text, {"first": date(year, 1, 1), "last": date(year, 12, 31)})
