"""Small groups stay unread: in any table, by any sum, for either audience, through the only door."""

from __future__ import annotations

import random

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analysis.protection import TOTAL, protect
from data.metrics import ladder, metrics, thresholds
from queries import door
from queries.scope import Audience
from tests.scopes import YEARS, whole

KEYS = ("satisfaction_rate", "very_satisfied_rate", "attendance_rate")
COUNTS = ("ov_count", "attendees", "enrolled")
LIMITS = {"ov_count": "survey", "attendees": "register", "enrolled": "register"}
AUDIENCES = [a.value for a in Audience]
few = st.one_of(st.just(0), st.integers(1, 14), st.integers(1, 400))
quick = settings(max_examples=50, deadline=None)


def shielded(frame: pd.DataFrame, grain: tuple[str, ...], parts: tuple[str, ...], audience: str = "inside"):
    return protect(frame, metrics(), ladder(audience), grain, parts, ("enrolled",))


def table(counts: list[tuple[int, ...]], **keys: list) -> pd.DataFrame:
    """One row a group: its keys, three counts, and a rate for each metric."""
    frame = pd.DataFrame(keys)
    for name, column in zip(COUNTS, zip(*counts, strict=True), strict=True):
        frame[name] = np.array(column, dtype=float)
    for key in KEYS:
        n = frame[metrics()[key].count]
        frame[key] = np.where(n > 0, 0.731, np.nan)
    return frame


@st.composite
def levels(draw, total: bool = True) -> pd.DataFrame:
    """Cadre levels in one or two slices, and the row that sums them up."""
    rows = []
    for slice_ in draw(st.sampled_from([("now",), ("now", "before")])):
        parts = draw(st.lists(st.tuples(few, few, few), min_size=1, max_size=7))
        rows += [(slice_, f"B{i}", counts) for i, counts in enumerate(parts)]
        rows += [(slice_, TOTAL, tuple(map(sum, zip(*parts, strict=True))))] if total else []
    order = draw(st.permutations(rows))
    names, codes, counts = zip(*order, strict=True)
    return table(list(counts), slice=list(names), level_code=list(codes))


@st.composite
def grid(draw) -> pd.DataFrame:
    """Training types by levels, with both margins, as effect_by_type has them."""
    kinds, codes = draw(st.integers(1, 4)), draw(st.integers(1, 5))
    cells = {(f"T{i}", f"B{j}"): draw(few) for i in range(kinds) for j in range(codes)}
    for i in range(kinds):
        cells[(f"T{i}", TOTAL)] = sum(cells[(f"T{i}", f"B{j}")] for j in range(codes))
    for j in range(codes):
        cells[(TOTAL, f"B{j}")] = sum(cells[(f"T{i}", f"B{j}")] for i in range(kinds))
    rows = [(key, (n, n, n)) for key, n in cells.items()]
    return table([n for _, n in rows], train_type=[k[0] for k, _ in rows], level_code=[k[1] for k, _ in rows])


def lines(frame: pd.DataFrame, grain: tuple[str, ...], part: str) -> list[tuple[pd.DataFrame, pd.DataFrame]]:
    """(siblings, their total or nothing) for each group of rows that differ only in `part`."""
    others = [g for g in grain if g != part]
    groups = [group for _, group in frame.groupby(others, sort=False)] if others else [frame]
    return [(g[g[part] != TOTAL], g[g[part] == TOTAL]) for g in groups]


@quick
@given(levels(), st.sampled_from(AUDIENCES))
def test_nothing_below_its_threshold_leaves(frame, audience):
    safe = shielded(frame, ("slice", "level_code"), ("level_code",), audience)
    for count, kind in LIMITS.items():
        small = (frame[count] > 0) & (frame[count] < thresholds(audience)[kind])
        assert safe.loc[small, count].isna().all()
        for key in (k for k in KEYS if metrics()[k].count == count):
            assert safe.loc[small, key].isna().all()
            assert (safe.loc[small, f"{key}_state"] == "hidden").all()


