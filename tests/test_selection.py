"""Selection: counted by hand on the sample, recomputed in pandas for the province, its plants found through its page."""

from __future__ import annotations

import math
from datetime import date
from fractions import Fraction

import numpy as np
import pandas as pd
import pytest

from board.model import Link
from board.text import t
from data import cubes
from data.metrics import metrics, thresholds
from pages.selection import board
from queries import door
from queries.scope import Audience, Compare, Scope
from tests import oracle, oracle_selection
from tests.conftest import House
from tests.oracle_selection import Chosen
from tests.scopes import NEVER, YEARS, limits, whole

DECIDED = cubes.thresholds().keys()  # what a version itself keeps back: tests/test_attacker_cubes.py
TWELVE = ("2025-07", "2026-06")  # the months back from the last day of the province
ITEMS = ("seats", "nominated", "returned", "replaced", "accepted", "arrived", "completed")


@pytest.fixture(scope="module")
def chosen(province_house: House) -> Chosen:
    return oracle_selection.read(province_house.sources, oracle.read(province_house.sources))


def is_(value: object, top: int, bottom: int) -> bool:
    return math.isclose(float(value), Fraction(top, bottom), rel_tol=1e-12)


def agree(row: pd.Series, expected: dict[str, tuple[float, float]]) -> int:
    """Every metric of the row is what was counted, or protected because it is small. Returns how many were compared."""
    compared = 0
    for key in (k for k in expected if k in row.index):
        value, n = expected[key]
        state, metric = row[f"{key}_state"], metrics()[key]
        if state == "hidden":
            assert n < thresholds("inside")[metric.kind] or metric.count in DECIDED, (key, n)
        elif n == 0 or value != value:
            assert state == "none", (key, state)
        else:
            assert row[metric.count] == n, (key, row[metric.count], n)
            assert math.isclose(row[key], value, rel_tol=1e-9, abs_tol=1e-12), (key, row[key], value)
            compared += 1
    return compared


def total(scope: Scope) -> pd.Series:
    frame = door.run("selection_rates", scope.changed(compare=Compare.NONE))
    return frame[frame.cut == "all"].iloc[0]


# The sample, counted on fingers: tests/sample/nominations.csv and its neighbours.


def test_chains_of_the_sample_are_followed_to_their_end(sample):
    row = total(whole(sample.known))
    # 21 seats somebody was nominated for: 15 in K1 (three sent back, one twice), 6 in K2. Four first nominees fail.
    assert row["first_checked"] == 21 and is_(row["first_pass_rate"], 17, 21)
    assert row["decided"] == 24 and is_(row["return_rate"], 4, 24)
    assert row["nominations"] == 24 and is_(row["check_coverage"], 3, 24)
    assert row["replacement_rate_state"] == "hidden"  # three seats


def test_seats_of_the_sample_each_end_in_one_place(sample):
    steps = door.run("one_class_seats", whole(sample.known, class_id="K1")).set_index("item").seat_share * 16
    assert {k: round(v) for k, v in steps.items() if v} == {
        "seats": 16, "idle": 1, "nominated": 15, "lapsed": 1, "accepted": 14, "no_shows": 1, "arrived": 13, "dropped": 1,
        "completed": 12,
    }  # fmt: skip


def test_repeats_of_the_sample_are_the_later_ones_and_a_waiver_is_no_fault(sample):
    row = total(whole(sample.known, period=YEARS))
    assert row["repeat_judged"] == 28 and is_(row["repeat_rate"], 6, 28)  # six of the first run came to the second
    assert row["targeted"] == 19 and is_(row["targeting_accuracy"], 11, 19)  # one unfit, six repeats, one proxy
    assert row["identity_checked"] == 19 and is_(row["proxy_rate"], 1, 19) and is_(row["identity_coverage"], 19, 29)


def test_the_whole_province_agrees_with_its_source_files(province, chosen):
    for period in (whole(province.known).period, YEARS):
        scope = whole(province.known, period=period)
        assert agree(total(scope), oracle_selection.figures(chosen, limits(scope, province.known))) == 12
        tenths = door.run("training_spread", scope).set_index("tenth")
        assert agree(tenths.loc[1], oracle_selection.figures(chosen, limits(scope, province.known))) == 2
        assert math.isclose(tenths.day_share.sum(), 1)


def test_cities_counties_levels_and_types_agree(province, chosen, chance):
    known = province.known
    places = chance.sample([r.code for r in known.regions if r.depth == 1], 2) + chance.sample(
        [r.code for r in known.regions if r.depth == 2], 2
    )
    scopes = [whole(known, region=(code,), period=YEARS) for code in places]
    scopes += [whole(known, level=(level,), period=YEARS) for level in chance.sample(["B3", "B4", "B5", "B6"], 2)]
    scopes += [whole(known, training_type=(chance.choice(list(known.lists["types"])),), period=YEARS)]
    compared = 0
    for scope in scopes:
        expected = oracle_selection.figures(chosen, limits(scope, province.known))
        compared += agree(total(scope), expected)
        spread = door.run("training_spread", scope)
        compared += agree(spread.iloc[0], expected) if len(spread) else 0
    assert compared > 40


