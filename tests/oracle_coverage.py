"""The metrics of coverage once more, in pandas, straight from the source files and the rules as written."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
from python_calamine import CalamineWorkbook

from tests import oracle
from tests.oracle import CODES, Limits, Records

METRICS = (
    "annual_rate", "annual_track_rate", "year_hours_per_head", "five_year_rate", "five_year_track_rate", "cycle_rate",
    "cycle_track_rate", "pace_rate", "initial_in_time_rate", "promoted_in_time_rate", "due_open", "plan_execution_rate",
    "unplanned_rate", "online_rate",
)  # fmt: skip
_G1, _G2 = frozenset(["B1", "B2", "B3"]), frozenset(["B4", "B5", "B6"])
_GROUPS = {"G1": _G1, "G2": _G2}
_HOURS_A_DAY, _GRACE = 8, 30  # R35, R36


@dataclass(frozen=True, eq=False)
class Duties:
    """What coverage needs beside the records of all pages; itself the key of what is worked out once."""

    base: Records
    since: pd.Timestamp  # the first month of the records
    credit: pd.DataFrame  # cadre_id, quarter, hours, days
    spells: pd.DataFrame  # cadre_id, level, region, tier, valid_from, valid_to and the dates of the register
    classes: pd.DataFrame
    items: pd.DataFrame
    rules: pd.DataFrame
    online: pd.DataFrame  # recognised online entries


def read(folder: Path) -> Duties:
    """The files of data.demo; hours by quarter of the session, the class or the entry."""
    base = oracle.read(folder)
    classes = oracle._table(folder, "classes").assign(days=lambda c: c.days.astype(float))
    return Duties(
        base, pd.Timestamp(classes.start_date.min()[:7] + "-01"), _credit(folder, base, classes), _register(folder), classes,
        oracle._table(folder, "plan_items"), pd.read_csv(CODES / "rules.csv", dtype=str).fillna(""),
        oracle._table(folder, "hours_ledger").query("kind == 'ONLINE' and recognised != '0'"),
    )  # fmt: skip


def day_of(duties: Duties, last: date) -> pd.Timestamp:
    """The last end of a quarter, or the day of the data, not after `last`."""
    as_of = pd.Timestamp(duties.base.as_of)
    if as_of <= pd.Timestamp(last):
        return as_of
    ends = pd.Timestamp(last).to_period("Q")
    whole = ends if ends.end_time.normalize() <= pd.Timestamp(last) else ends - 1
    return whole.end_time.normalize()


@cache
def verdicts(duties: Duties, day: pd.Timestamp) -> pd.DataFrame:
    """One row a person and window: level, region, tier, span, rule, hours, pace."""
    here = duties.spells[(duties.spells.valid_from <= day) & (duties.spells.valid_to >= day)]
    entered = duties.spells.groupby("cadre_id").valid_from.min()
    here = here.assign(entered=here.cadre_id.map(entered))
    parts = []
    for rule in duties.rules.itertuples():
        if rule.metric not in ("COV-01", "COV-02") or rule.operator != ">=":
            continue
        if not (rule.valid_from or "1900") <= str(day.date()) <= (rule.valid_to or "9999"):
            continue
        window = _window(rule.period, day, duties.since)
        if window is not None:
            mine = here[here.level.isin(_GROUPS[rule.applies_to])]
            parts.append(_judged(mine, duties, day, rule, *window))
    return pd.concat(parts) if parts else pd.DataFrame(columns=["span", "pace", "level", "region", "tier", "hours"])


def hours(duties: Duties, asked: Limits) -> dict[str, tuple[float, float]]:
    """metric -> (value, n) of the hours up to the last day on record in the period."""
    found = _limited(verdicts(duties, day_of(duties, asked.period[1])), asked)
    out: dict[str, tuple[float, float]] = {}
    for span, met, track in (
        ("year", "annual_rate", "annual_track_rate"),
        ("rolling", "five_year_rate", "five_year_track_rate"),
        ("cycle", "cycle_rate", "cycle_track_rate"),
    ):
        rows = found[found.span == span]
        out |= {met: oracle._share(rows.pace == "met"), track: oracle._share(rows.pace.isin(["met", "on_pace"]))}
        if span == "year":
            out["year_hours_per_head"] = (rows.hours.mean() if len(rows) else np.nan, len(rows))
    return out | {"online_rate": _online(duties, asked)}


def _online(duties: Duties, asked: Limits) -> tuple[float, float]:
    """People with any recognised online hours in the year: the default rules name no number of hours."""
    day = day_of(duties, asked.period[1])
    if pd.Timestamp(day.year, 1, 1) < duties.since:
        return np.nan, 0
    entered = duties.spells.groupby("cadre_id").valid_from.min()
    here = duties.spells[(duties.spells.valid_from <= day) & (duties.spells.valid_to >= day)]
    here = _limited(here[here.cadre_id.map(entered) <= pd.Timestamp(day.year, 7, 1)], asked)
    mine = duties.online[duties.online.date_from.between(f"{day.year}-01-01", str(day.date()))]
    return oracle._share(here.cadre_id.isin(mine.cadre_id))


def paces(duties: Duties, asked: Limits) -> dict[tuple[str, str, str], tuple[float, float]]:
    """(window, level or "*", pace) -> (share, n)."""
    found = _limited(verdicts(duties, day_of(duties, asked.period[1])), asked)
    groups = [*found.groupby(["span", "level"]), *(((span, "*"), rows) for span, rows in found.groupby("span"))]
    states = ("met", "on_pace", "behind", "missed")
    return {(*key, state): oracle._share(rows.pace == state) for key, rows in groups for state in states}


@cache
def owed(duties: Duties) -> pd.DataFrame:
    """One row a duty: T1 or T2, due, level of the day it began, region and tier of the due day, in time or not."""
    as_of, spells = pd.Timestamp(duties.base.as_of), duties.spells
    recruits = spells.dropna(subset="recruit_report_date")
    recruits = recruits.groupby(["cadre_id", "recruit_report_date"], as_index=False).probation_end_date.max()
    t1 = recruits.rename(columns={"recruit_report_date": "began"})
    ends = t1.probation_end_date.fillna(t1.began + pd.DateOffset(years=1))
    t1 = t1.assign(duty="T1", due=ends, earliest=pd.Timestamp(1900, 1, 1))
    t1 = t1[t1.began >= duties.since]
    leaders = spells[spells.current_post_date.notna() & spells.level.isin(["B1", "B2", "B3", "B4"])]
    t2 = leaders.groupby(["cadre_id", "level"], as_index=False).current_post_date.min()
    t2 = t2.rename(columns={"current_post_date": "began"}).drop(columns="level").drop_duplicates()
    t2 = t2.assign(duty="T2", due=t2.began + pd.DateOffset(years=1), earliest=t2.began - pd.DateOffset(years=1))
    t2 = t2[t2.earliest >= duties.since]
    both = pd.concat([t1, t2], ignore_index=True)
    both = both[both.due <= as_of + timedelta(days=90)].reset_index(drop=True)
    both["seen"] = both.due.clip(upper=as_of)
    places = both.reset_index().merge(spells, on="cadre_id")
    at_end = places[(places.valid_from <= places.seen) & (places.valid_to >= places.seen)].set_index("index")
    # what counts is the last row of the register before the duty began, also if it has ended by then
    before = places[places.valid_from <= places.began].sort_values("valid_from").drop_duplicates("index", keep="last")
    both = both.join(at_end[["region", "tier"]], how="inner")
    both["level"] = before.set_index("index").level.reindex(both.index).fillna("")
    both["in_time"] = _trained(both, duties)
    return both


def deadlines(duties: Duties, asked: Limits) -> dict[str, tuple[float, float]]:
    """The two shares in time, of duties that fell due in the period."""
    rows = owed(duties)
    rows = rows[rows.due <= pd.Timestamp(duties.base.as_of)]
    rows = _limited(rows[rows.due.between(*(pd.Timestamp(d) for d in asked.period))], asked)
    if asked.types is not None:
        rows = rows[rows.duty.isin(asked.types)]
    names = {"T1": "initial_in_time_rate", "T2": "promoted_in_time_rate"}
    return {name: oracle._share(rows[rows.duty == duty].in_time) for duty, name in names.items()}


def due(duties: Duties, asked: Limits) -> dict[tuple[str, str], tuple[float, float]]:
    """(duty or "*", month or "*") -> (people not trained yet, people due) in the ninety days after the data's last day."""
    rows = owed(duties)
    rows = _limited(rows[rows.due > pd.Timestamp(duties.base.as_of)], asked)
    if asked.types is not None:
        rows = rows[rows.duty.isin(asked.types)]
    rows = rows.assign(month=rows.due.dt.strftime("%Y-%m"))
    spread = pd.concat([rows, rows.assign(month="*"), rows.assign(duty="*"), rows.assign(month="*", duty="*")])
    return {key: (float((~part.in_time).sum()), len(part)) for key, part in spread.groupby(["duty", "month"])}


