"""Makes the synthetic province and writes it as source files."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path

import duckdb
import numpy as np
import pandas as pd

from data.demo import comments, courses, coverage, files, learning, ledger, needs, opinions, presence, problems, transfer
from data.demo.classes import Plants, classes, plant
from data.demo.enrolment import enrolments
from data.demo.outcomes import outcomes
from data.demo.people import People, people
from data.demo.places import units
from data.demo.plan import Plan, world
from data.demo.selection import selection
from data.demo.statements import ANSWERS, JUDGED, KINDS, RATINGS, ROLLS
from data.demo.timetable import scheduled, sessions

_STATED = Path(__file__).parent / "stated"  # what no chance decides: targets and events


def write(
    out: Path,
    trainees: int = 60_000,
    years: int = 6,
    seed: int = 20260701,
    last_day: date = date(2026, 6, 30),
    planted: bool = True,
    progress: Callable[[str, float], None] | None = None,
) -> None:
    """Writes every record kind into the folder `out` (made if need be). The same seed gives the same bytes.

    trainees: cadres in service (classes scale with them, 600 a year for 60,000); `planted` False: no
    finding is planted, only chance; `progress` is told (record kind, part done 0..1).
    OSError if the folder cannot be written."""
    plan = Plan(trainees, years, seed, last_day, planted)
    tell = progress or (lambda kind, part: None)
    out.mkdir(parents=True, exist_ok=True)
    with files.working(out) as con:
        place, person = _population(con, out, plan, tell)
        course, enrolled, planted = _taught(con, plan, place, person, tell)
        unit = _selected(con, out, plan, course, enrolled, person, place)
        _effects(con, out, plan, course, enrolled, person, planted, tell)
        asked = needs.needs(plan, place)
        files.table(con, "needs", asked.assign(item=needs.taken_up(plan, place, asked, enrolled, course)))
        planted = _measured(con, plan, course, enrolled, place, planted)
        files.table(con, "hours_ledger", ledger.entries(plan, person, place))
        faults = _spread(con, out, tell)
    _mark(out, plan, course, planted, unit, faults)
    tell("README", 1.0)


def _population(
    con: duckdb.DuckDBPyConnection, out: Path, plan: Plan, tell: Callable[[str, float], None]
) -> tuple[pd.DataFrame, People]:
    tell("org_units", 0.0)
    place = units(plan)
    person = people(plan, place)
    files.table(con, "org_units", place)
    files.table(con, "cadres", person.spells)
    files.xlsx(out, "org_units", con.execute(KINDS["org_units"]).df())
    return place, person


def _taught(
    con: duckdb.DuckDBPyConnection,
    plan: Plan,
    place: pd.DataFrame,
    person: People,
    tell: Callable[[str, float], None],
) -> tuple[pd.DataFrame, pd.DataFrame, Plants]:
    """Classes, timetable, enrolments, attendance as tables; classes and enrolments also as frames."""
    tell("classes", 0.08)
    course = classes(plan)
    planted = plant(plan, course)
    timetable = sessions(plan, course, planted)
    course["scheduled"] = scheduled(timetable)
    tell("enrollments", 0.12)
    enrolled = enrolments(plan, course, person, place)
    enrolled = pd.concat([enrolled, presence.start_status(plan, course, enrolled)], axis=1)
    tell("attendance", 0.22)
    rolls = presence.attendance(plan, course, timetable, enrolled, person, planted)
    after = presence.settle(plan, course, timetable, enrolled, person, rolls)
    files.table(con, "attendance", rolls)
    del rolls  # of a nation they are a gigabyte
    enrolled = enrolled.drop(columns="status").join(after)
    course["seats"] = np.ceil(course["size"] / 5).astype(int) * 5
    planned, course["item"] = coverage.items(plan, course)
    files.table(con, "plan_items", planned)
    files.table(con, "cadre_dates", coverage.dates(plan, person, enrolled, course, place))
    files.table(con, "classes", course.drop(columns=["kind", "quality"]))
    _courses(con, plan, course, timetable, enrolled)
    files.table(con, "enrollments", enrolled)
    return course, enrolled, planted


def _courses(
    con: duckdb.DuckDBPyConnection,
    plan: Plan,
    course: pd.DataFrame,
    timetable: pd.DataFrame,
    enrolled: pd.DataFrame,
) -> None:
    """Sessions with teacher and base, the registers of both, and what trainees say of sessions, as tables."""
    given = courses.teaching(plan, course, timetable)
    files.table(con, "sessions", timetable.assign(held=timetable.date <= plan.last).join(given.sessions))
    found, improved = problems.problems(plan, course, timetable, given.sessions.base.to_numpy())
    files.table(con, "issues", found)
    files.table(con, "actions", improved)
    files.table(con, "site_bases", given.bases)
    files.table(con, "teachers", given.teachers)
    files.table(con, "ratings", courses.ratings(plan, course, timetable, enrolled, given))


def _selected(
    con: duckdb.DuckDBPyConnection, out: Path, plan: Plan, course: pd.DataFrame, enrolled: pd.DataFrame,
    person: People, place: pd.DataFrame,
) -> int:  # fmt: skip
    """Nominations, quotas and what the enrolments say of them as tables; writes the checks. Returns the planted unit."""
    chosen = selection(plan, course, enrolled, person, place)
    for name, frame in (("nominations", chosen.nominations), ("quotas", chosen.quotas), ("picked", chosen.picked)):
        files.table(con, name, frame)
    files.table(con, "leaders", chosen.leading)
    files.table(con, "eligibility_checks", chosen.checks)
    files.parquet(con, out, "eligibility_checks", JUDGED)
    return chosen.unit


def _effects(
    con: duckdb.DuckDBPyConnection,
    out: Path,
    plan: Plan,
    course: pd.DataFrame,
    enrolled: pd.DataFrame,
    person: People,
    planted: Plants,
    tell: Callable[[str, float], None],
) -> None:
    """Writes attendance and evaluations; makes the tables of tests and follow-ups."""
    files.parquet(con, out, "attendance", ROLLS)
    tell("evaluations", 0.40)
    responses, scores = opinions.answers(plan, course, enrolled, person, planted)
    for column, item in enumerate(opinions.ITEMS):
        responses[item] = scores[:, column]
    files.table(con, "responses", responses)
    files.table(con, "comments", comments.comments(plan, responses))
    files.parquet(con, out, "evaluations", ANSWERS)
    files.parquet(con, out, "course_evaluations", RATINGS)
    tell("follow_ups", 0.55)
    files.table(con, "follow_ups", transfer.follow_ups(plan, course, enrolled, person))
    files.table(con, "assessments", learning.tests(plan, course, enrolled, person))
    tell("hours_ledger", 0.70)


def _measured(
    con: duckdb.DuckDBPyConnection, plan: Plan, course: pd.DataFrame, enrolled: pd.DataFrame, place: pd.DataFrame,
    planted: Plants,
) -> Plants:  # fmt: skip
    """Results at work as a table; the plants with the classes that have them."""
    found = outcomes(plan, course, enrolled, place)
    files.table(con, "outcomes", found)
    return replace(planted, net=tuple(found.cls.unique()))


def _spread(
    con: duckdb.DuckDBPyConnection, out: Path, tell: Callable[[str, float], None]
) -> dict[str, dict[str, int]]:
    """Writes every CSV with its faulty rows; how many of which."""
    faults = {}
    kinds = [kind for kind in KINDS if kind != "org_units"]
    for n, kind in enumerate(kinds):
        tell(kind, 0.75 + 0.25 * n / len(kinds))
        faults[kind] = files.csv(con, out, kind, KINDS[kind], bom=kind == "classes")
    return faults


def _mark(
    out: Path, plan: Plan, course: pd.DataFrame, planted: Plants, unit: int, faults: dict[str, dict[str, int]]
) -> None:
    """synthetic.toml (read by the build) and README.txt."""
    for path in sorted(_STATED.glob("*.csv")):
        shutil.copyfile(path, out / path.name)
    ids = course.id
    lines = [
        "synthetic = true",
        f"seed = {plan.seed}",
        f"trainees = {plan.trainees}",
        f"years = {plan.years}",
        f"last_day = {plan.last_day.isoformat()}",
    ]
    if plan.planted:
        lines += [
            "",
            "[planted]",
            f"bad_runs = {[str(ids[c]) for c in planted.bad]}",
            f'good_run = "{ids[planted.good[0]]}"',
            f'lost_on_site = "{ids[planted.lost[0]]}"',
            f"waiting_lists = {[str(ids[c]) for c in planted.net]}",
            f"flat_forms = {[str(ids[c]) for c in planted.flat]}",
            f'repeat_unit = "U{unit:05d}"',
        ]
    for kind, counts in faults.items():
        lines += ["", f"[faults.{kind}]", *(f"{name} = {n}" for name, n in counts.items())]
    (out / "synthetic.toml").write_text("\n".join(lines) + "\n", encoding="utf-8")
    (out / "README.txt").write_text(world()["readme"]["text"].lstrip(), encoding="utf-8")
