"""What an older version does not show because a class that is kept back stands elsewhere by a newer one, or in one alone.

Nothing tells how many are in such a class. But if its first day is corrected, from March to April, one version counts them
in March, the other in April: the sums of March differ by just these people, and so do those of April. So such a class must
be in a sum by both versions or by neither. The older one gives way: neither March nor April is shown, but the half-year that
holds both; of a class that changes its year, neither of the two years. A class that is told gives nothing away by moving.

So it is with a class that only one of the two versions knows: its month differs by just its people, and no sum of the
older version holds that month. Nor does one hold the month of a class kept back whose company the newer version tells
(`left_alone` in queries/whole_classes.py).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

import numpy as np
import pandas as pd

from data.cubes import EFFECT, family
from queries import sums
from queries.class_people import PEOPLE
from queries.helper import elsewhere
from queries.release import Cell, Place, release_of
from queries.unlike import others
from queries.warehouse import open_version
from queries.whole_classes import hidden_classes, left_alone

_BY_CLASS = {EFFECT: True, "after": True, "selection": True, "tiers": False}  # by class: whether by its type, too
_SENT, _BACK = frozenset({"enrolled", "checked_in"}), frozenset({"app_answers", "late_answers", "ov_count"})
_COUNTED = {"after": _BACK, "selection": _SENT, "tiers": _SENT}  # what tells how many of a class are in other cubes
_KEPT = 8 * len(_BY_CLASS)  # of so many versions and audiences
_TABLE = "dim_class"
Stand = tuple[date, str | None]  # the month in which a class starts, its type of training; None: whatever it is


@dataclass(frozen=True)
class _Moved:
    """A class kept back: where it stands by the version and by a newer one, and in which columns of people it is.

    Of a class no sum may hold that is in one of them alone, or is left alone, the other has no stand.
    """

    stands: tuple[Stand | None, Stand | None]
    columns: np.ndarray

    def torn(self, cell: Cell) -> bool:
        """Whether it is in the cell by one version alone."""
        first, last = cell.span
        one, other = (at is not None and first <= at[0] <= last and _of_type(at[1], cell) for at in self.stands)
        return one != other


def _of_type(kind: str | None, cell: Cell) -> bool:
    return kind is None or cell.types is None or kind in cell.types


def shown(cell: Cell, place: Place) -> np.ndarray:
    """For each count column whether the cell may be shown: what was decided (queries/sums.py), less what is torn."""
    return _less_torn(sums.shown(cell, place)[None], (cell,), place)[0]


def all_shown(cells: Sequence[Cell], place: Place) -> np.ndarray:
    """The same of many: cell x column."""
    return _less_torn(sums.all_shown(cells, place), cells, place)


def _less_torn(every: np.ndarray, cells: Sequence[Cell], place: Place) -> np.ndarray:
    for one in moved(place):
        torn = np.array([one.torn(cell) for cell in cells], dtype=bool)
        every = every & ~(torn[:, None] & one.columns)
    return every


@lru_cache(maxsize=_KEPT)
@elsewhere
def moved(place: Place) -> tuple[_Moved, ...]:
    """The classes kept back that stand elsewhere by a newer version, nowhere in one of the two, or alone."""
    warehouse, version, audience, newer, cube = place
    if cube not in _BY_CLASS:
        return ()
    unlike = others(warehouse, version, newer, _TABLE)
    stands = {pair for one in unlike for pair in _otherwise(warehouse, version, one)}
    single = [pair for one in unlike for pair in _in_one_alone(place, one)]
    single += sorted(left_alone((*place[:4], EFFECT)).items())
    if not stands and not single:
        return ()
    kept = hidden_classes((warehouse, version, audience, newer, EFFECT)) if stands else {}
    columns, found = release_of(*place).columns, []
    for at, names in single:
        by = {family(name) for name in names}
        mine = [name in by if cube == EFFECT else bool(names & _COUNTED[cube]) for name in columns]
        found.append(_Moved((at if _BY_CLASS[cube] else (at[0], None), None), np.array(mine, dtype=bool)))
    for class_id, own, then in sorted(stands):
        by = {family(name) for name, ids in kept.items() if class_id in ids}
        mine = [name in by if cube == EFFECT else bool(by) for name in columns]
        if not _BY_CLASS[cube]:
            own, then = ((month, None) for month, _ in (own, then))
        found.append(_Moved((own, then), np.array(mine, dtype=bool)))
    return tuple(one for one in found if one.columns.any())


def _otherwise(warehouse: Path, version: str, newer: str) -> list[tuple[str, Stand, Stand]]:
    """(class, where it stands by the version, by the newer one) of each class in both that stands elsewhere."""
    own, then = (_stands(warehouse, one) for one in (version, newer))
    both = own.merge(then, left_index=True, right_index=True, suffixes=("", "_then"))
    both = both[(both["month"] != both["month_then"]) | (both["train_type"] != both["train_type_then"])]
    text = f"SELECT hash(class_id), class_id FROM {_TABLE} WHERE list_contains($those, hash(class_id))"
    names = dict(open_version(warehouse, version).cursor().execute(text, {"those": both.index.tolist()}).fetchall())
    return [
        (names[row.Index], (row.month.date(), row.train_type), (row.month_then.date(), row.train_type_then))
        for row in both.itertuples()
    ]


def _in_one_alone(place: Place, other: str) -> list[tuple[Stand, set[str]]]:
    """Where classes kept back stand that one of two versions does not know, and by which counts."""
    warehouse, version, audience, newer, _ = place
    known = {name: _stands(warehouse, name) for name in (version, other)}
    found: list[tuple[Stand, set[str]]] = []
    for name, beside, missing in ((version, newer, other), (other, (), version)):
        alone = known[name].drop(known[missing].index, errors="ignore")
        if len(alone):
            found += _kept_back((warehouse, name, audience, beside, EFFECT), alone)
    return found


def _kept_back(place: Place, alone: pd.DataFrame) -> list[tuple[Stand, set[str]]]:
    """By stand of these classes the counts of which some of them is kept back that has people."""
    kept = hidden_classes(place)
    sums = ", ".join(f"coalesce(sum({name}), 0) AS {name}" for name in sorted(kept))
    text = f"SELECT hash(class_id) AS class, class_id, {sums} FROM {PEOPLE} WHERE list_contains($those, class) GROUP BY 1, 2"
    people = open_version(*place[:2]).cursor().execute(text, {"those": alone.index.tolist()}).df().join(alone, on="class")
    found: dict[Stand, set[str]] = {}
    for name, ids in kept.items():
        there = people[people["class_id"].isin(ids) & (people[name] > 0)]
        for month, kind in there[["month", "train_type"]].itertuples(index=False):
            found.setdefault((month.date(), kind), set()).add(name)
    return sorted(found.items())


def _stands(warehouse: Path, version: str) -> pd.DataFrame:
    """Month and type of each class, by the hash of its number: a nation has a million."""
    text = f"SELECT hash(class_id) AS class, month, coalesce(train_type, '') AS train_type FROM {_TABLE}"
    return open_version(warehouse, version).cursor().execute(text).df().set_index("class")
