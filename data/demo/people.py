"""Cadres: who serves when, in which unit, at which level; one row per validity period."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from data.demo.plan import OPEN, Plan, world

_ENTRY, _LEAVE, _MOVE = 0.040, 0.036, 0.018  # a year
_RISE = {5: 0.048, 4: 0.009, 3: 0.006}  # promotions a year, by level
_B1 = 12  # in the full province
_YEAR = 365.25


@dataclass(frozen=True)
class People:
    """`spells`: cadre, frm, to (inclusive, OPEN = in service), org, level. Arrays are by cadre."""

    spells: pd.DataFrame
    entry: np.ndarray
    leave: np.ndarray
    diligence: np.ndarray  # standard normal: attendance, answering
    ability: np.ndarray  # standard normal: tests, application


def people(plan: Plan, units: pd.DataFrame) -> People:
    """All cadres in service at any time of the demo."""
    rng = plan.chance(2)
    old, new = plan.trainees, round(plan.trainees * _ENTRY * plan.years)
    n = old + new
    org = rng.choice(len(units), n, p=units.share / units.share.sum())
    entry = _entries(rng, plan, old, new)
    fresh = entry > plan.first - 365
    level = _levels(rng, plan, units.tier.to_numpy()[org], fresh)
    leave = np.maximum(entry, plan.first) + 30 + rng.exponential(_YEAR / _LEAVE, n).astype(np.int64)
    leave = np.where(leave <= plan.last, leave, OPEN)
    starts = _table(np.arange(n), entry, level, org)
    events = pd.concat([starts, *_events(rng, plan, units, starts)], ignore_index=True)
    return People(_spells(events, leave, plan), entry, leave, rng.normal(size=n), rng.normal(size=n))


def _table(cadre: np.ndarray, day: np.ndarray, level: object, org: object) -> pd.DataFrame:
    return pd.DataFrame({"cadre": cadre, "day": day, "level": level, "org": org})


def _entries(rng: np.random.Generator, plan: Plan, old: int, new: int) -> np.ndarray:
    """First day of service: recruits come each summer, one year's intake just before the records begin."""
    recent = round(plan.trainees * _ENTRY)
    year = np.concatenate([np.full(recent, -1), rng.integers(0, plan.years, new)])
    summer = np.clip(rng.normal(45, 20, recent + new), 0, 120)
    before = plan.first - 365 - rng.integers(1, 5000, old - recent)
    return np.concatenate([before, plan.first + (year * _YEAR + summer).astype(np.int64)])


def _levels(rng: np.random.Generator, plan: Plan, tier: np.ndarray, fresh: np.ndarray) -> np.ndarray:
    """Level 1..6 on the first day: by tier, recruits at B6, a handful of B1 in provincial organs."""
    steps = np.cumsum(np.array(world()["tier"]["levels"]), axis=1)
    level = 2 + (rng.random(len(tier))[:, None] > steps[tier - 1][:, :3]).sum(axis=1)
    level[fresh] = 6
    top = np.flatnonzero((tier == 1) & ~fresh)[: max(1, round(_B1 * plan.scale))]
    level[top] = 1
    return level


def _events(
    rng: np.random.Generator, plan: Plan, units: pd.DataFrame, starts: pd.DataFrame
) -> list[pd.DataFrame]:
    """End of probation, promotion and move; NaN keeps what was."""
    cadre, entry = starts.cadre.to_numpy(), starts.day.to_numpy()
    level = starts.level.to_numpy()
    fresh = level == 6
    settled = np.where(fresh, 5, level)
    rate = np.select([settled == k for k in _RISE], list(_RISE.values()), default=1e-9)
    base = np.maximum(entry + np.where(fresh, 3 * 365, 0), plan.first)
    rise = base + (rng.exponential(1, len(cadre)) / rate * _YEAR).astype(np.int64)
    move = np.maximum(entry + 400, plan.first) + (rng.exponential(_YEAR / _MOVE, len(cadre))).astype(np.int64)
    up, gone = rise <= plan.last, move <= plan.last
    target = _targets(rng, units, starts.org.to_numpy()[gone])
    return [
        _table(cadre[fresh], entry[fresh] + 365, 5.0, np.nan),
        _table(cadre[up], rise[up], settled[up] - 1.0, np.nan),
        _table(cadre[gone], move[gone], np.nan, target),
    ]


def _targets(rng: np.random.Generator, units: pd.DataFrame, org: np.ndarray) -> np.ndarray:
    """A new unit of the same tier for each mover: two of three stay in their city."""
    target = org.copy()
    stays = rng.random(len(org)) < 0.67
    for keys, chosen in ((["tier", "city"], stays), (["tier"], ~stays)):
        label = units.groupby(keys).ngroup().to_numpy()
        for group in np.unique(label[org[chosen]]):
            who = np.flatnonzero(chosen & (label[org] == group))
            target[who] = rng.choice(np.flatnonzero(label == group), len(who))
    return target


def _spells(events: pd.DataFrame, leave: np.ndarray, plan: Plan) -> pd.DataFrame:
    """Validity periods from events: each lasts to the day before the next, the last to the leaving day."""
    end = np.minimum(leave[events.cadre], plan.last)
    events = events[events.day <= end].sort_values(["cadre", "day"], kind="stable")
    events = events.drop_duplicates(["cadre", "day"], keep="first")
    filled = events.groupby("cadre")[["level", "org"]].ffill().astype(np.int64)
    cadre = events.cadre.to_numpy()
    day = events.day.to_numpy()
    last = np.append(cadre[1:] != cadre[:-1], True)
    to = np.where(last, leave[cadre], np.append(day[1:], 0) - 1)
    return pd.DataFrame(
        {"cadre": cadre, "frm": day, "to": to, "org": filled.org.to_numpy(), "level": filled.level.to_numpy()}
    )
