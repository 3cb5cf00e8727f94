"""The attacker of tests/test_attacker.py at questions outside the cube of classes: service, hours, duties, nominations."""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd
import pytest

from bench.attacker import narrowed
from board.charts.heat import type_by_level
from board.model import State
from data.cubes import CUBES, cube, families, family
from data.metrics import thresholds
from queries import door
from queries.scope import Compare
from queries.warehouse import open_version
from tests.conftest import House
from tests.scopes import whole
from tests.test_attacker import laid_out

CITY = "610800"
YEAR = 2025
PERIODS = [(1, 12), (1, 6), (7, 12), (1, 3), (4, 6), (1, 1), (2, 2), (1, 5), (2, 6)]
# column -> (rows of a version by place, level and kind; the questions that count them; whether of one day)
ASKED = {
    "population": (
        "SELECT region_code, level_code, '' AS kind, month, population AS n FROM population_month WHERE month(month) = 12",
        ("coverage_by_level", "coverage_by_region"), True,
    ),
    "year_required": (
        "SELECT region_code, level_code, org_tier AS kind, day AS month, required AS n FROM hours_state "
        "WHERE span = 'year' AND month(day) = 12",
        ("hours_by_level", "hours_by_region"), True,
    ),
    "promoted_due": (
        "SELECT region_code, level_code, org_tier AS kind, month, due AS n FROM deadline_month "
        "WHERE NOT soon AND duty = 'T2'",
        ("deadlines",), False,
    ),
    "decided": (
        "SELECT region_code, level_code, train_type AS kind, month, decided AS n FROM selection_month",
        ("selection_rates",), False,
    ),
}  # fmt: skip


@dataclass(frozen=True)
class Ground:
    """What the attacker knows: places of one city, every other city as a whole, levels, kinds; and whom nobody may see."""

    axes: list[list[str]]
    city: dict[str, str]
    people: np.ndarray  # place x level x kind x month

    def atoms(self, *chosen: set[str] | None, months: range) -> np.ndarray:
        """The atoms of a row: None is everything."""
        place, level, kind = (
            np.array([one is None or code in one for code in codes], dtype=bool)
            for one, codes in zip(chosen, self.axes, strict=True)
        )
        return place[:, None, None, None] & level[:, None, None] & kind[:, None] & np.isin(np.arange(12), list(months))


def ground(house: House, rows: str) -> Ground:
    frame = open_version(house.warehouse, house.known.version).cursor().execute(
        "SELECT CASE WHEN r.city_code = ? THEN region_code ELSE r.city_code END AS place, any_value(r.city_code) AS city, "
        f"level_code, kind, month(month) - 1 AS month, sum(n) AS n FROM ({rows}) t "
        "JOIN dim_region r ON r.code = t.region_code WHERE year(month) = ? GROUP BY ALL HAVING sum(n) > 0", [CITY, YEAR]
    ).df()  # fmt: skip
    axes, people = laid_out(frame, "place", "level_code", "kind")
    return Ground(axes, dict(zip(frame["place"], frame["city"], strict=True)), people)


def rows_of(name: str, column: str, scope, seen: Ground, known, months: range) -> Iterator[tuple[np.ndarray, float]]:
    """(atoms, people or NaN) of each row of an answer."""
    chosen = {p for p in seen.axes[0] if p in known.below(scope.region)} if scope.region else None
    for row in door.run(name, scope).to_dict("records"):
        depth = ("all", "city", "county").index(row["cut"]) if "cut" in row and row["cut"] != "tier" else row.get("depth", 0)
        if row.get("cut") == "tier" or (depth == 2 and row["city_code"] != CITY):
            continue
        code = row.get("code", row.get("region_code", "")).removesuffix("-")
        own = [None, {p for p, c in seen.city.items() if c == code}, {CITY if code in ("", CITY) else code}][depth]
        where = chosen if own is None else own if chosen is None else own & chosen
        levels, tier = row.get("level_code", "*"), row.get("org_tier", "*")
        level = set(scope.level) or None if levels == "*" else {levels}
        yield seen.atoms(where, level, None if tier == "*" else {tier}, months=months), row[column]


