"""Enrolments: who is sent to which class, drawn from the cadres valid on its first day."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from data.demo import plants
from data.demo.people import People
from data.demo.places import PROVINCE
from data.demo.plan import Plan, world

_TIER_PULL = np.array([1.25, 1.15, 1.0, 0.72])  # chance of being sent, by tier
_LAST_WAVE = 183  # pools are drawn up twice a year
_ROUNDS = 4
_INDUCTED = 0.93  # of the recruits before the records begin
_NARROW = {"cls": "int32", "no": "int16", "level": "int8", "tier": "int8"}  # of a nation eight million rows, kept to the end
_SMALL = 10  # a class is filled from the level above only when it would be smaller

Test = Callable[[np.ndarray], np.ndarray]  # which of these rows of a pool may be sent


@dataclass(frozen=True)
class Pool:
    """Cadre periods that may be sent, by (city, level); `PROVINCE` holds all. Arrays are by period."""

    cadre: np.ndarray
    frm: np.ndarray
    to: np.ndarray
    members: dict[tuple[int, int], tuple[np.ndarray, np.ndarray]]  # rows, cumulative weight


def enrolments(plan: Plan, classes: pd.DataFrame, people: People, units: pd.DataFrame) -> pd.DataFrame:
    """One row per enrolment in order of class: cls, no, cadre, org;
    level, tier, region and city at the start of the class."""
    rng = plan.chance(6)
    spells = people.spells
    weight = _TIER_PULL[units.tier.to_numpy()[spells.org] - 1] * np.exp(0.25 * people.diligence[spells.cadre])
    busy = np.zeros(len(people.entry), np.int64)
    inducted = (people.entry < plan.first) & (rng.random(len(people.entry)) < _INDUCTED)
    levels = np.array([p["levels"] for p in world()["programme"]], float)
    chosen, until, pool = [], -1, None
    for row in classes.itertuples():
        if row.start > until:
            until = row.start + _LAST_WAVE
            pool = _pool(plan, spells, units, weight, row.start, until)
        mix = _mix(plan, levels[row.kind], row.organiser, row.start)
        free = _free(pool, row, busy, inducted if row.type == "T1" else None)
        rows = _draw(rng, pool, row, mix, free)
        busy[pool.cadre[rows]] = row.end
        inducted[pool.cadre[rows]] |= row.type == "T1"
        chosen.append(pool.members[PROVINCE, 0][0][rows])
    return _frame(chosen, spells, units)


def _mix(plan: Plan, levels: np.ndarray, organiser: int, start: int) -> np.ndarray:
    """Share of each level B1..B6 among the trainees of a class; changed where a city sends other levels."""
    mix = levels * plan.effect(_sent(start), {}).get(organiser, 1.0)
    return mix / mix.sum()


def _sent(day: int) -> dict[int, np.ndarray]:
    """City -> factor on the levels it sends from that day on."""
    turned = plants.TURN_AFTER if day >= plants.TURN_FROM else plants.TURN_BEFORE
    return {plants.SIMPSON_CITY: np.array(plants.SIMPSON_MIX), plants.TURN_CITY: np.array(turned)}


def _pool(
    plan: Plan, spells: pd.DataFrame, units: pd.DataFrame, weight: np.ndarray, start: int, until: int
) -> Pool:
    """Periods that touch the half-year. `members[PROVINCE, 0]` leads back to the rows of `spells`."""
    rows = np.flatnonzero((spells.frm <= until) & (spells.to >= start))
    part = spells.iloc[rows]
    city, level, w = units.city.to_numpy()[part.org], part.level.to_numpy(), weight[rows]
    for planted, factor in plan.effect(_sent(start), {}).items():
        w = np.where(city == planted, w * factor[level - 1], w)
    members = {(PROVINCE, 0): (rows, np.cumsum(w))}
    for k in range(1, 7):
        of_level = np.flatnonzero(level == k)
        members[PROVINCE, k] = (of_level, np.cumsum(w[of_level]))
        for c in np.unique(city[of_level]):
            if c != PROVINCE:
                inside = of_level[city[of_level] == c]
                members[int(c), k] = (inside, np.cumsum(w[inside]))
    return Pool(part.cadre.to_numpy(), part.frm.to_numpy(), part.to.to_numpy(), members)


def _free(pool: Pool, row: object, busy: np.ndarray, inducted: np.ndarray | None) -> Test:
    """Which rows of the pool may be sent: in force on the first day, in no other class, inducted once."""

    def test(rows: np.ndarray) -> np.ndarray:
        cadre = pool.cadre[rows]
        ok = (pool.frm[rows] <= row.start) & (pool.to[rows] >= row.start) & (busy[cadre] < row.start)
        return ok if inducted is None else ok & ~inducted[cadre]

    return test


def _draw(rng: np.random.Generator, pool: Pool, row: object, mix: np.ndarray, free: Test) -> np.ndarray:
    """Rows of the pool for one class: each level's share, from the organiser's city while it has people."""
    want = np.bincount(rng.choice(6, row.size, p=mix), minlength=6)
    taken = [_level(rng, pool, int(row.organiser), k + 1, int(n), free) for k, n in enumerate(want) if n]
    rows = np.concatenate(taken)
    _, first = np.unique(pool.cadre[rows], return_index=True)
    return rows[np.sort(first)]


def _level(rng: np.random.Generator, pool: Pool, city: int, level: int, n: int, free: Test) -> np.ndarray:
    """Up to n rows of one level; where a city has too few, others of the province, then the level above.

    Recruits are joined by the level above only in a class that would be tiny."""
    rows = _pick(rng, pool.members.get((city, level)), n, free)
    for key in ((PROVINCE, level), (PROVINCE, max(level - 1, 2))):
        enough = min(n, _SMALL) if key[1] == 5 and level == 6 else n
        if len(rows) < enough:
            rows = np.union1d(rows, _pick(rng, pool.members[key], enough - len(rows), free))
    return rows


def _pick(
    rng: np.random.Generator, members: tuple[np.ndarray, np.ndarray] | None, n: int, free: object
) -> np.ndarray:
    """Up to n different free rows, heavier ones more often."""
    got = np.zeros(0, np.int64)
    if members is None or not len(members[0]):
        return got
    rows, weight = members
    for _ in range(_ROUNDS):
        hit = rows[np.searchsorted(weight, rng.random(2 * n + 4) * weight[-1]).clip(0, len(rows) - 1)]
        new = np.unique(hit[free(hit)])
        got = np.union1d(got, new)
        if len(got) >= n:
            break
    return rng.permutation(got)[:n]


def _frame(chosen: list[np.ndarray], spells: pd.DataFrame, units: pd.DataFrame) -> pd.DataFrame:
    count = np.array([len(c) for c in chosen])
    rows = np.concatenate(chosen)
    org = spells.org.to_numpy(np.int32)[rows]
    columns = {
        "cls": np.repeat(np.arange(len(chosen)), count),
        "no": np.concatenate([np.arange(1, n + 1, dtype=np.int16) for n in count]),
        "cadre": spells.cadre.to_numpy(np.int32)[rows],
        "org": org,
        "level": spells.level.to_numpy()[rows],
        "tier": units.tier.to_numpy()[org],
        "region": units.region.to_numpy(np.int32)[org],
        "city": units.city.to_numpy(np.int32)[org],
    }
    return pd.DataFrame({name: values.astype(_NARROW.get(name, np.int32)) for name, values in columns.items()})
