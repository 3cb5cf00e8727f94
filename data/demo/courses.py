"""Courses: teachers, on-site bases, who teaches what and where, and what trainees say of each session."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from data.demo import plants
from data.demo.opinions import NEW_FORM
from data.demo.places import PROVINCE
from data.demo.plan import Plan, world
from data.demo.timetable import ON_SITE

TYPES = ("LEAD", "SCHOOL", "UNI", "MODEL", "PRACT", "SITE")
FIELDS = ("HT", "AG", "RED", "ETH", "GOV", "ECO")
_TEACHERS = (0.30, 0.22, 0.22, 0.05, 0.15, 0.06)  # share of each type in the register
_OF_MAIN = (0.29, 0.38, 0.13, 0.03, 0.17, 0.0)  # who teaches main classes, by type
_USUAL = (0.12, 0.28, 0.31, 0.04, 0.25, 0.0)
_ON_SITE = (0.0, 0.1, 0.0, 0.0, 0.3, 0.6)
_MODELS = (0.0, 0.0, 0.0, 0.8, 0.2, 0.0)
_FEWEST_BASES, _BASES = 12, 42  # in a small and in the full province
_REVIEWED = 0.7  # of the bases, within two years
_ETHICS = 0.96  # of the classes without a lecture on ethics have it in another session
_RATED, _RATED_SMALL = 0.35, 0.65  # of the classes ask about each session; more where there are few
_FEW = 200  # classes
_ANSWER = 0.72
_ASPECTS = {"attitude": 0.35, "content": 0.0, "method": -0.2}  # how easily each is praised, beside the effect
_CUTS = (-2.75, -2.05, -1.20, 0.05)  # between scores 1|2|3|4|5
_NEAR = 6.0  # how much rather a base in the host's own city is visited


@dataclass(frozen=True)
class Teaching:
    """`bases`: name, field, region, opened, reviewed (0 = never). `teachers`: type. `sessions`: by row of the timetable:
    ethics 0/1, teacher, base (-1 = none)."""

    bases: pd.DataFrame
    teachers: pd.DataFrame
    sessions: pd.DataFrame


def teaching(plan: Plan, classes: pd.DataFrame, timetable: pd.DataFrame) -> Teaching:
    """Who teaches each session, at which base, and whether it holds professional ethics."""
    rng = plan.chance(61)
    bases, teachers = _bases(rng, plan), _teachers(rng, plan)
    chosen = pd.DataFrame(
        {
            "ethics": _ethics(rng, plan, classes, timetable),
            "teacher": _teacher(rng, plan, classes, timetable, teachers),
            "base": _base(rng, classes, timetable, bases),
        }
    )
    return Teaching(bases, teachers, chosen)


def _bases(rng: np.random.Generator, plan: Plan) -> pd.DataFrame:
    """Bases of every field, more of them in larger cities; the first lies in one city."""
    n = max(_FEWEST_BASES, round(_BASES * min(plan.scale, 1)))
    weights = {int(c): w for c, w in world()["city_weight"].items()}
    region = rng.choice(np.array(list(weights)), n, p=np.array(list(weights.values())) / sum(weights.values()))
    region[0] = plants.BASE_CITY
    field = np.resize(np.arange(len(FIELDS)), n)
    names = world()["base_name"]
    ages = rng.integers(30, 720, n)
    old = rng.random(n) >= _REVIEWED
    reviewed = np.where(old, plan.last - rng.integers(760, 1300, n), plan.last - ages)
    return pd.DataFrame(
        {
            "name": [f"{names[FIELDS[f]]}{i + 1:02d}（虚构）" for i, f in enumerate(field)],
            "field": field,
            "region": region,
            "opened": plan.first - rng.integers(100, 2000, n),
            "reviewed": reviewed,
            "appeal": np.where(np.arange(n) < 1, 1.6, rng.choice([0.02, 1.0, 1.6], n, p=[0.12, 0.6, 0.28])),
        }
    )


def _teachers(rng: np.random.Generator, plan: Plan) -> pd.DataFrame:
    n = max(60, round(1500 * plan.scale))
    return pd.DataFrame({"type": np.sort(rng.choice(len(TYPES), n, p=_TEACHERS))})


def _ethics(rng: np.random.Generator, plan: Plan, classes: pd.DataFrame, timetable: pd.DataFrame) -> np.ndarray:
    """Lectures on ethics count; most other classes treat it in one session, those of the planted type often do not."""
    taught = timetable.title.str.contains(world()["ethics_word"]).to_numpy(bool, copy=True)
    has = np.bincount(timetable.cls, weights=taught, minlength=len(classes)) > 0
    rate = np.where(classes.type == plants.NO_ETHICS_TYPE, plan.effect(plants.NO_ETHICS, _ETHICS), _ETHICS)
    adds = ~has & (rng.random(len(classes)) < rate)
    first = np.searchsorted(timetable.cls.to_numpy(), np.arange(len(classes)))
    row = first + rng.integers(0, 2 * classes.days.to_numpy())
    taught[row[adds]] = True
    return taught.astype(int)


def _teacher(
    rng: np.random.Generator, plan: Plan, classes: pd.DataFrame, timetable: pd.DataFrame, teachers: pd.DataFrame
) -> np.ndarray:
    """A teacher of the type that suits method and class; in the planted half-year leading cadres teach less."""
    cls, method = timetable.cls.to_numpy(), timetable.method.to_numpy()
    main = classes.main.to_numpy(bool)[cls]
    start = classes.start.to_numpy()[cls]
    draw = rng.random(len(timetable))
    kinds = {name: np.searchsorted(np.cumsum(p), draw * sum(p)).clip(0, 5) for name, p in _mixes().items()}
    kind = np.where(main, kinds["main"], kinds["usual"])
    few = main & (start >= plants.LEADERS_FROM) & (start <= plants.LEADERS_TO)
    spared = few & (kind == 0) & (rng.random(len(kind)) < plan.effect(plants.LEADERS_LEFT, 0.0))
    kind = np.where(spared, 1, kind)
    kind = np.where(np.isin(method, ON_SITE), kinds["site"], np.where(method == "M09", kinds["model"], kind))
    first = np.searchsorted(teachers.type.to_numpy(), np.arange(len(TYPES) + 1))
    return (first[kind] + rng.random(len(kind)) * (first[kind + 1] - first[kind])).astype(int)


def _mixes() -> dict[str, tuple[float, ...]]:
    return {"main": _OF_MAIN, "usual": _USUAL, "site": _ON_SITE, "model": _MODELS}


def _base(rng: np.random.Generator, classes: pd.DataFrame, timetable: pd.DataFrame, bases: pd.DataFrame) -> np.ndarray:
    """On-site sessions take place at a base, rather one in the host's city."""
    base = np.full(len(timetable), -1)
    away = np.flatnonzero(timetable.method.isin(ON_SITE))
    city = classes.host_region.to_numpy()[timetable.cls.to_numpy()[away]]
    draw = rng.random(len(away))
    for host in np.unique(city):
        weight = bases.appeal.to_numpy() * np.where(bases.region == host, _NEAR, 1.0)
        here = city == host
        base[away[here]] = np.searchsorted(np.cumsum(weight), draw[here] * weight.sum()).clip(0, len(bases) - 1)
    return base


