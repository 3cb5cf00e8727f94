"""Whether a class's questionnaire still tells anything apart; one that does not is no basis for comparing."""

from __future__ import annotations

import numpy as np
import pandas as pd

from analysis.inflation import Grade, grades
from board.text import t
from data.metrics import metrics
from queries.scope import Scope

_FULL = "very_satisfied_rate"  # the share of full marks on the overall question


def meters(classes: pd.DataFrame) -> np.ndarray:
    """The grade of each class's questionnaire, from its row; unknown where too few forms may be seen."""
    columns = ("long_responses", metrics()[_FULL].count, _FULL, "straight_rate")
    long, n, full, flat = (classes[name].to_numpy(dtype=float) for name in columns)
    return grades(np.nan_to_num(np.fmax(long, n)).astype(int), full, flat)


def flat_notice(classes: pd.DataFrame, scope: Scope) -> tuple[str, ...]:
    """How many classes are left out of comparing opinions, and a better question; nothing if none is."""
    flat = int((meters(classes) == Grade.NOTHING).sum())
    return (t(scope.language, "shrunk.flat", count=flat),) if flat else ()


def comparable(classes: pd.DataFrame, key: str) -> pd.DataFrame:
    """Rows of classes as metric `key` may be compared: of opinions without those that tell nothing apart."""
    metric = metrics()[key]
    if metric.kind != "survey" or metric.level != "K1" or "straight_rate" not in classes.columns:
        return classes
    flat = meters(classes) == Grade.NOTHING
    if not flat.any():
        return classes
    return classes.assign(**{f"{key}_state": classes[f"{key}_state"].mask(flat, "none"), key: classes[key].mask(flat)})
