"""Signal or noise over time: XmR charts after NHS "Making Data Count". Codes out, no words.

Values are in time order, nan where there is none (it takes no place: the points before and after are neighbours).
Limits come from the first BASE points after a start and never move by themselves: only at the starts given.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import ArrayLike, NDArray

BASE, FEWEST, RUN = 12, 5, 7
# Why a point is no chance; several may hold, so they are bits.
OUTSIDE = 1  # beyond the limits
SIDE = 2  # one of RUN in a row on one side of the mean
TREND = 4  # one of RUN in a row that rise, or fall
NEAR = 8  # one of two in three beyond the near limits, all three on that side
_LIMIT, _NEAR, _SCREEN = 2.66, 2.66 * 2 / 3, 3.267
Numbers = NDArray[np.float64]


class Variation(StrEnum):
    """What the last point says."""

    UNKNOWN = "unknown"  # fewer than FEWEST points since the start
    COMMON = "common"
    BETTER = "better"
    WORSE = "worse"
    UP = "up"  # a signal in a measure without a good direction
    DOWN = "down"


class Assurance(StrEnum):
    """What to expect of the target if nothing changes."""

    UNKNOWN = "unknown"
    PASSES = "passes"
    FAILS = "fails"
    EITHER = "either"


@dataclass(frozen=True)
class Segment:
    """A stretch with limits of its own: positions start to stop − 1; limits nan below FEWEST points."""

    start: int
    stop: int
    mean: float
    low: float
    high: float
    near_low: float
    near_high: float
    trial: bool  # fewer than BASE points
    broken: bool  # not comparable with the stretch before: do not join the line


@dataclass(frozen=True)
class Chart:
    """Segments in time order; rules has one entry per value; the codes are those of the last segment."""

    segments: tuple[Segment, ...]
    rules: NDArray[np.int8]  # bits: OUTSIDE, SIDE, TREND, NEAR
    variation: Variation
    assurance: Assurance


def xmr(
    values: ArrayLike, better: int = 0, target: float | None = None, rebase: Collection[int] = (),
    broken: Collection[int] = (), ends: tuple[float, float] = (-np.inf, np.inf),
) -> Chart:  # fmt: skip
    """XmR chart. better: 1 higher, −1 lower, 0 neither; ends cut the limits (0 and 1 for shares).

    rebase: positions of the first point after a recorded event; broken: after a change of questionnaire. Both start
    new limits, and no rule reaches across. Mean x̄ of the first BASE points of a stretch, AMR the mean of their moving
    ranges without those ≥ 3.267 times their mean; limits x̄ ± 2.66 AMR, near limits at two thirds of it.
    False alarms among later points of ordinary series (independent, normal): 2 % outside, 11 % by any rule. With limits
    known exactly 0.3 % would be outside; twelve points know them roughly.
    Source: NHSRplotthedots (ptd_spc_standard, ptd_calculate_point_type, ptd_calculate_assurance_type).
    """
    values = np.asarray(values, dtype=float)
    starts = sorted({0, *rebase, *broken} & set(range(max(len(values), 1))))
    stops = [*starts[1:], len(values)]
    segments = tuple(_segment(values, start, stop, start in broken, ends) for start, stop in zip(starts, stops, strict=True))
    rules, direction = np.zeros(len(values), dtype=np.int8), 0
    for part in segments:
        known = part.start + np.flatnonzero(np.isfinite(values[part.start : part.stop]))
        signals = _signals(values[known], part)
        rules[known] = sum(rule * (signs != 0) for rule, signs in signals)
        direction = next((int(signs[-1]) for _, signs in signals if len(signs) and signs[-1]), 0)
    return Chart(segments, rules, _variation(segments[-1], direction, better), _assurance(segments[-1], better, target))


def _segment(values: Numbers, start: int, stop: int, broken: bool, ends: tuple[float, float]) -> Segment:
    known = values[start:stop]
    known = known[np.isfinite(known)]
    if len(known) < FEWEST:
        return Segment(start, stop, *[float("nan")] * 5, True, broken)
    base = known[:BASE]
    ranges = np.abs(np.diff(base))
    kept = ranges[ranges < _SCREEN * ranges.mean()] if ranges.any() else ranges
    mean, usual = float(base.mean()), float(kept.mean())
    edges = (mean + sign * usual for sign in (-_LIMIT, _LIMIT, -_NEAR, _NEAR))
    return Segment(start, stop, mean, *(float(np.clip(edge, *ends)) for edge in edges), len(known) < BASE, broken)


def _signals(y: Numbers, part: Segment) -> list[tuple[int, NDArray[np.int8]]]:
    """For each rule, in order of weight, the direction (−1, 0, 1) of its signal at each point."""
    if np.isnan(part.mean):
        return []
    outside = (y > part.high).astype(np.int8) - (y < part.low)
    side = np.sign(y - part.mean).astype(np.int8)
    rising = np.sign(np.diff(y)).astype(np.int8)
    near = (y > part.near_high).astype(np.int8) - (y < part.near_low)
    trend = np.zeros(len(y), dtype=np.int8)
    for at in np.flatnonzero(_runs(rising, RUN - 1)):
        trend[at : at + 2] = rising[at]
    two = np.zeros(len(y), dtype=np.int8)
    for at in range(len(y) - 2):
        here = slice(at, at + 3)
        way = np.sign(side[here].sum())
        if abs(int(side[here].sum())) == 3 and (near[here] == way).sum() >= 2:
            two[here] = np.where(near[here] == way, way, two[here])
    return [(OUTSIDE, outside), (SIDE, _runs(side, RUN)), (TREND, trend), (NEAR, two)]


def _runs(signs: NDArray[np.int8], length: int) -> NDArray[np.int8]:
    """The signs of those in a row of at least `length` equal ones; 0 elsewhere."""
    found = np.zeros(len(signs), dtype=np.int8)
    for at in range(len(signs) - length + 1):
        window = signs[at : at + length]
        if abs(int(window.sum())) == length:
            found[at : at + length] = window
    return found


def _variation(part: Segment, direction: int, better: int) -> Variation:
    if np.isnan(part.mean):
        return Variation.UNKNOWN
    if not direction:
        return Variation.COMMON
    if not better:
        return Variation.UP if direction > 0 else Variation.DOWN
    return Variation.BETTER if direction == better else Variation.WORSE


def _assurance(part: Segment, better: int, target: float | None) -> Assurance:
    if target is None or not better or np.isnan(part.mean):
        return Assurance.UNKNOWN
    if part.low <= target <= part.high:
        return Assurance.EITHER
    return Assurance.PASSES if (target < part.low) == (better > 0) else Assurance.FAILS
