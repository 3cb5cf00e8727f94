"""Selection: who was put forward for each seat, what the checks found, who came instead, whether it was really them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from data.demo import plants
from data.demo.people import People
from data.demo.plan import Plan

STATUS = ("ACCEPTED", "REPLACED", "LAPSED", "WITHDRAWN")
REASONS = ("RT1", "RT2", "RT3", "RT4", "RT5", "RT6", "RT7", "RT8")
CHECKS = ("JOB", "POST_RANK", "AGE", "REPEAT", "UNIT", "TENURE", "FREQUENCY", "DOCS")  # the one each reason rests on
IDENTITY = ("MATCH", "MISMATCH", "NOT_CHECKED")
_REQUIRED = 5  # of the checks, the first ones
_WHY = np.array([0.20, 0.26, 0.14, 0.18, 0.08, 0.06, 0.02, 0.06])
_BACK, _AGAIN = 0.09, 0.15  # first nominees sent back; of their replacements
_LOST = 0.03  # seats nobody came of, of those somebody came of
_LAPSED = 0.6  # of the lost
_IDLE = 0.03  # seats given beyond those nominated for
_UNFIT, _WAIVED, _UNCHECKED = 0.004, 0.01, 0.04  # of the accepted
_IDENTIFIED, _MISMATCHED = 0.9, 0.006
_CONFIRMED, _CLEARED = 0.3, 0.5  # of the mismatches; the rest is open
_LEADING = 0.4
_AGE, _REPEAT = 2, 3
_TRIES = 4


@dataclass(frozen=True)
class Selection:
    """Frames of integers."""

    nominations: pd.DataFrame  # in order of seat and round; before: row it replaces or -1
    checks: pd.DataFrame  # nom, code, result 0 pass | 1 fail | 2 waived, date
    quotas: pd.DataFrame  # cls, org, seats
    picked: pd.DataFrame  # by enrolment: nom, identity, proxy 1 yes | 0 no | -1 open


def selection(
    plan: Plan, classes: pd.DataFrame, enrolled: pd.DataFrame, served: pd.DataFrame, units: pd.DataFrame, unit: int
) -> Selection:
    """Everything that came before the enrolments, which stay as they are. `served`: see by_unit; `unit`: repeat_unit."""
    rng = plan.chance(41)
    seats = _seats(rng, classes, enrolled)
    _send_back(plan, rng, seats, units, unit)
    rounds = _rounds(rng, seats, served)
    nom = rounds.sort_values(["cls", "seat", "round"], kind="stable", ignore_index=True)
    nom["before"] = np.where(nom["round"] > 1, np.arange(len(nom)) - 1, -1)
    picked = _picked(plan, enrolled)
    accepted = nom[nom.status == 0]
    picked.loc[accepted.enr, "nom"] = accepted.index.to_numpy()
    return Selection(nom, _checks(plan, nom), _quotas(rng, classes, seats), picked)


def leading(plan: Plan, people: People) -> pd.DataFrame:
    """By cadre: lead, whether one of those high enough leads."""
    return pd.DataFrame({"lead": plan.chance(44).random(len(people.entry)) < _LEADING})


def by_unit(people: People) -> pd.DataFrame:
    """The cadre periods in order of unit, cadre and day: who else a unit could have put forward."""
    return people.spells.drop(columns="level").sort_values(["org", "cadre", "frm"])


def repeat_unit(plan: Plan, classes: pd.DataFrame, enrolled: pd.DataFrame) -> int:
    """The unit with most trainees in the last year, outside the cities with plants of their own; -1 without plants."""
    if not plan.planted:
        return -1
    recent = classes.start.to_numpy()[enrolled.cls] > plan.last - 365
    apart = ~enrolled.city.isin([plants.AGE_CITY, plants.LATE_REPLACING_CITY, plants.PROXY_CITY]) & (enrolled.tier > 1)
    return int(enrolled.org[recent & apart].mode().iloc[0])


def _seats(rng: np.random.Generator, classes: pd.DataFrame, enrolled: pd.DataFrame) -> pd.DataFrame:
    """One row per seat somebody was nominated for: cls, org, enr (-1: nobody came of it), status at its end."""
    count = np.bincount(enrolled.cls, minlength=len(classes))
    empty = np.minimum(np.maximum(classes.seats.to_numpy() - count, 0), rng.binomial(count, _LOST))
    cls = np.repeat(np.arange(len(classes)), empty)
    first = np.cumsum(count) - count
    like = first[cls] + (rng.random(len(cls)) * count[cls]).astype(int)
    kept = pd.DataFrame({"cls": enrolled.cls, "org": enrolled.org, "enr": np.arange(len(enrolled)), "status": 0})
    status = np.where(rng.random(len(cls)) < _LAPSED, 2, 3)
    lost = pd.DataFrame({"cls": cls, "org": enrolled.org.to_numpy()[like], "enr": -1, "status": status})
    seats = pd.concat([kept, lost], ignore_index=True)
    seats["seat"], seats["start"] = np.arange(len(seats)), classes.start.to_numpy()[seats.cls]
    seats["cadre"] = np.append(enrolled.cadre.to_numpy(), -1)[seats.enr]
    return seats.astype("int32")  # of a nation there are eight million, and three rounds of each


def _send_back(plan: Plan, rng: np.random.Generator, seats: pd.DataFrame, units: pd.DataFrame, unit: int) -> None:
    """Adds `back` (how many nominees were returned), `why` and `why_again` (index of REASONS), `slow` (factor of days)."""
    n, city = len(seats), units.city.to_numpy()[seats.org]
    guilty = (seats.org == unit).to_numpy()
    draw = rng.random(n)
    back = (draw < np.where(guilty, plants.REPEAT_BACK, _BACK)).astype(int)
    back += (back == 1) & (rng.random(n) < _AGAIN)
    seats["back"] = np.where(seats.enr >= 0, back, (seats.status == 2).astype(int))
    age = np.where(np.arange(len(REASONS)) == _AGE, plants.AGE_SHARE, (1 - plants.AGE_SHARE) * _WHY)
    for name in ("why", "why_again"):
        pick = rng.random(n)
        usual, old = (np.searchsorted(np.cumsum(p / p.sum()), pick).clip(0, len(REASONS) - 1) for p in (_WHY, age))
        seats[name] = np.where(plan.effect(city == plants.AGE_CITY, False), old, usual)
    seats["why"] = np.where(guilty & (rng.random(n) < plants.REPEAT_SHARE), _REPEAT, seats.why)
    seats["slow"] = np.where(city == plants.LATE_REPLACING_CITY, plan.effect(plants.LATE_REPLACING, 1), 1)


def _rounds(rng: np.random.Generator, seats: pd.DataFrame, served: pd.DataFrame) -> pd.DataFrame:
    """One row per nomination: seat, round, cls, org, enr, cadre, made, decided, status, why (-1 none), due."""
    parts, made = [], seats.start - rng.integers(24, 40, len(seats))
    for number in (1, 2, 3):
        part = seats.assign(made=np.minimum(made, seats.start - 1), round=number)
        part["decided"] = np.minimum(part.made + rng.integers(1, 5, len(seats)), seats.start)
        ends = seats.back < number
        part["why"] = np.where(ends, -1, seats.why if number == 1 else seats.why_again)
        part["status"] = np.where(ends & (seats.enr >= 0), 0, np.where(seats.enr >= 0, 1, seats.status))
        other = _others(rng, served, seats)
        part["cadre"] = np.where(part.status == 0, seats.cadre, other)
        gap = 1 + np.round(seats.slow * rng.gamma(2, 2.2, len(seats))).astype(int)
        made = part.decided + gap
        there = (seats.back >= number - 1) & ((number == 1) | (seats.enr >= 0))
        parts.append(part[there].astype(dict.fromkeys(("made", "decided", "why", "status", "round", "cadre"), "int32")))
    return pd.concat(parts, ignore_index=True)


def _others(rng: np.random.Generator, spells: pd.DataFrame, seats: pd.DataFrame) -> np.ndarray:
    """Somebody else of the same unit for each seat, in service when the class starts if a few tries find one."""
    org = spells.org.to_numpy()
    low, high = np.searchsorted(org, seats.org), np.searchsorted(org, seats.org, side="right")
    start = seats.start.to_numpy()
    found = np.full(len(seats), -1)
    for _ in range(_TRIES):
        row = low + (rng.random(len(seats)) * (high - low)).astype(int)
        ok = (spells.frm.to_numpy()[row] <= start) & (spells.to.to_numpy()[row] >= start)
        cadre = spells.cadre.to_numpy()[row]
        found = np.where((found < 0) & ok & (cadre != seats.cadre), cadre, found)
    return np.where(found < 0, spells.cadre.to_numpy()[low], found)


def _checks(plan: Plan, nom: pd.DataFrame) -> pd.DataFrame:
    """The required checks of each nomination, and the further one a return rests on."""
    rng = plan.chance(42)
    n = len(nom)
    accepted = (nom.status == 0).to_numpy()
    odd = rng.random(n)
    failed = np.where(nom.why >= 0, nom.why, np.where(accepted & (odd < _UNFIT), _AGE, -1))
    waived = np.where(accepted & (odd > 1 - _WAIVED), _AGE, -1)
    missing = np.where(rng.random(n) < _UNCHECKED, _REQUIRED - 1, -1)
    who = np.repeat(np.arange(n, dtype=np.int32), _REQUIRED)
    code = np.tile(np.arange(_REQUIRED, dtype=np.int8), n)
    more = np.flatnonzero(failed >= _REQUIRED)
    who, code = np.append(who, more.astype(np.int32)), np.append(code, failed[more].astype(np.int8))
    result = np.where(code == failed[who], 1, np.where(code == waived[who], 2, 0)).astype(np.int8)
    frame = pd.DataFrame({"nom": who, "code": code, "result": result, "date": nom.decided.to_numpy()[who]})
    kept = (code != missing[who]) | (result != 0)
    return frame[kept].sort_values(["nom", "code"], ignore_index=True)


def _quotas(rng: np.random.Generator, classes: pd.DataFrame, seats: pd.DataFrame) -> pd.DataFrame:
    """Seats by class and unit: those nominated for, and the rest of the class's seats at one of its units."""
    count = seats.groupby(["cls", "org"]).size().rename("seats").reset_index()
    asked = np.bincount(seats.cls, minlength=len(classes))
    idle = np.minimum(classes.seats.to_numpy() - asked, rng.binomial(asked, _IDLE))
    one = count.groupby("cls").sample(1, random_state=int(rng.integers(1 << 31)))
    count.loc[one.index, "seats"] += np.maximum(idle[one.cls], 0)
    return count


def _picked(plan: Plan, enrolled: pd.DataFrame) -> pd.DataFrame:
    """Identity of those who came, and what people decided about each mismatch."""
    rng = plan.chance(43)
    n = len(enrolled)
    guilty = plan.effect((enrolled.city == plants.PROXY_CITY) & (enrolled.tier == 4), np.zeros(n, bool))
    draw = rng.random(n)
    identity = np.where(rng.random(n) < _IDENTIFIED, 0, 2)
    wrong = (draw < np.where(guilty, plants.PROXY_MISMATCH, _MISMATCHED)) & (identity == 0)
    identity = np.where(enrolled.status == 1, -1, np.where(wrong, 1, identity))
    word = rng.random(n)
    sure = np.where(guilty, plants.PROXY_CONFIRMED, _CONFIRMED)
    proxy = np.where(word < sure, 1, np.where(word < sure + (1 - sure) * _CLEARED / (1 - _CONFIRMED), 0, -1))
    return pd.DataFrame({"nom": -1, "identity": identity, "proxy": np.where(identity == 1, proxy, -1)})
