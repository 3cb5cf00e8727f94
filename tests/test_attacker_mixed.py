"""Totals less the classes that lie wholly in them: of one level, one type or one place."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import product

import numpy as np
import pandas as pd
import pytest

from data.cubes import family, thresholds
from queries.release import Cell, Place, place_of, release_of, shown
from queries.warehouse import open_version
from queries.whole_classes import _kept_back, _levels_shown
from tests.conftest import House
from tests.test_attacker import narrowed

SPANS = [(first, months) for months in (1, 3, 6, 12) for first in range(1, 13, months)]


def people(house: House, column: str) -> pd.DataFrame:
    """Who is counted: by class, place and level."""
    return open_version(house.warehouse, house.known.version).cursor().execute(
        "SELECT class_id, year(month) AS year, month(month) AS month, train_type, coalesce(city_code, region_code) AS city, "
        f"region_code || if(anonymous, '?', '') AS place, level_code, sum({column}) AS n "
        f"FROM effect_class LEFT JOIN dim_region ON code = region_code WHERE {column} > 0 GROUP BY ALL ORDER BY ALL"
    ).df()  # fmt: skip


def totals(place: Place, column: str, rows: pd.DataFrame, *by: str) -> Iterator[tuple[Cell, np.ndarray]]:
    """Every total that is shown of a year, of all levels or a part, of the whole, a city or a type; and whom it holds."""
    release, month, year = release_of(*place), rows["month"].to_numpy(), int(rows["year"].iloc[0])
    parts = {frozenset(code for code, own in release.parts.items() if own[merges] == part)
             for merges in range(len(release.parts)) for part in range(len(release.parts))} - {frozenset()}  # fmt: skip
    places = {city: frozenset(part["place"]) for city, part in rows.groupby("city")}
    chosen = [(name, code) for name in by for code in sorted(set(rows[name]))]
    levels = [(part, rows["level_code"].isin(part).to_numpy()) for part in sorted(parts, key=sorted)]
    for (name, code), (part, of_levels), (first, months) in product([("", ""), *chosen], levels, SPANS):
        span, whole = (date(year, first, 1), date(year, first + months - 1, 1)), len(part) == len(release.parts)
        one = {"city": places.get(code), "train_type": frozenset([code])}
        cell = Cell(span, None if whole else part, *(one[kind] if name == kind else None for kind in ("city", "train_type")))
        if shown(cell, place)[release.columns[family(column)]]:
            held = of_levels & (month >= first) & (month < first + months)
            yield cell, held & (rows[name] == code).to_numpy() if name else held


@pytest.mark.parametrize("column", ["attendees", "ov_count"])
def test_a_total_less_all_classes_that_lie_wholly_in_it_is_of_nobody_or_of_enough(province, column):
    place, every = place_of(province.warehouse, province.known.version, "inside"), people(province, column)
    least, tried = thresholds()[column][0], 0
    for _, rows in every.groupby("year"):
        n, of_class = rows["n"].to_numpy(), pd.factorize(rows["class_id"])[0]
        size = np.bincount(of_class, n)
        for cell, held in totals(place, column, rows, "city", "train_type"):
            inside = np.bincount(of_class[held], n[held], minlength=len(size))
            wholly = (inside == size) & (size >= least)
            tried += 0 < wholly.sum() < (inside > 0).sum()
            left = inside[~wholly].sum()
            kept = cell.levels is None and cell.places is None  # all that is left are classes kept back
            assert kept or left == 0 or left >= least, (cell, left)
    assert tried > 40


@pytest.mark.parametrize("column", ["attendees", "ov_count"])
def test_few_levels_of_classes_are_narrowed_by_all_totals_and_all_other_classes_and_none_to_the_number(province, column):
    place, every = place_of(province.warehouse, province.known.version, "inside"), people(province, column)
    least, kept, widths = thresholds()[column][0], _kept_back(place)[column], []
    for _, rows in every.groupby("year"):
        sums = [held for _, held in totals(place, column, rows, "train_type")]
        names, levels = rows["class_id"].to_numpy(), rows["level_code"].to_numpy()
        for name in set(names) - kept:
            sums += [names == name, *((names == name) & (levels == level) for level in _levels_shown(place, column, name))]
        small = rows.groupby(["class_id", "level_code"])["n"].sum().loc[lambda n: n < least].index
        for name, level in small[::2]:
            low, high = narrowed(sums, rows["n"].to_numpy(), (names == name) & (levels == level))
            widths.append(high - low)
    widths = np.array(widths)
    assert len(widths) > 30 and widths.min() > 0.5 and (widths < least - 1e-6).mean() < 0.1
