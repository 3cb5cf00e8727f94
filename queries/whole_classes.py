"""Which figures of whole classes are kept back, because a total less all other classes would be theirs.

A version shows totals by steps of months and by types of training (queries/release.py). Every class stands in one of the
finest steps of the whole, and in one type within one of its steps: analysis/rings.py says what is hidden beside a small one,
analysis/merging.py which of its levels. An older version keeps back what so few joined or left since, by the newer ones.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

import numpy as np
import pandas as pd

from analysis.merging import merges
from analysis.rings import Cell, hide
from data.cubes import family, thresholds
from data.ladder import HALF, NEVER
from data.lattice import STEPS
from data.metrics import ladder
from queries.release import Place, Release, release_of
from queries.warehouse import open_version

_YEAR = 2 * HALF
_KEPT = 8  # of so many versions and audiences
_TOTAL = "*"
_KEYS = ["class_id", "level_code", "region_code", "anonymous"]


def classes_kept_back(frame: pd.DataFrame, class_id: str, place: Place) -> tuple[dict[str, np.ndarray], frozenset[str]]:
    """(by count column whether each row is kept back, the columns whose levels are decided here).

    Rows are of a class, without a class_id all of this one; or of its levels.
    """
    known = _kept_back(place)
    counted = sorted(known.keys() & set(frame))
    ids = frame["class_id"].tolist() if "class_id" in frame else [class_id] * len(frame)
    rows = {name: np.array([one in known[name] for one in ids], dtype=bool) for name in counted}
    if "level_code" not in frame:
        return rows, frozenset()
    for name in counted:
        shown = _levels_shown(place, name, class_id)
        rows[name] |= np.array([level != _TOTAL and level not in shown for level in frame["level_code"]], dtype=bool)
    return rows, frozenset(counted)


@dataclass(frozen=True)
class _Classes:
    """The classes of a version: their months and types, and by column the people of view x class x level.

    The first view is the version itself, the others are who joined or left since, by the newer ones.
    """

    ids: list[str]
    when: list[tuple[date, str]]
    levels: list[str]
    people: dict[str, np.ndarray]


@lru_cache(maxsize=_KEPT)
def _kept_back(place: Place) -> dict[str, frozenset[str]]:
    """By count column the classes that are kept back: the same for every reader of an audience."""
    release, known, found = release_of(*place), _classes(place), {}
    standing: dict[bytes, list[Cell]] = {}  # most counts are shown by the same steps and types
    for name in (one for one in known.people if family(one) in release.columns):
        column = release.columns[family(name)]
        key = b"".join(part[column].tobytes() for part in (release.whole, release.crossed, release.types.labels[:, :, 1]))
        if key not in standing:
            standing[key] = _cells(known.when, release, column)
        views, hidden = known.people[name].sum(2), np.zeros(len(known.ids), dtype=bool)
        for least in _limits(place, name):
            hidden = _beside(views, standing[key], least, hidden)
        found[name] = frozenset(one for one, kept in zip(known.ids, hidden, strict=True) if kept)
    return found


def _limits(place: Place, name: str) -> list[int]:
    """The thresholds of the policies up to the audience's, the mildest first."""
    return thresholds()[name][: len(ladder(place[2]))]


def _beside(views: np.ndarray, cells: list[Cell], least: int, hidden: np.ndarray) -> np.ndarray:
    """What is hidden in all views: what one hides, the others must hide more beside."""
    while True:
        before = hidden.sum()
        for people in views:
            hidden = hide(people, cells, least, hidden)
        if len(views) == 1 or hidden.sum() == before:
            return hidden


def _levels_shown(place: Place, name: str, class_id: str) -> frozenset[str]:
    """The levels of a class that may be told of one count column."""
    known = _classes(place)
    if class_id not in known.ids:
        return frozenset()
    at, chain = known.ids.index(class_id), _chain(release_of(*place), known.levels)
    return _alone(known.people[name][0, at], known.levels, chain, _merged(place, name)[at])


@lru_cache(maxsize=_KEPT * 8)
def _merged(place: Place, name: str) -> np.ndarray:
    """How far the levels of each class merge before one count column is told of them; NEVER of one that is kept back."""
    release, known, column = release_of(*place), _classes(place), release_of(*place).columns[family(name)]
    chain, kept = _chain(release, known.levels), _kept_back(place)[name]
    lines = _lines(known, release, column, len(chain))
    merged = np.array([NEVER if one in kept else 0 for one in known.ids])
    for least in _limits(place, name):
        merged = merges(known.people[name], chain, lines, least, merged)
    return merged


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


