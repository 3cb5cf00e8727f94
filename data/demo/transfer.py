"""Follow-ups after 90 and 180 days: trainee and supervisor, with the planted rise and the Simpson case."""

from __future__ import annotations

import numpy as np
import pandas as pd
from scipy.special import ndtri

from data.demo import plants
from data.demo.people import People
from data.demo.plan import Plan

APPLIED = ("YES", "PARTLY", "NO", "NO_OPPORTUNITY")
WAIT = (90, 180)  # days after the class, by wave
_ANSWERS = ((0.66, 0.55), (0.58, 0.48))  # response by role (trainee, supervisor) and wave
_ASKED_SUPERVISORS = 0.6
_EARLY = 21  # days before the due day that a form may be open
_BARRIERS = (0.22, 0.29, 0.10, 0.16, 0.13, 0.05, 0.05)
_TOWNSHIP_BARRIERS = (0.17, 0.35, 0.07, 0.11, 0.22, 0.04, 0.04)


def follow_ups(plan: Plan, classes: pd.DataFrame, enrolled: pd.DataFrame, people: People) -> pd.DataFrame:
    """One row per form asked for: enr, wave 0|1, role 0 trainee | 1 supervisor, due day, answer if any."""
    rng = plan.chance(12)
    done = np.flatnonzero(enrolled.status == 0)
    asked = done[rng.random(len(done)) < _ASKED_SUPERVISORS]
    parts = [(wave, role, who) for role, who in ((0, done), (1, asked)) for wave in (0, 1)]
    frame = pd.concat(
        [pd.DataFrame({"enr": who, "wave": wave, "role": role}) for wave, role, who in parts]
    ).sort_values(["enr", "wave", "role"], ignore_index=True)
    frame["end"] = classes.end.to_numpy()[enrolled.cls.to_numpy()[frame.enr]]
    frame["due"] = frame.end + np.array(WAIT)[frame.wave]
    frame = _answered(rng, plan, enrolled, people, frame)
    return _fill(rng, plan, classes, enrolled, people, frame)


def _answered(
    rng: np.random.Generator, plan: Plan, enrolled: pd.DataFrame, people: People, frame: pd.DataFrame
) -> pd.DataFrame:
    """Adds `sent` (0 = not answered); keeps forms that are due and the few answered before their day."""
    n = len(frame)
    rate = np.array(_ANSWERS)[frame.role, frame.wave]
    will = ndtri(rate) * 1.05 + 0.3 * people.diligence[enrolled.cadre.to_numpy()[frame.enr]]
    sent = frame.due + rng.integers(-10, 22, n)
    early = rng.random(n) < 0.03
    sent = np.where(early, frame.due - rng.integers(10, _EARLY, n), sent)
    answers = (rng.normal(size=n) < will) & (sent <= plan.last)
    frame["sent"] = np.where(answers, sent, 0)
    return frame[(frame.due <= plan.last) | answers].reset_index(drop=True)


def _chance(
    rng: np.random.Generator, plan: Plan, classes: pd.DataFrame, enrolled: pd.DataFrame, frame: pd.DataFrame
) -> np.ndarray:
    """Chance that the training is used, as the trainee sees it."""
    enr = frame.enr.to_numpy()
    level, city = enrolled.level.to_numpy()[enr], enrolled.city.to_numpy()[enr]
    of_class = 0.025 * rng.normal(size=len(classes)) + 0.015 * classes.quality.to_numpy()
    rise = np.clip((frame.due - plants.RISE_FROM) / plants.RISE_DAYS, 0, 1) * plan.effect(plants.RISE, 0)
    p = np.array(plants.APPLIED)[level - 1] + of_class[enrolled.cls.to_numpy()[enr]]
    turned = city == plants.TURN_CITY
    p += np.where((level == plants.RISE_LEVEL) & ~turned, rise, 0)
    late = classes.start.to_numpy()[enrolled.cls.to_numpy()[enr]] >= plants.TURN_FROM
    p += np.where(turned & late, plan.effect(plants.TURN_FALL, 0), 0)
    p += np.where(city == plants.SIMPSON_CITY, plan.effect(plants.SIMPSON_APPLIED, 0), 0)
    return np.clip(p + np.where(frame.wave == 1, 0.01, 0), 0.02, 0.98)


def _fill(
    rng: np.random.Generator,
    plan: Plan,
    classes: pd.DataFrame,
    enrolled: pd.DataFrame,
    people: People,
    frame: pd.DataFrame,
) -> pd.DataFrame:
    """applied (index of APPLIED, -1 none), first (day), barrier 1..7, support and behaviour 1..5; 0 none."""
    n, enr = len(frame), frame.enr.to_numpy()
    answered, supervisor = frame.sent.to_numpy() > 0, frame.role.to_numpy() == 1
    p = _chance(rng, plan, classes, enrolled, frame) + np.where(supervisor, plants.SUPERVISOR_GAP, 0)
    truth = rng.normal(size=len(enrolled))[enr]
    will = 0.25 * people.ability[enrolled.cadre.to_numpy()[enr]] + 0.55 * truth
    latent = (will + 0.797 * rng.normal(size=n)) < ndtri(p)
    used = latent & answered
    split = rng.random(n)
    applied = np.where(latent, np.where(split < 0.55, 0, 1), np.where(split < 0.72, 2, 3))
    first = frame.end + np.minimum(3 + rng.exponential(35, n), frame.sent - frame.end).astype(np.int64)
    frame["applied"] = np.where(answered, applied, -1)
    frame["first"] = np.where(used & ~supervisor, first, 0)
    frame["barrier"] = np.where(answered & ~latent & ~supervisor, _barriers(rng, plan, enrolled, enr), 0)
    support = np.clip(np.round(3.55 + 0.35 * latent + rng.normal(scale=0.95, size=n)), 1, 5)
    frame["support"] = np.where(answered & ~supervisor, support, 0).astype(int)
    behaviour = np.clip(np.round(np.where(latent, 4.0, 3.1) + rng.normal(scale=0.7, size=n)), 1, 5)
    frame["behaviour"] = np.where(answered & supervisor, behaviour, 0).astype(int)
    return frame


def _barriers(rng: np.random.Generator, plan: Plan, enrolled: pd.DataFrame, enr: np.ndarray) -> np.ndarray:
    draw = rng.random(len(enr))
    usual, township = (
        np.searchsorted(np.cumsum(p), draw).clip(0, 6) + 1 for p in (_BARRIERS, _TOWNSHIP_BARRIERS)
    )
    named = np.where(enrolled.tier.to_numpy()[enr] == 4, township, usual)
    other = plan.chance(41).random(len(enr)) < plan.effect(plants.BARRIER_SHARE, 0)
    return np.where(other & (enrolled.level.to_numpy()[enr] == plants.BARRIER_LEVEL), plants.BARRIER, named)
