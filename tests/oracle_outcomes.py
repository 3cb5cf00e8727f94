"""Results at work against a waiting list once more, in pandas, straight from the source files."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from tests.oracle import _table

METRICS = (
    "outcome_level", "outcome_level_spread", "outcome_change", "outcome_change_spread", "outcome_slope",
    "outcome_slope_spread",
)  # fmt: skip


def scores(folder: Path, class_id: str) -> tuple[dict[bool, pd.DataFrame], int]:
    """Units that were measured every time × days, of the units that sent people (True) and of those that wait; the first
    column after the class."""
    classes = _table(folder, "classes").set_index("class_id")
    rows = _table(folder, "outcomes").astype({"value": float})
    rows = rows[rows.class_id == class_id]
    first, last = classes.loc[class_id, ["start_date", "end_date"]]
    rows = rows[(rows.measured_on < first) | (rows.measured_on > last)]
    table = rows.pivot(index=["trained", "org_id"], columns="measured_on", values="value")
    sides = {side == "1": part for side, part in table.groupby("trained")}
    days = sorted(rows.measured_on.unique())
    return {side: part.reindex(columns=days).dropna() for side, part in sides.items()}, sum(d < first for d in days)


def figures(table: pd.DataFrame, after: int) -> dict[str, float]:
    """Change and trend before of one side."""
    before, later = table.iloc[:, :after], table.iloc[:, after:]
    change = later.mean(axis=1) - before.mean(axis=1)
    slope = before.apply(lambda unit: np.polyfit(range(after), unit, 1)[0], axis=1)
    return {
        "outcome_change": change.mean(), "outcome_change_spread": change.std(), "outcome_slope": slope.mean(),
        "outcome_slope_spread": slope.std(),
    }  # fmt: skip