def scopes(known, chance: random.Random, of_a_day: bool):
    """Small questions, one after the other, and the months each is about."""
    own = [r.code for r in known.regions if r.city == CITY]
    while True:
        first, last = (1, 12) if of_a_day else chance.choice(PERIODS)
        period = (date(YEAR, first, 1), (pd.Timestamp(YEAR, last, 1) + pd.offsets.MonthEnd()).date())
        yield (
            whole(
                known, compare=Compare.NONE, period=period,
                region=tuple(chance.sample(own, chance.choice([1, 1, 2, 3]))) if chance.random() < 0.7 else (),
                level=tuple(chance.sample(list(known.lists["levels"]), chance.choice([0, 0, 1, 2]))),
            ),
            range(12) if of_a_day else range(first - 1, last),
        )  # fmt: skip


@pytest.mark.parametrize("column", ASKED)
def test_no_small_cell_outside_the_cube_of_classes_is_narrowed(province, chance, column):
    rows, names, of_a_day = ASKED[column]
    seen, known, least = ground(province, rows), province.known, thresholds("inside")["register"]
    sums: dict[bytes, np.ndarray] = {}
    small: dict[bytes, np.ndarray] = {}
    for number, (scope, months) in enumerate(scopes(known, chance, of_a_day)):
        for name in names:
            for atoms, n in rows_of(name, column, scope, seen, known, months):
                held = seen.people[atoms].sum()
                assert np.isnan(n) or n == held, (name, scope, n, held)
                if not np.isnan(n):
                    sums[atoms.tobytes()] = atoms
                elif 0 < held < least:
                    small[atoms.tobytes()] = atoms
        if number >= 15 and len(sums) > 3 and len(small) > 3:
            break
    for atoms in chance.sample(sorted(small.values(), key=np.ndarray.tobytes), 4):
        low, high = narrowed(list(sums.values()), seen.people, atoms)
        assert high - low >= least - 1e-6, (seen.people[atoms].sum(), low, high)


def test_the_head_of_a_question_names_what_a_version_decides(province):
    con = open_version(province.warehouse, province.known.version).cursor()
    decided = {name: set(families(cube(con, name))) for name in CUBES}
    for name in door.names():
        asked = door.query(name)
        for one in asked.lattice:
            named = {family(under.replace("*", "year")) for _, under in one.columns}
            known = named or {family(column) for column in door.run(name, whole(province.known))} & decided[one.cube]
            assert known and known <= decided[one.cube], (name, one)


def test_a_city_still_sees_its_types_with_all_levels_together(province):
    period = (date(YEAR, 1, 1), date(YEAR, 12, 31))
    scope = whole(province.known, region=(CITY,), period=period, compare=Compare.NONE)
    chart = type_by_level(door.run("effect_by_type", scope), "attendance_rate", scope, province.known, foot="")
    said = [row[-1] for row in chart.cells] if chart.kind == "heat" else chart.marks
    assert State.SHOWN in [mark.value.state for mark in said]


@pytest.mark.parametrize("name", ["answers_by_time", "use_by_support", "first_use", "use_barriers"])
def test_nobody_and_too_few_look_alike_also_on_the_axes_a_question_has_of_its_own(province, name):
    told = [door.run(name, scope) for scope in _small_scopes(province)]
    assert len({tuple(map(tuple, frame[list(door.query(name).grain)].to_numpy())) for frame in told}) == 1
    assert all(len(frame) for frame in told)
    for frame in told:
        assert set(np.unique(frame.filter(like="_state"))) <= {"hidden", "none"}


def test_a_county_where_nobody_was_proposed_looks_as_one_where_too_few_were(province):
    told = [door.run("selection_rates", scope).set_index(["slice", "cut"]) for scope in _small_scopes(province)]
    told = [frame for frame in told if len(frame)]  # where nobody was proposed in any year there is nothing to hide
    assert len(told) > 15
    shown = [frame.loc[[("now", "all"), ("now", "county")]].filter(like="_state") for frame in told]
    assert all(len(frame) == 2 and set(np.unique(frame)) <= {"hidden", "none"} for frame in shown)


def test_ways_of_asking_for_needs_look_alike_where_nobody_and_where_too_few_said_any(province):
    told = [door.run("needs_by_channel", scope) for scope in _small_scopes(province)]
    ways = {tuple(frame.channel_code) for frame in told if frame.need_answers.isna().any()}
    open_ones = [frame for frame in told if not frame.need_answers.isna().any()]
    assert len(ways) == 1 and ways != {()} and len(open_ones) < len(told) / 2


def _small_scopes(province) -> list:
    """A level of some counties in one month."""
    counties = [region.code for region in province.known.regions if region.depth == 2][::5]
    march = (date(2026, 3, 1), date(2026, 3, 31))
    return [whole(province.known, region=(code,), level=("B4",), period=march, compare=Compare.NONE) for code in counties]
