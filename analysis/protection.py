"""Keeps small groups from being read out of a table: hides them, and one more where a total would give them away.

Cells are hidden by the count they rest on, so every metric of the same people disappears together.
Where rows add up to a total (`parts`), a single hidden row, or hidden rows that together stay below the
threshold, could be found by subtraction: then the smallest visible row of that group is hidden too.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

TOTAL = "*"  # marks the row that sums up a part


def protect(
    frame: pd.DataFrame, metrics: dict, thresholds: dict[str, int], grain: tuple[str, ...], parts: tuple[str, ...]
) -> pd.DataFrame:
    """The frame with protected cells as NaN and a `<metric>_state` column per metric.

    frame: one row per `grain`; a metric's n is the column metrics[key].count; thresholds by metric kind.
    States: shown, hollow (n below the metric's precision), hidden (n below the threshold, or complementary),
    none (no records, n = 0).
    """
    out = frame.copy()
    present = [m for m in metrics.values() if m.key in out.columns]
    for metric in present:
        _check(out, metric)
    hidden = {name: _hidden(out, name, limit, grain, parts) for name, limit in _limits(present, thresholds).items()}
    for metric in present:
        n = out[metric.count].fillna(0).to_numpy(dtype=float)
        value = out[metric.key].to_numpy(dtype=float)
        state = np.where(n < metric.precision, "hollow", "shown").astype(object)
        state[(n == 0) | np.isnan(value)] = "none"
        state[hidden[metric.count]] = "hidden"
        out[f"{metric.key}_state"] = state
        out[metric.key] = np.where((state == "hidden") | (state == "none"), np.nan, value)
    for name, mask in hidden.items():
        out[name] = np.where(mask, np.nan, out[name].to_numpy(dtype=float))
    return out


def _check(frame: pd.DataFrame, metric) -> None:
    """A metric may not leave without its count: nothing could be protected then."""
    if metric.count not in frame.columns:
        raise KeyError(f"{metric.key} without {metric.count}")


def _limits(present: list, thresholds: dict[str, int]) -> dict[str, int]:
    """The threshold of each count column: the strictest of the metrics that rest on it."""
    limits: dict[str, int] = {}
    for metric in present:
        limits[metric.count] = max(limits.get(metric.count, 0), thresholds[metric.kind])
    return limits


def _hidden(frame: pd.DataFrame, name: str, limit: int, grain: tuple[str, ...], parts: tuple[str, ...]) -> np.ndarray:
    n = frame[name].fillna(0).to_numpy(dtype=float)
    hidden = (n > 0) & (n < limit)
    for _ in range(len(frame)):
        before = hidden.sum()
        for part in parts:
            _complete(frame, n, hidden, limit, [g for g in grain if g != part], part)
        if hidden.sum() == before:
            break
    return hidden


def _complete(frame: pd.DataFrame, n: np.ndarray, hidden: np.ndarray, limit: int, keys: list[str], part: str) -> None:
    """Hides the next smallest rows of each group of siblings until the hidden ones are safe together."""
    siblings = (frame[part] != TOTAL).to_numpy() & (n > 0)
    groups = frame.loc[siblings].groupby(keys, dropna=False).indices.values() if keys else [np.arange(siblings.sum())]
    positions = np.flatnonzero(siblings)
    for group in groups:
        rows = positions[group]
        while hidden[rows].any() and not hidden[rows].all():
            count = hidden[rows].sum()
            if count > 1 and n[rows][hidden[rows]].sum() >= limit:
                break
            visible = rows[~hidden[rows]]
            hidden[visible[np.argmin(n[visible])]] = True
