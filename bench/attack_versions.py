"""What two versions tell beside each other: who joined in between, by the same sums of both (bench/attack.py).

The older version is a demo without the rows of a few people, the newer one the same demo whole. That so few joined is told
of the whole (docs/architecture.md); of no class, level, type or place more may be known than the whole tells. Or the first
days of a few classes were wrong in it by some months; then the attacker takes for granted that nobody joined.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import chain, product
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd

from bench.attacker import EVERYWHERE, Known, classes, knowing, people, told_by_topic, totals
from data.build import Order, build
from data.collection import add
from data.cubes import thresholds
from data.demo import write
from queries.release import Place

_KEYS = ["year", "month", "train_type", "topic_code", "city", "place", "class_id", "level_code"]
_BY = {"evaluations.parquet": "response_id", "attendance.parquet": "enrollment_id", "assessments.csv": "enrollment_id",
       "follow_ups.csv": "enrollment_id"}  # fmt: skip
_FORMS = {".parquet": ("read_parquet", "FORMAT parquet"), ".csv": ("read_csv", "FORMAT csv, HEADER")}
_SMALLEST = """
    CREATE TABLE few AS
    SELECT class_id, [1, 2, 3, 6][1 + row_number() OVER (ORDER BY count(*), class_id) % 4] AS n
    FROM classes JOIN enrollments USING (class_id)
    WHERE start_date::DATE > (SELECT min(start_date)::DATE + INTERVAL 7 MONTH FROM classes)
    GROUP BY class_id ORDER BY count(*), class_id LIMIT 12
"""  # classes, and the months by which their first days are wrong
_TEXTS = {".parquet": "", ".csv": ", all_varchar = true"}


def two_versions(folder: Path, trainees: int, years: int, share: float = 0.003) -> Path:
    """A warehouse of a demo whose rows of one in so many people came later. Returns it."""
    sources, early, late = (folder / name for name in ("sources", "early", "late"))
    write(sources, trainees=trainees, years=years)
    for made in (early, late):
        made.mkdir()
    for path in sources.iterdir():
        if path.name in _BY:
            _split(path, early / path.name, late / path.name.replace(".", "_late."), share)
        else:
            (early / path.name).write_bytes(path.read_bytes())
    shutil.copy(sources / "synthetic.toml", late)  # that it is made up is said beside each
    build(Order((early,), folder / "warehouse"))
    add(Order((late,), folder / "warehouse"))
    return folder / "warehouse"


def _split(path: Path, early: Path, late: Path, share: float) -> None:
    """Puts the rows of so many people, by a hash, into a file of their own."""
    rows, form = _FORMS[path.suffix]
    with duckdb.connect() as con:
        late_ones = f"hash({_BY[path.name]}) % 1000 < {1000 * share} AS is_late"
        con.execute(f"CREATE TABLE every AS SELECT *, {late_ones} FROM {rows}('{path}'{_TEXTS[path.suffix]})")
        for made, which in ((early, "NOT is_late"), (late, "is_late")):
            con.execute(f"COPY (SELECT * EXCLUDE (is_late) FROM every WHERE {which}) TO '{made}' ({form})")


def joined(older: Place, newer: Place, column: str) -> Iterator[pd.DataFrame]:
    """Of each year in which somebody joined: who is counted in the older version (`n`), and who joined (`more`)."""
    frames = [people(place, column).set_index(_KEYS)["n"] for place in (older, newer)]
    rows = pd.concat(frames, axis=1, keys=["n", "then"]).fillna(0)
    rows["more"] = (rows["then"] - rows["n"]).clip(lower=0)
    for _, one in rows.reset_index().groupby("year"):
        if one["more"].any():
            yield one.reset_index(drop=True)


@dataclass(frozen=True)
class Beside:
    """Of those who were there and those who joined since, row 0 and row 1: what both versions tell, what the whole of both
    tells, and what that and all of the newer one tell."""

    every: Known
    whole: Known
    newer: Known


def beside(older: Place, newer: Place, column: str, rows: pd.DataFrame) -> Beside:
    """What somebody knows who has both versions."""
    every, whole, latest = [], [], []
    for place, n in ((older, rows["n"]), (newer, rows["then"])):
        now = rows.assign(n=n)
        totalled = list(totals(place, column, now, *EVERYWHERE))
        held = chain((mask for _, mask in totalled), classes(place, column, now), told_by_topic(place, column, now))
        all_of_it = [_both(mask, place == newer) for mask in held]
        of_all = [_both(mask, place == newer) for cell, mask in totalled
                  if cell.levels is None and cell.places is None and cell.types is None]  # fmt: skip
        every, whole, latest = every + all_of_it, whole + of_all, latest + (all_of_it if place == newer else of_all)
    world = np.stack([rows["n"], rows["more"]])
    return Beside(*(knowing(sums, world) for sums in (every, whole, latest)))


def _both(mask: np.ndarray, since: bool) -> np.ndarray:
    return np.stack([mask, mask & since])


def widths(known: Known, anyhow: Known, aims: list[np.ndarray], least: int) -> list[float]:
    """Of each group how far it is narrowed; the policy's width where what is known anyhow tells as much."""
    found = []
    for aim in aims:
        (low, high), (least_of, most) = known.narrowed(aim), anyhow.narrowed(aim)
        found.append(least if high - low >= most - least_of - 1e-6 else high - low)
    return found


