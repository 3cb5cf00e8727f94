"""Attendance of every trainee at every session held, and what follows from it: status, hours, result."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd

from data.demo import plants
from data.demo.classes import Plants
from data.demo.people import People
from data.demo.plan import Plan
from data.demo.timetable import ON_SITE

STATUS = ("P", "L", "E", "V", "A", "N")
ENROLMENT = ("DONE", "NOSHOW", "WITHDRAWN", "INCOMPLETE", "REG")
NOSHOW = ENROLMENT.index("NOSHOW")
RESULTS = ("EX", "GOOD", "PASS", "FAIL", "NA")
_KINDS_OF_LOSS = (0.27, 0.18, 0.41, 0.09, 0.05)  # L E V A N when something is not simply present
_LATE_FROM = 0.85  # part of the class after which fewer come
_LEAVE_LIMIT = 1 / 7
_DONE, _NOSHOW, _WITHDRAWN, _INCOMPLETE, _REG = range(5)


def start_status(plan: Plan, classes: pd.DataFrame, enrolled: pd.DataFrame) -> pd.DataFrame:
    """status (index of ENROLMENT) before attendance is known, left (day, 0 = stayed)."""
    rng = plan.chance(7)
    cls = enrolled.cls.to_numpy()
    start, end = classes.start.to_numpy()[cls], classes.end.to_numpy()[cls]
    draw = rng.random(len(cls))
    status = np.select([draw < 0.02, draw < 0.03], [_NOSHOW, _WITHDRAWN], _DONE)
    running = classes.running.to_numpy()[cls]
    status[running & (status != _NOSHOW)] = _REG
    left = start + 1 + (rng.random(len(cls)) * (end - start - 1)).astype(np.int64)
    return pd.DataFrame({"status": status, "left": np.where(status == _WITHDRAWN, left, 0)})


def attendance(
    plan: Plan,
    classes: pd.DataFrame,
    timetable: pd.DataFrame,
    enrolled: pd.DataFrame,
    people: People,
    planted: Plants,
) -> pd.DataFrame:
    """One row per trainee and held session: ses, enr (rows of timetable, enrolled), status, minutes lost."""
    rng = plan.chance(8)
    held = timetable[timetable.date <= plan.last]
    count = np.bincount(held.cls, minlength=len(classes))
    first = np.searchsorted(timetable.cls.to_numpy(), np.arange(len(classes)))
    here = np.flatnonzero(enrolled.status != _NOSHOW)
    per = count[enrolled.cls.to_numpy()[here]]
    enr = np.repeat(here, per).astype(np.int32)
    start = first[enrolled.cls.to_numpy()[here]] - (np.cumsum(per) - per)  # what the row number lacks to the session's
    ses = np.repeat(start.astype(np.int32), per) + np.arange(len(enr), dtype=np.int32)
    left = enrolled.left.to_numpy(np.int32)[enr]
    stays = (left == 0) | (timetable.date.to_numpy(np.int32)[ses] <= left)
    enr, ses = enr[stays], ses[stays]
    odds = _odds(rng, classes, timetable, enrolled, people, planted)
    there = rng.random(len(enr), dtype=np.float32) < odds(enr, ses)
    kind = (1 + np.searchsorted(np.cumsum(_KINDS_OF_LOSS), rng.random(len(enr))).clip(0, 4)).astype(np.int8)
    status = np.where(there, np.int8(0), kind)
    lost = np.where((status == 1) | (status == 2), (rng.integers(2, 13, len(enr)) * 5).astype(np.int16), np.int16(0))
    return pd.DataFrame({"ses": ses, "enr": enr, "status": status, "lost": lost})


def _odds(
    rng: np.random.Generator,
    classes: pd.DataFrame,
    timetable: pd.DataFrame,
    enrolled: pd.DataFrame,
    people: People,
    planted: Plants,
) -> Callable[[np.ndarray, np.ndarray], np.ndarray]:
    """Chance that a trainee (row) is simply present at a session (row)."""
    person = 3.3 + 0.7 * people.diligence[enrolled.cadre] + 0.1 * rng.normal(size=len(enrolled))
    of_class = 0.30 * rng.normal(size=len(classes)) + 0.12 * classes.quality.to_numpy()
    weak_site = rng.random(len(classes)) < 0.18
    cls = timetable.cls.to_numpy()
    on_site = np.isin(timetable.method, ON_SITE)
    late = timetable.seq.to_numpy() / (2 * classes.days.to_numpy()[cls]) > _LATE_FROM
    lost = np.isin(cls, planted.lost) & (timetable.day == plants.LOST_DAY).to_numpy()
    session = of_class[cls] - 0.8 * late - 0.5 * (on_site & weak_site[cls]) + plants.LOST_SHIFT * lost

    def chance(enr: np.ndarray, ses: np.ndarray) -> np.ndarray:
        return 1 / (1 + np.exp(-(person[enr] + session[ses]).astype(np.float32)))

    return chance


def settle(
    plan: Plan,
    classes: pd.DataFrame,
    timetable: pd.DataFrame,
    enrolled: pd.DataFrame,
    people: People,
    rolls: pd.DataFrame,
) -> pd.DataFrame:
    """status, credited hours and result (index of RESULTS, -1 none) of each enrolment after its class."""
    rng = plan.chance(9)
    n = len(enrolled)
    hours = timetable.hours.to_numpy()[rolls.ses].astype(float)
    status = rolls.status.to_numpy()
    credit = np.where(status <= 2, 1 - rolls.lost.to_numpy() / (60 * hours), 0.0)
    credited = np.bincount(rolls.enr, weights=hours * credit, minlength=n).round(1)
    away = np.bincount(rolls.enr, weights=hours * ((status == 3) | (status == 4)), minlength=n)
    scheduled = classes.scheduled.to_numpy()[enrolled.cls]
    final = enrolled.status.to_numpy().copy()
    final[(final == _DONE) & (away / scheduled > _LEAVE_LIMIT) & (rng.random(n) < 0.5)] = _INCOMPLETE
    merit = people.ability[enrolled.cadre] + 0.5 * people.diligence[enrolled.cadre] + rng.normal(size=n)
    result = np.select([merit > 1.6, merit > -0.2, merit > -4.2], [0, 1, 2], 3)
    short = classes.days.to_numpy()[enrolled.cls] <= 3
    result[short & (rng.random(n) < 0.5)] = 4
    result[final != _DONE] = -1
    credited[(final == _NOSHOW) | (final == _REG)] = np.nan
    return pd.DataFrame({"status": final, "credited": credited, "result": result})
