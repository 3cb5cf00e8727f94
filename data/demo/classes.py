"""Classes: which programme, who runs it, where and when; with the planted runs chosen among them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from data.demo import plants
from data.demo.places import PROVINCE, regions
from data.demo.plan import Plan, world

_CITY_SHARE = 0.65  # of the runs of a programme that cities hold too
_ENOUGH = 600  # cadres a city needs to run its own classes
_FIVE = 5
_WEEKDAYS = (5, 2, 1, 0.3, 0.2, 0, 0)  # weight of a class starting on Monday .. Sunday
_BACK = 0.55  # of the classes that meet a holiday end before it
_FREE = ((10, 1, 10, 8), (1, 1, 1, 4), (5, 1, 5, 6))  # first and day after of public holidays (month, day)


@dataclass(frozen=True)
class Plants:
    """Class numbers of the planted findings; none in a province without."""

    bad: tuple[int, ...] = ()
    good: tuple[int, ...] = ()
    lost: tuple[int, ...] = ()
    flat: tuple[int, ...] = ()
    net: tuple[int, ...] = ()  # with a waiting list: one with an effect, one without


def classes(plan: Plan) -> pd.DataFrame:
    """One row per class in order of start: programme data, organiser, host, dates, size, latent quality."""
    rng = plan.chance(3)
    catalogue = pd.DataFrame(world()["programme"]).fillna({"city": False, "main": False})
    n = plan.classes
    kind = rng.choice(len(catalogue), n, p=catalogue.share / catalogue.share.sum())
    frame = pd.DataFrame({"kind": kind, "organiser": _organisers(rng, plan, catalogue, kind)})
    frame["days"] = [int(rng.choice(catalogue.days[k])) for k in kind]
    _date(rng, plan, frame, (catalogue.type == "T1").to_numpy()[kind])
    frame = frame.sort_values(["start", "kind", "organiser"], kind="stable", ignore_index=True)
    frame["type"] = catalogue.type.to_numpy()[frame.kind]
    frame["topic"] = catalogue.topic.to_numpy()[frame.kind]
    _host(rng, frame)
    frame["main"] = catalogue.main.to_numpy(bool)[frame.kind] & (frame.host_type == "PARTY_SCHOOL")
    frame["size"] = np.clip(rng.lognormal(np.log(42), 0.35, n), 15, 150).astype(int)
    frame["quality"] = rng.normal(size=n)
    frame["running"] = frame.end > plan.last
    _name(frame, catalogue)
    return frame


def _organisers(
    rng: np.random.Generator, plan: Plan, catalogue: pd.DataFrame, kind: np.ndarray
) -> np.ndarray:
    """Province or city, larger cities more often; cities with few cadres send theirs to the province."""
    weights = {int(c): w for c, w in world()["city_weight"].items() if w * plan.trainees >= _ENOUGH}
    choice = np.full(len(kind), PROVINCE)
    if weights:
        p = np.array(list(weights.values()))
        city = rng.choice(np.array(list(weights)), len(kind), p=p / p.sum())
        own = catalogue.city.to_numpy(bool)[kind] & (rng.random(len(kind)) < _CITY_SHARE)
        choice[own] = city[own]
    lower = np.array([sum(levels[4:]) > 0.45 for levels in catalogue.levels])[kind]
    left = lower & (choice == plants.SIMPSON_CITY) & (rng.random(len(kind)) < plan.effect(plants.SIMPSON_LEFT, 0))
    return np.where(left, PROVINCE, choice)


def _date(rng: np.random.Generator, plan: Plan, frame: pd.DataFrame, induction: np.ndarray) -> None:
    """Start and end by season, on weekdays, clear of public holidays; the last few still run."""
    last_monday = plan.last - (plan.last + 3) % 7
    start = np.zeros(len(frame), np.int64)
    for chosen, season in ((induction, "induction"), (~induction, "month")):
        start[chosen] = _starts(rng, plan, int(chosen.sum()), season)
    still = max(2, round(len(frame) * 0.002))
    start[:still] = last_monday
    frame.loc[: still - 1, "days"] = frame.days[:still].clip(lower=_FIVE)
    for _ in range(3):
        start = _clear(rng, plan, start, frame.days.to_numpy())
    start[start > last_monday] = last_monday
    frame["start"] = start
    frame["end"] = day_of(start, frame.days.to_numpy() - 1)


def _starts(rng: np.random.Generator, plan: Plan, n: int, season: str) -> np.ndarray:
    """n days spread evenly over the season's weight, so that every year gets its share."""
    every = np.arange(plan.first, plan.last + 1)
    stamps = pd.DatetimeIndex(every.astype("datetime64[D]"))
    weight = np.array(world()["season"][season])[stamps.month - 1] * np.array(_WEEKDAYS)[stamps.day_of_week]
    even = (rng.permutation(n) + rng.random(n)) / max(n, 1)
    return every[np.searchsorted(np.cumsum(weight), even * weight.sum())]


