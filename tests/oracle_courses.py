"""Courses once more, in pandas, straight from the source files: shares of hours, ethics, bases, distances within a class."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd

from tests.oracle import CODES, Limits, Records, _share, _table

METRICS = (
    "theory_share", "party_share", "leader_share", "interactive_share", "practice_share", "model_share", "ethics_rate",
    "base_hours", "base_use_rate", "base_top_share", "base_review_rate", "class_distance", "distance_spread", "course_score",
    "answer_spread", "course_response_rate", "lectured_rate",
)  # fmt: skip
_BOUND_HOST = "PARTY_SCHOOL"


@dataclass(frozen=True)
class Courses:
    """One row a session held, with its class, teacher, visitors and answers; the bases; the last day."""

    sessions: pd.DataFrame
    answers: pd.DataFrame
    bases: pd.DataFrame
    as_of: str


def read(folder: Path, presence: pd.DataFrame, enrolled: pd.DataFrame, as_of: str) -> Courses:
    """The files of data.demo; `presence` and `enrolled` as in tests.oracle.Records."""
    named = ["class_id", "train_type", "start_date", "host_type", "host_region", "is_main_class"]
    classes = _table(folder, "classes")[named]
    sessions = _table(folder, "sessions").merge(classes, on="class_id")
    sessions = sessions[sessions.date <= as_of].astype({"hours": float})
    sessions = sessions.merge(_table(folder, "teachers"), on="teacher_id", how="left")
    methods = pd.read_csv(CODES / "methods.csv", dtype=str).set_index("code")
    sessions["interactive"] = sessions.method_code.map(methods.interactive) == "yes"
    sessions["practice"] = sessions.method_code.map(methods.side) == "practice"
    seen = presence.groupby("session_id").agg(visitors=("present", "size"), present=("present", "sum"))
    sessions = sessions.merge(seen, on="session_id", how="left").fillna({"visitors": 0, "present": 0})
    answers = pd.read_parquet(folder / "course_evaluations.parquet")
    answers = answers.assign(points=100 * answers.score.astype(float) / answers.scale_max)
    answers = answers.groupby(["session_id", "response_id"], as_index=False).points.mean()
    homes = enrolled.groupby("class_id").region.agg(set)
    return Courses(sessions.assign(homes=sessions.class_id.map(homes)), answers, _table(folder, "site_bases"), as_of)


def of(folder: Path, records: Records) -> Courses:
    """The courses beside the records of the same files."""
    return read(folder, records.presence, records.enrolled, records.as_of)


def asked(courses: Courses, limits: Limits) -> pd.DataFrame:
    """Sessions of the classes that take people of the regions or are held there, whole classes."""
    first, last = (str(day) for day in limits.period)
    rows = courses.sessions[courses.sessions.start_date.between(first, last)]
    if limits.types is not None:
        rows = rows[rows.train_type.isin(limits.types)]
    if limits.regions is not None:
        taken = [isinstance(homes, set) and bool(homes & limits.regions) for homes in rows.homes]
        rows = rows[np.array(taken, dtype=bool) | rows.host_region.isin(limits.regions)]
    return rows


def figures(courses: Courses, limits: Limits, untold: frozenset[str]) -> dict[str, tuple[float, float]]:
    """metric -> (value, n) for the classes asked for; of visitors without the `untold` ones."""
    rows = asked(courses, limits)
    bound = rows[(rows.host_type == _BOUND_HOST) & (rows.is_main_class == "1")]
    there = rows[rows.base_id.notna() & (rows.visitors >= 10) & ~rows.class_id.isin(untold)]
    by_class = rows.has_ethics.astype(int).groupby(rows.class_id).max()
    return {
        "theory_share": _hours(bound, bound.module_code.isin(["C1", "C2"])),
        "party_share": _hours(bound, bound.module_code == "C2"),
        "leader_share": _hours(bound, bound.teacher_type == "LEAD"),
        "interactive_share": _hours(rows, rows.interactive),
        "practice_share": _hours(rows, rows.practice),
        "model_share": _hours(rows, rows.teacher_type.isin(["MODEL", "PRACT"])),
        "ethics_rate": _share(by_class == 1),
        "base_hours": (there.present.sum() / 60, there.visitors.sum()),
        **_bases(courses, rows, limits),
        **_rated(courses, rows, untold),
    }


def distances(courses: Courses) -> pd.DataFrame:
    """One row a session of ten answers and more: its mean, answers, and distance to the mean of all such of its class."""
    answers = courses.answers.merge(courses.sessions[["session_id", "class_id"]], on="session_id")
    answers = answers[answers.groupby("session_id").response_id.transform("size") >= 10]
    of_class = answers.groupby("class_id").points.transform("mean")
    each = answers.assign(distance=answers.points - of_class).groupby(["class_id", "session_id"])
    found = each.agg(distance=("distance", "mean"), answers=("points", "size"), mean=("points", "mean")).reset_index()
    return found[found.groupby("class_id").session_id.transform("size") > 1]


def _rated(courses: Courses, rows: pd.DataFrame, untold: frozenset[str]) -> dict[str, tuple[float, float]]:
    far = distances(courses)
    far = far[far.session_id.isin(rows.session_id)]
    said = courses.answers[courses.answers.session_id.isin(rows.session_id)]
    answers = rows.session_id.map(said.groupby("session_id").size())
    asked = (answers >= 10) & ((rows.visitors >= 10) | (rows.visitors == 0)) & ~rows.class_id.isin(untold)
    heard, there = answers[asked].sum(), rows.visitors[asked].sum()
    return {
        "class_distance": (far.distance.mean(), far.answers.sum()),
        "distance_spread": (far.distance.std(), far.answers.sum()),
        "course_score": (said.points.mean(), len(said)),
        "answer_spread": (said.points.std(), len(said)),
        "course_response_rate": (heard / there if there and heard <= there else np.nan, there),
    }


def _bases(courses: Courses, rows: pd.DataFrame, limits: Limits) -> dict[str, tuple[float, float]]:
    bases = courses.bases
    bases = bases if limits.regions is None else bases[bases.region_code.isin(limits.regions)]
    active = bases[bases.opened_on.fillna("") <= str(limits.period[1])]
    since = (pd.Timestamp(courses.as_of) - pd.DateOffset(months=24)).date().isoformat()
    used = rows.base_id.value_counts()
    return {
        "base_top_share": (used.iloc[:3].sum() / used.sum() if len(used) else np.nan, used.sum()),
        "base_use_rate": _share(active.base_id.isin(rows.base_id)),
        "base_review_rate": _share(active.last_review_on.fillna("") >= since),
    }


def lectured(folder: Path, limits: Limits) -> tuple[float, float]:
    """Members of leading bodies on the last day who taught in the period, all regions and levels."""
    cadres = _table(folder, "cadres").drop_duplicates(["cadre_id", "valid_from"]).fillna({"valid_to": "9999"})
    first, last = (str(day) for day in limits.period)
    cadres = cadres[(cadres.valid_from <= last) & (cadres.valid_to >= last) & (cadres.is_leading_body == "1")]
    held = _table(folder, "sessions").merge(_table(folder, "teachers"), on="teacher_id")
    return _share(cadres.cadre_id.isin(held[held.date.between(first, last)].cadre_id))


def _hours(rows: pd.DataFrame, chosen: pd.Series) -> tuple[float, float]:
    total = rows.hours.sum()
    return (rows.hours[chosen].sum() / total if total else np.nan, rows.class_id.nunique())
