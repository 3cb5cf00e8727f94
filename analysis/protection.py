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
    frame: pd.DataFrame,
    metrics: dict,
    thresholds: dict[str, int],
    grain: tuple[str, ...],
    parts: tuple[str, ...],
) -> pd.DataFrame:
    """The frame with protected cells as NaN and a `<metric>_state` column per metric.

    frame: one row per `grain`; a metric's n is the column metrics[key].count; thresholds by metric kind.
    States: shown, hollow (n below the metric's precision), hidden (n below the threshold, or complementary),
    none (no records, n = 0).
    """
    present = [metrics[name] for name in frame.columns if name in metrics]
    siblings = [_siblings(frame, [g for g in grain if g != part], part) for part in parts]
    columns = {name: frame[name].array for name in frame.columns}
    hidden, counts = {}, {}
    for name, limit in _limits(present, thresholds).items():
        counts[name] = np.nan_to_num(frame[name].to_numpy(dtype=float))
        hidden[name] = _hidden(counts[name], limit, siblings)
        columns[name] = np.where(hidden[name], np.nan, counts[name])
    for metric in present:
        value, n = frame[metric.key].to_numpy(dtype=float), counts[metric.count]
        state = np.where(n < metric.precision, "hollow", "shown").astype(object)
        state[(n == 0) | np.isnan(value)] = "none"
        state[hidden[metric.count]] = "hidden"
        columns[metric.key] = np.where((state == "hidden") | (state == "none"), np.nan, value)
        columns[f"{metric.key}_state"] = state
    return pd.DataFrame(columns, index=frame.index)


def _limits(present: list, thresholds: dict[str, int]) -> dict[str, int]:
    """The threshold of each count column: the strictest of the metrics that rest on it."""
    limits: dict[str, int] = {}
    for metric in present:
        limits[metric.count] = max(limits.get(metric.count, 0), thresholds[metric.kind])
    return limits


def _siblings(frame: pd.DataFrame, keys: list[str], part: str) -> list[np.ndarray]:
    """Positions of rows that differ only in `part`; rows that are totals of it are nobody's siblings."""
    groups: dict[tuple, list[int]] = {}
    for position, (own, *rest) in enumerate(
        zip(*(frame[name].tolist() for name in (part, *keys)), strict=True)
    ):
        if own != TOTAL:
            groups.setdefault(tuple(rest), []).append(position)
    return [np.array(rows) for rows in groups.values()]


def _hidden(n: np.ndarray, limit: int, siblings: list[list[np.ndarray]]) -> np.ndarray:
    hidden = (n > 0) & (n < limit)
    before = -1
    while hidden.sum() != before:
        before = hidden.sum()
        for groups in siblings:
            for rows in groups:
                if hidden[rows].any():
                    _complete(n, hidden, limit, rows[n[rows] > 0])
    return hidden


def _complete(n: np.ndarray, hidden: np.ndarray, limit: int, rows: np.ndarray) -> None:
    """Hides the next smallest of these siblings until the hidden ones are safe together."""
    while hidden[rows].any() and not hidden[rows].all():
        if hidden[rows].sum() > 1 and n[rows][hidden[rows]].sum() >= limit:
            return
        visible = rows[~hidden[rows]]
        hidden[visible[np.argmin(n[visible])]] = True
