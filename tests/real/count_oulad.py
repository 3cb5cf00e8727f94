"""Counts the Open University records straight from their files with pandas alone.

Shares nothing with the product but the rules written in data/profiles/oulad/README.md.
Run: python tests/real/count_oulad.py FOLDER
"""

from __future__ import annotations

import json
import sys
from pathlib import Path

import pandas as pd

CLASS = ["code_module", "code_presentation"]
PERSON = [*CLASS, "id_student"]


def read(folder: Path) -> dict[str, pd.DataFrame]:
    """The five files, one row a person, assessment or score."""
    names = ("course", "student", "student_registration", "assessment")
    files = {name: pd.read_csv(folder / f"{name}.csv") for name in names}
    return files | {"student_assessment": pd.read_csv(folder / "student_assessment.csv.gz")}


def people(files: dict[str, pd.DataFrame]) -> pd.DataFrame:
    """One row an enrolment, with what became of it."""
    days = files["student_registration"]
    frame = files["student"].merge(days, on=PERSON, how="left", validate="one_to_one")
    never_came = (frame["final_result"] == "Withdrawn") & (frame["date_unregistration"] <= 0)
    passed = frame["final_result"].isin(["Pass", "Distinction"])
    return frame.assign(
        class_id=frame["code_module"] + "-" + frame["code_presentation"],
        noshow=never_came,
        came=~never_came,
        passed=passed,
        assessed=passed | (frame["final_result"] == "Fail"),
    )


def participation(files: dict[str, pd.DataFrame], everyone: pd.DataFrame) -> pd.DataFrame:
    """One row a person and piece of work due while registered: present, late, absent or banked."""
    due = files["assessment"].query("assessment_type != 'Exam'")
    rows = everyone.merge(due, on=CLASS)
    rows = rows[rows["date_unregistration"].isna() | (rows["date"] < rows["date_unregistration"])]
    rows = rows.merge(files["student_assessment"], on=["id_assessment", "id_student"], how="left")
    banked, handed_in = rows["is_banked"].eq(True), rows["is_banked"].notna()
    in_time = rows["date_submitted"] <= rows["date"]
    own = handed_in & ~banked
    return rows.assign(banked=banked, absent=~handed_in, present=own & in_time, late=own & ~in_time)


def scores(files: dict[str, pd.DataFrame], everyone: pd.DataFrame) -> pd.DataFrame:
    """One row a score given in this run; the score may be missing."""
    own = files["student_assessment"].query("is_banked == False")
    work = files["assessment"][[*CLASS, "id_assessment"]]
    placed = own.merge(work, on="id_assessment", validate="many_to_one")
    return placed.merge(everyone, on=PERSON, validate="many_to_one")


def _figures(everyone: pd.DataFrame, work: pd.DataFrame, marks: pd.DataFrame) -> dict[str, float]:
    took_part = int(work["present"].sum() + work["late"].sum())
    return {
        "enrolled": len(everyone),
        "finished": int(everyone["came"].sum()),
        "completed": int(everyone["passed"].sum()),
        "assessed": int(everyone["assessed"].sum()),
        "scored_people": int(marks.dropna(subset="score").drop_duplicates(PERSON).shape[0]),
        "completion_rate": everyone["passed"].sum() / everyone["came"].sum(),
        "pass_rate": everyone["passed"].sum() / everyone["assessed"].sum(),
        "attendance_rate": took_part / (took_part + int(work["absent"].sum())),
        "record_rate": 1 - work["banked"].mean(),
        "assessment_score": float(marks["score"].mean()),
    }


def count(folder: Path) -> dict:
    """Figures in all and by class, level and region; rows of each file; kinds of participation; status."""
    files = read(folder)
    everyone = people(files)
    work, marks = participation(files, everyone), scores(files, everyone)
    split = {
        name: {
            key: _figures(group, work[work[column] == key], marks[marks[column] == key])
            for key, group in everyone.groupby(column)
        }
        for name, column in (("class", "class_id"), ("level", "highest_education"), ("region", "region"))
    }
    kinds = ("present", "late", "absent", "banked")
    return (
        split
        | _touched(files, everyone, marks)
        | {
            "all": _figures(everyone, work, marks),
            "rows": {name: len(frame) for name, frame in files.items()},
            "participation": {"all": len(work)} | {kind: int(work[kind].sum()) for kind in kinds},
        }
    )


def _touched(files: dict[str, pd.DataFrame], everyone: pd.DataFrame, marks: pd.DataFrame) -> dict[str, int]:
    """How many rows each decision of the profile touches."""
    has_day = everyone["date_unregistration"].notna()
    result = everyone["final_result"]
    touched = {
        "exams": files["assessment"]["assessment_type"] == "Exam",
        "banked_scores": files["student_assessment"]["is_banked"],
        "scores_missing": marks["score"].isna(),
        "noshow": everyone["noshow"],
        "noshow_scores": marks["noshow"],
        "withdrawn_without_day": (result == "Withdrawn") & ~has_day,
        "failed_with_day": (result == "Fail") & has_day,
        "due_past_end": _past_end(files),
    }
    return {name: int(rows.sum()) for name, rows in touched.items()}


def _past_end(files: dict[str, pd.DataFrame]) -> pd.Series:
    due = files["assessment"].query("assessment_type != 'Exam'").merge(files["course"], on=CLASS)
    return due["date"] > due["module_presentation_length"]


if __name__ == "__main__":
    json.dump(count(Path(sys.argv[1])), sys.stdout, indent=1)
