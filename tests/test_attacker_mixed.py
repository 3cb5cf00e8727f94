"""Totals less the classes that lie wholly in them: of one level, one type or one place."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from bench.attacker import classes, knowing, people, totals
from data.cubes import thresholds
from queries.release import place_of


@pytest.mark.parametrize("column", ["attendees", "ov_count"])
def test_a_total_less_all_classes_that_lie_wholly_in_it_is_of_nobody_or_of_enough(province, column):
    place = place_of(province.warehouse, province.known.version, "inside")
    every = people(place, column)
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


@pytest.mark.parametrize("column", ["attendees", "ov_count", "pairs"])
def test_no_small_level_of_a_class_is_narrowed_by_all_totals_and_all_other_classes(province, column):
    place = place_of(province.warehouse, province.known.version, "inside")
    every = people(place, column)
    least, tried = thresholds()[column][0], 0
    for year, rows in every.groupby("year"):
        sums = [held for _, held in totals(place, column, rows, "train_type")]
        known = knowing([*sums, *classes(place, column, rows)], rows["n"].to_numpy())
        names, levels = rows["class_id"].to_numpy(), rows["level_code"].to_numpy()
        small = rows.groupby(["class_id", "level_code"])["n"].sum().loc[lambda n: n < least].index
        for name, level in small:
            low, high = known.narrowed((names == name) & (levels == level))
            assert high - low >= least - 1e-6, (year, name, level, low, high)
        tried += len(small)
    assert tried > 50
