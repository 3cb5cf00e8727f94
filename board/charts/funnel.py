"""Classes by size and rate against what chance alone would give; only what lies outside is named."""

from __future__ import annotations

import math
from collections.abc import Mapping

import numpy as np
import pandas as pd

from analysis import funnel as statistics
from analysis.ordinary import ordinary
from board.charts.common import axis, head
from board.formats import count
from board.grading import fewest_classes, of_classes
from board.meter import comparable
from board.model import Axis, Bin, Funnel, Link, Mark
from board.rows import Row, records
from board.text import t
from board.values import metric_value
from data.metrics import metrics
from queries.scope import Scope

_ALARM = 2
_COLUMNS = (18, 14, 12, 10, 8)  # of size, from fine to coarse
_MOST = 100  # dots within the limits; each costs a browser a tenth of a millisecond


def funnel(
    frame: pd.DataFrame, key: str, scope: Scope, *, chart_id: str, names: Mapping[str, str],
    question: str = "class_scorecard",
) -> Funnel | None:  # fmt: skip
    """A funnel of metric `key` over rows of classes, the answer of `question`; None with too few of them."""
    frame = comparable(frame, key)
    seen, x, n = _seen(frame, key)
    if len(seen) < fewest_classes():
        return None
    flags = statistics.flags(x, n)
    centre, rho = ordinary(x, n)
    outside = np.abs(flags) >= _ALARM
    marks = tuple(
        _mark(row, key, int(flag), scope, names)
        for row, flag in zip(records(frame.iloc[seen[outside]]), flags[outside], strict=True)
    )
    limits, bins = _limits(centre, n, rho), _bins(n[~outside], (x / n)[~outside])
    held = [b.y for b in bins]
    words = head(
        chart_id, key, question, finding(len(seen), len(marks), scope), scope,
        about=t(scope.language, "board.about_classes"), foot=t(scope.language, "board.funnel_foot"), marks=marks,
        firm=of_classes(len(seen)),
    )  # fmt: skip
    return Funnel(
        words, axis(key, (m.value for m in marks), scope, [*held, centre, *_drawn_limits(limits)]), _size_axis(n, scope),
        centre, limits, marks,
        tuple(float(v) for v in n[outside]), bins,
        t(scope.language, "board.inside_limits", count=count(int((~outside).sum()), scope.language)),
    )  # fmt: skip


def signals(frame: pd.DataFrame, key: str) -> pd.Series:
    """Flag of each class, -2 … 2; 0 where the value may not be shown or nothing stands out."""
    out, held = pd.Series(0, index=frame.index), comparable(frame, key)
    seen, x, n = _seen(held, key)
    if len(seen) >= fewest_classes():
        out.iloc[seen] = statistics.flags(x, n)
    return out


def _seen(frame: pd.DataFrame, key: str) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """(positions, x, n) of the rows whose figure may be seen; the rows themselves are wide, and thousands."""
    seen = np.flatnonzero(frame[f"{key}_state"].isin(["shown", "hollow"]))
    n, share = (frame[name].to_numpy(dtype=float)[seen] for name in (metrics()[key].count, key))
    return seen, np.rint(share * n), n


def finding(classes: int, outside: int, scope: Scope) -> str:
    """612 个班中 3 个超出随机波动；其余高低不必排名."""
    word = "board.funnel_none" if outside == 0 else "board.funnel_some"
    return t(scope.language, word, classes=count(classes, scope.language), outside=outside)


def _mark(row: Row, key: str, flag: int, scope: Scope, names: Mapping[str, str]) -> Mark:
    better = (flag > 0) == (metrics()[key].better == "higher")
    link = Link("one_class", (("class", row["class_id"]),))
    return Mark(names[row["class_id"]], metric_value(row, key, scope), "better" if better else "worse", link)


def _limits(centre: float, n: np.ndarray, rho: float) -> tuple[tuple[float, float, float, float, float], ...]:
    grid = np.unique(np.rint(np.geomspace(max(n.min(), 5), n.max() * 1.05, 40)))
    (low, far_low), (high, far_high) = statistics.limits(centre, grid, (statistics.ALERT, statistics.ALARM), rho)
    return tuple(tuple(map(float, row)) for row in zip(grid, low, high, far_low, far_high, strict=True))


def _bins(n: np.ndarray, rate: np.ndarray) -> tuple[Bin, ...]:
    """Points inside the limits counted on a grid, the finest of few dots: a nation's classes are no more of them."""
    if not len(n):
        return ()
    for columns in _COLUMNS:
        cells, place, count_ = np.unique(_cells(n, rate, columns), return_inverse=True, return_counts=True)
        if len(cells) <= _MOST:
            break
    sizes, rates = (np.bincount(place, weights=w, minlength=len(cells)) / count_ for w in (n, rate))
    return tuple(Bin(float(a), float(b), int(c)) for a, b, c in zip(sizes, rates, count_, strict=True))


def _cells(n: np.ndarray, rate: np.ndarray, columns: int) -> np.ndarray:
    """Each point's cell: columns of size; steps of 2 points of rate, or higher ones of which all rates take two fewer."""
    steps = min(50, (columns - 2) / max(np.ptp(rate), 1e-9))
    wide = max(np.log(n.max() / n.min()), 1e-9)
    column = np.clip((columns * np.log(n / n.min()) / wide).astype(int), 0, columns - 1)
    return column * 100 + np.floor(rate * steps).astype(int)


def _drawn_limits(limits: tuple[tuple[float, float, float, float, float], ...]) -> tuple[float, float]:
    """The 95 % limits at the middle size: an axis that holds them shows where chance ends."""
    middle = limits[len(limits) // 2]
    return middle[1], middle[2]


def _size_axis(n: np.ndarray, scope: Scope) -> Axis:
    marks = [
        v for v in (5, 10, 15, 20, 30, 50, 80, 120, 200, 300, 500, 1000, 2000, 5000) if n.min() <= v <= n.max() * 1.05
    ]
    thin = marks[:: math.ceil(len(marks) / 6)] if marks else []
    ticks = tuple((float(v), count(v, scope.language)) for v in thin)
    return Axis(t(scope.language, "board.answers"), float(max(n.min() * 0.95, 1)), float(n.max() * 1.08), ticks)
