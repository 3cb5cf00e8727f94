"""Which rows of an answer a version shows: what it shows (queries/release.py), held against what is asked."""

from __future__ import annotations

from datetime import date, datetime
from functools import lru_cache
from itertools import chain, compress, product

import numpy as np
import pandas as pd

from data.lattice import ANONYMOUS
from queries.release import Cell, Chosen, Place, Release, Span, release_of, shown

_TOTAL = "*"
_MONTHS = {"month": 1, "quarter": 3, "half": 6}
Keys = dict[str, list]  # the columns that identify a row
_KEYS = ("slice", "step", "start", "depth", "city_code", "region_code", "train_type", "level_code")


def kept_back(frame: pd.DataFrame, bound: dict, place: Place) -> tuple[pd.DataFrame, dict[str, np.ndarray]]:
    """The answer with the rows it lacks, and for each count column whether each row may not be shown.

    bound: the parameters of the question. A row without records is not in an answer; where nothing may be known of it,
    its absence would say that it is empty, so it is added.
    """
    release = release_of(*place)
    keys = {name: frame[name].tolist() for name in _KEYS if name in frame}
    absent = _absent(keys, bound, release)
    unknown = [not shown(cell, place).all() for cell in _cells(absent, bound, release)]
    if any(unknown):
        more = {name: list(compress(values, unknown)) for name, values in absent.items()}
        frame, keys = _joined(frame, keys, more)
    cells = _cells(keys, bound, release)
    table = np.array([shown(cell, place) for cell in cells], dtype=bool).reshape(len(cells), len(release.columns))
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
