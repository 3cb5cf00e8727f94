"""The example of docs/architecture.md, taken from its table, is what the program decides and what can be worked out."""

from __future__ import annotations

import re
from itertools import product
from pathlib import Path

import numpy as np
import pandas as pd

from bench.attacker import narrowed
from data import lattice

TEXT = (Path(__file__).parent.parent / "docs" / "architecture.md").read_text(encoding="utf-8")
ROW = re.compile(r"^\| county (\w) \| (\d) \|" + r" (\d+) \|" * 4 + "$", re.MULTILINE)
COUNTY, LEVELS = {"a": 0, "b": 1, "c": 2}, ("1", "2")


def people() -> np.ndarray:
    """County x level x 12 months."""
    found = np.zeros((3, 2, 12), dtype=int)
    for county, level, *months in ROW.findall(TEXT):
        found[COUNTY[county], int(level) - 1, :4] = months
    return found


def labels(counts: np.ndarray) -> np.ndarray:
    """County x slot: who is shown together on the rungs of the first half-year, as far as the example goes."""
    at = np.indices(counts.shape).reshape(3, -1)
    keys = {"place": np.array(list(COUNTY))[at[0]], "level_code": np.array(LEVELS)[at[1]], "month": at[2] + 1}
    answers = dict.fromkeys(("enrolled", "ov_count"), counts.ravel())
    rows = lattice.release([pd.DataFrame({"year": 2026, "day": 0, "city": "A", "train_type": "T1", **keys, **answers})])
    rows = rows[(rows["audience"] == "inside") & (rows["counted"] == "ov_count") & (rows["branch"] == "place")]
    return np.array([dict(zip(rows["code"], rows["labels"], strict=True))[county][:3] for county in COUNTY])


def shown(of_rung: np.ndarray) -> list[np.ndarray]:
    """Every block that is shown on the three rungs and of the city by level and month, as the cells it holds."""
    months = np.arange(12)
    apart, together = [[0], [1]], [[0, 1]]
    rungs = ((apart, 1), (apart, 3), (together, 3))
    cuts = [(apart, 1, np.ones(3)), *((*rung, of_rung[:, at]) for at, rung in enumerate(rungs))]
    return [
        (who == label)[:, None, None] & np.isin(range(2), level)[:, None] & (months // step == first)
        for levels, step, who in cuts for label, level, first in product(set(who), levels, range(12 // step))
    ]  # fmt: skip


def test_who_is_shown_alone_on_which_rung_is_as_the_example_says():
    a, b, c = labels(people())
    assert len(set(b)) == 1 and a[0] == c[0] != b[0] and a[1] == c[1] != b[1]  # b alone, a with c
    assert len({a[2], b[2], c[2]}) == 3  # both levels, by quarter: each alone
    assert lattice.thresholds()["ov_count"][0] == 10


def test_the_three_can_be_anything_from_nothing_to_fourteen():
    counts = people()
    blocks, cell = shown(labels(counts)), np.zeros(counts.shape, dtype=bool)
    cell[0, 0, 0] = True
    assert counts[cell].sum() == 3 and all(n == 0 or n >= 10 for n in (counts[block].sum() for block in blocks))
    low, high = narrowed(blocks, counts, cell)
    assert (round(low), round(high)) == (0, 14)


def test_were_both_other_counties_shown_by_month_the_three_would_be_known():
    counts, alone = people(), np.array([[1, 1, 1], [2, 2, 2], [3, 3, 3]])
    cell = np.zeros(counts.shape, dtype=bool)
    cell[0, 0, 0] = True
    low, high = narrowed([block for block in shown(alone) if not (block[0].any() and not block[1:].any())], counts, cell)
    assert (round(low), round(high)) == (3, 3)