def plan(duties: Duties, asked: Limits) -> dict[str, tuple[float, float]]:
    """Plan execution and unplanned classes; regions are those that plan and those that host."""
    first, last = (str(d) for d in asked.period)
    items, classes = duties.items, duties.classes
    late = pd.to_datetime(items.planned_start) + timedelta(days=_GRACE)
    items = items.assign(due=late.fillna(pd.to_datetime(items.year + "-12-31")))
    runs = classes.merge(items[["plan_item_id", "due"]], on="plan_item_id")
    kept = runs[pd.to_datetime(runs.start_date) <= runs.due].groupby("plan_item_id").size()
    mine = items[(items.due <= duties.base.as_of) & items.due.between(first, last)]
    held = classes[classes.start_date.between(first, last) & classes.start_date.str[:4].isin(items.year)]
    if asked.regions is not None:
        mine, held = mine[mine.region_code.isin(asked.regions)], held[held.host_region.isin(asked.regions)]
    if asked.types is not None:
        mine, held = (f[f.train_type.isin(asked.types)] for f in (mine, held))
    planned = mine.planned_runs.astype(int)
    done = np.minimum(planned, mine.plan_item_id.map(kept).fillna(0))
    approved = held.plan_item_id.map(items.set_index("plan_item_id").approved_on)
    outside = ~held.plan_item_id.isin(items.plan_item_id) | (approved > held.start_date)
    n = int(planned.sum())
    return {"plan_execution_rate": (done.sum() / n if n else np.nan, n), "unplanned_rate": oracle._share(outside)}


