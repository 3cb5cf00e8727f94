"""Counts what protection keeps: which share of the cells of cities and counties is shown, and of the people in them."""

from __future__ import annotations

import argparse
import sys
from collections import defaultdict
from datetime import date
from itertools import product
from pathlib import Path

import numpy as np
import pandas as pd

from data.lattice import ANONYMOUS
from data.versions import current
from queries.release import Cell, release_of, shown
from queries.warehouse import open_version

COLUMNS = ("attendees", "ov_count", "app_answers")
_STEPS = {"month": 1, "quarter": 3, "half-year": 6, "year": 12}
_MERGED = 2  # merges of levels: the smallest three together


def shares(warehouse: Path, version: str, year: int, audience: str = "inside") -> pd.DataFrame:
    """Share of the cells with people that are shown, and of the people in them, by kind of place, step, levels, column.

    Levels: apart, merged (the smallest three together), all; type: one type of training, all levels together.
    """
    place, con = (warehouse, version, audience, ()), open_version(warehouse, version).cursor()
    release = release_of(*place)
    found: dict[tuple, np.ndarray] = defaultdict(lambda: np.zeros(4))
    for kind, codes, people in _places(con, year):
        for (step, months), (how, chosen) in product(_STEPS.items(), _choices(release, people).items()):
            for first, (levels, types) in product(range(0, 12, months), chosen):
                span = date(year, first + 1, 1), date(year, first + months, 1)
                free = shown(Cell(span, levels, codes, types), place)
                part = people[_among(people, span, levels, types)]
                for name in COLUMNS:
                    n, open_ = part[name].sum(), free[release.columns[name]]
                    found[kind, step, how, name] += [n > 0, n > 0 and open_, n, n * open_]
    rows = [(*key, seen / max(cells, 1), kept / max(n, 1)) for key, (cells, seen, n, kept) in found.items()]
    return pd.DataFrame(rows, columns=["kind", "step", "levels", "counted", "cells", "people"])


def _places(con, year: int):
    """(kind, codes, people by level, type and month) of each city and county."""
    sums = ", ".join(f"sum({name}) AS {name}" for name in COLUMNS)
    frame = con.execute(
        "SELECT city_code, CASE WHEN depth = 2 AND NOT anonymous THEN code END AS county, "
        f"code || CASE WHEN anonymous THEN '{ANONYMOUS}' ELSE '' END AS code, level_code, train_type, month, {sums} "
        "FROM effect_month e JOIN dim_region r ON r.code = e.region_code WHERE year(month) = ? GROUP BY ALL", [year],
    ).df()  # fmt: skip
    for kind, key in (("city", "city_code"), ("county", "county")):
        for _, people in frame.groupby(key):
            yield kind, frozenset(people["code"]), people


def _choices(release, people: pd.DataFrame) -> dict[str, list[tuple]]:
    """(levels, types) of the cells of each way to ask."""
    parts: dict[int, set[str]] = {}
    for code, labels in release.parts.items():
        parts.setdefault(labels[min(_MERGED, len(labels) - 1)], set()).add(code)
    return {
        "apart": [(frozenset([code]), None) for code in release.parts],
        "merged": [(frozenset(part), None) for part in parts.values()],
        "all": [(None, None)],
        "type": [(None, frozenset([code])) for code in sorted(set(people["train_type"]) - {""})],
    }


def _among(people: pd.DataFrame, span: tuple[date, date], levels: frozenset | None, types: frozenset | None) -> pd.Series:
    kept = people["month"].between(pd.Timestamp(span[0]), pd.Timestamp(span[1]))
    for name, codes in (("level_code", levels), ("train_type", types)):
        kept &= True if codes is None else people[name].isin(codes)
    return kept


def table(found: pd.DataFrame) -> str:
    """As lines of Markdown: cells / people shown, in per cent."""
    found = found.assign(text=[f"{c:.0%} / {p:.0%}" for c, p in zip(found["cells"], found["people"], strict=True)])
    wide = found.pivot(index=["kind", "counted", "levels"], columns="step", values="text")[list(_STEPS)]
    head = ["| Place | Counted | Levels | " + " | ".join(wide) + " |", "|---|---|---|" + "---|" * len(wide.columns)]
    rows = ([*key, *row] for key, row in zip(wide.index, wide.to_numpy(), strict=True))
    return "\n".join([*head, *(f"| {' | '.join(row)} |" for row in rows)])


def main() -> None:
    """Prints the shares of the published version."""
    parser = argparse.ArgumentParser(prog="python -m bench.protection", description=__doc__)
    parser.add_argument("warehouse", type=Path)
    parser.add_argument("--year", type=int, required=True)
    parser.add_argument("--audience", default="inside")
    given = parser.parse_args()
    sys.stdout.write(table(shares(given.warehouse, current(given.warehouse) or "", given.year, given.audience)) + "\n")


if __name__ == "__main__":
    main()
