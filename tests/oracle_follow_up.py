"""Follow-up once more, in pandas, from the source files: later use, leaders, first use week by week, barriers, backing."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from tests import oracle
from tests.oracle import Limits, Records

LATEST_WEEK = 52
_NO = ["NO", "NO_OPPORTUNITY"]
_USED = ["YES", "PARTLY"]
METRICS = frozenset(
    {"late_application_rate", "late_response_rate", "supervisor_application_rate", "supervisor_late_application_rate",
     "no_chance_rate", "first_use_rate", "barrier_rate", "support_rate"}
)  # fmt: skip


def forms(folder: Path, records: Records) -> pd.DataFrame:
    """Every form that is due, with class, level and region of its trainee on the first day of the class."""
    rows = oracle._table(folder, "follow_ups").drop(columns="class_id")
    rows = rows[rows.due_on.isna() | (rows.due_on <= records.as_of)]
    return rows.merge(records.enrolled, on="enrollment_id")


def figures(due: pd.DataFrame, asked: Limits) -> dict[str, tuple[float, float]]:
    """metric -> (value, n) of the whole selection."""
    here = oracle._asked(due, asked)
    own, chief = (here[here.rater_role == role] for role in ("TRN", "SUP"))
    early, late = own[own.wave == "W1"], own[own.wave == "W2"]
    said, said_late = _told(early), _told(late)
    leaders, leaders_late = (_told(chief[chief.wave == wave]) for wave in ("W1", "W2"))
    support = early[early.submitted_on.notna()].supervisor_support.dropna().astype(float)
    return {
        "late_application_rate": _share(said_late.applied.isin(_USED)),
        "late_response_rate": (len(said_late) / len(late) if len(late) else float("nan"), len(late)),
        "supervisor_application_rate": _share(leaders.applied.isin(_USED)),
        "supervisor_late_application_rate": _share(leaders_late.applied.isin(_USED)),
        "no_chance_rate": _share(said.applied == "NO_OPPORTUNITY"),
        "support_rate": _share(support >= 4),
    }


def barriers(due: pd.DataFrame, asked: Limits) -> dict[str, tuple[float, float]]:
    """barrier ("" = none given) -> (share, n) of those who did not use it after 90 days."""
    here = oracle._asked(due, asked)
    unused = _told(here[(here.rater_role == "TRN") & (here.wave == "W1")]).query("applied in @_NO")
    named = unused.barrier_code.fillna("").value_counts()
    return {code: (n / len(unused), len(unused)) for code, n in named.items()}


def by_group(due: pd.DataFrame, asked: Limits) -> dict[str, tuple[float, float]]:
    """group -> (share that used it, n): backed by the leader or not, answered by the day due or later."""
    here = oracle._asked(due, asked)
    told = _told(here[(here.rater_role == "TRN") & (here.wave == "W1")])
    rated, timed = told[told.supervisor_support.notna()], told[told.due_on.notna()]
    high, late = rated.supervisor_support.astype(float) >= 4, timed.submitted_on.astype(str) > timed.due_on.astype(str)
    found = {"high": rated[high], "low": rated[~high], "late": timed[late], "early": timed[~late]}
    return {group: _share(people.applied.isin(_USED)) for group, people in found.items()}


def first_use(due: pd.DataFrame, asked: Limits) -> dict[int, tuple[float, float]]:
    """week -> (share of those still followed that first use it then, how many are followed)."""
    here = oracle._asked(due, asked)
    told = _told(here[here.rater_role == "TRN"])
    days = told[["end_date", "first_applied_on", "submitted_on"]].apply(pd.to_datetime)
    first = days.first_applied_on.fillna(days.submitted_on).clip(upper=days.submitted_on)
    after = pd.DataFrame(
        {
            "used": (first - days.end_date).dt.days.where(told.applied.isin(_USED)),
            "seen": (days.submitted_on - days.end_date).dt.days,
        }
    ).groupby(told.enrollment_id)
    used, seen = after.used.min(), after.seen.max()
    left = pd.DataFrame({"week": used.fillna(seen).clip(lower=0) // 7, "used": used.notna()})
    left["week"] = left.week.clip(upper=LATEST_WEEK)
    out = {}
    for number in range(27):
        followed = (left.week >= number).sum()
        if followed:
            out[number] = (((left.week == number) & left.used).sum() / followed, followed)
    return out


def _told(rows: pd.DataFrame) -> pd.DataFrame:
    return rows[rows.submitted_on.notna() & rows.applied.notna()]


def _share(flags: pd.Series) -> tuple[float, float]:
    return (flags.mean() if len(flags) else float("nan"), len(flags))
