"""Whether a class's questionnaire still tells anything apart; one that does not is no basis for comparing."""

from __future__ import annotations

from math import nan

import numpy as np
import pandas as pd

from analysis.inflation import Grade, grade
from board.text import t
from data.metrics import metrics
from queries.scope import Scope

_FULL = "very_satisfied_rate"  # the share of full marks on the overall question


def meters(classes: pd.DataFrame) -> list[Grade]:
    """The grade of each class's questionnaire, from class_scorecard; unknown where too few forms may be seen."""
    columns = ("long_responses", metrics()[_FULL].count, _FULL, "straight_rate")
    long, n, full, flat = (classes[name].to_numpy(dtype=float) for name in columns)
    forms = np.nan_to_num(np.fmax(long, n)).astype(int)
    told = zip(forms.tolist(), full.tolist(), flat.tolist(), strict=True)
    return [grade(*known, nan, nan, nan, nan).grade for known in told]


def flat_notice(classes: pd.DataFrame, scope: Scope) -> tuple[str, ...]:
    """How many classes are left out of comparing opinions, and a better question; nothing if none is."""
    flat = meters(classes).count(Grade.NOTHING)
    return (t(scope.language, "shrunk.flat", count=flat),) if flat else ()


def comparable(classes: pd.DataFrame, key: str) -> pd.DataFrame:
    """class_scorecard as metric `key` may be compared: of opinions without those that tell nothing apart."""
    metric = metrics()[key]
    if metric.kind != "survey" or metric.level != "K1" or "straight_rate" not in classes.columns:
        return classes
    flat = np.array([found is Grade.NOTHING for found in meters(classes)], dtype=bool)
    if not flat.any():
        return classes
    out = classes.copy()
    out.loc[flat, f"{key}_state"] = "none"
    out.loc[flat, key] = np.nan
    return out
