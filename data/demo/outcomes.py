"""Results at work of two classes, measured in the units they served and in as many that wait for a later run."""

from __future__ import annotations

import numpy as np
import pandas as pd

from data.demo import plants
from data.demo.plan import Plan

OUTCOME = "群众办事按时办结率，%"
_BEFORE, _AFTER = (-270, -180, -90), (60, 120)  # days from the first and from the last day of the class
_AGREED = -300
_FEWEST = 31  # units that sent people
_MEAN, _UNITS, _NOISE, _DRIFT = 78.0, 6.0, 3.0, 0.5  # per cent; spread of units, of one measuring; rise each time


def outcomes(plan: Plan, classes: pd.DataFrame, enrolled: pd.DataFrame, place: pd.DataFrame) -> pd.DataFrame:
    """One row a unit and measuring: cls, org, trained, agreed, day, value; of the first class units that sent people gain,
    of the second both sides do alike. Fewer where no class is old and large enough."""
    rng = plan.chance(81)
    units = enrolled.groupby("cls").org.nunique().reindex(range(len(classes)), fill_value=0)
    old = (classes.end < plan.last - max(_AFTER)) & (classes.start > plan.first - min(_BEFORE)) & (units >= _FEWEST)
    chosen = np.flatnonzero(old.to_numpy())[-2:]
    gains = ((plan.effect(plants.NET_EFFECT, 0.0), 0.0), (plan.effect(plants.BOTH_RISE, 0.0),) * 2)
    parts = [
        _sides(rng, classes.iloc[cls], cls, enrolled.org[enrolled.cls == cls].unique(), place, gain)
        for cls, gain in zip(chosen, gains, strict=False)
    ]
    return pd.concat(parts, ignore_index=True) if parts else _frame(0, np.zeros(0, int), True, 0, 0, 0.0)


def _sides(
    rng: np.random.Generator, of: pd.Series, cls: int, sent: np.ndarray, place: pd.DataFrame, gain: tuple[float, float]
) -> pd.DataFrame:
    others = np.setdiff1d(np.flatnonzero(place.tier.isin(place.tier[sent])), sent)
    waiting = rng.choice(others, min(len(sent), len(others)), replace=False)
    days = np.array([of.start + d for d in _BEFORE] + [of.end + d for d in _AFTER])
    parts = []
    for org, trained, rise in ((np.sort(sent), True, gain[0]), (np.sort(waiting), False, gain[1])):
        values = rng.normal(_MEAN, _UNITS, (len(org), 1)) + _DRIFT * np.arange(len(days))
        noise = rng.normal(0, _NOISE, values.shape)
        noise -= noise.mean(axis=0)  # the sides move as planted, or chance would part them before one class of twenty
        values = values + noise + rise * (days > of.end)
        parts.append(
            _frame(cls, np.repeat(org, len(days)), trained, of.start + _AGREED, np.tile(days, len(org)), values.ravel())
        )
    return pd.concat(parts)


def _frame(cls: int, org: np.ndarray, trained: bool, agreed: int, day: object, value: object) -> pd.DataFrame:
    value = np.clip(value, 0, 100).round(1)
    return pd.DataFrame({"cls": cls, "org": org, "trained": int(trained), "agreed": agreed, "day": day, "value": value})