def ratings(
    plan: Plan, classes: pd.DataFrame, timetable: pd.DataFrame, enrolled: pd.DataFrame, given: Teaching
) -> pd.DataFrame:
    """One row per answer about a session of an ended class that asks: id, ses, level, city (0 = not told), date, score
    (effect), attitude, content, method, site (of the base); 0 = not asked. Ordered by class and random id."""
    rng = plan.chance(62)
    asks = (rng.random(len(classes)) < (_RATED if len(classes) > _FEW else _RATED_SMALL)) & ~classes.running.to_numpy()
    who = np.flatnonzero(asks[enrolled.cls.to_numpy()] & (enrolled.status == 0).to_numpy())
    who = who[rng.random(len(who)) < _ANSWER]
    cls = enrolled.cls.to_numpy()[who]
    per = 2 * classes.days.to_numpy()[cls]
    person = np.repeat(np.arange(len(who), dtype=np.int32), per)  # of a nation there are a hundred million: narrow numbers
    first = np.searchsorted(timetable.cls.to_numpy(), np.arange(len(classes)))
    ses = (np.repeat(first[cls], per) + np.arange(len(person)) - np.repeat(np.cumsum(per) - per, per)).astype(np.int32)
    shift = _appeal(rng, plan, timetable, given)[ses] + rng.normal(scale=0.7, size=len(who))[person]
    scores = [_scored(rng, shift) for _ in range(2)]
    part = enrolled.iloc[who]
    frame = pd.DataFrame(
        {
            "id": rng.integers(1, 1 << 62, len(ses)),
            "ses": ses,
            "level": part.level.to_numpy(np.int32)[person],
            "city": np.where(part.tier == 1, PROVINCE, part.city).astype(np.int32)[person],
            "date": timetable.date.to_numpy(np.int32)[ses],
            "score": scores[0],
            "site": np.where(given.sessions.base.to_numpy()[ses] >= 0, scores[1], np.int8(0)),
            "cls": cls.astype(np.int32)[person],
        }
    )
    return _with_aspects(rng, frame, shift, classes.start.to_numpy() >= NEW_FORM)


def _with_aspects(rng: np.random.Generator, frame: pd.DataFrame, shift: np.ndarray, four: np.ndarray) -> pd.DataFrame:
    """Ordered, with attitude, content and method in classes whose card asks `four` questions; 0 in the others."""
    for name, ease in _ASPECTS.items():
        frame[name] = np.where(four[frame.cls], _scored(rng, shift + ease), np.int8(0))
    return frame.sort_values(["cls", "id"], ignore_index=True)


def _scored(rng: np.random.Generator, shift: np.ndarray) -> np.ndarray:
    """A score of 1 to 5 for each shift, with the chance of one answer."""
    return 1 + sum((shift + rng.normal(scale=0.7, size=len(shift)) > cut).astype(np.int8) for cut in _CUTS)


def _appeal(rng: np.random.Generator, plan: Plan, timetable: pd.DataFrame, given: Teaching) -> np.ndarray:
    """How well each session goes, in standard deviations of one answer: chance, the base, and what is planted."""
    shift = rng.normal(scale=0.18, size=len(timetable))
    base = given.sessions.base.to_numpy()
    of_base = plan.lasting(63, rng).normal(scale=0.03, size=len(given.bases))
    of_base[0] = plan.effect(plants.WEAK_BASE, of_base[0])
    shift += np.where(base >= 0, of_base[base], 0.0)
    return shift + np.where(timetable.method == plants.GOOD_METHOD, plan.effect(plants.GOOD_METHOD_SHIFT, 0.0), 0.0)
