"""Needs: what units say twice a year by four channels; one nobody answers, one topic nobody asks for, who is not asked."""

from __future__ import annotations

import numpy as np
import pandas as pd

from data.demo import plants
from data.demo.plan import Plan, world
from data.demo.presence import NOSHOW

CHANNELS = ("CH1", "CH2", "CH3", "CH4")
_CHANNEL = (0.22, 0.15, 0.45, 0.18)
_FULL = 1200  # needs named in one survey of the full province
_LEAST = 400
_RECRUITS = 0.04  # of the answers speak for the newly recruited
_LATENT = 45  # days before the last day from which no more is asked
_TAKEN, _HOPED = 0.8, 0.15  # needs that a plan took up, of those a class answered and of the others


def needs(plan: Plan, units: pd.DataFrame) -> pd.DataFrame:
    """One row per need: org, level 1..6, topic (code), channel 0..3, importance, ability 1..5, people, date."""
    rng = plan.chance(42)
    first, last = plan.first // 182 + 1, (plan.last - _LATENT) // 182
    frame = pd.concat([_survey(rng, plan, units, n) for n in range(first, last + 1)], ignore_index=True)
    return frame[_kept(rng, plan, units, frame)].reset_index(drop=True)


def taken_up(
    plan: Plan, units: pd.DataFrame, asked: pd.DataFrame, enrolled: pd.DataFrame, classes: pd.DataFrame
) -> np.ndarray:
    """By need the plan item that took it up, -1 none: mostly that of the class that answered it, else one on its topic."""
    rng = plan.chance(45)
    came = enrolled.loc[enrolled.status != NOSHOW, ["cls", "level", "region"]].drop_duplicates()
    told = classes[["topic", "start", "item"]].rename(columns={"start": "date"}).iloc[came.cls].reset_index(drop=True)
    came = pd.concat([came.drop(columns="cls").reset_index(drop=True), told], axis=1)[told["item"] >= 0]
    came = _by_day(came.drop_duplicates())
    need = _by_day(asked.assign(region=units.region.to_numpy()[asked.org], no=np.arange(len(asked))))
    own = pd.merge_asof(need, came, on="date", by=["topic", "level", "region"], direction="forward")["item"]
    other = pd.merge_asof(need, came[["date", "topic", "item"]], on="date", by="topic", direction="forward")["item"]
    kept = rng.random(len(need)) < np.where(own.notna(), _TAKEN, _HOPED)
    found = own.fillna(other).fillna(-1).where(kept, -1).astype(np.int64).to_numpy()
    return found[np.argsort(need.no.to_numpy())]


def _by_day(frame: pd.DataFrame) -> pd.DataFrame:
    return frame.astype(dict.fromkeys(("date", "level", "region"), np.int64)).sort_values("date", kind="stable")


def _survey(rng: np.random.Generator, plan: Plan, units: pd.DataFrame, number: int) -> pd.DataFrame:
    """One half-year's survey: units drawn by size, and in every county at least one."""
    share = (units.share / units.share.sum()).to_numpy()
    org = rng.choice(len(units), max(_LEAST, round(_FULL * plan.scale)), p=share)
    counties = units.index[units.tier >= 3]
    silent = ~units.region[counties].isin(units.region.to_numpy()[org])
    org = np.concatenate([org, counties[silent & ~units.region[counties].duplicated()]])
    n = len(org)
    steps = np.cumsum(np.array(world()["tier"]["levels"]), axis=1)[units.tier.to_numpy()[org] - 1, :3]
    level = 2 + (rng.random(n)[:, None] > steps).sum(axis=1)
    level[rng.random(n) < _RECRUITS] = 6
    return pd.DataFrame(
        {
            "survey": number, "org": org, "level": level, "topic": _topics(rng, plan, units.tier.to_numpy()[org], level),
            "channel": rng.choice(len(CHANNELS), n, p=_CHANNEL),
            "importance": np.clip(np.round(rng.normal(4.2, 0.7, n)), 1, 5).astype(int),
            "ability": np.clip(np.round(rng.normal(2.6, 0.8, n)), 1, 5).astype(int),
            "people": 2 + rng.geometric(0.08, n), "date": 182 * number + rng.integers(0, 30, n),
        }
    )  # fmt: skip


def _topics(rng: np.random.Generator, plan: Plan, tier: np.ndarray, level: np.ndarray) -> np.ndarray:
    """What each level asks for is about what it is taught, but for the planted topics."""
    programmes = pd.DataFrame(world()["programme"])
    codes = np.unique([*programmes.topic, plants.UNANSWERED_TOPIC])
    taught = np.array([np.array(levels) * share for levels, share in zip(programmes.levels, programmes.share, strict=True)])
    topic = np.empty(len(level), object)
    for k in range(1, 7):
        for township in (False, True):
            who = np.flatnonzero((level == k) & ((tier == 4) == township))
            weight = np.array([taught[(programmes.topic == c).to_numpy(), k - 1].sum() for c in codes])
            weight = weight / weight.sum()
            weight[codes == plants.UNASKED_TOPIC] *= plan.effect(0.0, 1.0)
            weight[codes == plants.UNANSWERED_TOPIC] = plan.effect(plants.UNANSWERED_SHARE, 0.0) if township else 0.0
            topic[who] = rng.choice(codes, len(who), p=weight / weight.sum())
    return topic


def _kept(rng: np.random.Generator, plan: Plan, units: pd.DataFrame, frame: pd.DataFrame) -> np.ndarray:
    """Rows that were really collected: planted counties are never asked, one level seldom."""
    silent = units.region.to_numpy()[frame.org]
    seldom = (frame.level == plants.UNHEARD_LEVEL) & (rng.random(len(frame)) > plan.effect(plants.UNHEARD_SHARE, 1.0))
    return ~(np.isin(silent, plan.effect(plants.UNASKED_COUNTIES, ())) | seldom.to_numpy())
