"""Problems found in class, when they were closed, which came back, and what was improved for a later run."""

from __future__ import annotations

import numpy as np
import pandas as pd

from data.demo import plants
from data.demo.plan import Plan

CATEGORIES = ("Q1", "Q2", "Q3", "Q4", "Q5", "Q6", "Q7", "Q8", "Q9", "Q0")
FINDERS = ("FLW", "TRN", "TMG")
DIMENSIONS = ("PD", "PI", "PM")
_SHARE = (0.13, 0.10, 0.20, 0.10, 0.04, 0.22, 0.06, 0.08, 0.05, 0.02)
_AIMED = (0, 1, 1, 2, 2, 2, 1, 2, 0, -1)  # what an improvement after a problem of each category aims at; -1 nothing
_Q7 = CATEGORIES.index("Q7")
_ALLOWED = np.array([0, 14, 7, 3])  # days by severity
_PER_CLASS = 1.0
_NEVER = 0.05  # stay open
_AGAIN = 0.15  # the next run of the programme has the problem again
_NAMED = 0.6  # of those that came back are entered as such
_EVIDENCE = 0.94
_ACTED, _VERIFIED = 0.3, 0.8


def problems(
    plan: Plan, classes: pd.DataFrame, timetable: pd.DataFrame, base: np.ndarray
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """(issues: cls, found, role, category, severity, base, due, closed (0 = open), evidence, again (row, -1 = none);
    actions: issue, aim, due, done, later (class, -1 = none)). `base`: base of each row of the timetable, -1 none."""
    rng = plan.chance(71)
    found = _found(rng, plan, classes, timetable, base)
    found["severity"] = rng.choice([1, 2, 3], len(found), p=[0.35, 0.45, 0.20])
    found["due"] = found.found + _ALLOWED[found.severity]
    found["closed"] = _closed(rng, plan, classes, found)
    found["evidence"] = (rng.random(len(found)) < _EVIDENCE).astype(int)
    found["again"] = _again(rng, classes, found)
    return found, _actions(rng, plan, classes, found)


def _next_run(classes: pd.DataFrame) -> np.ndarray:
    """The class that is the next run of the same programme, -1 for the last one."""
    later = classes.groupby("programme").run.shift(-1).notna().to_numpy()
    order = classes.reset_index().groupby("programme")["index"].shift(-1).fillna(-1).to_numpy().astype(int)
    return np.where(later, order, -1)


def _found(
    rng: np.random.Generator, plan: Plan, classes: pd.DataFrame, timetable: pd.DataFrame, base: np.ndarray
) -> pd.DataFrame:
    """Problems by chance, those that come back in the next run, and the planted one at the weak base; in order of day."""
    per = rng.poisson(_PER_CLASS, len(classes))
    cls = np.repeat(np.arange(len(classes)), per)
    kind = rng.choice(len(CATEGORIES), len(cls), p=np.array(_SHARE) / sum(_SHARE))
    then = _next_run(classes)[cls]
    comes = (then >= 0) & (rng.random(len(cls)) < _AGAIN) & (per[then] > 0)
    frame = pd.DataFrame({"cls": np.concatenate([cls, then[comes]]), "category": np.concatenate([kind, kind[comes]])})
    span = (classes.end - classes.start).to_numpy()[frame.cls]
    frame["found"] = classes.start.to_numpy()[frame.cls] + (rng.random(len(frame)) * (span + 1)).astype(int)
    frame["base"] = -1
    frame = pd.concat([frame, _at_base(rng, plan, timetable, base)], ignore_index=True)
    frame["role"] = rng.choice(len(FINDERS), len(frame), p=[0.6, 0.25, 0.15])
    silent = (classes.host_name == plants.SILENT_HOST).to_numpy()[frame.cls] & plan.planted
    return frame[(frame.found <= plan.last) & ~silent].sort_values(["found", "cls"], kind="stable", ignore_index=True)


def _at_base(rng: np.random.Generator, plan: Plan, timetable: pd.DataFrame, base: np.ndarray) -> pd.DataFrame:
    """The same problem in most classes that go to the weak base, and now and then at any other."""
    away = pd.DataFrame({"cls": timetable.cls, "found": timetable.date, "base": base})[base >= 0]
    away = away.drop_duplicates(["cls", "base"])
    chance = np.where(away.base == 0, plan.effect(plants.BASE_PROBLEM, plants.USUAL_BASE_PROBLEM), plants.USUAL_BASE_PROBLEM)
    return away[rng.random(len(away)) < chance].assign(category=_Q7)


def _closed(rng: np.random.Generator, plan: Plan, classes: pd.DataFrame, found: pd.DataFrame) -> np.ndarray:
    """Day of closing, 0 while open; slow in the planted city until its improvement."""
    slow = (classes.host_region.to_numpy()[found.cls] == plants.SLOW_CITY) & (found.found < plants.SLOW_UNTIL)
    pace = 0.45 * np.where(slow, plan.effect(plants.SLOW, 1.0), 1.0) * _ALLOWED[found.severity]
    day = found.found + np.ceil(rng.exponential(pace)).astype(int)
    return np.where((rng.random(len(found)) < _NEVER) | (day > plan.last), 0, day)


def _again(rng: np.random.Generator, classes: pd.DataFrame, found: pd.DataFrame) -> np.ndarray:
    """The earlier problem a problem is entered to be the return of: same base, or same category in the run before."""
    place: dict[tuple, int] = {}
    before = np.full(len(classes), -1)
    then = _next_run(classes)
    before[then[then >= 0]] = np.flatnonzero(then >= 0)
    named, again = rng.random(len(found)) < _NAMED, np.full(len(found), -1)
    for row in found.itertuples():
        own = ("base", row.base) if row.base >= 0 else ("class", row.cls, row.category)
        earlier = own if row.base >= 0 else ("class", before[row.cls], row.category)
        if named[row.Index] and earlier in place:
            again[row.Index] = place[earlier]
        place[own] = row.Index
    return again


def _actions(rng: np.random.Generator, plan: Plan, classes: pd.DataFrame, found: pd.DataFrame) -> pd.DataFrame:
    """Improvements after some of the closed problems, with the run that is to show them."""
    issue = np.flatnonzero((found.closed > 0) & (rng.random(len(found)) < _ACTED))
    due = found.closed.to_numpy()[issue] + 30
    done = found.closed.to_numpy()[issue] + rng.integers(2, 45, len(issue))
    later = _next_run(classes)[found.cls.to_numpy()[issue]]
    known = (later >= 0) & (rng.random(len(issue)) < _VERIFIED)
    shows = known & (classes.end.to_numpy()[later] <= plan.last)
    aim = np.array(_AIMED)[found.category.to_numpy()[issue]]
    return pd.DataFrame(
        {
            "issue": issue, "aim": aim, "due": due, "done": np.where(done <= plan.last, done, 0),
            "later": np.where(shows, later, -1),
        }
    )  # fmt: skip
