"""What an older version does not show because a newer one says another month, or type, of a class that is kept back.

Nothing tells how many are in such a class. But if its first day is corrected, from March to April, one version counts them
in March, the other in April: the sums of March differ by just these people, and so do those of April. So such a class must
be in a sum by both versions or by neither. The older one gives way: neither March nor April is shown, but the half-year that
holds both; of a class that changes its year, neither of the two years. A class that is told gives nothing away by moving.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path

import numpy as np
import pandas as pd

from data.cubes import EFFECT, family
from queries import release
from queries.helper import elsewhere
from queries.release import Cell, Place, release_of
from queries.unlike import others
from queries.warehouse import open_version
from queries.whole_classes import hidden_classes

_BY_CLASS = {EFFECT: True, "after": True, "selection": True, "tiers": False}  # by class: whether by its type, too
_KEPT = 8 * len(_BY_CLASS)  # of so many versions and audiences
_TABLE = "dim_class"
Stand = tuple[date, str]  # the month in which a class starts, its type of training


@dataclass(frozen=True)
class _Moved:
    """A class kept back: where it stands by the version and by a newer one, and in which columns of people it is."""

    stands: tuple[Stand, Stand]
    columns: np.ndarray

    def torn(self, cell: Cell) -> bool:
        """Whether it is in the cell by one version alone."""
        first, last = cell.span
        one, other = (first <= month <= last and (cell.types is None or kind in cell.types) for month, kind in self.stands)
        return one != other


def shown(cell: Cell, place: Place) -> np.ndarray:
    """For each count column whether the cell may be shown: what was decided (queries/release.py), less what is torn."""
    every = release.shown(cell, place)
    for one in moved(place):
        if one.torn(cell):
            every = every & ~one.columns
    return every


@lru_cache(maxsize=_KEPT)
@elsewhere
def moved(place: Place) -> tuple[_Moved, ...]:
    """The classes kept back that stand elsewhere by a newer version."""
    warehouse, version, audience, newer, cube = place
    unlike = others(warehouse, version, newer, _TABLE) if cube in _BY_CLASS else ()
    stands = {pair for one in unlike for pair in _otherwise(warehouse, version, one)}
    if not stands:
        return ()
    kept = hidden_classes((warehouse, version, audience, newer, EFFECT))
    columns, found = release_of(*place).columns, []
    for class_id, own, then in sorted(stands):
        by = {family(name) for name, ids in kept.items() if class_id in ids}
        mine = [name in by if cube == EFFECT else bool(by) for name in columns]
        if not _BY_CLASS[cube]:
            own, then = ((month, "") for month, _ in (own, then))
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


def _stands(warehouse: Path, version: str) -> pd.DataFrame:
    """Month and type of each class, by the hash of its number: a nation has a million."""
    text = f"SELECT hash(class_id) AS class, month, coalesce(train_type, '') AS train_type FROM {_TABLE}"
    return open_version(warehouse, version).cursor().execute(text).df().set_index("class")