def _credit(folder: Path, base: Records, classes: pd.DataFrame) -> pd.DataFrame:
    sessions = oracle._table(folder, "sessions")
    sessions = sessions.assign(quarter=pd.to_datetime(sessions.date).dt.to_period("Q"), hours=sessions.hours.astype(float))
    held = sessions.groupby(["class_id", "quarter"]).hours.sum()
    share = (held / held.groupby("class_id").transform("sum")).rename("share").reset_index()
    done = base.enrolled[base.enrolled.status == "DONE"].merge(classes[["class_id", "days", "delivery_mode"]], on="class_id")
    done = done[done.delivery_mode != "ONL"].merge(share, on="class_id", how="left")
    done["quarter"] = done.quarter.where(done.share.notna(), pd.to_datetime(done.end_date).dt.to_period("Q"))
    done["share"] = done.share.fillna(1.0)
    own = pd.DataFrame({
        "cadre_id": done.cadre_id, "quarter": done.quarter, "hours": done.share * done.credited_hours.astype(float),
        "days": done.share * done.days,
    })  # fmt: skip
    outside = base.ledger[base.ledger.date_from <= base.as_of]
    outside = outside.assign(quarter=pd.to_datetime(outside.date_from).dt.to_period("Q"), days=0.0)
    both = pd.concat([own, outside[["cadre_id", "quarter", "hours", "days"]]])
    return both.groupby(["cadre_id", "quarter"]).sum().reset_index()


