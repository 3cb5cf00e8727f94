"""One class once more, in pandas, straight from the source files: returns, raters, aspects, tests, free text."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pandas as pd

from tests.oracle import Records, _share, _table

METRICS = (
    "return_part", "rater_score", "rater_gap", "rater_gap_spread", "aspect_score", "pre_score", "post_score", "pre_spread",
    "post_spread", "change_spread", "ceiling_rate", "comment_rate", "recommend_spread", "item_rate", "retention_rate",
    "gained_points", "gained_spread", "kept_spread", "lost_spread",
)  # fmt: skip
Pair = tuple[float, float]


def returns(folder: Path, class_id: str) -> dict[str, Pair]:
    """Condition -> (share sent back for it, nominations decided); '*' is all of them."""
    rows = _table(folder, "nominations")
    rows = rows[rows.class_id == class_id]
    back = rows[rows.status.isin(["RETURNED", "REPLACED", "LAPSED"])]
    decided = len(back) + (rows.status == "ACCEPTED").sum()
    parts = {reason: (n / decided, decided) for reason, n in back.return_reason.fillna("").value_counts().items()}
    return parts | ({"*": (len(back) / decided, decided)} if decided else {})


def overall(folder: Path) -> pd.DataFrame:
    """One row a class and group of raters: mean of the overall question in per cent of the scale, answers."""
    rows = pd.read_parquet(folder / "evaluations.parquet")
    rows = rows[rows.dimension_code == "OV"]
    rows = rows.assign(points=100 * rows.score.astype(float) / rows.scale_max, role=rows.rater_role.fillna("TRN"))
    sheets = rows.groupby(["class_id", "role", "response_id"], as_index=False).points.mean()
    return sheets.groupby(["class_id", "role"]).points.agg(["mean", "size"]).reset_index()


def gaps(folder: Path, class_id: str, role: str) -> tuple[float, float, int, int]:
    """(mean gap to trainees over like classes of the calendar year before, its spread, classes, answers of the group)."""
    classes, said = _table(folder, "classes").set_index("class_id"), overall(folder)
    own, day = classes.loc[class_id], pd.to_datetime(classes.start_date)
    near = (classes.train_type == own.train_type) & (day.dt.year == day[class_id].year - 1)
    trainees = said[(said.role == "TRN") & (said["size"] >= 10)]
    both = said[said.role == role].merge(trainees, on="class_id", suffixes=("", "_t"))
    both = both[both.class_id.isin(classes.index[near])]
    apart = both["mean"] - both.mean_t
    return apart.mean(), apart.std(), len(both), int(both["size"].sum())


def aspects(folder: Path, class_id: str) -> dict[tuple[int, str], Pair]:
    """(session, aspect) -> (mean in per cent of the scale, answers)."""
    rows = pd.read_parquet(folder / "course_evaluations.parquet")
    rows = rows[(rows.class_id == class_id) & rows.dimension_code.isin(["CA", "CC", "CM", "CE"])]
    rows = rows.assign(points=100 * rows.score.astype(float) / rows.scale_max)
    seq = _table(folder, "sessions").set_index("session_id").seq.astype(int)
    found = rows.groupby(["session_id", "dimension_code"]).points.agg(["mean", "size"])
    return {(int(seq[s]), code): (row["mean"], row["size"]) for (s, code), row in found.iterrows()}


def tests(records: Records, class_id: str) -> dict[str, Pair]:
    """What stands beside the gain: means, spreads, full marks before."""
    rows = records.tests[records.tests.class_id == class_id]
    points = rows.assign(points=100 * rows.score.astype(float) / rows.max_score.astype(float))
    means = points.pivot_table(index="enrollment_id", columns="kind", values="points", aggfunc="mean")
    both = means.reindex(columns=["PRE", "POST"]).dropna()
    found = {
        "pre_score": both.PRE.mean(), "post_score": both.POST.mean(), "pre_spread": both.PRE.std(),
        "post_spread": both.POST.std(), "change_spread": (both.POST - both.PRE).std(),
        "ceiling_rate": _share(both.PRE >= 100)[0] if len(both) else np.nan,
    }  # fmt: skip
    all_three = means.reindex(columns=["PRE", "POST", "DELAYED"]).dropna()
    gained, kept = all_three.POST - all_three.PRE, all_three.DELAYED - all_three.PRE
    rose = gained.sum() > 0
    later = {
        "retention_rate": kept.sum() / gained.sum() if rose else np.nan, "gained_points": gained.mean(),
        "gained_spread": gained.std(), "kept_spread": kept.std(), "lost_spread": (gained - kept).std(),
    }  # fmt: skip
    whole = {key: (value, len(both)) for key, value in found.items()}
    return whole | {key: (value, len(all_three)) for key, value in later.items()}


def items(folder: Path, class_id: str) -> dict[str, Pair]:
    """(share in the two highest options, answers) by question of the trainees' form."""
    rows = pd.read_parquet(folder / "evaluations.parquet")
    rows = rows[(rows.class_id == class_id) & (rows.rater_role == "TRN")]
    return {item: _share(part.score >= part.scale_max - 1) for item, part in rows.groupby("item_code")}


def comments(folder: Path, class_id: str) -> tuple[float, int, set[str]]:
    """(share of the trainees' sheets with free text, how many wrote, what)."""
    rows = _table(folder, "comments")
    rows = rows[rows.class_id == class_id]
    answers = pd.read_parquet(folder / "evaluations.parquet")
    answers = answers[(answers.class_id == class_id) & (answers.rater_role == "TRN")].response_id.nunique()
    return rows.response_id.nunique() / answers, rows.response_id.nunique(), set(rows.comment)