def day_of(start: np.ndarray, step: np.ndarray) -> np.ndarray:
    """The date of training day `step` (from 0): weekends are free."""
    weekday = (start + 3) % 7
    return start + step + 2 * ((weekday + step) // _FIVE)


def _clear(rng: np.random.Generator, plan: Plan, start: np.ndarray, days: np.ndarray) -> np.ndarray:
    """Classes that meet a public holiday end before it or begin in the weeks after it."""
    for month, day, end_month, end_day in _FREE:
        year = pd.DatetimeIndex(start.astype("datetime64[D]")).year.to_numpy() - 1970
        first, after = _number(year, month, day), _number(year, end_month, end_day)
        end = day_of(start, days - 1)
        meets = (start < after) & (end >= first)
        earlier = start - 7 * -(-(end - first + 1) // 7)
        later = (
            after
            + np.where((after + 3) % 7 >= _FIVE, 7 - (after + 3) % 7, 0)
            + 7 * rng.integers(0, 3, len(start))
        )
        back = (rng.random(len(start)) < _BACK) & (earlier >= plan.first)
        start = np.where(meets, np.where(back, earlier, later), start)
    return start


def _number(year: np.ndarray, month: int, day: int) -> np.ndarray:
    months = (year * 12 + month - 1).astype("datetime64[M]")
    return months.astype("datetime64[D]").astype(np.int64) + day - 1


def _host(rng: np.random.Generator, frame: pd.DataFrame) -> None:
    """Provincial runs at provincial hosts, city runs mostly at the city's own Party school."""
    hosts = pd.DataFrame(world()["host"])
    names = regions().set_index("code").zh
    p = np.array([0.36, 0.14, 0.10, 0.14, 0.10, 0.13, 0.03])
    pick = rng.choice(len(hosts), len(frame), p=p)
    own = (frame.organiser != PROVINCE) & (rng.random(len(frame)) < 0.75)
    school = world()["host_name"]["city_school"]
    frame["host_name"] = [
        school.format(city=names[city]) if local else hosts.name[h]
        for local, city, h in zip(own, frame.organiser, pick, strict=True)
    ]
    frame["host_type"] = np.where(own, "PARTY_SCHOOL", hosts.type.to_numpy()[pick])
    frame["host_region"] = np.where(own, frame.organiser, hosts.region.to_numpy()[pick])


def _name(frame: pd.DataFrame, catalogue: pd.DataFrame) -> None:
    """Programme, run number within it, title and class id (year of start and number in that year)."""
    names, words = regions().set_index("code").zh, world()["class_name"]
    frame["programme"] = [f"P{k + 1:02d}-{o}" for k, o in zip(frame.kind, frame.organiser, strict=True)]
    frame["run"] = frame.groupby("programme").cumcount() + 1
    frame["title"] = [
        words["province" if o == PROVINCE else "city"].format(city=names[o], title=catalogue.title[k], run=r)
        for o, k, r in zip(frame.organiser, frame.kind, frame.run, strict=True)
    ]
    frame["year"] = pd.DatetimeIndex(frame.start.to_numpy().astype("datetime64[D]")).year
    frame["id"] = [
        f"C{y}-{i + 1:04d}" for y, i in zip(frame.year, frame.groupby("year").cumcount(), strict=True)
    ]


def plant(plan: Plan, frame: pd.DataFrame) -> Plants:
    """Chooses the planted classes among those of the last six months and sizes them."""
    if not plan.planted:
        return Plants()
    recent = (frame.start > plan.last - 165) & (frame.end < plan.last - 12) & frame.days.between(4, 8)
    large = recent & frame.type.isin(["T3", "T4"])
    broad = np.array([p["levels"][3] + p["levels"][4] > 0.7 for p in world()["programme"]])
    usual = (frame.topic != plants.WEAK_TOPIC) & broad[frame.kind]
    pick = np.flatnonzero((large & usual).to_numpy())
    pick = pick if len(pick) >= 4 else np.flatnonzero((frame.end < plan.last - 12).to_numpy())
    order = plan.chance(4).permutation(pick)
    bad, good, lost = tuple(sorted(int(c) for c in order[:2])), (int(order[2]),), (int(order[3]),)
    frame.loc[list(bad), "size"] = plants.BAD_SIZE
    frame.loc[list(good), "size"] = plants.GOOD_SIZE
    frame.loc[list(lost), "size"] = 60
    return Plants(bad, good, lost, tuple(int(c) for c in order[4:5]))
