"""Evaluations: anonymous answers after class, nine items each, and a few answers of followers and experts."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd

from data.demo import plants
from data.demo.classes import Plants
from data.demo.people import People
from data.demo.places import PROVINCE
from data.demo.plan import Plan, number

ITEMS = ("OV1", "PD1", "PD2", "PI1", "PI2", "PM1", "PM2", "PE1", "PE2")
ROLES = ("TRN", "FLW", "TEX")
NEW_FORM = number(date(2026, 1, 1))  # classes from this day on have another second question about management
_EASE = np.array([0.0, 0.05, -0.10, 0.10, 0.0, 0.25, 0.15, -0.15, -0.20])  # of each item
_CUTS = (-2.75, -2.05, -1.20, 0.05)  # between scores 1|2|3|4|5
_LEVEL_EASE = np.array([0.0, 0.05, 0.05, 0.0, 0.0, -0.05, 0.10])  # B1..B6 at 1..6; 0 = no trainee
_STRAIGHT = 0.06  # give every item the same score


def answers(
    plan: Plan, classes: pd.DataFrame, enrolled: pd.DataFrame, people: People, planted: Plants
) -> tuple[pd.DataFrame, np.ndarray]:
    """(one row per response: id, cls, role, level, city (0 = not told), date; its scores [rows x items]).

    Rows are ordered by class and random id: nothing leads from an answer to an enrolment."""
    rng = plan.chance(10)
    chosen = np.arange(len(classes)) if plan.block is None else np.unique(enrolled.cls)
    trainees = _respondents(rng, enrolled, classes, people, planted)
    frame = pd.concat([trainees, _others(rng, classes, chosen)], ignore_index=True)
    frame["id"] = rng.integers(1, 1 << 62, len(frame))
    delay = np.minimum(rng.geometric(0.6, len(frame)) - 1, 4)
    frame["date"] = np.minimum(classes.end.to_numpy()[frame.cls] + delay, plan.last)
    frame = frame.sort_values(["cls", "id"], ignore_index=True)
    return frame, _scores(rng, classes, frame, planted)


def _respondents(
    rng: np.random.Generator,
    enrolled: pd.DataFrame,
    classes: pd.DataFrame,
    people: People,
    planted: Plants,
) -> pd.DataFrame:
    """Those who stayed to the end and answered; townships and less diligent people answer less."""
    rate = np.log(4.6) + 0.45 * rng.normal(size=len(classes))
    rate[list(planted.good)] = 3.0
    cls = enrolled.cls.to_numpy()
    odds = rate[cls] + 0.3 * people.diligence[enrolled.cadre] - 0.2 * (enrolled.tier == 4)
    answer = rng.random(len(enrolled)) < 1 / (1 + np.exp(-odds))
    part = enrolled[answer & (enrolled.status == 0)]
    city = np.where(part.tier == 1, PROVINCE, part.city)
    return pd.DataFrame({"cls": part.cls.to_numpy(), "role": 0, "level": part.level.to_numpy(), "city": city})


def _others(rng: np.random.Generator, classes: pd.DataFrame, chosen: np.ndarray) -> pd.DataFrame:
    """One or two followers and up to two experts for each chosen class that ended."""
    ended = chosen[~classes.running.to_numpy()[chosen]]
    flw, tex = rng.integers(1, 3, len(ended)), rng.integers(0, 3, len(ended))
    cls = np.concatenate([np.repeat(ended, flw), np.repeat(ended, tex)])
    role = np.concatenate([np.full(flw.sum(), 1), np.full(tex.sum(), 2)])
    return pd.DataFrame({"cls": cls, "role": role, "level": 0, "city": 0})


def _scores(
    rng: np.random.Generator, classes: pd.DataFrame, frame: pd.DataFrame, planted: Plants
) -> np.ndarray:
    """Scores 1..5: class, person and item add up; most stand at 4 or 5."""
    shift = 0.06 * classes.quality.to_numpy()
    shift[list(planted.bad)] = plants.BAD_SHIFT
    shift[list(planted.good)] = plants.GOOD_SHIFT
    n = len(frame)
    mood = shift[frame.cls] + _LEVEL_EASE[frame.level] - 0.35 * (frame.role == 2)
    person = (mood + rng.normal(scale=0.75, size=n)).to_numpy()
    latent = person[:, None] + _EASE + rng.normal(scale=0.62, size=(n, len(ITEMS)))
    score = (1 + sum((latent > cut).astype(np.int8) for cut in _CUTS)).astype(np.int8)
    same = rng.random(n) < np.where(np.isin(frame.cls, planted.flat), plants.FLAT, _STRAIGHT)
    score[same] = score[same, :1]
    return score
