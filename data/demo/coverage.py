"""Deadlines and plans: when recruits reported, when leaders took their posts, what the year's plan said."""

from __future__ import annotations

from datetime import date

import numpy as np
import pandas as pd

from data.demo import plants
from data.demo.people import People
from data.demo.plan import Plan, number, world

_IN_TIME = 0.92  # of those trained after promotion
_NEVER = 0.10  # of the promotions without training; the rest took no leading post
_UNPLANNED, _LATE, _DROPPED = 0.03, 0.05, 0.03
_YEAR = 365


def dates(plan: Plan, people: People, enrolled: pd.DataFrame, classes: pd.DataFrame, units: pd.DataFrame) -> pd.DataFrame:
    """By cadre period: report (day a recruit reported), ends (of probation), post (day a leading post was taken); 0 none."""
    spells = people.spells
    first = spells.drop_duplicates("cadre")
    fresh = first[(first.level == 6) & (first.frm > plan.first - _YEAR)]
    early = np.where(units.tier.to_numpy()[fresh.org] == plants.LATE_TIER, plan.effect(plants.LATE_DAYS, 0), 0)
    report = pd.Series(fresh.frm.to_numpy() - early, index=fresh.cadre.to_numpy())
    said = spells.cadre.map(report).fillna(0).astype(np.int64).to_numpy()
    ends = np.where(said > 0, _year_later(said), 0)
    return pd.DataFrame({"report": said, "ends": ends, "post": _posts(plan, people, enrolled, classes)})


def _year_later(day: np.ndarray) -> np.ndarray:
    """The same day of the next year; 29 February becomes the 28th."""
    stamps = pd.DatetimeIndex(day.astype("datetime64[D]"))
    return (stamps + pd.DateOffset(years=1)).to_numpy().astype("datetime64[D]").astype(np.int64)


def _posts(plan: Plan, people: People, enrolled: pd.DataFrame, classes: pd.DataFrame) -> np.ndarray:
    """By cadre period the day a leading post was taken: near the training of those who had it; a few never had any."""
    rng, spells = plan.chance(20), people.spells
    keys = ["cadre", "level"]
    own = enrolled[enrolled.level.between(2, 4) & (enrolled.status == 0)]
    own = own[classes.type.to_numpy()[own.cls] == "T2"].drop_duplicates(keys)[["cls", *keys]]
    end = classes.end.to_numpy()[own.cls]
    near, far = rng.integers(-330, 300, len(own)), rng.integers(-640, -380, len(own))
    trained = own[keys].assign(post=end + np.where(rng.random(len(own)) < _IN_TIME, near, far))
    up = (spells.cadre == spells.cadre.shift()) & (spells.level < spells.level.shift())
    rise = spells[up & spells.level.between(2, 4)]
    missed = rise[rng.random(len(rise)) < _NEVER][[*keys, "frm"]].rename(columns={"frm": "post"})
    both = pd.concat([trained, missed]).drop_duplicates(keys)
    rows = spells.reset_index().merge(both, on=keys)
    rows = rows.assign(post=rows.post.clip(lower=rows.groupby(keys).frm.transform("min")))
    here = rows[(rows.frm <= rows.post) & (rows.to >= rows.post) & (rows.post <= plan.last)]
    out = np.zeros(len(spells), np.int64)
    out[here["index"]] = here.post
    return out


def items(plan: Plan, classes: pd.DataFrame) -> tuple[pd.DataFrame, np.ndarray]:
    """The plan items (year, programme, organiser, runs, start, approved), and by class the place of its item, -1 none."""
    rng, n = plan.chance(21), len(classes)
    host = world()["host"][plants.UNPLANNED_HOST]["name"]
    outside = np.where(classes.host_name == host, plan.effect(plants.UNPLANNED, _UNPLANNED), _UNPLANNED)
    behind = np.where(classes.organiser == plants.BEHIND_CITY, plan.effect(plants.BEHIND, _LATE), _LATE)
    month = classes.start.to_numpy().astype("datetime64[D]").astype("datetime64[M]").astype("datetime64[D]").astype(np.int64)
    start = month - np.where(rng.random(n) < behind, rng.integers(31, 62, n), 0)
    keys = pd.DataFrame({"kind": classes.kind, "organiser": classes.organiser, "start": start})
    planned = rng.random(n) >= outside
    found = keys[planned].groupby(list(keys), as_index=False).size().rename(columns={"size": "runs"})
    place = keys.assign(no=np.arange(n))[planned].merge(found.reset_index(), on=list(keys)).set_index("no")["index"]
    extra = found[rng.random(len(found)) < _DROPPED].assign(runs=1)
    said = pd.concat([found, extra], ignore_index=True)
    said["year"] = pd.DatetimeIndex(said.start.to_numpy().astype("datetime64[D]")).year
    said["approved"] = [number(date(year - 1, 12, 20)) for year in said.year]
    said["title"] = np.array([p["title"] for p in world()["programme"]])[said.kind]
    said["type"] = np.array([p["type"] for p in world()["programme"]])[said.kind]
    return said, place.reindex(np.arange(n)).fillna(-1).astype(np.int64).to_numpy()
