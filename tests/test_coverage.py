"""Coverage: every figure recomputed in pandas, rules as of the day, the sample counted by hand, missing files."""

from __future__ import annotations

import math
from datetime import date

import pandas as pd
import pytest

from data.metrics import metrics, thresholds
from queries import door
from queries.scope import Audience, Compare, Scope
from tests import oracle_coverage as oracle
from tests.conftest import House
from tests.oracle import Limits
from tests.oracle_coverage import Duties
from tests.scopes import HALF, YEARS, limits, whole

YEAR = (date(2025, 1, 1), date(2025, 12, 31))


@pytest.fixture(scope="module")
def duties(province_house: House) -> Duties:
    return oracle.read(province_house.sources)


def agree(row: pd.Series, expected: dict[str, tuple[float, float]]) -> int:
    """Every metric of the row that is shown is what was counted. Returns how many were compared."""
    compared = 0
    for key in (k for k in row.index if k in expected):
        (value, n), state = expected[key], row[f"{key}_state"]
        if state == "hidden":
            continue
        if n == 0:
            assert state == "none", key
            continue
        assert row[metrics()[key].count] == n, (key, row[metrics()[key].count], n)
        assert math.isclose(row[key], value, rel_tol=1e-9, abs_tol=1e-9), (key, row[key], value)
        compared += 1
    return compared


def check(scope: Scope, house: House, duties: Duties) -> int:
    """The totals of every query about coverage."""
    asked, scope = limits(scope, house.known), scope.changed(compare=Compare.NONE)
    compared = 0
    for name, count in (("hours_by_level", oracle.hours), ("deadlines", oracle.deadlines)):
        frame = door.run(name, scope)
        total = frame[(frame.level_code == "*") & (frame.org_tier == "*")]
        compared += sum(agree(row, count(duties, asked)) for _, row in total.iterrows())
    kept = door.run("plan_kept", scope)
    compared += sum(agree(row, oracle.plan(duties, asked)) for _, row in kept[kept.part == "*"].iterrows())
    return compared


def test_the_whole_province_agrees_with_its_source_files(province, duties):
    for period in (HALF, YEARS, YEAR):
        assert check(whole(province.known, period=period), province, duties) >= 9


def test_a_city_a_county_a_level_and_a_type_agree(province, duties, chance):
    known = province.known
    cities, counties = ([r.code for r in known.regions if r.depth == d] for d in (1, 2))
    for limited in (
        {"region": (chance.choice(cities),)},
        {"region": (chance.choice(counties),)},
        {"level": (chance.choice(["B3", "B4", "B5"]),)},
        {"training_type": (chance.choice(["T1", "T2"]),)},
        {"region": tuple(chance.sample(cities, 3)), "level": ("B3", "B4")},
    ):
        last = chance.choice([date(2025, 3, 31), date(2025, 5, 31), date(2025, 12, 31), date(2026, 6, 30)])
        check(whole(known, period=(date(2024, 7, 1), last), **limited), province, duties)


def test_every_level_tier_and_region_agrees(province, duties):
    scope = whole(province.known, period=YEAR, compare=Compare.NONE)
    seen = 0
    for name, count in (("hours_by_level", oracle.hours), ("deadlines", oracle.deadlines)):
        for _, row in door.run(name, scope).iterrows():
            level = None if row.level_code == "*" else frozenset([row.level_code])
            if row.org_tier == "*":
                seen += agree(row, count(duties, Limits(YEAR, levels=level)))
    for _, row in door.run("hours_by_region", scope).iterrows():
        if row.region_code and row.region_code != province.known.root.code:
            seen += agree(row, oracle.hours(duties, Limits(YEAR, regions=province.known.below((row.region_code,)))))
    assert seen > 60


def test_organ_tiers_agree(province, duties):
    scope = whole(province.known, period=YEAR, compare=Compare.NONE)
    found = oracle.verdicts(duties, oracle.day_of(duties, YEAR[1]))
    frame = door.run("hours_by_level", scope).set_index(["org_tier", "level_code"])
    for tier, rows in found[found.span == "year"].groupby("tier"):
        row = frame.loc[(tier, "*")]
        assert row.year_required == len(rows)
        assert row.annual_rate == pytest.approx((rows.pace == "met").mean())


@pytest.mark.parametrize("period", [HALF, YEAR])
def test_states_of_pace_agree_and_are_all_the_people_there_are(province, duties, period):
    frame = door.run("hours_pace", whole(province.known, period=period))
    expected = oracle.paces(duties, Limits(period))
    shown = frame[frame.pace_rate_state != "hidden"]
    assert len(shown) >= 20
    for row in shown.itertuples():
        value, n = expected[row.span, row.level_code, row.pace]
        assert row.required == n and row.pace_rate == pytest.approx(value, abs=1e-12)
    assert shown.groupby(["span", "level_code"]).pace_rate.sum().to_numpy() == pytest.approx(1.0)
    assert set(shown.pace) == {"met", "on_pace", "behind", "missed"}


def test_who_is_due_in_ninety_days_agrees_month_by_month(province, duties):
    frame = door.run("due_soon", whole(province.known))
    expected = oracle.due(duties, Limits(HALF))
    assert set(zip(frame.duty, frame.month, strict=True)) == set(expected)
    for row in frame[frame.due_open_state != "hidden"].itertuples():
        assert (row.due_open, row.due) == expected[row.duty, row.month]


def test_outside_few_people_are_not_told_as_a_number_nor_by_what_the_other_levels_leave(province):
    """By design.md, an administrative count is of enough people: one told as a number of people is such a count itself."""
    scope, told = whole(province.known), {}
    for audience in Audience:
        least = thresholds(audience.value)["parts"]
        for level in ("*", *province.known.lists["levels"]):
            frame = door.run("due_soon", scope.changed(audience=audience, level=() if level == "*" else (level,)))
            rows = frame[frame.month == "*"].set_index("duty").due_open
            assert ((frame.due_open.dropna() == 0) | (frame.due_open.dropna() >= least)).all()
            told[audience, level] = rows.fillna(0)
        total = told.pop((audience, "*"))
        left = total - sum(rows.reindex(total.index, fill_value=0) for (who, _), rows in told.items() if who is audience)
        assert ((total == 0) | (left == 0) | (left >= least)).all(), (audience, left)
        told[audience, "*"] = total
    assert (told[Audience.INSIDE, "*"].between(1, 9) & (told[Audience.OUTSIDE, "*"] == 0)).any()


def test_a_year_of_records_in_part_has_no_verdict_and_no_rule_none_before_it_was_made(province):
    frame = door.run("hours_by_level", whole(province.known, period=(date(2023, 7, 1), date(2023, 12, 31))))
    total = frame[(frame.level_code == "*") & (frame.org_tier == "*")].iloc[0]
    assert total.annual_rate_state == "none" and total.five_year_rate_state == "shown"  # records begin in July 2023
    early = door.run("hours_by_level", whole(province.known, period=(date(2023, 7, 1), date(2023, 8, 31))))
    assert early.empty  # the regulation is of 19 September 2023


def test_nothing_small_leaves_the_door(province):
    for region in ("610102", "610729", "611100"):
        scope = whole(province.known, region=(region,), period=YEARS)
        for name in ("hours_by_level", "hours_pace", "hours_by_region", "deadlines", "due_soon"):
            frame = door.run(name, scope)
            for key in (c for c in frame.columns if c in metrics()):
                n = frame[metrics()[key].count].dropna()
                assert ((n == 0) | (n >= thresholds("inside")["register"])).all(), (name, key)
