"""Counts what protection keeps: the share of cells of whole, cities and counties that is shown, and of people in them."""

from __future__ import annotations

import argparse
import sys
from collections import defaultdict
from collections.abc import Iterator
from datetime import date
from itertools import product
from pathlib import Path

import numpy as np
import pandas as pd

from data.cubes import EFFECT, cube, family
from data.versions import current
from queries.redated import shown
from queries.release import Cell, Place, Release, place_of, release_of
from queries.warehouse import open_version

COLUMNS = {
    EFFECT: ("attendees", "ov_count", "app_answers"), "selection": ("decided", "arrived"), "needs": ("need_answers",),
}  # fmt: skip
_STEPS = {"month": 1, "quarter": 3, "half-year": 6, "year": 12}
_MERGED = 2  # merges of levels: the smallest three together


def shares(place: Place, year: int) -> pd.DataFrame:
    """Share of the cells with people that are shown, and of the people in them, by kind of place, step, levels, column.

    Levels: apart, merged (the smallest three together), all; type: one type of training, all levels together.
    """
    name, house = place[4], open_version(*place[:2])
    release, counted = release_of(*place), COLUMNS[name]
    levels, types = list(release.parts), [code for code in release.types.codes if code] or [""]
    columns = [release.columns[family(column)] for column in counted]
    counties = {region.code for region in house.catalogue.regions if region.depth == 2}
    found: dict[tuple, np.ndarray] = defaultdict(lambda: np.zeros((4, len(counted))))
    for kind, codes, people in _places(cube(house.cursor(), name, year), counties, counted, levels, types):
        for (step, months), (how, chosen) in product(_STEPS.items(), _choices(release, levels, types).items()):
            for first, (level, type_) in product(range(0, 12, months), chosen):
                span = date(year, first + 1, 1), date(year, first + months, 1)
                names = (own and frozenset(part[at] for at in own) for part, own in ((levels, level), (types, type_)))
                part = people[level or slice(None)][:, type_ or slice(None), first : first + months].sum((0, 1, 2))
                if part.any():
                    free = shown(Cell(span, next(names), codes, next(names)), place)[columns]
                    found[kind, step, how] += [part > 0, (part > 0) & free, part, part * free]
    rows = [(*key, *row) for key, sums in found.items() for row in zip(counted, *sums, strict=True)]
    frame = pd.DataFrame(rows, columns=["kind", "step", "levels", "counted", "cells", "seen", "people", "kept"])
    return frame.assign(cells=frame["seen"] / frame["cells"], people=frame["kept"] / frame["people"])


def _places(
    frame: pd.DataFrame, counties: set[str], counted: tuple[str, ...], levels: list[str], types: list[str]
) -> Iterator[tuple]:
    """(kind, codes, people: level x type x month x column) of the whole, each city and county; codes None are all.

    Who has no type counts with the last.
    """
    frame = frame.assign(county=frame["place"].where(frame["place"].isin(counties)))
    for kind, key in (("whole", "year"), ("city", "city"), ("county", "county")):
        for _, rows in frame.groupby(key):
            people = np.zeros((len(levels), len(types), 12, len(counted)))
            at = (pd.Index(axis).get_indexer(rows[name]) for axis, name in ((levels, "level_code"), (types, "train_type")))
            np.add.at(people, (*at, rows["month"] - 1), rows[list(counted)].to_numpy(dtype=float))
            yield kind, None if kind == "whole" else frozenset(rows["place"]), people


def _choices(release: Release, levels: list[str], types: list[str]) -> dict[str, list[tuple]]:
    """(positions of levels, of types) of the cells of each way to ask; None: all."""
    parts: dict[int, list[int]] = {}
    for at, labels in enumerate(release.parts.values()):
        parts.setdefault(labels[min(_MERGED, len(labels) - 1)], []).append(at)
    return {
        "apart": [([at], None) for at in range(len(levels))],
        "merged": [(part, None) for part in parts.values()],
        "all": [(None, None)],
        "type": [(None, [at]) for at in range(len(types))],
    }


def table(found: pd.DataFrame) -> str:
    """As lines of Markdown: cells / people shown, in per cent."""
    found = found[found["cells"].notna()]
    found = found.assign(text=[f"{c:.0%} / {p:.0%}" for c, p in zip(found["cells"], found["people"], strict=True)])
    wide = found.pivot(index=["kind", "counted", "levels"], columns="step", values="text")[list(_STEPS)]
    head = ["| Place | Counted | Levels | " + " | ".join(wide) + " |", "|---|---|---|" + "---|" * len(wide.columns)]
    rows = ([*key, *row] for key, row in zip(wide.index, wide.to_numpy(), strict=True))
    return "\n".join([*head, *(f"| {' | '.join(row)} |" for row in rows)])


def main() -> None:
    """Prints the shares of a version, of an older one as it is beside the published one."""
    parser = argparse.ArgumentParser(prog="python -m bench.protection", description=__doc__)
    parser.add_argument("warehouse", type=Path)
    parser.add_argument("--year", type=int, required=True)
    parser.add_argument("--audience", default="inside")
    parser.add_argument("--cube", default=EFFECT, choices=COLUMNS)
    parser.add_argument("--version", help="an older one (the published one)")
    parser.add_argument("--alone", action="store_true", help="as if nobody had the newer ones")
    given = parser.parse_args()
    version, beside = given.version or current(given.warehouse) or "", () if given.alone else None
    place = place_of(given.warehouse, version, given.audience, given.cube, beside)
    sys.stdout.write(table(shares(place, given.year)) + "\n")


if __name__ == "__main__":
    main()
