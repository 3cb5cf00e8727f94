"""Selection once more, in pandas, straight from the source files: chains walked one by one, rules read by hand."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pandas as pd
from python_calamine import CalamineWorkbook

from tests import oracle
from tests.oracle import Limits, Records

REQUIRED = {"JOB", "POST_RANK", "AGE", "REPEAT", "UNIT"}
CAP = 2  # classes a year for members of leading bodies: rule R22, without dates in the default list
WINDOW = 24  # months
METRICS = (
    "first_pass_rate", "return_rate", "check_coverage", "replacement_rate", "replacement_days", "fill_rate", "no_show_rate",
    "targeting_accuracy", "repeat_rate", "over_cap_rate", "proxy_rate", "identity_coverage", "day_share",
    "never_reached_rate", "seat_share", "reason_share", "wait_share", "signal_rate", "signal_precision",
)  # fmt: skip
SENT_BACK = ("RETURNED", "REPLACED", "LAPSED")


@dataclass(frozen=True)
class Chosen:
    """`seats`: one row a chain; `nominations`, `given` (quotas), `people` (enrolments): with class, unit, place."""

    seats: pd.DataFrame
    nominations: pd.DataFrame
    given: pd.DataFrame
    people: pd.DataFrame
    spells: pd.DataFrame
    classes: pd.DataFrame


def read(folder: Path, records: Records) -> Chosen:
    """The files of data.demo."""
    classes = oracle._table(folder, "classes").set_index("class_id")
    rows = CalamineWorkbook.from_path(folder / "org_units.xlsx").get_sheet_by_index(0).to_python()
    units = pd.DataFrame(rows[1:], columns=rows[0]).set_index("org_id")
    raw = oracle._table(folder, "nominations")
    levels = oracle._in_force(
        raw.assign(start_date=raw.class_id.map(classes.start_date))[["nomination_id", "cadre_id", "start_date"]],
        records.spells, "start_date",
    ).set_index("nomination_id").level  # fmt: skip
    made = raw.assign(
        train_type=raw.class_id.map(classes.train_type), start_date=raw.class_id.map(classes.start_date),
        region=raw.org_id.map(units.region_code), level=raw.nomination_id.map(levels).fillna(""),
    )  # fmt: skip
    made = _checked(made, oracle._table(folder, "eligibility_checks"))
    people = _people(records, classes, made, folder)
    given = oracle._table(folder, "quotas").astype({"seats": float})
    given = given.assign(
        train_type=given.class_id.map(classes.train_type), start_date=given.class_id.map(classes.start_date),
        region=given.org_id.map(units.region_code), level="",
    )  # fmt: skip
    return Chosen(
        _seats(made, people, records.as_of),
        made,
        given[given.class_id.isin(made.class_id)],
        people,
        records.spells,
        classes,
    )


def figures(chosen: Chosen, asked: Limits) -> dict[str, tuple[float, float]]:
    """metric -> (value, n) of everything selection_rates and training_spread can be asked."""
    seats, made, people = (oracle._asked(x, asked) for x in (chosen.seats, chosen.nominations, chosen.people))
    given = oracle._asked(chosen.given, asked).seats.sum()
    first = seats[seats.checked]
    settled, done = made[made.sent_back | (made.status == "ACCEPTED")], people[people.status == "DONE"]
    accepted = seats[seats.fate == "accepted"]
    returned = seats[seats.sent_back & seats.fate.isin(["accepted", "lapsed"])]
    came = people[people.status != "NOSHOW"]
    aimed, known = came[came.nominated], came[came.identified]
    led = came[came.leading]
    arrived = accepted.came.sum()
    in_time = returned.fate.eq("accepted") & (returned.ended_on < returned.start_date)
    return {
        "first_pass_rate": oracle._share(~first.failed),
        "return_rate": oracle._share(settled.sent_back),
        "check_coverage": oracle._share(made.complete),
        "replacement_rate": oracle._share(in_time),
        "replacement_days": (median_wait(returned), len(returned)),
        "fill_rate": (arrived / given if given else np.nan, given),
        "no_show_rate": oracle._share(~accepted.came),
        "targeting_accuracy": oracle._share(~(aimed.unfit | aimed.repeat | aimed.proxied)),
        "repeat_rate": oracle._share(done.repeat),
        "over_cap_rate": oracle._share(led.times > CAP),
        "proxy_rate": oracle._share(known.proxied),
        "identity_coverage": oracle._share(came.identified),
    } | _spread(chosen, asked)


def parts(chosen: Chosen, asked: Limits) -> dict[tuple[str, str, str], tuple[float, float]]:
    """(metric, part, item) -> (value, n) of selection_parts."""
    seats, made, people = (oracle._asked(x, asked) for x in (chosen.seats, chosen.nominations, chosen.people))
    given = oracle._asked(chosen.given, asked).seats.sum()
    base = max(given, len(seats))
    steps = {
        "seats": given, "nominated": len(seats), "accepted": (seats.fate == "accepted").sum(),
        "lapsed": (seats.fate == "lapsed").sum(),
        "withdrawn": (seats.fate == "withdrawn").sum(),
        "arrived": (seats.fate.eq("accepted") & seats.came).sum(),
        "completed": (seats.fate.eq("accepted") & seats.completed).sum(),
    }  # fmt: skip
    out = {("seat_share", "seat", k): (v / base, base) for k, v in steps.items()}
    back = made[made.sent_back]
    out |= {
        ("reason_share", "reason", k): (n / len(back), len(back)) for k, n in back.return_reason.value_counts().items()
    }
    returned = seats[seats.sent_back & seats.fate.isin(["accepted", "lapsed"])]
    bins = {"d3": (0, 3), "d7": (4, 7), "d14": (8, 14), "d21": (15, 21), "later": (22, 10**6)}
    filled = returned[returned.fate == "accepted"].days
    out |= {
        ("wait_share", "wait", k): (filled.between(*v).sum() / len(returned), len(returned)) for k, v in bins.items()
    }
    out["wait_share", "wait", "never"] = ((returned.fate == "lapsed").mean(), len(returned))
    seen = people[people.identity_result.isin(["MATCH", "MISMATCH"])]
    flagged = seen[seen.identity_result == "MISMATCH"]
    settled = flagged[flagged.proxy_confirmed.notna()]
    out["signal_rate", "signal", "mismatch"] = (len(flagged) / len(seen), len(seen))
    out["signal_precision", "signal", "mismatch"] = oracle._share(settled.proxy_confirmed == "1")
    return out


def median_wait(returned: pd.DataFrame) -> float:
    """Kaplan-Meier: the first day on which half or less still wait; seats given up leave without an event."""
    waiting = 1.0
    for day in sorted(returned.days.unique()):
        at_risk = (returned.days >= day).sum()
        waiting *= 1 - (returned.days.eq(day) & returned.fate.eq("accepted")).sum() / at_risk
        if waiting <= 0.5 + 1e-9:
            return float(day)
    return np.nan


def _checked(made: pd.DataFrame, checks: pd.DataFrame) -> pd.DataFrame:
    made = made.set_index("nomination_id", drop=False)
    made["checked"] = made.index.isin(checks.nomination_id)
    made["failed"] = made.index.isin(checks[checks.result == "FAIL"].nomination_id)
    before = checks[checks.check_code.isin(REQUIRED)]
    before = before[before.checked_at.astype(str) < before.nomination_id.map(made.start_date)]
    made["complete"] = made.index.map(before.groupby("nomination_id").size()) == len(REQUIRED)
    made["sent_back"] = made.status.isin(SENT_BACK)
    return made


def _people(records: Records, classes: pd.DataFrame, made: pd.DataFrame, folder: Path) -> pd.DataFrame:
    """Enrolments in order of time, judged one by one."""
    people = records.enrolled.sort_values(["start_date", "class_id"]).reset_index(drop=True)
    cadres = (
        oracle._table(folder, "cadres")
        .drop_duplicates(["cadre_id", "valid_from"])
        .set_index(["cadre_id", "valid_from"])
    )
    people["leading"] = [
        cadres.is_leading_body[key] == "1" for key in zip(people.cadre_id, people.valid_from, strict=True)
    ]
    accepted = made[made.status == "ACCEPTED"]
    bad = set(zip(accepted[accepted.failed].class_id, accepted[accepted.failed].cadre_id, strict=True))
    had, times, repeat, count = defaultdict(int), defaultdict(int), [], []
    for row in people.itertuples():
        theme = (row.cadre_id, row.start_date[:4], row.train_type, classes.topic_code[row.class_id])
        repeat.append(had[theme] > 0)
        had[theme] += row.status == "DONE"
        times[row.cadre_id, row.start_date[:4]] += row.status != "NOSHOW"
        count.append(times[row.cadre_id, row.start_date[:4]])
    people["repeat"], people["times"] = repeat, count
    people["unfit"] = [key in bad for key in zip(people.class_id, people.cadre_id, strict=True)]
    people["nominated"] = people.class_id.isin(made.class_id)
    people["proxied"] = (people.proxy_confirmed == "1") | (people.status == "PROXY")
    people["identified"] = people.identity_result.isin(["MATCH", "MISMATCH"]) | people.proxied
    return people


def _seats(made: pd.DataFrame, people: pd.DataFrame, as_of: str) -> pd.DataFrame:
    """Each chain walked to its end, by hand."""
    after = made.dropna(subset="replaces_nomination_id").set_index("replaces_nomination_id").nomination_id.to_dict()
    said = people.set_index(["class_id", "cadre_id"]).status.to_dict()
    roots = made[made.replaces_nomination_id.isna()].copy()
    rows = []
    for root in roots.nomination_id:
        last = root
        while last in after:
            last = after[last]
        end = made.loc[last]
        lapsed = end.status == "LAPSED" or (end.sent_back and end.start_date <= as_of)
        fate = {"ACCEPTED": "accepted", "WITHDRAWN": "withdrawn"}.get(end.status, "lapsed" if lapsed else "open")
        status = said.get((end.class_id, end.cadre_id), "NOSHOW")
        rows.append((fate, end.decided_at, status != "NOSHOW", status == "DONE"))
    roots[["fate", "ended_on", "came", "completed"]] = pd.DataFrame(rows, index=roots.index)
    roots = roots.astype({"came": bool, "completed": bool})
    stop = roots.ended_on.where(roots.fate == "accepted", roots.start_date)
    roots["days"] = (pd.to_datetime(stop) - pd.to_datetime(roots.returned_at)).dt.days.clip(lower=0)
    return roots


def _spread(chosen: Chosen, asked: Limits) -> dict[str, tuple[float, float]]:
    """The most trained tenth of those in service throughout the two years that end with the period's last quarter."""
    last = pd.Period(asked.period[1], "Q").end_time.date()
    last = last if last <= asked.period[1] else (pd.Period(asked.period[1], "Q") - 1).end_time.date()
    first = (pd.Timestamp(last) + pd.Timedelta(days=1) - pd.DateOffset(months=WINDOW)).date()
    if asked.types is not None or str(first) < chosen.classes.start_date.min()[:7] + "-01":
        return {}
    end = chosen.spells[(chosen.spells.valid_from <= str(last)) & (chosen.spells.valid_to >= str(last))]
    begun = chosen.spells[(chosen.spells.valid_from <= str(first)) & (chosen.spells.valid_to >= str(first))]
    end = end[end.cadre_id.isin(begun.cadre_id)]  # in the demo nobody leaves and comes back
    for column, wanted in (("region", asked.regions), ("level", asked.levels)):
        end = end if wanted is None else end[end[column].isin(wanted)]
    done = chosen.people[(chosen.people.status == "DONE") & chosen.people.start_date.between(str(first), str(last))]
    days = done.groupby("cadre_id").class_id.agg(lambda ids: chosen.classes.days[ids].astype(float).sum())
    each = np.sort(end.cadre_id.map(days).fillna(0).to_numpy())[::-1]
    n = len(each)
    if not n:
        return {}
    whole = int(n / 10)
    top = each[:whole].sum() + (n / 10 - whole) * (each[whole] if whole < n else 0)
    return {"day_share": (top / each.sum() if each.sum() else np.nan, n), "never_reached_rate": ((each == 0).mean(), n)}
