"""One class against like ones: how far from their common share, and whether chance alone would take it there."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from analysis.chance import mid_p
from analysis.funnel import ALARM, codes, limits
from analysis.ordinary import ordinary
from board.charts.one_class import below
from board.class_facts import Facts
from board.class_gain import class_gain
from board.formats import number, size
from board.grading import fewest_classes
from board.model import Value
from board.text import t
from board.values import metric_value
from data.metrics import metrics
from queries.scope import Scope

_ALARM = 2
COMPARED = ("attendance_rate", "completion_rate", "very_satisfied_rate", "application_rate", "improvement_rate")


@dataclass(frozen=True)
class Standing:
    """A share of the class; `band`: the 99.8 % funnel limits for as many people around the share of like classes."""

    metric: str
    value: Value
    centre: float
    band: tuple[float, float]
    classes: int
    flag: int  # -1 worse, +1 better, beyond the limits; 0 within chance

    @property
    def distance(self) -> float:
        """Value minus the share of like classes, a fraction."""
        return self.value.number - self.centre


def is_low(key: str, facts: Facts, stands: tuple[Standing, ...], scope: Scope) -> bool:
    """Whether a figure of the class lies below its like beyond chance: by the funnel's limits where it has them, else with
    its whole interval below the middle half."""
    flags = {one.metric: one.flag for one in stands}
    if key in flags:
        return flags[key] < 0
    if key == "learning_gain":
        found, peer = class_gain(facts, scope), facts.peers.get(key)
        return bool(found and peer) and found.hake_high < peer["low"]
    return below(facts.this, key, facts.peers)


def standings(facts: Facts, scope: Scope) -> tuple[Standing, ...]:
    """Each share that may be shown and has enough like classes, itself included, to be held against."""
    found = (_standing(facts, key, scope) for key in COMPARED)
    return tuple(one for one in found if one is not None)


def distance_words(one: Standing, scope: Scope) -> str:
    """低 4.1 个百分点（95% 区间 -9.0 至 +1.2）; register counts carry no interval."""
    lang, metric = scope.language, metrics()[one.metric]
    direction = t(lang, "board.higher" if one.distance >= 0 else "board.lower")
    text = t(lang, "one_class.apart", direction=direction, size=size(one.distance, metric.unit, lang))
    if one.value.low is None:
        return text
    return text + signed_interval(100 * (one.value.low - one.centre), 100 * (one.value.high - one.centre), scope)


def signed_interval(low: float, high: float, scope: Scope) -> str:
    """（95% 区间 -9.0 至 +1.2） of a difference in points."""
    ends = {"low": number(low, "gap", scope.language), "high": number(high, "gap", scope.language)}
    return t(scope.language, "one_class.interval", **ends)


def centre_words(one: Standing, scope: Scope) -> str:
    """同类 96.9%."""
    return t(scope.language, "one_class.centre", text=number(one.centre, metrics()[one.metric].unit, scope.language))


def _standing(facts: Facts, key: str, scope: Scope) -> Standing | None:
    frame = facts.frames["like_classes"]
    rows = frame[frame[f"{key}_state"].isin(["shown", "hollow"])]
    here = rows[rows["class_id"] == scope.class_id]
    if len(rows) < fewest_classes() or here.empty:
        return None
    n = rows[metrics()[key].count].to_numpy(dtype=float)
    x = np.rint(rows[key].to_numpy(dtype=float) * n)
    own = here.iloc[0]
    people, share = float(own[metrics()[key].count]), float(own[key])
    centre, rho = ordinary(x, n)
    p = mid_p(round(share * people), people, centre, rho)
    flag = int(codes(p, share - centre)) if people else 0
    better = 1 if metrics()[key].better == "higher" else -1
    low, high = limits(centre, people, ALARM, rho) if people else (centre, centre)
    sign = better * int(np.sign(flag)) if abs(flag) >= _ALARM else 0
    return Standing(key, metric_value(facts.this, key, scope), centre, (float(low), float(high)), len(rows) - 1, sign)
