"""Sessions: two a day, with hours, method, module and title."""

from __future__ import annotations

import numpy as np
import pandas as pd

from data.demo import plants
from data.demo.classes import Plants, day_of
from data.demo.plan import Plan, world

_METHODS = {
    "M01": 46,
    "M02": 13,
    "M03": 10,
    "M04": 4,
    "M05": 4,
    "M06": 2,
    "M07": 9,
    "M08": 4,
    "M09": 4,
    "M11": 4,
}
_MODULES = (0.28, 0.22, 0.36, 0.14)
_MAIN_MODULES = (0.46, 0.30, 0.17, 0.07)
ON_SITE = ("M07", "M08")


def sessions(plan: Plan, classes: pd.DataFrame, planted: Plants) -> pd.DataFrame:
    """One row per session of the whole timetable in order of class: cls, seq, day from 1, date, hours, codes.

    Sessions after the last day belong to running classes and are not written."""
    rng = plan.chance(5)
    count = 2 * classes.days.to_numpy()
    cls = np.repeat(np.arange(len(classes)), count)
    step = np.arange(len(cls)) - np.repeat(np.cumsum(count) - count, count)
    day = step // 2
    frame = pd.DataFrame({"cls": cls, "seq": step + 1, "day": day + 1})
    frame["date"] = day_of(classes.start.to_numpy()[cls], day)
    afternoon = np.where(rng.random(len(classes)) < 0.4, 4, 3)[cls]
    frame["hours"] = np.where(step % 2 == 0, 4, afternoon)
    frame["method"] = _methods(rng, frame, planted)
    main = classes.main.to_numpy()[cls]
    draw = rng.random(len(cls))
    usual, of_main = (np.searchsorted(np.cumsum(m), draw).clip(0, 3) for m in (_MODULES, _MAIN_MODULES))
    frame["module"] = np.char.add("C", (np.where(main, of_main, usual) + 1).astype(str))
    frame["title"] = _titles(rng, frame)
    return frame


def _methods(rng: np.random.Generator, frame: pd.DataFrame, planted: Plants) -> np.ndarray:
    """Lectures first; on-site teaching never on the first day; the planted class spends its day on site."""
    weight = np.array(list(_METHODS.values()), float)
    method = rng.choice(np.array(list(_METHODS)), len(frame), p=weight / weight.sum())
    early = (frame.day == 1) & np.isin(method, ON_SITE)
    method[early | (frame.seq == 1)] = "M01"
    of_planted = np.isin(frame.cls, planted.lost)
    method[of_planted & np.isin(method, ON_SITE)] = "M01"
    method[of_planted & (frame.day == plants.LOST_DAY).to_numpy()] = "M07"
    return method


def _titles(rng: np.random.Generator, frame: pd.DataFrame) -> list[str]:
    titles, forms = world()["session_title"], world()["method_title"]
    pick = rng.integers(0, 60, len(frame))
    return [
        forms[method].format(title=titles[module][k % len(titles[module])])
        for method, module, k in zip(frame.method, frame.module, pick, strict=True)
    ]


def scheduled(frame: pd.DataFrame) -> np.ndarray:
    """Hours of each class: the sum of its whole timetable."""
    return np.bincount(frame.cls, weights=frame.hours)