def test_the_rows_of_a_whole_are_the_same_question_asked_of_each_place(province, chance):
    frame = door.run("selection_rates", whole(province.known, period=YEARS, compare=Compare.NONE)).set_index(
        ["cut", "code"]
    )
    for code in chance.sample([c for cut, c in frame.index if cut == "city" and c != province.known.root.code], 4):
        alone = total(whole(province.known, period=YEARS, region=(code,)))
        row = frame.loc[("city", code)]
        assert row["decided"] == alone["decided"] and row["return_rate"] == alone["return_rate"]
        assert row["replacement_days_state"] in ("hidden", alone["replacement_days_state"])
        if row["replacement_days_state"] not in ("hidden", "none"):
            assert row["replacement_days"] == alone["replacement_days"]


def test_seats_reasons_days_and_signals_agree(province, chosen, chance):
    level = chance.choice(["B3", "B4", "B5"])
    for scope in (whole(province.known, period=YEARS), whole(province.known, period=YEARS, level=(level,))):
        frame = door.run("selection_parts", scope).set_index(["part", "item"])
        expected = oracle_selection.parts(chosen, limits(scope, province.known))
        for (key, part, item), (value, n) in expected.items():
            row = frame.loc[(part, item)]
            if row[f"{key}_state"] in ("shown", "hollow"):
                assert row[metrics()[key].count] == n, (key, item)
                assert math.isclose(row[key], value, rel_tol=1e-9, abs_tol=1e-12), (key, item)
        seats = frame.loc["seat"].seat_share
        ends = ["idle", "withdrawn", "lapsed", "pending", "no_shows", "dropped", "still_here", "completed"]
        assert math.isclose(seats[ends].sum(), 1)  # every seat in exactly one place


# Units: fixed cells of twelve months, small ones together.


@pytest.fixture(scope="module")
def counted(chosen: Chosen) -> pd.DataFrame:
    """One row a unit and its twelve months: place and counts, from the source files."""
    kept = chosen.seats.start_date.str[:7].between(*TWELVE)
    seats = chosen.seats[kept].assign(
        nominated=1, returned=lambda f: f.sent_back, accepted=lambda f: f.fate == "accepted",
        replaced=lambda f: f.sent_back & f.accepted, arrived=lambda f: f.accepted & f.came,
    )  # fmt: skip
    seats["completed"] &= seats.accepted
    given = chosen.given[chosen.given.start_date.str[:7].between(*TWELVE)].groupby("org_id").seats.sum()
    found = seats.groupby("org_id")[[*ITEMS[1:]]].sum().join(given, how="outer").fillna(0).astype(int)
    places = pd.concat([chosen.nominations, chosen.given]).drop_duplicates("org_id").set_index("org_id").region
    return found.assign(region=places)


def rows(scope: Scope) -> pd.DataFrame:
    """unit_seats as counts, one row a unit (nothing where hidden)."""
    frame = door.run("unit_seats", scope)
    held = frame.assign(count=(frame.seat_share * frame.seats_base).round())
    return held.pivot(index="org_id", columns="item", values="count").join(
        frame.drop_duplicates("org_id").set_index("org_id")[["region_code", "units", "seat_share_state"]]
    )


def test_the_seats_of_each_unit_are_those_of_its_rows_in_the_source_files(province, counted):
    shown = rows(whole(province.known))
    alone = shown[shown.index.isin(counted.index) & (shown.seat_share_state != "hidden")]
    assert len(alone) > 50
    assert (alone[[*ITEMS]] == counted.loc[alone.index, [*ITEMS]]).all(axis=None)
    together = shown[shown.index.str.endswith("-") & (shown.seat_share_state != "hidden")]
    rest = counted[~counted.index.isin(shown.index)].groupby("region")[[*ITEMS]].sum()
    assert len(together) > 5
    assert (together.set_index("region_code")[[*ITEMS]] == rest.loc[together.region_code]).all(axis=None)
    assert (shown.loc["*", [*ITEMS]] == counted[[*ITEMS]].sum()).all()