def _register(folder: Path) -> pd.DataFrame:
    rows = CalamineWorkbook.from_path(folder / "org_units.xlsx").get_sheet_by_index(0).to_python()
    units = pd.DataFrame(rows[1:], columns=rows[0]).rename(columns={"region_code": "region", "org_tier": "tier"})
    cadres = oracle._table(folder, "cadres").drop(columns="region_code")
    cadres = cadres.merge(units[["org_id", "region", "tier"]], on="org_id")
    cadres = cadres.rename(columns={"level_code": "level"})
    cadres["valid_to"] = cadres.valid_to.fillna("2199-12-31")
    dates = ("valid_from", "valid_to", "recruit_report_date", "probation_end_date", "current_post_date")
    return cadres.assign(**{name: pd.to_datetime(cadres[name]) for name in dates})


def _window(period: str, day: pd.Timestamp, since: pd.Timestamp) -> tuple | None:
    """(span, first day, last day, first recorded day, latest entry), or None where the records do not reach."""
    if period == "year":
        first = pd.Timestamp(day.year, 1, 1)
        last, entry = pd.Timestamp(day.year, 12, 31), pd.Timestamp(day.year, 7, 1)
        return ("year", first, last, first, entry) if first >= since else None
    if years := re.fullmatch(r"(\d+) years", period):
        first = max((day.to_period("Q") - 4 * int(years[1]) + 1).start_time, since.to_period("Q").start_time)
        last = first + pd.DateOffset(years=int(years[1])) - timedelta(days=1)
        return "rolling", first, last, max(first, since), max(first, since)
    if "/" not in period:
        return None
    first, last = (pd.Timestamp(text) for text in period.split("/"))
    return ("cycle", first, last, max(first, since), max(first, since)) if first <= day <= last else None


def _judged(people: pd.DataFrame, duties: Duties, day, rule, span, first, last, recorded, entry) -> pd.DataFrame:
    people = people[people.entered <= entry]
    own = duties.credit[duties.credit.quarter.between(first.to_period("Q"), day.to_period("Q"))]
    own = own.groupby("cadre_id")[["hours", "days"]].sum().reindex(people.cadre_id).fillna(0).round(6)
    need_hours = float(re.search(r"([\d.]+) hours", rule.threshold)[1])
    months = re.search(r"([\d.]+) months", rule.threshold)
    need_days = 30 * float(months[1]) if months else float(re.search(r"([\d.]+) days", rule.threshold)[1])
    done = np.maximum(own.hours / need_hours, own.days / need_days).to_numpy()
    gone = ((day - recorded).days + 1) / ((last - recorded).days + 1)
    left = max((last - day).days, 0)
    hopeless = ((left * _HOURS_A_DAY < need_hours - own.hours) & (left < need_days - own.days)).to_numpy()
    pace = np.select([done >= 1, hopeless, done >= gone], ["met", "missed", "on_pace"], "behind")
    return people.assign(span=span, rule=rule.rule_code, hours=own.hours.to_numpy(), pace=pace)


def _trained(rows: pd.DataFrame, duties: Duties) -> pd.Series:
    done = duties.base.enrolled[duties.base.enrolled.status == "DONE"]
    done = done[(done.train_type == "T2") | ((done.train_type == "T1") & (done.final_result.fillna("") != "FAIL"))]
    done = done.rename(columns={"train_type": "duty"})[["cadre_id", "duty", "end_date"]]
    both = rows.reset_index().merge(done.assign(end_date=pd.to_datetime(done.end_date)), on=["cadre_id", "duty"])
    good = both[(both.end_date >= both.earliest) & (both.end_date <= both.due)]
    return rows.index.isin(good["index"])


def _limited(rows: pd.DataFrame, asked: Limits) -> pd.DataFrame:
    for column, chosen in (("region", asked.regions), ("level", asked.levels)):
        rows = rows if chosen is None else rows[rows[column].isin(chosen)]
    return rows
