"""What a version shows: what its build decided (data/lattice.py). queries/sums.py holds sums of people against it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from pathlib import Path
from threading import Lock

import numpy as np
import pandas as pd

from data import lattice, versions
from data.cubes import ANONYMOUS, CUBES
from queries import handed
from queries.helper import elsewhere
from queries.outdated import Outdated
from queries.unlike import others_in_cube
from queries.warehouse import open_version

Span = tuple[date, date]  # first days of the first and the last month
Chosen = frozenset[str] | None  # None: all
Place = tuple[Path, str, str, tuple[str, ...], str]  # warehouse, version, audience, the versions it gives way to, cube
_KEPT = 16 * len(CUBES)  # of so many versions and audiences
_BRANCHES = {"level", "ladder", "whole", "place", "types", "type", "typed"}


@dataclass(frozen=True)
class Cell:
    """What a row sums up."""

    span: Span
    levels: Chosen
    places: Chosen  # codes of regions, and of cities with a mark for their anonymous answers
    types: Chosen


@dataclass(frozen=True)
class Branch:
    """The labels of places or types: what has the same label in a slot is shown there together only, label 0 never."""

    codes: dict[str, int]
    labels: np.ndarray  # column x year x slot x code, each slot's labels apart from all others'
    sizes: np.ndarray  # how many codes have each label

    def whole_blocks(self, codes: Chosen) -> np.ndarray:
        """Whether the codes are made of whole labels: column x year x slot. Unknown codes are nothing."""
        if codes is None:
            return np.ones(self.labels.shape[:-1], dtype=bool)
        chosen = [self.codes[code] for code in codes if code in self.codes]
        found = np.bincount(self.labels[..., chosen].ravel(), minlength=len(self.sizes))
        torn = (found > 0) & (found < self.sizes)
        return ~torn.reshape(*self.labels.shape[:-1], -1).any(-1)


@dataclass(frozen=True)
class Release:
    """What may be shown to one audience."""

    columns: dict[str, int]
    years: dict[int, int]
    parts: dict[str, list[int]]  # of each level: the part it is in after 0, 1, 2 … merges
    ladder: np.ndarray  # rung x (merges, months); the last is the year
    whole: np.ndarray  # column x year x (steps of both half-years, the year): merges needed
    places: Branch  # slots: the rungs of the first half-year, those of the second, the year
    crossed: np.ndarray  # column x year x (merges, months) by which types are shown
    types: Branch  # slots: by level; all levels together, in cities, in the whole
    typed: Branch  # places where types are shown
    city_of: dict[str, str]  # of each place of the code list, in the same marks
    ends: Span  # first and last month on record


def place_of(
    warehouse: Path, version: str, audience: str, cube: str = "effect", beside: tuple[str, ...] | None = None
) -> Place:
    """Where a release is found. An older version gives way to the newer ones that may have been seen, a question of a sealed
    pack to those that were there when it was made (`beside`); the one that is published stands last among them.
    """
    handed.hand_out(warehouse, version)
    if beside is not None:
        there = versions.versions(warehouse)
        return warehouse, version, audience, tuple(name for name in beside if name in there), cube
    now = handed.current(warehouse)
    if version == now:
        return warehouse, version, audience, (), cube
    after = [name for name in handed.seen(warehouse) if name != now and versions.age(name) > versions.age(version)]
    return warehouse, version, audience, (*after, *([now] if now else ())), cube


def newer_of(place: Place) -> tuple[str, ...]:
    """The newer versions it gives way to."""
    return place[3]


def published(place: Place) -> Place | None:
    """The version beside which this one shows nothing more: the same people shown in two ways could be told apart."""
    warehouse, _, audience, newer, cube = place
    return (warehouse, newer[-1], audience, (), cube) if newer else None


def release_of(warehouse: Path, version: str, audience: str, newer: tuple[str, ...], cube: str) -> Release:
    """What the version shows of a cube to the audience. Outdated if its build decided of other things."""
    place = warehouse, version, audience, others_in_cube(warehouse, version, newer, cube), cube
    with _turn(place):  # the questions of a page come together, and what one of them decides the others find
        return _release(*place)


@lru_cache(maxsize=_KEPT)
def _turn(place: Place) -> Lock:
    return Lock()


@lru_cache(maxsize=_KEPT)
@elsewhere
def _release(warehouse: Path, version: str, audience: str, newer: tuple[str, ...], cube: str) -> Release:
    house, frame = open_version(warehouse, version), _decided(warehouse, version, newer, cube)
    frame = frame[frame["audience"].isin(["", audience])]
    rows = {branch: part for branch, part in frame.groupby("branch")}
    ends = (house.catalogue.first_month, house.catalogue.last_month)
    if "level" not in rows:
        return _of_nobody(ends)
    if not rows.keys() >= _BRANCHES:
        raise Outdated(version)
    cities = {region.code: region.city for region in house.catalogue.regions}
    columns, years = ({key: at for at, key in enumerate(sorted(set(rows["whole"][name])))} for name in ("counted", "year"))
    whole, crossed = (_labels(rows[name], columns, years)[:, :, 0] for name in ("whole", "types"))
    return Release(
        columns, years,
        dict(zip(rows["level"]["code"], rows["level"]["labels"], strict=True)),
        np.stack(rows["ladder"].sort_values("code", key=lambda c: c.astype(int))["labels"].tolist()),
        whole,
        _branch(rows["place"], columns, years),
        crossed,
        *(_branch(rows[name], columns, years) for name in ("type", "typed")),
        {code: cities[at] for code in sorted(set(rows["place"]["code"])) if (at := code.removesuffix(ANONYMOUS)) in cities},
        ends,
    )  # fmt: skip


def _of_nobody(ends: Span) -> Release:
    """Of classes without people: no column counts anybody."""
    none, nowhere = np.zeros((0, 0, 0)), Branch({}, np.zeros((0, 0, 0, 0), dtype=int), np.zeros(0, dtype=int))
    return Release({}, {}, {}, np.zeros((0, 2)), none, nowhere, none, nowhere, nowhere, {}, ends)


@lru_cache(maxsize=len(CUBES))
def _decided(warehouse: Path, version: str, newer: tuple[str, ...], cube: str) -> pd.DataFrame:
    """What the version's build decided; beside newer versions less: nothing of so few who joined or left in between."""
    cons = [open_version(warehouse, name).cursor() for name in (version, *newer)]
    return lattice.beside(cons, cube) if newer else lattice.decided(cons[0], cube)


def _labels(rows: pd.DataFrame, columns: dict[str, int], years: dict[int, int]) -> np.ndarray:
    """Column x year x code x slot."""
    ordered = rows.sort_values(["counted", "year", "code"])["labels"].tolist()
    return np.stack(ordered).reshape(len(columns), len(years), -1, len(ordered[0]))


def _branch(rows: pd.DataFrame, columns: dict[str, int], years: dict[int, int]) -> Branch:
    codes, labels = sorted(set(rows["code"])), _labels(rows, columns, years).swapaxes(2, 3)
    width = labels.max() + 1
    labels = labels + width * np.arange(labels[..., 0].size).reshape(*labels.shape[:-1], 1)
    sizes = np.bincount(labels.ravel(), minlength=width * labels[..., 0].size)
    sizes[::width] = len(codes) + 1  # more than there are: no selection is all of it
    return Branch({code: at for at, code in enumerate(codes)}, labels, sizes)
