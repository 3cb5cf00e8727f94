"""What somebody can work out who has every answer a version gives: each sum as the people it holds, and linear programming.

The attacker knows of which levels and which places each class counts anybody, as lists of classes tell, and no more of them.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import lru_cache
from io import BytesIO
from itertools import product
from zipfile import ZipFile

import numpy as np
import pandas as pd
from scipy.optimize import linprog
from scipy.sparse import csr_array

from data.cubes import family
from data.versions import default_warehouse
from queries import door
from queries.class_levels import levels_shown
from queries.redated import shown
from queries.release import Cell, Place, Release, release_of
from queries.scope import Audience, Compare, Scope
from queries.warehouse import open_version
from queries.whole_classes import hidden_classes

SPANS = [(first, months) for months in (1, 3, 6, 12) for first in range(1, 13, months)]
TOPICAL = "app_answers", "pairs"  # what the page of topics tells of classes
EVERYWHERE = ("city", "place", "train_type", "city_type")


@dataclass(frozen=True)
class Known:
    """Sums whose value is known: of groups that are always together which each sum holds, of each thing its group, and how
    many people it is, which nobody knows.
    """

    held: np.ndarray
    at: np.ndarray
    people: np.ndarray

    def narrowed(self, target: np.ndarray) -> tuple[float, float]:
        """Fewest and most people the target can have, if every sum is known and nobody is less than nobody."""
        at = 2 * self.at + target.ravel()
        groups, where = np.unique(at, return_inverse=True)
        held, aim = csr_array(self.held[groups // 2].T.astype(float)), (groups % 2).astype(float)
        total = held @ np.bincount(where, self.people)
        ends = [linprog(sign * aim, A_eq=held, b_eq=total, method="highs") for sign in (1, -1)]
        unbounded = ends[1].status == 3  # no sum that is shown holds all of the target
        assert ends[0].success and (ends[1].success or unbounded)
        return ends[0].fun, np.inf if unbounded else -ends[1].fun


def knowing(sums: list[np.ndarray], people: np.ndarray) -> Known:
    """What is known of these people (of any shape) whose sums, each a mask of the same shape, are told."""
    dice, same = np.random.default_rng(0), np.zeros(people.size, dtype=np.uint64)  # by a hash: rows of numbers sort slowly
    ours = {hash(mask.tobytes()): mask.ravel() for mask in sums}
    for mask, weight in zip(ours.values(), dice.integers(1 << 63, size=len(ours), dtype=np.uint64), strict=True):
        same += np.where(mask, weight, np.uint64(0))
    _, first, at = np.unique(same, return_index=True, return_inverse=True)
    held = np.array([mask[first] for mask in ours.values()], dtype=np.int8).T
    return Known(held, at, people.ravel().astype(float))


def narrowed(sums: list[np.ndarray], people: np.ndarray, target: np.ndarray) -> tuple[float, float]:
    """Fewest and most people one target can have."""
    return knowing(sums, people).narrowed(target)


def people(place: Place, column: str) -> pd.DataFrame:
    """Who is counted, by class, place and level: every place and every level that lists of classes tell of a class (they are
    filtered by either), but not who of which place is of which level. Nobody is in most of these rows.
    """
    return open_version(*place[:2]).cursor().execute(
        "WITH counted AS (SELECT class_id, year(e.month) AS year, month(e.month) AS month, e.train_type, "
        "coalesce(k.topic_code, '') AS topic_code, coalesce(city_code, region_code) AS city, "
        f"region_code || if(anonymous, '?', '') AS place, level_code, sum({column}) AS n "
        f"FROM effect_class e JOIN dim_class k USING (class_id) LEFT JOIN dim_region ON code = region_code "
        f"WHERE {column} > 0 GROUP BY ALL), "
        "place AS (SELECT DISTINCT * EXCLUDE (level_code, n) FROM counted), "
        "level AS (SELECT DISTINCT class_id, level_code FROM counted) "
        "SELECT place.*, level_code, coalesce(n, 0) AS n FROM place JOIN level USING (class_id) "
        "LEFT JOIN counted USING (class_id, place, level_code) ORDER BY ALL"
    ).df()  # fmt: skip


def totals(place: Place, column: str, rows: pd.DataFrame, *by: str) -> Iterator[tuple[Cell, np.ndarray]]:
    """Every total that is shown of a year, of all levels or a part, of the whole and `by` cities, places, types, or types in
    cities; and whom it holds.
    """
    release, month, year = release_of(*place), rows["month"].to_numpy(), int(rows["year"].iloc[0])
    at, levels = (
        release.columns[family(column)],
        [(part, rows["level_code"].isin(part).to_numpy()) for part in _parts(release)],
    )
    for (places, types, here), (part, of_levels), (first, months) in product(_wheres(release, rows, by), levels, SPANS):
        span, whole = (date(year, first, 1), date(year, first + months - 1, 1)), len(part) == len(release.parts)
        cell = Cell(span, None if whole else part, places, types)
        if shown(cell, place)[at]:
            yield cell, here & of_levels & (month >= first) & (month < first + months)


def _parts(release: Release) -> list[frozenset[str]]:
    """Every part of the levels that some number of merges makes."""
    labels = {code: own for code, own in release.parts.items()}
    parts = {frozenset(code for code, own in labels.items() if own[merges] == part)
             for merges, part in product(range(len(labels)), repeat=2)}  # fmt: skip
    return sorted(parts - {frozenset()}, key=sorted)


def _wheres(release: Release, rows: pd.DataFrame, by: tuple[str, ...]) -> Iterator[tuple]:
    """(places, types, whether each row is there) of the whole and of what it is divided by."""
    cities = {city: frozenset(p for p, c in release.city_of.items() if c == city) for city in set(release.city_of.values())}
    city, own, kind = (rows[name].to_numpy() for name in ("city", "place", "train_type"))
    yield None, None, np.ones(len(rows), dtype=bool)
    if "city" in by:
        yield from ((codes, None, city == code) for code, codes in sorted(cities.items()))
    if "place" in by:
        yield from ((frozenset([code]), None, own == code) for code in sorted(release.city_of))
    if "train_type" in by:
        yield from ((None, frozenset([code]), kind == code) for code in sorted(set(kind)))
    if "city_type" in by:
        for (where, codes), code in product(sorted(cities.items()), sorted(set(kind))):
            yield codes, frozenset([code]), (city == where) & (kind == code)


def classes(place: Place, column: str, rows: pd.DataFrame) -> list[np.ndarray]:
    """Every class that is told, and every level of it."""
    names, levels, kept = rows["class_id"].to_numpy(), rows["level_code"].to_numpy(), hidden_classes(place)[column]
    of_class = {name: names == name for name in sorted(set(names) - kept)}
    of_level = [own & (levels == level) for name, own in of_class.items() for level in levels_shown(place, column, name)]
    return [*of_class.values(), *of_level]


def figures(scope: Scope) -> tuple[set[float], set[float]]:
    """(hidden, shown): every value of a metric that a version decides, but simple fractions; hidden as no shown one is."""
    house, hidden, told = open_version(default_warehouse(), scope.version), set(), set()
    bound = door._parameters(scope, house.catalogue)
    for asked in (door.query(name) for name in door.names() if door.query(name).lattice):
        keys, answer = list(asked.grain), door.run(asked.name, scope)
        raw = house.cursor().execute(asked.sql, {name: bound[name] for name in asked.parameters}).df()
        both = answer.merge(raw, on=keys, suffixes=("", "_raw"))
        for state in (c for c in both if c.endswith("_state")):
            key = state.removesuffix("_state")
            kept = both[state] == "hidden"
            hidden |= set(both.loc[kept, f"{key}_raw"].dropna())
            told |= set(both.loc[~kept, f"{key}_raw"].dropna())
    rare = [{v for v in some if abs(v - float(Fraction(v).limit_denominator(60))) > 1e-9} for some in (hidden - told, told)]
    return rare[0], rare[1]


def hidden_figures(scope: Scope) -> set[str]:
    """The digits of these, as a share and in per cent."""
    return {text[:10] for value in figures(scope)[0] for text in (repr(value), repr(100 * value)) if len(text) > 12}


def unpacked(content: bytes) -> str:
    """Every text in an office file: hidden columns, what native charts keep of cells, notes, workbooks within slides."""
    with ZipFile(BytesIO(content)) as box:
        parts = {name: box.read(name) for name in box.namelist()}
    return "\n".join(unpacked(part) if part[:2] == b"PK" else part.decode(errors="ignore") for part in parts.values())


def told_by_topic(place: Place, column: str, rows: pd.DataFrame) -> list[np.ndarray]:
    """Every number of people that the page of topics tells of a year: of each topic, by cities, levels and types."""
    found, month, topic = {}, rows["month"].to_numpy(), rows["topic_code"].to_numpy()
    for (first, months), chosen, answer in _topics(place, int(rows["year"].iloc[0])) if column in TOPICAL else ():
        here = (month >= first) & (month < first + months)
        for name, codes in zip(("city", "level_code", "train_type"), chosen, strict=True):
            here &= rows[name].isin(codes).to_numpy() if codes else True
        for code, n in answer[column].items():
            if code != "*" and not np.isnan(n):
                held = here & (topic == code)
                assert rows["n"][held].sum() == n, (first, months, chosen, code, n)
                found[held.tobytes()] = held
    return list(found.values())


@lru_cache(maxsize=8)
def _topics(place: Place, year: int) -> list[tuple]:
    """(span, region, level and type, answer of the page of topics) of a year: one of these chosen, or none."""
    known, found = open_version(*place[:2]).catalogue, []
    codes = [region.code for region in known.regions if region.depth == 1], known.lists["levels"], known.lists["types"]
    for (first, months), chosen in product(SPANS, product(*([(), *((code,) for code in axis)] for axis in codes))):
        period = date(year, first, 1), (pd.Timestamp(year, first + months - 1, 1) + pd.offsets.MonthEnd()).date()
        if sum(map(len, chosen)) > 1 or months < 3 or period[1] < known.first_month or period[0] > known.last_month:
            continue
        limits = dict(zip(("region", "level", "training_type"), chosen, strict=True))
        scope = Scope(place[1], period, compare=Compare.NONE, audience=Audience(place[2]), **limits)
        found.append(((first, months), chosen, door.run("needs_by_topic", scope).set_index("topic_code")))
    return found