@quick
@given(levels())
def test_what_is_hidden_has_neither_value_nor_count_and_what_is_shown_is_unchanged(frame):
    safe = shielded(frame, ("slice", "level_code"), ("level_code",))
    for key in KEYS:
        count, hidden = metrics()[key].count, safe[f"{key}_state"] == "hidden"
        assert safe.loc[hidden, [key, count]].isna().all(axis=None)
        shown = safe[f"{key}_state"].isin(["shown", "hollow"])
        assert (safe.loc[shown, [key, count]] == frame.loc[shown, [key, count]]).all(axis=None)
        assert (safe.loc[shown & (frame[count] < metrics()[key].precision), f"{key}_state"] == "hollow").all()
        assert (safe.loc[frame[count] == 0, f"{key}_state"] == "none").all()


@quick
@given(levels())
def test_metrics_that_share_a_count_disappear_together(frame):
    safe = shielded(frame, ("slice", "level_code"), ("level_code",))
    hidden = [safe[f"{key}_state"] == "hidden" for key in KEYS]
    assert (hidden[0] == hidden[1]).all()


@quick
@given(levels(), st.sampled_from(AUDIENCES))
def test_no_hidden_level_is_found_by_subtraction_from_a_visible_total(frame, audience):
    safe = shielded(frame, ("slice", "level_code"), ("level_code",), audience)
    for count, kind in LIMITS.items():
        for siblings, total in lines(frame, ("slice", "level_code"), "level_code"):
            hidden = safe.loc[siblings.index, count].isna()
            if safe.loc[total.index, count].notna().all() and hidden.any():
                assert hidden.sum() > 1
                assert siblings[count][hidden].sum() >= thresholds(audience)[kind]


@quick
@given(levels(total=False))
def test_the_same_holds_where_the_total_stands_on_another_page(frame):
    safe = shielded(frame, ("slice", "level_code"), ("level_code",))
    for siblings, _ in lines(frame, ("slice", "level_code"), "level_code"):
        people = siblings[siblings.ov_count > 0]
        hidden = safe.loc[people.index, "ov_count"].isna()
        assert not hidden.any() or hidden.all() or (hidden.sum() > 1 and people.ov_count[hidden].sum() >= 10)


@quick
@given(levels(), st.data())
def test_with_fewer_people_a_hidden_row_never_comes_to_light(frame, data):
    grain, parts = ("slice", "level_code"), ("level_code",)
    at = data.draw(st.sampled_from(list(frame.index[frame.level_code != TOTAL])))
    fewer = data.draw(st.integers(0, int(frame.loc[at, "ov_count"])))
    changed = frame.copy()
    total = (frame.level_code == TOTAL) & (frame.slice == frame.loc[at, "slice"])
    changed.loc[total, "ov_count"] -= frame.loc[at, "ov_count"] - fewer
    changed.loc[at, "ov_count"] = fewer
    before, after = (shielded(f, grain, parts).loc[at, "satisfaction_rate_state"] for f in (frame, changed))
    assert before != "hidden" or after in ("hidden", "none")


@quick
@given(levels())
def test_outside_sees_nothing_that_is_hidden_inside_by_its_size(frame):
    inside, outside = (shielded(frame, ("slice", "level_code"), (), audience) for audience in AUDIENCES)
    for key in KEYS:
        assert (outside.loc[inside[f"{key}_state"] == "hidden", f"{key}_state"] == "hidden").all()


@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(grid())
def test_no_hidden_cell_of_a_grid_can_be_computed_from_its_margins(frame):
    grain = ("train_type", "level_code")
    safe = shielded(frame, grain, grain)
    hidden = frame.index[(frame.ov_count > 0) & safe.ov_count.isna()]
    known = np.array(  # each line of the grid says: parts minus total is nothing
        [
            [1.0 if i in siblings.index else -1.0 if i in total.index else 0.0 for i in hidden]
            for part in grain
            for siblings, total in lines(frame, grain, part)
            if len(total) or not siblings.index[siblings.ov_count > 0].isin(hidden).all()
        ]
    ).reshape(-1, max(len(hidden), 1))
    for place in range(len(hidden)):
        alone = np.eye(len(hidden))[place]
        assert np.linalg.matrix_rank(np.vstack([known, alone])) > np.linalg.matrix_rank(known), frame.loc[hidden]


