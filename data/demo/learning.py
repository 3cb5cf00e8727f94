"""Tests before and after the class, of some classes one more some time later; one topic teaches less."""

from __future__ import annotations

import numpy as np
import pandas as pd

from data.demo import plants
from data.demo.people import People
from data.demo.plan import Plan

_TESTED = 0.6  # of the classes
_MISSED = 0.05  # of the trainees, each time
_LATER, _LATE_DAYS, _KEPT, _AWAY = 0.25, 120, 0.8, 0.3  # of these classes; days after; of the gain; of the trainees


def tests(plan: Plan, classes: pd.DataFrame, enrolled: pd.DataFrame, people: People) -> pd.DataFrame:
    """One row per paper: enr, kind (0 before, 1 after, 2 later), score (of 100), date; of kind 2 last."""
    rng = plan.chance(11)
    tested = rng.random(len(classes)) < _TESTED
    topic = np.where(classes.topic == plants.WEAK_TOPIC, plan.effect(plants.WEAK_GAIN, plants.GAIN), plants.GAIN)
    of_class = topic + 1.0 * rng.normal(size=len(classes)) + 1.0 * classes.quality.to_numpy()
    of_class += plan.lasting(14).normal(scale=1.2, size=64)[classes.kind]
    hard = rng.normal(scale=3, size=len(classes))
    cls = enrolled.cls.to_numpy()
    sits = np.flatnonzero(tested[cls] & (enrolled.status != 1))
    cls = cls[sits]
    ability = 7 * people.ability[enrolled.cadre.to_numpy()[sits]]
    level = np.array([2, 2, 1, 0, -1, -2])[enrolled.level.to_numpy()[sits] - 1]
    before = 58 + hard[cls] + level + ability + rng.normal(scale=6, size=len(sits))
    after = before + of_class[cls] + rng.normal(scale=6, size=len(sits))
    ended = (enrolled.status.to_numpy()[sits] == 0) | (enrolled.status.to_numpy()[sits] == 3)
    keep_pre = rng.random(len(sits)) >= _MISSED
    keep_post = (rng.random(len(sits)) >= _MISSED) & ended
    pre = _papers(sits, 0, before, classes.start.to_numpy()[cls])[keep_pre]
    post = _papers(sits, 1, after, classes.end.to_numpy()[cls])[keep_post]
    told = pd.concat([pre, post]).sort_values(["enr", "kind"], ignore_index=True)
    left = before + _KEPT * of_class[cls]
    again = keep_post & _asked_again(plan, classes)[cls]
    return pd.concat([told, _later(plan, sits[again], left[again], classes.end.to_numpy()[cls[again]])], ignore_index=True)


def _asked_again(plan: Plan, classes: pd.DataFrame) -> np.ndarray:
    """By class whether its people were tested once more."""
    old = classes.end.to_numpy() + _LATE_DAYS <= plan.last
    return old & (plan.chance(15).random(len(classes)) < _LATER)


def _later(plan: Plan, enr: np.ndarray, left: np.ndarray, ended: np.ndarray) -> pd.DataFrame:
    rng = plan.chance(16)
    papers = _papers(enr, 2, left + rng.normal(scale=6, size=len(enr)), ended + _LATE_DAYS)
    return papers[rng.random(len(enr)) >= _AWAY]


def _papers(enr: np.ndarray, kind: int, score: np.ndarray, day: np.ndarray) -> pd.DataFrame:
    return pd.DataFrame(
        {"enr": enr, "kind": kind, "score": np.clip(score, 5, 100).round().astype(int), "date": day}
    )
