"""Needs once more, in pandas, from the source files: shares asked and taught, answered and not, who was asked."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import numpy as np
import pandas as pd

from tests import oracle
from tests.oracle import Limits, Records

METRICS = frozenset(
    {"demand_share", "supply_share", "topic_gap", "mismatch_index", "planned_need_rate", "met_rate", "unmet_rate",
     "unasked_rate", "voice_gap", "voice_rate"}
)  # fmt: skip


def needs(folder: Path, records: Records) -> pd.DataFrame:
    """Every need with whether it was answered: its county and level in a class on its topic, of the line of the plan
    that took it up if there is one, that began later; and whether it was taken up."""
    rows = oracle._table(folder, "needs").rename(columns={"region_code": "region", "level_code": "level"})
    short = (rows.importance.astype(int) - rows.current_ability.astype(int)).clip(lower=0)
    rows["weight"] = rows.headcount.astype(int) * short
    came = taught(folder, records)
    came = came[came.status != "NOSHOW"]
    homes = pd.concat([came, came.assign(region=came.city), came.assign(region="610000")])
    rows["planned"] = rows.plan_item_id.isin(oracle._table(folder, "plan_items").plan_item_id)
    keys = ["topic_code", "level", "region"]
    free = _last(homes, rows, keys) >= rows.collected_on.to_numpy()
    bound = _last(homes, rows, [*keys, "plan_item_id"]) >= rows.collected_on.to_numpy()
    rows["met"] = np.where(rows.plan_item_id.isna(), free, bound & rows.planned)
    year = pd.to_datetime(rows.collected_on) + pd.DateOffset(years=1)
    return rows.assign(aged=(year <= pd.Timestamp(records.as_of)).to_numpy())


def _last(homes: pd.DataFrame, rows: pd.DataFrame, keys: list[str]) -> np.ndarray:
    """By need the last day a class of the same keys began, "" if none did."""
    last = homes.dropna(subset=keys).groupby(keys).start_date.max()
    return last.reindex(pd.MultiIndex.from_frame(rows[keys])).fillna("").to_numpy()


def taught(folder: Path, records: Records) -> pd.DataFrame:
    """Enrolments with the topic, length and plan line of their class."""
    classes = oracle._table(folder, "classes")[["class_id", "topic_code", "days", "plan_item_id"]]
    return records.enrolled.merge(classes, on="class_id")


def by_topic(named: pd.DataFrame, came: pd.DataFrame, asked: Limits) -> dict[str, dict[str, float]]:
    """topic ("*" = all) -> its figures; shares are of everything in the selection."""
    named, came = _collected(named, asked), oracle._asked(came, asked)
    came = came[came.status == "DONE"]
    came = came.assign(hours=came.credited_hours.astype(float), days=came.days.astype(float))
    weight, hours = named.groupby("topic_code").weight.sum(), came.groupby("topic_code").hours.sum()
    topics = sorted({*weight.index, *hours.index})
    weight, hours = weight.reindex(topics, fill_value=0), hours.reindex(topics, fill_value=0.0)
    gap = weight / weight.sum() - hours / hours.sum()
    out = {
        t: {"demand_share": weight[t] / weight.sum(), "supply_share": hours[t] / hours.sum(), "topic_gap": 100 * gap[t],
            **_answered(named[named.topic_code == t])}
        for t in topics
    }  # fmt: skip
    unasked = came[~came.topic_code.isin(named.topic_code)].days.sum() / came.days.sum()
    return out | {"*": {"mismatch_index": gap.abs().sum() / 2, "unasked_rate": unasked, **_answered(named)}}


def by_level(named: pd.DataFrame, records: Records, asked: Limits) -> dict[str, float]:
    """level -> share of the needs less share of the people, in points."""
    named, people = _collected(named, asked).level.value_counts(), _serving(records, asked).level.value_counts()
    return {level: 100 * (named.get(level, 0) / named.sum() - people[level] / people.sum()) for level in people.index}


def by_county(named: pd.DataFrame, records: Records, asked: Limits) -> dict[str, float]:
    """region -> needs named per person in service."""
    named, people = _collected(named, asked).region.value_counts(), _serving(records, asked).region.value_counts()
    return {code: named.get(code, 0) / n for code, n in people.items()}


def _answered(rows: pd.DataFrame) -> dict[str, float]:
    aged = rows[rows.aged]
    return {
        "planned_need_rate": rows.planned.mean() if len(rows) else float("nan"),
        "met_rate": rows.met.mean() if len(rows) else float("nan"),
        "unmet_rate": (~aged.met).mean() if len(aged) else float("nan"),
    }


def _collected(rows: pd.DataFrame, asked: Limits) -> pd.DataFrame:
    """The needs of two years up to the end of the period, or of the period if it is longer."""
    first, last = asked.period
    back = date(last.year - 2, last.month, 1)
    back = date(back.year + back.month // 12, back.month % 12 + 1, 1)
    keep = rows.collected_on.between(str(min(first, back)), str(last))
    for column, chosen in (("region", asked.regions), ("level", asked.levels)):
        keep &= True if chosen is None else rows[column].isin(chosen)
    return rows[keep]


def _serving(records: Records, asked: Limits) -> pd.DataFrame:
    last = str(asked.period[1])
    rows = records.spells[(records.spells.valid_from <= last) & (records.spells.valid_to >= last)]
    for column, chosen in (("region", asked.regions), ("level", asked.levels)):
        rows = rows if chosen is None else rows[rows[column].isin(chosen)]
    return rows