def _lines(known: _Classes, release: Release, column: int, count: int) -> list[list[np.ndarray]]:
    """By merges the classes of each sum by level that is shown: of a step of the whole, of a type in one of its steps."""
    found = []
    for merged in range(count):
        told = {one: _told(*one, release, column, merged) for one in set(known.when)}
        table = np.array([told[one] for one in known.when]).reshape(-1, 2)
        found.append([np.flatnonzero(part == one) for part in table.T for one in np.unique(part[part != 0])])
    return found


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


def _cells(when: list[tuple[date, str]], release: Release, column: int) -> list[Cell]:
    """Where each class of a month and type stands: its step of the whole, its type in that step by which types are shown."""
    whole = {year: _steps(release.whole[column, at]) for year, at in release.years.items()}
    typed = {year: int(release.crossed[column, at, 1]) for year, at in release.years.items()}
    found: dict[tuple[date, str], Cell] = {}
    for day, kind in set(when):
        month, count = day.month - 1, day.year * _YEAR + day.month - 1
        label = release.types.labels[column, release.years[day.year], 1, release.types.codes[kind]]
        steps = whole[day.year][month // HALF], typed[day.year]
        found[day, kind] = count - month % steps[0], int(label) * 10**6 + count - month % steps[1]
    return [found[key] for key in when]


def _steps(needed: np.ndarray) -> list[int]:
    """The finest step by which the whole is shown in each half-year."""
    halves = needed[:-1].reshape(2, -1)
    return [next((step for step, merges in zip(STEPS, half, strict=True) if merges < NEVER), _YEAR) for half in halves]


@lru_cache(maxsize=_KEPT)
def _classes(place: Place) -> _Classes:
    """The people of each class by level, and when and of which type it is."""
    keys = _KEYS if place[3] else _KEYS[:2]  # nobody has moved: the classes and their levels will do
    own, *newer = (_atoms(place[0], version, keys) for version in (place[1], *place[3]))
    counted = [name for name in own if name not in (*keys, "month", "train_type")]
    first = own.groupby("class_id", sort=True).agg({"month": "min", "train_type": "first"})
    ids, levels = first.index.tolist(), _ordered(release_of(*place), own["level_code"])
    moved = [one.set_index(keys)[counted].sub(own.set_index(keys)[counted], fill_value=0) for one in newer]
    views = [own.set_index(keys)[counted], *(sign * one for one in moved for sign in (1, -1))]
    people = np.stack([_spread(view.clip(lower=0).reset_index(), ids, levels, counted) for view in views])
    when = list(zip(first["month"].dt.date.tolist(), first["train_type"].tolist(), strict=True))
    return _Classes(ids, when, levels, {name: people[..., at] for at, name in enumerate(counted)})


def _ordered(release: Release, levels: pd.Series) -> list[str]:
    """The levels in the order in which they merge."""
    return [*release.parts, *sorted(set(levels) - release.parts.keys())]


def _spread(frame: pd.DataFrame, ids: list[str], levels: list[str], counted: list[str]) -> np.ndarray:
    """The people of each class of the version: class x level x column."""
    frame = frame[frame["class_id"].isin(ids)]
    at = [pd.Index(axis).get_indexer(frame[key]) for axis, key in ((ids, "class_id"), (levels, "level_code"))]
    people = np.zeros((len(ids), len(levels), len(counted)))
    np.add.at(people, tuple(at), frame[counted].to_numpy(dtype=float))
    return people


def _atoms(warehouse: Path, version: str, keys: list[str]) -> pd.DataFrame:
    """The people of a version's classes by these keys; all four are as finely as it counts them."""
    cursor = open_version(warehouse, version).cursor()
    counted = [row[0] for row in cursor.execute("SELECT column_name FROM (DESCRIBE effect_class)").fetchall()]
    sums = ", ".join(f"coalesce(sum({name}), 0) AS {name}" for name in counted if name in thresholds())
    return cursor.execute(
        f"SELECT {', '.join(keys)}, min(month) AS month, any_value(coalesce(train_type, '')) AS train_type, {sums} "
        "FROM effect_class GROUP BY ALL"
    ).df()
