"""Keeps small groups from being read out of a table: hides them, and one more where a total would give them away.

Cells are hidden by the count they rest on, so every metric of the same people disappears together.
Where rows add up to a total (`parts`), a single hidden row, or hidden rows that together stay below the
threshold, could be found by subtraction: then the smallest visible row of that group is hidden too.
In a two-way table a hidden cell or total could also be found from rows and columns together: then the
smallest one near it is hidden too.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

import numpy as np
import pandas as pd
from scipy.linalg import null_space

TOTAL = "*"  # marks the row that sums up a part
Siblings = tuple[np.ndarray, int | None]  # positions of the parts, position of their total
_NOTHING = 1e-9
_STATES = np.array(["shown", "hollow", "none", "hidden"], dtype=object)


def protect(
    frame: pd.DataFrame, metrics: dict, ladder: tuple[dict[str, int], ...],
    grain: tuple[str, ...], parts: tuple[str, ...], people: tuple[str, ...] = (), settled: frozenset[str] = frozenset(),
    kept: Mapping[str, np.ndarray] = MappingProxyType({}), within: Mapping[str, str] = MappingProxyType({}),
) -> pd.DataFrame:  # fmt: skip
    """The frame with protected cells as NaN and a `<metric>_state` column per metric.

    frame: one row per `grain`; a metric's n is the column metrics[key].count. ladder: thresholds by metric kind, the
    mildest policy first; each hides on top of what the one before hides. `people` are counts that are no metric's n, kept
    back like register counts. `kept`: by count column the rows hidden already, by metric those it alone is hidden in. Of
    `settled` counts totals hide nothing more. `within`: counts of some of the people of another count: a share of those
    tells them, so they are hidden with that one.
    States: shown, hollow (n below the metric's precision), hidden (small or complementary), none (n = 0).
    Source: primary and complementary suppression, Hundepool et al. 2012.
    """
    present = [metrics[name] for name in frame.columns if name in metrics]
    given, limited, hidden, counts = dict(frame.items()), _limits(present, ladder, people), {}, {}
    siblings = [_siblings(frame, [g for g in grain if g != part], part) for part in parts if limited.keys() - settled]
    columns = {name: _texts(own, frame.index) if own.dtype == "str" else own.array for name, own in given.items()}
    for name, limits in limited.items():
        counts[name] = np.nan_to_num(given[name].to_numpy(dtype=float))
        hidden[name] = kept.get(name, np.zeros(len(frame), dtype=bool))
        for limit in limits:
            hidden[name] = _hidden(counts[name], limit, () if name in settled else siblings, hidden[name])
        columns[name] = np.where(hidden[name], np.nan, counts[name])
    for name, base in within.items():
        columns[name] = np.where(hidden[base], np.nan, np.nan_to_num(given[name].to_numpy(dtype=float)))
    for metric in present:
        columns |= _told(metric, given[metric.key], counts[metric.count], hidden[metric.count] | kept.get(metric.key, False))
    return pd.DataFrame(columns, index=frame.index, copy=False).set_axis(pd.Index(list(columns), dtype=object), axis=1)


def _told(metric, column: pd.Series, n: np.ndarray, hidden: np.ndarray) -> dict[str, np.ndarray | pd.Series]:
    """The column of a metric, and that of its states."""
    value = column.to_numpy(dtype=float)
    state = np.where(n < metric.precision, 1, 0)
    state[(n == 0) | np.isnan(value)] = 2
    state[hidden] = 3
    return {metric.key: np.where(state > 1, np.nan, value), f"{metric.key}_state": _texts(_STATES[state], column.index)}


def _texts(column: pd.Series | np.ndarray, index: pd.Index) -> pd.Series:
    """Plain Python texts: in frames of a few hundred rows they are selected and read several times faster than Arrow's."""
    return pd.Series(np.asarray(column, dtype=object), index, dtype=object, copy=False)


def _limits(present: list, ladder: tuple[dict[str, int], ...], people: tuple[str, ...]) -> dict[str, list[int]]:
    """The thresholds of each count column, one a policy: the strictest of the metrics that rest on it."""
    kinds = {name: {"register"} for name in people}
    for metric in present:
        kinds.setdefault(metric.count, set()).add(metric.kind)
    return {name: [max(policy[kind] for kind in found) for policy in ladder] for name, found in kinds.items()}


def _siblings(frame: pd.DataFrame, keys: list[str], part: str) -> list[Siblings]:
    """Rows that differ only in `part`, and the row that is their total, if the frame has it."""
    whole = np.array([own == TOTAL for own in frame[part].tolist()], dtype=bool)
    groups = list(zip(*(frame[name].tolist() for name in keys), strict=True)) if keys else [()] * len(frame)
    totals = {groups[at]: int(at) for at in np.flatnonzero(whole)}
    rows = np.flatnonzero(~whole)
    lines: dict[tuple, int] = {}
    line = np.array([lines.setdefault(groups[at], len(lines)) for at in rows.tolist()], dtype=int)
    ordered = rows[np.argsort(line, kind="stable")]
    ends = np.cumsum(np.bincount(line, minlength=len(lines)))[:-1]
    return [(own, totals.get(key)) for key, own in zip(lines, np.split(ordered, ends)[: len(lines)], strict=True)]


def _hidden(n: np.ndarray, limit: int, siblings: Sequence[list[Siblings]], already: np.ndarray) -> np.ndarray:
    hidden = already | ((n > 0) & (n < limit))
    lines = [(rows[n[rows] > 0], total) for groups in siblings for rows, total in groups]
    before = -1
    while hidden.sum() != before:
        before = hidden.sum()
        for rows, total in lines:
            _complete(n, hidden, limit, rows, total)
        if len(siblings) > 1 and hidden.sum() == before:
            _widen(n, hidden, lines)
    return hidden


def _widen(n: np.ndarray, hidden: np.ndarray, lines: list[Siblings]) -> None:
    """Hides one more where rows and columns together would give a hidden cell away."""
    open_lines = [(rows, total) for rows, total in lines if total is not None or not hidden[rows].all()]
    sums = np.zeros((len(open_lines), len(n)))  # each says: parts minus total is nothing
    for line, (rows, total) in zip(sums, open_lines, strict=True):
        line[rows] = 1
        line[[] if total is None else [total]] = -1
    unknown = np.flatnonzero(hidden)
    free = null_space(sums[:, unknown]) if len(unknown) and len(sums) else np.ones((len(unknown), 1))
    known = unknown[(np.abs(free) < _NOTHING).all(axis=1)]
    near = sums[(sums[:, known] != 0).any(axis=1)].any(axis=0)
    for choice in (near & ~hidden & (n > 0), ~hidden & (n > 0)):
        if len(known) and choice.any():
            hidden[np.flatnonzero(choice)[np.argmin(n[choice])]] = True
            return


def _complete(n: np.ndarray, hidden: np.ndarray, limit: int, rows: np.ndarray, total: int | None) -> None:
    """Hides the next smallest of these siblings until neither they nor their total can be worked out."""
    while not _safe(n, hidden, limit, rows, total):
        visible = rows[~hidden[rows]]
        if not len(visible):
            hidden[total] = True
            return
        hidden[visible[np.argmin(n[visible])]] = True


def _safe(n: np.ndarray, hidden: np.ndarray, limit: int, rows: np.ndarray, total: int | None) -> bool:
    mine = hidden[rows]
    nothing_to_subtract_from = hidden[total] if total is not None else mine.all()
    if not mine.any() or nothing_to_subtract_from:
        return True
    return mine.sum() > 1 and n[rows][mine].sum() >= limit
