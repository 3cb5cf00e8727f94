"""Every metric once more, in pandas, straight from the source files: what the marts and queries must agree with."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
from python_calamine import CalamineWorkbook

CODES = Path(__file__).parents[1] / "data" / "codes"
FOREVER = "9999-12-31"
LEAVE_FROM = "2023-09-19"  # the rule of one seventh


@dataclass(frozen=True)
class Limits:
    """What is asked; None is all. Dates are first and last day of whole months."""

    period: tuple[date, date]
    regions: frozenset[str] | None = None
    levels: frozenset[str] | None = None
    types: frozenset[str] | None = None
    class_id: str | None = None


@dataclass(frozen=True)
class Records:
    """The source files of a province as frames: who was where, who came, who said what."""

    enrolled: pd.DataFrame  # with level, region and city on the first day of the class
    presence: pd.DataFrame  # one row a recorded half-day that counts
    held: pd.DataFrame  # one row an expected one
    answers: pd.DataFrame  # one row a response and dimension
    forms: pd.DataFrame
    tests: pd.DataFrame
    ledger: pd.DataFrame
    spells: pd.DataFrame
    as_of: str


def read(folder: Path) -> Records:
    """The files of data.demo, without the faulty copies at their ends."""
    cities = _cities()
    spells = _table(folder, "cadres").drop_duplicates(["cadre_id", "valid_from"])
    spells = spells[spells.level_code != "B9"].fillna({"valid_to": FOREVER}).rename(columns={"level_code": "level"})
    spells = spells.drop(columns="region_code").merge(_places(folder), on="org_id")
    classes = _table(folder, "classes")[["class_id", "train_type", "start_date", "end_date", "scheduled_hours"]]
    enrolled = _table(folder, "enrollments").drop(columns="org_id").merge(classes, on="class_id")
    rows = len(enrolled)
    enrolled = _in_force(enrolled, spells, "start_date")
    assert len(enrolled) == rows
    enrolled["city"] = enrolled.region.map(cities)
    answers, forms, tests = _table(folder, "evaluations"), _table(folder, "follow_ups"), _table(folder, "assessments")
    sessions = _table(folder, "sessions")
    days = (sessions.date, answers.submitted_on.astype(str), forms.submitted_on, tests.taken_on, enrolled.completed_on)
    as_of = max(day.dropna().max() for day in days)
    presence, held = _presence(folder, sessions[sessions.date <= as_of], enrolled)
    return Records(
        enrolled, presence, held, _answers(answers, classes), _forms(forms, enrolled, as_of),
        tests.merge(enrolled, on="enrollment_id"), _ledger(folder, spells, set(classes.class_id)), spells, as_of,
    )  # fmt: skip


def figures(records: Records, asked: Limits) -> dict[str, tuple[float, float]]:
    """metric -> (value, n) for everything a class or a period can be asked."""
    people = _asked(records.enrolled, asked)
    came = people[people.status != "NOSHOW"]
    decided = records.enrolled[~records.enrolled.status.isin(["REG", "NOSHOW"])].class_id
    finished = came[(came.end_date <= records.as_of) & came.class_id.isin(decided)]
    done = finished[finished.status == "DONE"]
    graded = people[people.final_result.isin(["EX", "GOOD", "PASS", "FAIL"])]
    out = {
        "completion_rate": (len(done) / len(finished) if len(finished) else np.nan, len(finished)),
        "pass_rate": _share(graded.final_result != "FAIL"),
        "excellent_rate": _share(graded.final_result == "EX"),
        "people": (len(people), len(people)),
    }
    out |= _attended(_asked(records.presence, asked), _asked(records.held, asked))
    out |= _said(_asked(records.answers, asked, "city"), _invited(records, asked))
    out |= _learned(_asked(records.tests, asked), len(came))
    return out | _used(_asked(records.forms, asked))


def coverage(records: Records, asked: Limits) -> dict[str, tuple[float, float]]:
    """reach and hours per head: people in service on the last day."""
    last = str(asked.period[1])
    serving = records.spells[(records.spells.valid_from <= last) & (records.spells.valid_to >= last)]
    for column, chosen in (("region", asked.regions), ("level", asked.levels)):
        serving = serving if chosen is None else serving[serving[column].isin(chosen)]
    assert serving.cadre_id.is_unique
    everywhere = _asked(records.enrolled, Limits(asked.period, types=asked.types))
    reached = serving.cadre_id.isin(everywhere[everywhere.status == "DONE"].cadre_id)
    done = _asked(records.enrolled, asked)
    hours = done[done.status == "DONE"].credited_hours.astype(float).sum()
    if asked.types is None:
        hours += _asked(records.ledger, asked).hours.sum()
    n = len(serving)
    return {"reach_rate": _share(reached), "hours_per_head": (hours / n if n else np.nan, n)}


def _table(folder: Path, kind: str) -> pd.DataFrame:
    if (folder / f"{kind}.parquet").exists():
        return pd.read_parquet(folder / f"{kind}.parquet")
    faults = tomllib.loads((folder / "synthetic.toml").read_text(encoding="utf-8"))["faults"][kind]
    rows = pd.read_csv(folder / f"{kind}.csv", dtype=str, encoding="utf-8-sig")
    return rows.iloc[: len(rows) - sum(faults.values())]


@cache
def _cities() -> dict[str, str]:
    regions = pd.read_csv(CODES / "regions.csv", dtype=str)
    inner = regions[regions.kind == "county"]
    return dict(zip(inner.code, inner.parent_code, strict=True)) | {
        code: code for code in regions[regions.kind != "county"].code
    }


def _places(folder: Path) -> pd.DataFrame:
    rows = CalamineWorkbook.from_path(folder / "org_units.xlsx").get_sheet_by_index(0).to_python()
    units = pd.DataFrame(rows[1:], columns=rows[0])
    return units.rename(columns={"region_code": "region"})[["org_id", "region"]]


def _in_force(rows: pd.DataFrame, spells: pd.DataFrame, day: str) -> pd.DataFrame:
    """Each row with the level and region its person had on that day; rows of nobody in service are lost."""
    both = rows.merge(spells, on="cadre_id")
    return both[(both.valid_from <= both[day]) & (both.valid_to >= both[day])].reset_index(drop=True)


def _presence(folder: Path, sessions: pd.DataFrame, enrolled: pd.DataFrame) -> tuple[pd.DataFrame, pd.DataFrame]:
    came = enrolled[enrolled.status != "NOSHOW"]
    held = came.merge(sessions[["session_id", "class_id", "date", "hours"]], on="class_id")
    held = held[held.left_on.isna() | (held.date <= held.left_on)]
    marks = _table(folder, "attendance").rename(columns={"status": "mark"})
    rows = held.merge(marks, on=["session_id", "enrollment_id"])
    rows = rows[rows.mark != "N"]
    rows["planned"] = rows.hours.astype(float) * 60
    late = (rows.planned - rows.minutes_lost.fillna(0)).clip(lower=0)
    rows["present"] = np.select([rows.mark == "P", rows.mark.isin(["L", "E"])], [rows.planned, late], 0.0)
    return rows, held[held.class_id.isin(rows.class_id)]


def _answers(answers: pd.DataFrame, classes: pd.DataFrame) -> pd.DataFrame:
    own = answers[answers.rater_role.fillna("TRN") == "TRN"]
    keys = ["response_id", "class_id", "home_city", "level_code", "dimension_code"]
    said = own.groupby(keys, as_index=False, dropna=False).agg(
        score=("score", "mean"), top=("scale_max", "max"), sent=("submitted_on", "max"))  # fmt: skip
    return said.rename(columns={"home_city": "city", "level_code": "level"}).merge(classes, on="class_id")


def _forms(forms: pd.DataFrame, enrolled: pd.DataFrame, as_of: str) -> pd.DataFrame:
    due = forms[forms.due_on.isna() | (forms.due_on <= as_of)]
    assert due.enrollment_id.notna().all()
    return due[due.wave == "W1"].drop(columns="class_id").merge(enrolled, on="enrollment_id")


def _ledger(folder: Path, spells: pd.DataFrame, ours: set[str]) -> pd.DataFrame:
    rows = _table(folder, "hours_ledger")
    rows = rows[(rows.recognised != "0") & (rows.kind != "ONLINE") & ~rows.source_class_id.isin(ours)]
    found = _in_force(rows.assign(start_date=rows.date_from, train_type=""), spells, "date_from")
    assert len(found) == len(rows)
    return found.assign(hours=found.hours.astype(float))


def _asked(rows: pd.DataFrame, asked: Limits, place: str = "region") -> pd.DataFrame:
    first, last = (str(day) for day in asked.period)
    keep = rows.start_date.between(first, last)
    regions = asked.regions
    if regions is not None and place == "city":  # answers know the city only
        regions = frozenset(_cities()[code] for code in regions)
    for column, chosen in ((place, regions), ("level", asked.levels), ("train_type", asked.types)):
        keep &= True if chosen is None else rows[column].isin(chosen)
    return rows[keep if asked.class_id is None else keep & (rows.class_id == asked.class_id)]


def _invited(records: Records, asked: Limits) -> int:
    came = records.enrolled[records.enrolled.status != "NOSHOW"]
    stayed, said = came[came.left_on.isna() | (came.left_on >= came.end_date)], records.answers
    for column, chosen in (("class_id", ""), ("city", asked.regions), ("level", asked.levels)):
        told = said[said[column].notna() & (said[column] != "")].class_id  # nobody was asked for what no answer tells
        stayed = stayed if chosen is None else stayed[stayed.class_id.isin(told)]
    return len(_asked(stayed, asked, "city"))


def _attended(presence: pd.DataFrame, held: pd.DataFrame) -> dict[str, tuple[float, float]]:
    people, planned = presence.enrollment_id.nunique(), presence.planned.sum()
    judged = presence[presence.start_date >= LEAVE_FROM]
    leave = judged.assign(leave=judged.planned.where(judged.mark == "V", 0)).groupby("enrollment_id").agg(
        leave=("leave", "sum"), hours=("scheduled_hours", "first"), status=("status", "first")
    )  # fmt: skip
    over = 7 * leave.leave > 60 * leave.hours.astype(float)
    return {
        "leave_over_rate": _share(over),
        "leave_passed_rate": _share(over & (leave.status == "DONE")),
        "absence_rate": (presence.planned[presence.mark == "A"].sum() / planned if planned else np.nan, people),
        "absentee_rate": (presence.enrollment_id[presence.mark == "A"].nunique() / people if people else np.nan, people),
        "attendance_rate": (presence.present.sum() / planned if planned else np.nan, people),
        "record_rate": (len(presence) / len(held) if len(held) else np.nan, people),
    }


def _said(said: pd.DataFrame, invited: int) -> dict[str, tuple[float, float]]:
    names = {"OV": "satisfaction_rate", "PD": "design_rate", "PI": "implementation_rate",
             "PM": "management_rate", "PE": "effect_rate"}  # fmt: skip
    parts = {code: said[said.dimension_code == code] for code in names}
    out = {names[code]: _share(part.score >= part.top - 1) for code, part in parts.items()}
    whole = parts["OV"]
    return out | {
        "very_satisfied_rate": _share(whole.score >= whole.top),
        "low_score_rate": _share(whole.score <= 2),
        "recommend_net": (np.nan, 0),  # the demo does not ask it: tests/real/test_carpentries.py
        "response_rate": (_of_asked(said.response_id.nunique(), invited), invited),
    }


def by_time(records: Records, asked: Limits) -> dict[str, tuple[float, float]]:
    """early (by the last day of class) or late -> (share satisfied, n)."""
    said = _asked(records.answers, asked, "city").query("dimension_code == 'OV'")
    late = pd.to_datetime(said.sent) > pd.to_datetime(said.end_date)
    return {name: _share(part.score >= part.top - 1) for name, part in (("early", said[~late]), ("late", said[late]))}


def _of_asked(answers: int, asked: int) -> float:
    """More answers than people asked: nobody can say who they are of."""
    return answers / asked if answers <= asked and asked else np.nan


def _learned(tests: pd.DataFrame, came: int) -> dict[str, tuple[float, float]]:
    points = tests.assign(points=100 * tests.score.astype(float) / tests.max_score.astype(float))
    means = points.pivot_table(index="enrollment_id", columns="kind", values="points", aggfunc="mean")
    both = means.reindex(columns=["PRE", "POST"]).dropna()
    exams = points[points.kind.isin(["PAPER", "PERFORMANCE"])]
    pre, post = both.PRE.mean(), both.POST.mean()
    return {
        "learning_gain": ((post - pre) / (100 - pre) if len(both) else np.nan, len(both)),
        "paired_rate": (len(both) / came if came else np.nan, came),
        "assessment_score": (exams.points.mean(), exams.enrollment_id.nunique()),
    }


def _used(forms: pd.DataFrame) -> dict[str, tuple[float, float]]:
    own, chief = (forms[forms.rater_role == role] for role in ("TRN", "SUP"))
    said = own[own.submitted_on.notna() & own.applied.notna()]
    seen = chief[chief.submitted_on.notna() & chief.behaviour_score.notna()]
    return {
        "application_rate": _share(said.applied.isin(["YES", "PARTLY"])),
        "improvement_rate": _share(seen.behaviour_score.astype(float) >= 4),
        "follow_response_rate": (len(said) / len(own) if len(own) else np.nan, len(own)),
        "supervisor_response_rate": (_of_asked(len(seen), len(chief)), len(chief)),
    }


def _share(flags: pd.Series) -> tuple[float, float]:
    return (flags.mean() if len(flags) else np.nan, len(flags))