def of_row(row: int, cells: list[np.ndarray]) -> list[np.ndarray]:
    """The cells in one row of the two, nobody in the other."""
    return [np.stack([cell & (row == at) for at in (0, 1)]) for cell in cells]


def redated_versions(folder: Path) -> Path:
    """A warehouse of the demo there whose smallest classes first had begun some months too early. Returns it."""
    sources, wrong, right = (folder / name for name in ("sources", "wrong", "right"))
    shutil.copytree(sources, wrong)
    right.mkdir()
    for name in ("classes.csv", "synthetic.toml"):
        shutil.copy(sources / name, right)
    with duckdb.connect() as con:
        for name in ("classes", "enrollments"):
            con.execute(f"CREATE TABLE {name} AS FROM read_csv('{sources}/{name}.csv', all_varchar = true)")
        con.execute(_SMALLEST)
        earlier = "strftime(start_date::DATE - to_months(n::INTEGER), '%Y-%m-%d')"
        shift = f"* EXCLUDE (n) REPLACE (CASE WHEN n > 0 THEN {earlier} ELSE start_date END AS start_date)"
        con.execute(f"COPY (SELECT {shift} FROM classes LEFT JOIN few USING (class_id)) TO '{wrong}/classes.csv'")
    build(Order((wrong,), folder / "redated"))
    add(Order((right,), folder / "redated"))
    return folder / "redated"


def widths_of_redated(older: Place, newer: Place, column: str) -> list[float]:
    """Of each class of too few that began otherwise, or of whose years one did, how far all sums of both narrow it."""
    keys, found, least = [name for name in _KEYS if name not in ("year", "month")], [], thresholds()[column][0]
    both = people(older, column).merge(people(newer, column), how="outer", on=[*keys, "n"], suffixes=("_old", "_new"))
    moved = both.dropna().query("month_old != month_new or year_old != year_new")
    told = {(name, year): list(_told(place, column, both, name, year)) for place, name in ((older, "old"), (newer, "new"))
            for year in sorted({*moved["year_old"], *moved["year_new"]})}  # fmt: skip
    size = both["n"].where(both["year_old"].notna()).groupby(both["class_id"]).transform("sum").to_numpy()
    for years, _ in moved.groupby(["year_old", "year_new"]):
        held = [mask for name, year in product(("old", "new"), sorted(set(years))) for mask in told[name, year]]
        here = (both["year_old"].isin(years) | both["year_new"].isin(years)).to_numpy()
        known, few = knowing([mask[here] for mask in held], both["n"].to_numpy()[here]), here & (size > 0) & (size < least)
        for class_id in sorted(set(both["class_id"][few])):
            aim = (both["class_id"] == class_id) & both["year_old"].notna()  # some are of another level by then
            low, high = known.narrowed(aim[here].to_numpy())
            found.append(high - low)
    return found


def _told(place: Place, column: str, rows: pd.DataFrame, name: str, year: int) -> Iterator[np.ndarray]:
    """Each sum that a version tells of a year, as a mask of the rows of both."""
    at = np.flatnonzero(rows[f"year_{name}"] == year)
    own = rows.iloc[at].rename(columns={f"{one}_{name}": one for one in ("year", "month")}).reset_index(drop=True)
    for mask in chain((held for _, held in totals(place, column, own, *EVERYWHERE)), classes(place, column, own)):
        held = np.zeros(len(rows), dtype=bool)
        held[at[mask]] = True
        yield held
