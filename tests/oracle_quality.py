"""Care in answering once more, in pandas, from the source files."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

METRICS = ("straight_rate",)


def straight(folder: Path) -> pd.DataFrame:
    """By class: forms of eight questions and more, and the share of them that say the same throughout."""
    answers = pd.read_parquet(folder / "evaluations.parquet")
    forms = answers[answers.rater_role == "TRN"].groupby(["class_id", "response_id"]).score.agg(["size", "nunique"])
    long = forms[forms["size"] >= 8]
    return (long["nunique"] == 1).groupby("class_id").agg(["size", "mean"])
