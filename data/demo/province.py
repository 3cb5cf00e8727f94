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
from data.demo.blocks import Block, blocks
from data.demo.classes import Plants, classes, plant
from data.demo.enrolment import enrolments
from data.demo.outcomes import outcomes
from data.demo.people import People, people
from data.demo.places import units
from data.demo.plan import Plan, world
from data.demo.selection import by_unit, leading, repeat_unit, selection
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
        _hours(con, plan, person, place)
        del enrolled, person  # of a nation half a gigabyte; the files need none of it
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
    tell("attendance", 0.22)
    after = [_present(con, block, course, timetable, person, planted) for block in blocks(plan, enrolled)]
    enrolled = pd.concat([enrolled, pd.concat(after, ignore_index=True)], axis=1)
    course["seats"] = np.ceil(course["size"] / 5).astype(int) * 5
    planned, course["item"] = coverage.items(plan, course)
    files.table(con, "plan_items", planned)
    files.table(con, "cadre_dates", coverage.dates(plan, person, enrolled, course, place))
    files.table(con, "classes", course.drop(columns=["kind", "quality"]))
    _courses(con, plan, course, timetable, enrolled)
    files.table(con, "enrollments", enrolled)
    return course, enrolled, planted


def _present(
    con: duckdb.DuckDBPyConnection, block: Block, course: pd.DataFrame, timetable: pd.DataFrame, person: People,
    planted: Plants,
) -> pd.DataFrame:  # fmt: skip
    """Adds the attendance of a block to its table; what followed from it for each enrolment."""
    start = presence.start_status(block.plan, course, block.enrolled)
    enrolled = pd.concat([block.enrolled, start], axis=1)
    rolls = presence.attendance(block.plan, course, timetable, enrolled, person, planted)
    files.add(con, "attendance", block.placed(rolls))
    after = presence.settle(block.plan, course, timetable, enrolled, person, rolls)
    return pd.concat([start.left, after], axis=1).astype({"left": "int32", "status": "int8", "result": "int8"})


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
    for block in blocks(plan, enrolled):
        files.add(con, "ratings", courses.ratings(block.plan, course, timetable, block.enrolled, given))


def _selected(
    con: duckdb.DuckDBPyConnection, out: Path, plan: Plan, course: pd.DataFrame, enrolled: pd.DataFrame,
    person: People, place: pd.DataFrame,
) -> int:  # fmt: skip
    """Nominations, quotas and what the enrolments say of them as tables; writes the checks. Returns the planted unit."""
    unit, served, nominated = repeat_unit(plan, course, enrolled), by_unit(person), 0
    for block in blocks(plan, enrolled):
        chosen = selection(block.plan, course, block.enrolled, served, place, unit)
        for name, frame, row in (
            ("nominations", chosen.nominations, "before"),
            ("picked", chosen.picked, "nom"),
            ("eligibility_checks", chosen.checks, "nom"),
        ):
            files.add(con, name, frame.assign(**{row: frame[row] + nominated * (frame[row] >= 0)}))
        files.add(con, "quotas", chosen.quotas)
        nominated += len(chosen.nominations)
    files.table(con, "leaders", leading(plan, person))
    files.parquet(con, out, "eligibility_checks", JUDGED)
    return unit


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
    for block in blocks(plan, enrolled):
        responses, scores = opinions.answers(block.plan, course, block.enrolled, person, planted)
        for column, item in enumerate(opinions.ITEMS):
            responses[item] = scores[:, column]
        files.add(con, "responses", responses)
        files.add(con, "comments", comments.comments(block.plan, responses))
    files.parquet(con, out, "evaluations", ANSWERS)
    files.parquet(con, out, "course_evaluations", RATINGS)
    tell("follow_ups", 0.55)
    for block in blocks(plan, enrolled):
        files.add(con, "follow_ups", block.placed(transfer.follow_ups(block.plan, course, block.enrolled, person)))
        files.add(con, "assessments", block.placed(learning.tests(block.plan, course, block.enrolled, person)))
    tell("hours_ledger", 0.70)


def _measured(
    con: duckdb.DuckDBPyConnection, plan: Plan, course: pd.DataFrame, enrolled: pd.DataFrame, place: pd.DataFrame,
    planted: Plants,
) -> Plants:  # fmt: skip
    """Results at work as a table; the plants with the classes that have them."""
    found = outcomes(plan, course, enrolled, place)
    files.table(con, "outcomes", found)
    return replace(planted, net=tuple(found.cls.unique()))


def _hours(con: duckdb.DuckDBPyConnection, plan: Plan, person: People, place: pd.DataFrame) -> None:
    for half in ledger.entries(plan, person, place):
        files.add(con, "hours_ledger", half)


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