def test_a_hidden_total_hides_a_part_with_it():
    frame = table(
        [(6, 6, 6), (15, 15, 15), (40, 40, 40), (15, 15, 15), (6, 6, 6), (40, 40, 40), (61, 61, 61)],
        train_type=["T1", "T2", "T3", "T2", "T1", "T3", TOTAL],
        level_code=[TOTAL, TOTAL, TOTAL, "B1", "B1", "B1", "B1"],
    )
    safe = shielded(frame, ("train_type", "level_code"), ("train_type", "level_code"))
    state = safe.set_index(["train_type", "level_code"])["satisfaction_rate_state"]
    assert state[("T1", TOTAL)] == state[("T2", TOTAL)] == state[("T2", "B1")] == "hidden"
    assert state[("T3", TOTAL)] == state[(TOTAL, "B1")] == "shown"


def scopes(known, chance: random.Random, count: int):
    """Random small questions, where protection has most to do."""
    places = [r.code for r in known.regions]
    for _ in range(count):
        yield whole(
            known,
            region=tuple(chance.sample(places, chance.randint(0, 2))),
            level=tuple(chance.sample(list(known.lists["levels"]), chance.randint(0, 2))),
            training_type=tuple(chance.sample(list(known.lists["types"]), chance.randint(0, 2))),
            class_id=f"C2025-{chance.randint(1, 40):04d}",
            period=chance.choice([YEARS, whole(known).period]),
        )


def counts_of(name: str, frame: pd.DataFrame) -> dict[str, str]:
    """The columns of an answer that count people, and their kind."""
    found = {metrics()[k].count: metrics()[k].kind for k in frame.columns if k in metrics()}
    return {**dict.fromkeys(door.query(name).people, "register"), **found}


def test_no_count_below_its_threshold_passes_the_door_and_outside_never_sees_more_than_inside(province, chance):
    seen = dict.fromkeys(Audience, 0)
    for scope in scopes(province.known, chance, 2):
        for name in (n for n in door.names() if not door.query(n).needs):
            answers = {audience: door.run(name, scope.changed(audience=audience)) for audience in Audience}
            for audience, frame in answers.items():
                for count, kind in counts_of(name, frame).items():
                    n = frame[count].dropna()
                    assert ((n == 0) | (n >= thresholds(audience.value)[kind])).all(), (name, count, scope)
                    seen[audience] += len(n)
            inside, outside = (frame.set_index(list(door.query(name).grain)) for frame in answers.values())
            # a row that is empty inside may be ＊ outside; no row is inside alone
            assert inside.index.isin(outside.index).all(), name
            more = outside[~outside.index.isin(inside.index)].filter(like="_state")
            assert more.isin(["hidden", "none"]).all(axis=None) and (more == "hidden").any(axis=1).all(), (name, more)
            for column in inside.filter(like="_state"):
                kept_back = inside.index[inside[column] == "hidden"]
                assert (outside.loc[kept_back, column] == "hidden").all(), (name, column)
            shown = [(f.filter(like="_state").isin(["shown", "hollow"])).sum().sum() for f in (inside, outside)]
            assert shown[1] <= shown[0], name
    assert min(seen.values()) > 300


@pytest.mark.parametrize("name", [n for n in door.names() if "level_code" in door.query(n).parts])
def test_no_level_is_found_by_subtraction_behind_the_door(province, chance, name):
    grain = door.query(name).grain
    for scope in scopes(province.known, chance, 6):
        frame = door.run(name, scope)
        states = frame.filter(like="_state")
        for siblings, total in lines(frame, grain, "level_code"):
            alone = (states.loc[siblings.index] == "hidden").sum() == 1
            visible = states.loc[total.index].isin(["shown", "hollow"]).any()
            assert not (alone & visible).any(), (name, scope)


def test_a_county_is_not_found_by_subtraction_from_its_city(province, chance):
    for name in ("effect_by_region", "coverage_by_region"):
        for scope in scopes(province.known, chance, 6):
            frame = door.run(name, scope.changed(region=()))
            key = "attendance_rate" if name == "effect_by_region" else "reach_rate"
            for city, inner in frame[frame.depth == 2].groupby("city_code"):
                own = frame[(frame.depth == 1) & (frame.region_code == city)]
                visible = own[f"{key}_state"].isin(["shown", "hollow"]).any()
                assert (inner[f"{key}_state"] == "hidden").sum() != 1 or not visible, (city, scope)