@pytest.mark.parametrize("audience", list(Audience))
def test_no_row_is_of_fewer_nominations_than_may_be_shown_nor_is_what_is_left_of_its_place(province, counted, audience):
    least = thresholds(audience.value)["register"]
    shown = rows(whole(province.known, audience=audience))
    told = shown[shown.seat_share_state != "hidden"]
    assert ((told.nominated == 0) | (told.nominated >= least)).all()
    hidden = shown[shown.seat_share_state == "hidden"]
    missing = counted[counted.region.isin(hidden.region_code) & ~counted.index.isin(told.index)]
    assert len(hidden) != 1 and (not len(hidden) or missing.nominated.sum() >= least)


def test_no_filter_changes_the_cells_so_none_can_be_subtracted_from_another(province, chance):
    every = rows(whole(province.known))
    level, kind = chance.choice(["B3", "B4", "B5", "B6"]), chance.choice(list(province.known.lists["types"]))
    month = chance.randint(1, 6)
    narrow = whole(province.known, level=(level,), training_type=(kind,), period=(date(2026, 1, 1), date(2026, month, 28)))
    assert rows(narrow).equals(every)
    city = chance.choice([r.code for r in province.known.regions if r.depth == 1])
    here = rows(whole(province.known, region=(city,))).drop(index="*")
    both = here.seats.notna() & every.seats.reindex(here.index).notna()
    assert both.any() and (here.loc[both, [*ITEMS]] == every.loc[here.index][both][[*ITEMS]]).all(axis=None)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_choosing_a_unit_draws_its_waterfall_beside_all_units_and_lists_its_neighbours(province, counted, lang):
    shown = rows(whole(province.known))
    unit = next(u for u in shown.index if u in counted.index and shown.seats[u] >= 10)
    made = board(whole(province.known, unit=unit, language=lang))
    mine, all_ = made.charts
    assert [m.value.text for m in mine.marks if m.label == t(lang, "selection.seat_arrived")] == [str(counted.arrived[unit])]
    assert mine.head.title.startswith(made.title.split(" · ")[0]) and all_.head.id == "every_seat"
    units = [dict(row.link.params)["unit"] for row in made.table.rows]
    assert unit in units and {shown.region_code[u] for u in units} == {counted.region[unit]}
    assert str(counted.completed[unit]) in made.sentence.text
    assert Link("", (("unit", "all"),)) in [link for _, link in made.crumbs]


def test_the_page_leads_to_every_unit_and_back(province):
    front = board(whole(province.known))
    (link,) = [s.link for s in front.findings if s.link]
    every = board(whole(province.known, unit=dict(link.params)["unit"]))
    assert len(every.table.rows) == len(rows(whole(province.known))) - 1 and len(every.charts) == 1
    gone = board(whole(province.known, unit="nobody"))
    assert gone.notices[0] == t("zh", "selection.unit_joined") and gone.table.rows == every.table.rows


def test_twelve_months_without_seats_say_so(province):
    made = board(whole(province.known, unit="all", period=NEVER))
    assert made.empty == t("zh", "selection.no_units") and not made.charts and made.crumbs


def test_whom_units_put_forward_is_told_of_the_same_twelve_months_and_leaves_no_few_of_a_county(province, chosen, chance):
    frame = door.run("selection_units", whole(province.known))
    units = frame.set_index("id")
    first = chosen.seats[chosen.seats.start_date.str[:7].between(*TWELVE) & chosen.seats.checked].groupby("org_id")
    checked, passed = first.size(), first.failed.agg(lambda failed: (~failed).mean())
    told = units[units.first_pass_rate_state.isin(["shown", "hollow"])]
    assert len(told) > 50 and (told.first_checked == checked[told.index]).all()
    assert (told.first_pass_rate - passed[told.index]).abs().max() < 1e-12
    kept = units[units.first_pass_rate_state == "hidden"]
    left = checked[kept.index].groupby(kept.region_code).sum()
    few = left[left < thresholds("inside")["register"]]
    assert len(left) > 3 and not set(few.index) & set(told.region_code)
    level, month = chance.choice(["B3", "B4", "B5", "B6"]), chance.randint(1, 6)
    narrow = whole(province.known, level=(level,), period=(date(2026, month, 1), date(2026, 6, 30)))
    other = door.run("selection_units", narrow)
    assert other.set_index("id").equals(units)


def test_a_part_is_told_where_its_share_is_and_hidden_where_its_base_is(province):
    scope = whole(province.known, period=(date(2025, 1, 1), date(2025, 12, 31)))
    frame, parts = door.run("selection_rates", scope), door.query("selection_rates").within
    assert parts == {"returned": "decided", "unfit": "targeted", "repeated": "targeted", "proxied": "targeted"}
    for part, base in parts.items():
        assert (frame[part].isna() == frame[base].isna()).all() and frame[base].isna().any(), part
    told = frame[frame.return_rate_state.isin(["shown", "hollow"])]
    assert np.allclose(told.return_rate * told.decided, told.returned) and told.returned.between(1, 4).any()
