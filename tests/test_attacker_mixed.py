"""Totals less the classes that lie wholly in them: of one level, one type or one place."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from bench.attacker import classes, knowing, people, totals
from data import lattice
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


def test_a_city_less_its_own_classes_does_not_tell_few_of_them_at_the_levels_only_another_class_has():
    """Two classes of city 5, 93 people, and 6 of a class of one level: of its 10 at levels 1 and 2 four are in the two."""
    classes = pd.DataFrame(
        [("a", "5", "L2", 4), ("a", "5", "L3", 5), ("a", "5", "L4", 84), ("r", "5", "L1", 6), ("r", "6", "L1", 30),
         ("b", "6", "L2", 30), ("b", "6", "L3", 60), ("b", "6", "L4", 90)],
        columns=["class", "city", "level_code", "app_due"],
    ).assign(year=2026, month=1, day=0, train_type="T1", place=lambda rows: rows["city"])  # fmt: skip
    blocks, least = _blocks(classes), thresholds()["app_due"][0]
    people, of_class, level, city = (classes[name].to_numpy() for name in ("app_due", "class", "level_code", "city"))
    totals = [of_class == one for one in ("a", "r", "b")] + [level == one for one in ("L1", "L2", "L3", "L4")]
    known = knowing([*totals, *blocks], people)
    low, high = known.narrowed((of_class == "a") & (level == "L2"))
    assert high - low >= least and any((block == (city == "5")).all() for block in blocks)
    finer = (city == "5") & np.isin(level, ["L1", "L2"]), (city == "5") & (level == "L3")
    assert knowing([*totals, *blocks, *finer], people).narrowed((of_class == "a") & (level == "L2")) == (4, 4)


def test_a_type_of_one_level_whose_small_classes_are_kept_back_does_not_tell_the_few_of_that_level_in_other_types():
    """47 are of level 1 in the year, 46 of them in a type that is of this level alone: one is in another class."""
    recruits = [(month, {"L1": n}) for month, n in zip((1, 2, 4, 5, 6), (7, 11, 8, 15, 5), strict=True)]
    others = [(6, {"L1": 1, "L3": 6}), *((month, {"L2": 12, "L3": 20, "L4": 40}) for month in range(1, 7))]
    sizes = [*(("T1", *one) for one in recruits), *(("T4", *one) for one in others)]
    classes = pd.DataFrame(
        [(f"c{at}", kind, month, *one) for at, (kind, month, levels) in enumerate(sizes) for one in levels.items()],
        columns=["class", "train_type", "month", "level_code", "app_answers"],
    ).assign(year=2026, day=0, city="5", place="5")
    people, least = classes["app_answers"].to_numpy(), thresholds()["app_answers"][0]
    size = classes.groupby("class")["app_answers"].transform("sum").to_numpy()
    beside = classes["train_type"] == "T4"  # kept back with the small one, whichever they are
    told = [(classes["class"] == one).to_numpy() for one in sorted(set(classes["class"][(size >= least) & ~beside]))]
    of_level, of_type = ((classes[name] == one).to_numpy() for name, one in (("level_code", "L1"), ("train_type", "T1")))
    blocks = _blocks_of_whole(classes)
    low, high = knowing([*blocks, *told], people).narrowed(of_level & ~of_type)
    assert high - low >= least, (low, high)
    assert knowing([*blocks, *told, of_level, of_type], people).narrowed(of_level & ~of_type) == (1, 1)


def _decided(classes: pd.DataFrame) -> dict[str, dict[str, list[int]]]:
    """By branch and code the labels that the build would decide of a year of these classes alone."""
    found = lattice.release([classes.drop(columns="class")], rest=[classes]).query("audience in ['', 'inside']")
    return {name: dict(zip(part["code"], part["labels"], strict=True)) for name, part in found.groupby("branch")}


def _blocks_of_whole(classes: pd.DataFrame) -> list[np.ndarray]:
    """The sums of the whole that are shown by level in each step, and those of types with all levels together."""
    branch, month, blocks = _decided(classes), classes["month"].to_numpy() - 1, []
    spans = [(half * 6, 6, step) for half in (0, 1) for step in (1, 3, 6)] + [(0, 12, 12)]
    for (first, length, step), needed in zip(spans, branch["whole"][""], strict=True):
        inside = (month >= first) & (month < first + length)
        for merges in range(needed, len(branch["level"]["L1"])):
            part = np.array([branch["level"][code][merges] for code in classes["level_code"]])
            blocks += [inside & (part == p) & (month // step == at) for p in set(part) for at in set(month // step)]
    label, step = np.array([branch["type"][kind][-1] for kind in classes["train_type"]]), branch["types"][""][1]
    return blocks + [(label == one) & (month // step == at) for one in set(label) - {0} for at in set(month // step)]


def _blocks(classes: pd.DataFrame) -> list[np.ndarray]:
    """The sums of places of the first month that are shown, each as the rows it holds."""
    branch, city, blocks = _decided(classes), classes["city"].to_numpy(), []
    for rung, (merges, _) in enumerate(branch["ladder"][str(at)] for at in range(len(branch["ladder"]) - 1)):
        part = np.array([branch["level"][code][merges] for code in classes["level_code"]])
        shown = np.array([branch["place"][code][rung] for code in city])
        blocks += [(part == p) & (shown == one) for p in set(part) for one in set(shown) - {0}]
    year = np.array([branch["place"][code][-1] for code in city])
    return [*blocks, *(year == one for one in set(year) - {0})]
