"""Which figures of whole classes are kept back, because a total less all other classes would be theirs.

A version shows totals by steps of months and by types of training (queries/release.py). Every class stands in one of the
finest steps of the whole, and in one type within one of its steps: analysis/rings.py says what is hidden beside a small one.
"""

from __future__ import annotations

from datetime import date
from functools import lru_cache

import numpy as np
import pandas as pd

from analysis.rings import Cell, hide
from data.cubes import family, thresholds
from data.ladder import HALF, NEVER
from data.lattice import STEPS
from data.metrics import ladder
from queries.release import Place, Release, release_of
from queries.warehouse import open_version

_YEAR = 2 * HALF
_KEPT = 8  # of so many versions and audiences


def classes_kept_back(frame: pd.DataFrame, class_id: str, place: Place) -> dict[str, np.ndarray]:
    """By count column whether the class of each row is kept back. Rows without a class_id are all of this one."""
    ids = frame["class_id"].tolist() if "class_id" in frame else [class_id] * len(frame)
    known = _kept_back(place)
    return {name: np.array([one in known[name] for one in ids], dtype=bool) for name in known.keys() & set(frame)}


@lru_cache(maxsize=_KEPT)
def _kept_back(place: Place) -> dict[str, frozenset[str]]:
    """By count column the classes that are kept back: the same for every reader of an audience."""
    release, frame = release_of(*place), _classes(place)
    when = list(zip(frame["month"].dt.date.tolist(), frame["train_type"].tolist(), strict=True))
    found = {}
    for name in (one for one in frame if family(one) in release.columns):
        people, cells = frame[name].fillna(0).to_numpy(dtype=float), _cells(when, release, release.columns[family(name)])
        hidden = np.zeros(len(frame), dtype=bool)
        for least in thresholds()[name][: len(ladder(place[2]))]:
            hidden = hide(people, cells, least, hidden)
        found[name] = frozenset(frame["class_id"][hidden])
    return found


def _classes(place: Place) -> pd.DataFrame:
    """The people of each class, and when and of which type it is."""
    cursor = open_version(*place[:2]).cursor()
    counted = [row[0] for row in cursor.execute("SELECT column_name FROM (DESCRIBE effect_class)").fetchall()]
    sums = ", ".join(f"sum({name}) AS {name}" for name in counted if name in thresholds())
    return cursor.execute(
        f"SELECT class_id, any_value(coalesce(train_type, '')) AS train_type, min(month) AS month, {sums} "
        "FROM effect_class GROUP BY class_id ORDER BY class_id"
    ).df()


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
