"""Hours outside our classes: half-year by half-year, fewer in townships and in two counties."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from data.demo import plants
from data.demo.people import People
from data.demo.plan import Plan

KINDS = ("OFFJOB", "RECOGNISED", "ONLINE")
_ENTRIES = (0.60, 1.45, 0.40)  # expected entries of a cadre in half a year
_HALF = 365.25 / 2
_RECOGNISED = 0.97
_NARROW = {"cadre": "int32", "frm": "int32", "to": "int32", "kind": "int8", "hours": "int16"}  # of a nation 90 million rows


def entries(plan: Plan, people: People, units: pd.DataFrame) -> Iterator[pd.DataFrame]:
    """Half-year by half-year, one row per entry: cadre, frm, to, kind (index of KINDS), hours, recognised 0|1; in order of
    day, for no half-year's entries begin in another's."""
    rng = plan.chance(13)
    spells = people.spells
    frm, to = spells.frm.to_numpy(), spells.to.to_numpy()
    factor = np.array(plan.effect(plants.TIER_HOURS, (1.0,) * 4))[units.tier.to_numpy() - 1]
    factor[np.isin(units.region, plants.POOR_COUNTIES)] *= plan.effect(plants.POOR_HOURS, 1)
    habit = np.exp(0.18 * people.diligence - 0.016)
    for half in range(2 * plan.years):
        start, end = (plan.first + round(h * _HALF) for h in (half, half + 1))
        rows = np.flatnonzero((frm <= end - 90) & (to >= end - 90))
        pull = factor[spells.org.to_numpy()[rows]] * habit[spells.cadre.to_numpy()[rows]]
        yield _known(plan, people, _half(rng, spells.cadre.to_numpy()[rows], pull, start, min(end, plan.last + 1)))


def _known(plan: Plan, people: People, frame: pd.DataFrame) -> pd.DataFrame:
    """What lies within the cadre's service and the records, in order of day, cadre, kind and hours."""
    inside = (frame.frm >= people.entry[frame.cadre]) & (frame.to <= people.leave[frame.cadre])
    frame = frame[inside & (frame.to <= plan.last)]
    order = np.lexsort([frame[name].to_numpy() for name in ("hours", "kind", "cadre", "frm")])
    return frame.iloc[order].reset_index(drop=True)


def _half(
    rng: np.random.Generator, cadre: np.ndarray, pull: np.ndarray, start: int, end: int
) -> pd.DataFrame:
    """Entries of one half-year."""
    parts = []
    for kind, expected in enumerate(_ENTRIES):
        # whole entries near what is expected: people plan towards the yearly requirement
        who = np.repeat(cadre, np.floor(expected * pull + rng.random(len(cadre))).astype(int))
        n = len(who)
        days = (rng.integers(2, 6, n), rng.integers(2, 6, n), rng.integers(1, 30, n))[kind]
        hours = 8 * days if kind < 2 else 5 * rng.integers(2, 9, n)
        frm = rng.integers(start, end, n)
        frm = np.where(frm + days > end, np.maximum(end - days, start), frm)
        ok = (rng.random(n) < _RECOGNISED).astype(np.int8)
        entry = {"cadre": who, "frm": frm, "to": frm + days - 1, "kind": kind, "hours": hours, "recognised": ok}
        parts.append(pd.DataFrame(entry).astype(_NARROW))
    return pd.concat(parts, ignore_index=True)
