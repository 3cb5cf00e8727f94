"""Problems once more, in pandas, straight from the source files: on time, in class, came back, silent, improvements."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from tests.oracle import Limits, Records, _share, _table

METRICS = (
    "on_time_rate", "fixed_in_class_rate", "recurrence_rate", "silent_rate", "closed_share", "target_before", "target_after",
    "others_before", "others_after", "problem_density",
)  # fmt: skip
ASPECTS = ("PD", "PI", "PM", "PE")


def read(folder: Path, as_of: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """(classes that have ended or run, problems with what became of them)."""
    classes = _table(folder, "classes").sort_values(["start_date", "class_id"])
    later = classes.groupby("programme_id")[["class_id", "start_date", "end_date"]].shift(-1).add_prefix("next_")
    classes = classes.join(later)
    issues = _table(folder, "issues")
    issues = issues[issues.found_on <= as_of].merge(classes, on="class_id")
    issues["closed"] = issues.closed_on.notna() & (issues.closed_on <= as_of)
    issues["proven"] = issues.has_evidence.fillna("1") == "1"
    return classes, issues


def figures(folder: Path, records: Records, limits: Limits) -> dict[str, tuple[float, float]]:
    """metric -> (value, n) for classes that start in the period, all regions."""
    classes, issues = read(folder, records.as_of)
    first, last = (str(day) for day in limits.period)
    mine = issues[issues.start_date.between(first, last)]
    due = mine[mine.due_on.notna() & (mine.closed | (mine.due_on < records.as_of))]
    ended = mine[mine.end_date <= records.as_of]
    done = classes[classes.start_date.between(first, last) & (classes.end_date <= records.as_of)]
    return {
        "on_time_rate": _share(due.closed & (due.closed_on <= due.due_on) & due.proven),
        "fixed_in_class_rate": _share(ended.closed & (ended.closed_on <= ended.end_date)),
        "closed_share": _share(mine.closed),
        "silent_rate": _share(~done.class_id.isin(issues.class_id)),
        "problem_density": _density(done, issues, records),
        "recurrence_rate": _share(_came_back(mine, issues, records.as_of)),
    }


def _density(done: pd.DataFrame, issues: pd.DataFrame, records: Records) -> tuple[float, float]:
    came = records.enrolled[records.enrolled.status != "NOSHOW"].groupby("class_id").size()
    days = (done.class_id.map(came).fillna(0) * done.days.astype(float)).sum()
    return 1000 * issues.class_id.isin(done.class_id).sum() / days, len(done)


def improvement(records: Records, before: str, after: str, aspect: str) -> dict[str, tuple[float, float]]:
    """The aspect aimed at and those left alone, in the class before and the one after."""
    out = {}
    for when, class_id in (("before", before), ("after", after)):
        said = records.answers[(records.answers.class_id == class_id) & records.answers.dimension_code.isin(ASPECTS)]
        said = said.assign(good=said.score >= said.top - 1)
        out[f"target_{when}"] = _share(said[said.dimension_code == aspect].good)
        out[f"others_{when}"] = _share(said[said.dimension_code != aspect].good)
    return out


def _came_back(mine: pd.DataFrame, issues: pd.DataFrame, as_of: str) -> pd.Series:
    """One flag a problem that was closed before a next run that has ended and reported something."""
    flags = []
    for row in mine.itertuples():
        reported = issues[issues.class_id == row.next_class_id]
        if not row.closed or not isinstance(row.next_class_id, str) or row.closed_on >= row.next_start_date:
            continue
        if row.next_end_date > as_of or reported.empty:
            continue
        same_base = (reported.base_id == row.base_id) | reported.base_id.isna() | pd.isna(row.base_id)
        again = (reported.recurrence_of == row.issue_id) | ((reported.category == row.category) & same_base)
        flags.append(bool(np.any(again)))
    return pd.Series(flags, dtype=bool)
