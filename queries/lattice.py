"""Which rows of an answer a version shows: what its build decided (data/lattice.py), held against what is asked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from functools import lru_cache
from itertools import chain, compress, product
from pathlib import Path

import numpy as np
import pandas as pd

from data.lattice import ANONYMOUS, STEPS
from queries.warehouse import open_version

_TOTAL = "*"
_MONTHS = {"month": 1, "quarter": 3, "half": 6}
Span = tuple[date, date]  # first days of the first and the last month
Chosen = frozenset[str] | None  # None: all
Place = tuple[Path, str, str]  # warehouse, version, audience
Keys = dict[str, list]  # the columns that identify a row
_KEYS = ("slice", "step", "start", "depth", "city_code", "region_code", "train_type", "level_code")


@dataclass(frozen=True)
class Cell:
    """What a row sums up."""

    span: Span
    levels: Chosen
    places: Chosen  # codes of regions, and of cities with a mark for their anonymous answers
    types: Chosen


@dataclass(frozen=True)
class Branch:
    """The labels of places or types: what has the same label on a rung is shown there together only, label 0 never."""

    codes: dict[str, int]
    labels: np.ndarray  # column x year x rung x code, each rung's labels apart from all others'
    sizes: np.ndarray  # how many codes have each label

    def whole_blocks(self, codes: frozenset[str]) -> np.ndarray:
        """Whether the codes are made of whole labels: column x year x rung. Unknown codes are nothing."""
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
    ladder: np.ndarray  # rung x (merges, months)
    whole: np.ndarray  # column x year x step: merges needed
    places: Branch
    types: Branch
    city_of: dict[str, str]  # of each place of the code list, in the same marks
    ends: Span  # first and last month on record


def kept_back(frame: pd.DataFrame, bound: dict, place: Place) -> tuple[pd.DataFrame, dict[str, np.ndarray]]:
    """The answer with the rows it lacks, and for each count column whether each row may not be shown.

    bound: the parameters of the question. A row without records is not in an answer; where nothing may be known of it,
    its absence would say that it is empty, so it is added.
    """
    release = release_of(*place)
    keys = {name: frame[name].tolist() for name in _KEYS if name in frame}
    absent = _absent(keys, bound, release)
    unknown = [not _shown(cell, place).all() for cell in _cells(absent, bound, release)]
    if any(unknown):
        more = {name: list(compress(values, unknown)) for name, values in absent.items()}
        frame, keys = _joined(frame, keys, more)
    cells = _cells(keys, bound, release)
    table = np.array([_shown(cell, place) for cell in cells], dtype=bool).reshape(len(cells), len(release.columns))
    return frame, {name: ~table[:, at] for name, at in release.columns.items() if name in frame}


def _joined(frame: pd.DataFrame, keys: Keys, more: Keys) -> tuple[pd.DataFrame, Keys]:
    """The answer with more rows, of which only the keys are known, in the order of the keys; and all its keys."""
    every = {name: [*values, *more[name]] for name, values in keys.items()}
    rows = list(zip(*every.values(), strict=True))
    order = sorted(range(len(rows)), key=rows.__getitem__)
    every = {name: [values[at] for at in order] for name, values in every.items()}
    columns = {name: pd.Series(values, dtype=frame[name].dtype) for name, values in every.items()}
    at = np.array(order)
    numbers = frame.drop(columns=list(keys)).to_numpy(dtype=float)
    numbers = np.vstack([numbers, np.full((len(rows) - len(frame), numbers.shape[1]), np.nan)])[at]
    names = [name for name in frame if name not in keys]
    return pd.concat([pd.DataFrame(columns), pd.DataFrame(numbers, columns=names)], axis=1)[list(frame)], every


def _absent(keys: Keys, bound: dict, release: Release) -> Keys:
    """The keys of the rows that the answer could have and has not."""
    levels = [_TOTAL, *(code for code in release.parts if _among(code, bound["levels"]))]
    types = [_TOTAL, *(code for code in release.types.codes if code and _among(code, bound["types"]))]
    axes = {
        "slice": [("now",), ("before",)] if bound["before_from"] else [("now",)],
        "step": _starts(bound["trend_from"], bound["date_to"]) if "step" in keys else [],
        "depth": _rows_of_places(bound, release) if "depth" in keys else [],
        "train_type": [(code,) for code in types],
        "level_code": [(code,) for code in levels],
    }
    there = set(zip(*keys.values(), strict=True))
    possible = map(tuple, map(chain.from_iterable, product(*(values for name, values in axes.items() if name in keys))))
    whole = (_TOTAL, _TOTAL) if "train_type" in keys else None  # types and levels together have no row
    absent = [key for key in possible if key not in there and key != whole]
    return dict(zip(keys, map(list, zip(*absent, strict=True)), strict=True)) if absent else {name: [] for name in keys}


def _among(code: str, chosen: list[str] | None) -> bool:
    return chosen is None or code in chosen


@lru_cache(maxsize=64)
def _starts(first: date, last: date) -> list[tuple[str, datetime]]:
    """The steps of a trend between two months."""
    months = range(12 * first.year + first.month - 1, 12 * last.year + last.month)
    return [
        (step, datetime(at // 12, at % 12 + 1, 1))
        for step, length in _MONTHS.items()
        for at in dict.fromkeys(month // length * length for month in months)
    ]


def _rows_of_places(bound: dict, release: Release) -> list[tuple[int, str, str]]:
    """Rows of cities, their own organs and their counties."""
    mine = {code: city for code, city in release.city_of.items() if _chosen(code, bound)}
    cities = [(1, "", city) for city in dict.fromkeys(mine.values())]
    return cities + [(2, city, "" if code == city else code) for code, city in mine.items() if not code.endswith(ANONYMOUS)]


def _chosen(code: str, bound: dict) -> bool:
    """Whether a place is asked for; anonymous answers are asked for by city."""
    where, name = ("cities", code.removesuffix(ANONYMOUS)) if code.endswith(ANONYMOUS) else ("regions", code)
    return _among(name, bound[where])


@lru_cache(maxsize=4)
def release_of(warehouse: Path, version: str, audience: str) -> Release:
    """What the version shows to the audience."""
    house = open_version(warehouse, version)
    frame = house.cursor().execute("FROM release WHERE audience IN ('', ?)", [audience]).df()
    rows = {branch: part for branch, part in frame.groupby("branch")}
    whole, cities = rows["whole"], {region.code: region.city for region in house.catalogue.regions}
    columns, years = ({key: at for at, key in enumerate(sorted(set(whole[name])))} for name in ("counted", "year"))
    return Release(
        columns, years,
        dict(zip(rows["level"]["code"], rows["level"]["labels"], strict=True)),
        np.stack(rows["ladder"].sort_values("code", key=lambda c: c.astype(int))["labels"].tolist()),
        np.stack(whole.sort_values(["counted", "year"])["labels"].tolist()).reshape(len(columns), len(years), len(STEPS)),
        *(_branch(rows[name], len(columns), len(years)) for name in ("place", "type")),
        {code: cities[at] for code in sorted(set(rows["place"]["code"])) if (at := code.removesuffix(ANONYMOUS)) in cities},
        (house.catalogue.first_month, house.catalogue.last_month),
    )  # fmt: skip


def _branch(rows: pd.DataFrame, columns: int, years: int) -> Branch:
    codes = sorted(set(rows["code"]))
    labels = np.stack(rows.sort_values(["counted", "year", "code"])["labels"].tolist())
    labels = labels.reshape(columns, years, len(codes), -1).swapaxes(2, 3)
    width = labels.max() + 1
    labels = labels + width * np.arange(labels[..., 0].size).reshape(*labels.shape[:-1], 1)
    sizes = np.bincount(labels.ravel(), minlength=width * labels[..., 0].size)
    sizes[::width] = len(codes) + 1  # more than there are: no selection is all of it
    return Branch({code: at for at, code in enumerate(codes)}, labels, sizes)


def _cells(keys: Keys, bound: dict, release: Release) -> list[Cell]:
    """What each row sums up."""
    rows, types = len(next(iter(keys.values()))), _set(bound["types"])
    if "train_type" in keys and types is None:
        types = frozenset(release.types.codes.keys() - {""})  # what has no type is in no row
    parts = [
        _spans(keys, bound, rows),
        _coded(keys.get("level_code", [_TOTAL] * rows), _set(bound["levels"])),
        _places(keys, bound, release, rows),
        _coded(keys.get("train_type", [_TOTAL] * rows), types),
    ]
    return list(map(Cell, *parts))


def _set(codes: list[str] | None) -> Chosen:
    return None if codes is None else frozenset(codes)


def _coded(codes: list[str], chosen: Chosen) -> list[Chosen]:
    """The codes of each row: its own, or all that are chosen."""
    own = {code: chosen if code == _TOTAL else frozenset([code]) for code in set(codes)}
    return [own[code] for code in codes]


def _spans(keys: Keys, bound: dict, rows: int) -> list[Span]:
    """The months of each row, cut to those that were asked for."""
    if "step" in keys:
        steps, ends = list(zip(keys["step"], keys["start"], strict=True)), (bound["trend_from"], bound["date_to"])
        cut = {(step, start): _step(start.date(), _MONTHS[step], ends) for step, start in set(steps)}
        return [cut[key] for key in steps]
    spans = {"now": (bound["date_from"], bound["date_to"]), "before": (bound["before_from"], bound["before_to"])}
    return [spans[name] for name in keys.get("slice", ["now"] * rows)]


def _step(start: date, months: int, ends: Span) -> Span:
    return max(start, ends[0]), min(date(start.year, start.month + months - 1, 1), ends[1])


def places_of(bound: dict) -> Chosen:
    """The places that the parameters of a question ask for."""
    regions, cities = bound["regions"], bound["cities"]
    return None if regions is None else frozenset(regions) | {city + ANONYMOUS for city in cities}


def _places(keys: Keys, bound: dict, release: Release, rows: int) -> list[Chosen]:
    """The places of each row. A row of a city holds what is chosen of it; a row below it no anonymous answers."""
    if "depth" not in keys:
        return [places_of(bound)] * rows
    inside: dict[str, set[str]] = {}
    for code, city in release.city_of.items():
        if _chosen(code, bound):
            inside.setdefault(city, set()).add(code)
    return [
        frozenset(inside.get(region, ())) if depth == 1 else frozenset([region or city])
        for depth, city, region in zip(keys["depth"], keys["city_code"], keys["region_code"], strict=True)
    ]


@lru_cache(maxsize=4096)
def _shown(cell: Cell, place: Place) -> np.ndarray:
    """For each count column whether the cell may be shown."""
    release = release_of(*place)
    shown = np.ones(len(release.columns), dtype=bool)
    known = (cell.levels, release.parts), (cell.places, release.places.codes), (cell.types, release.types.codes)
    if any(chosen is not None and chosen.isdisjoint(codes) for chosen, codes in known):
        return shown  # nothing is asked for, and nothing is what there is
    for year, at in release.years.items():
        first, last = within(cell.span, year, release.ends)
        if first <= last:
            fits = [first % months == 0 and (last + 1) % months == 0 for months in STEPS]
            shown &= _in_year(cell, at, fits, place)
    return shown


def within(span: Span, year: int, ends: Span) -> tuple[int, int]:
    """The months of the year in the span, from 0. Outside the months on record there is nothing to cut."""
    low, high = (12 * (day.year - year) + day.month - 1 for day in span)
    begin, end = (12 * (day.year - year) + day.month - 1 for day in ends)
    first, last = max(low, 0), min(high, 11)
    return 0 if first <= begin else first, 11 if end <= last <= 11 and first <= last else last


def _in_year(cell: Cell, at: int, fits: list[bool], place: Place) -> np.ndarray:
    """The same for the months of one year, which fit months, quarters, halves, years or not."""
    release = release_of(*place)
    even = _even(cell.levels, place)
    if cell.places is None and cell.types is None:
        later = np.append(np.logical_or.accumulate(even[::-1])[::-1], False)
        return (later[np.minimum(release.whole[:, at], len(even))] & fits).any(-1)
    rungs = even[release.ladder[:, 0]] & np.array([fits[STEPS.index(months)] for months in release.ladder[:, 1]])
    if cell.types is None:
        return (blocks("places", cell.places, place)[:, at] & rungs).any(-1)
    if cell.places is None:
        return (blocks("types", cell.types, place)[:, at] & rungs).any(-1)
    return np.zeros(len(release.columns), dtype=bool)


@lru_cache(maxsize=1024)
def blocks(branch: str, codes: frozenset[str], place: Place) -> np.ndarray:
    """Whether the places or types may be shown: column x year x rung."""
    return getattr(release_of(*place), branch).whole_blocks(codes)


@lru_cache(maxsize=256)
def _even(levels: Chosen, place: Place) -> np.ndarray:
    """For each number of merges whether the levels are made of whole parts."""
    parts = release_of(*place).parts
    chosen = np.array([levels is None or code in levels for code in parts])
    labels = np.array(list(parts.values()))
    return np.array([not set(row[chosen]) & set(row[~chosen]) for row in labels.T])
