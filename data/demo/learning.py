"""Tests before and after the class; one topic teaches less."""

from __future__ import annotations

import numpy as np
import pandas as pd

from data.demo import plants
from data.demo.people import People
from data.demo.plan import Plan

_TESTED = 0.6  # of the classes
_MISSED = 0.05  # of the trainees, each time


def tests(plan: Plan, classes: pd.DataFrame, enrolled: pd.DataFrame, people: People) -> pd.DataFrame:
    """One row per paper: enr, kind (0 before, 1 after), score (of 100), date; in order of enrolment."""
    rng = plan.chance(11)
    tested = rng.random(len(classes)) < _TESTED
    topic = np.where(classes.topic == plants.WEAK_TOPIC, plan.effect(plants.WEAK_GAIN, plants.GAIN), plants.GAIN)
    of_class = topic + 1.0 * rng.normal(size=len(classes)) + 1.0 * classes.quality.to_numpy()
    of_class += plan.chance(14).normal(scale=1.2, size=64)[classes.kind]
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
    return pd.concat([pre, post]).sort_values(["enr", "kind"], ignore_index=True)


def _papers(enr: np.ndarray, kind: int, score: np.ndarray, day: np.ndarray) -> pd.DataFrame:
    return pd.DataFrame(
        {"enr": enr, "kind": kind, "score": np.clip(score, 5, 100).round().astype(int), "date": day}
    )
