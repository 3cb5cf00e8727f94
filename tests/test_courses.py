"""Courses: every figure recomputed, the sample counted by hand, planted findings on the page and none without them."""

from __future__ import annotations

import math
from fractions import Fraction

import numpy as np
import pandas as pd
import pytest

from analysis.protection import protect
from board.distances import of_sessions, shrunk, shrunk_signs
from board.model import Board
from board.rows import records
from data.metrics import ladder, metrics, thresholds
from pages import courses, one_class
from queries import door
from queries.release import place_of
from queries.scope import Compare, Viewer
from queries.whole_classes import hidden_classes
from tests import oracle, oracle_courses
from tests.conftest import House
from tests.oracle import Limits
from tests.oracle_courses import Courses
from tests.scopes import HALF, YEARS, whole
from tests.walk import everything

BASE_ONE = "高新技术现场教学点01（虚构）"


@pytest.fixture(scope="module")
def taught(province_house: House) -> Courses:
    return oracle_courses.of(province_house.sources, oracle.read(province_house.sources))


def agree(row: dict, expected: dict[str, tuple[float, float]]) -> int:
    """Every metric of the row is what was counted, or protected for a reason. Returns how many were compared."""
    compared = 0
    for key in (k for k in row if k in expected):
        value, n = expected[key]
        state = row[f"{key}_state"]
        if state == "hidden":
            assert n < thresholds("inside")[metrics()[key].kind], key
        elif n == 0 or math.isnan(value):
            assert state == "none", key
        else:
            assert row[metrics()[key].count] == n, key
            assert math.isclose(row[key], value, rel_tol=1e-9, abs_tol=1e-9), (key, row[key], value)
            compared += 1
    return compared


def row(name: str, scope, **keys: object) -> dict:
    frame = door.run(name, scope)
    for key, value in keys.items():
        frame = frame[frame[key] == value]
    assert len(frame) == 1, frame
    return frame.iloc[0].to_dict()


def is_(value: float, top: int, bottom: int) -> bool:
    return math.isclose(value, Fraction(top, bottom), rel_tol=1e-12)


def chart(board: Board, name: str):
    return next(c for c in board.charts if c.head.id == name)


@pytest.mark.parametrize("part", ["all", "half", "city", "type"])
def test_shares_and_ratings_agree_with_the_source_files(province, taught, part):
    limits = {
        "all": {"period": YEARS},
        "half": {"period": HALF},
        "city": {"period": YEARS, "region": ("610800",)},
        "type": {"period": YEARS, "training_type": ("T4",)},
    }[part]
    scope = whole(province.known, compare=Compare.NONE, **limits)
    asked = Limits(scope.period, province.known.below(scope.region) or None, types=frozenset(scope.training_type) or None)
    expected = oracle_courses.figures(
        taught, asked, hidden_classes(place_of(province.warehouse, province.known.version, "inside"))["attendees"]
    )
    assert agree(row("course_mix", scope, slice="now", train_type="*"), expected) >= 7
    assert agree(row("base_use", scope, base_id="*"), expected) == 4


def test_methods_teachers_and_bases_agree_with_the_source_files(province, taught):
    scope = whole(province.known, period=YEARS)
    far = oracle_courses.distances(taught).merge(taught.sessions, on=["session_id", "class_id"])
    frame = door.run("course_distance", scope)
    assert set(frame["aspect"]) == {"method", "module", "teacher", "base"}
    columns = {"method": "method_code", "module": "module_code", "teacher": "teacher_type", "base": "base_id"}
    for found in frame.to_dict("records"):
        part = far[far[columns[found["aspect"]]] == found["code"]]
        expected = {
            "class_distance": (part.distance.mean(), part.answers.sum()),
            "distance_spread": (part.distance.std(), part.answers.sum()),
        }
        if found["class_distance_state"] in ("shown", "hollow"):
            assert agree(found, expected) >= 1
            assert found["compared_sessions"] == len(part)


def test_every_teacher_and_the_members_who_taught_agree_with_the_source_files(province, taught):
    scope = whole(province.known, period=YEARS)
    far = oracle_courses.distances(taught).merge(taught.sessions, on=["session_id", "class_id"])
    own = far.groupby("teacher_id").agg(distance=("distance", "mean"), n=("answers", "sum"), classes=("class_id", "nunique"))
    shown = door.run("teacher_ratings", scope)
    assert sorted(shown.classes) == sorted(own.classes)
    seen = shown[shown.class_distance_state != "hidden"]
    assert len(seen) > 20
    expected = own[own.n.isin(seen.compared_answers)].distance.round(6)
    assert set(seen.class_distance.astype(float).round(6)) <= set(expected)
    found = row("leader_lectures", scope, slice="now")
    assert (found["lectured_rate"], found["members"]) == oracle_courses.lectured(province.sources, Limits(YEARS))
    assert 0 < found["lectured_rate"] < 1


def test_random_classes_agree_session_by_session(province, taught, chance):
    far, compared = oracle_courses.distances(taught), 0
    for class_id in chance.sample(sorted(far.class_id.unique()), 4):
        frame = door.run("one_class_courses", whole(province.known, class_id=class_id)).set_index("seq")
        part = far[far.class_id == class_id].merge(taught.sessions[["session_id", "seq"]], on="session_id")
        for found in part.itertuples():
            shown = frame.loc[int(found.seq)]
            if shown["course_score_state"] != "hidden":
                assert math.isclose(shown["course_score"], found.mean, rel_tol=1e-12)
                assert shown["course_answers"] == found.answers
                compared += 1
    assert compared


# The sample, counted on fingers: see tests/sample/*.csv.


def test_shares_bind_the_main_class_of_the_party_school_only(sample):
    mix = row("course_mix", whole(sample.known, compare=Compare.NONE), slice="now", train_type="*")
    assert mix["theory_classes"] == 1 and is_(mix["theory_share"], 9, 12) and is_(mix["party_share"], 6, 12)
    assert mix["led_classes"] == 1 and is_(mix["leader_share"], 3, 12)
    assert mix["method_classes"] == 2 and is_(mix["interactive_share"], 6, 20) and is_(mix["practice_share"], 7, 20)
    assert mix["model_share"] == 0 and mix["ethics_asked"] == 2 and is_(mix["ethics_rate"], 1, 2)


def test_a_timetable_that_says_nothing_of_ethics_is_not_counted_as_without(sample):
    whole_time = whole(sample.known, period=(YEARS[0], HALF[1]), compare=Compare.NONE)
    assert row("course_mix", whole_time, slice="now", train_type="*")["ethics_asked"] == 2  # of three classes


def test_a_closed_base_is_not_in_service_and_an_unused_one_is(sample):
    bases = door.run("base_use", whole(sample.known)).set_index("base_id")
    assert set(bases.index) == {"*", "D1", "D2"}
    assert is_(bases.loc["*", "base_use_rate"], 1, 2) and is_(bases.loc["*", "base_review_rate"], 1, 2)
    assert bases.loc["*", "base_sessions"] == 2 and bases.loc["*", "base_top_share"] == 1
    assert bases.loc["D1", "classes"] == 2 and bases.loc["D1", "sessions"] == 2 and bases.loc["D2", "visitors"] == 0


def test_the_few_visitors_of_a_base_are_not_what_all_bases_have_more_than_the_others():
    asked = door.query("base_use")
    visitors = {"*": 103.0, "D1": 3.0, "D2": 40.0, "D3": 60.0}
    frame = pd.DataFrame({"base_id": list(visitors), "visitors": list(visitors.values()), "base_hours": 1.0})
    shown = protect(frame, metrics(), ladder("inside"), asked.grain, asked.parts, asked.people).set_index("base_id")
    assert shown.index[shown.visitors.isna() & (shown.base_hours_state == "hidden")].tolist() == ["D1", "D2"]


def test_three_answers_about_a_session_are_too_few_and_no_distance_is_measured_from_them(
    sample, sample_copy, answers_told, monkeypatch
):
    monkeypatch.setenv("XUNXIAO_WAREHOUSE", str(sample_copy))
    sessions = door.run("one_class_courses", whole(sample.known, class_id="K1")).set_index("seq")
    assert sessions["course_score_state"].to_dict() == {1: "hollow", 2: "hollow", 3: "hidden"}
    assert sessions.loc[1, "course_score"] == 80 and sessions.loc[2, "course_score"] == 100
    shown = sessions.loc[[1, 2]]
    mean = (shown.course_score * shown.course_answers).sum() / shown.course_answers.sum()
    assert ((shown.course_score - mean).round(9) == shown.class_distance.round(9)).all()
    assert sessions.loc[3, "class_distance_state"] == "none"
    found = door.run("course_distance", whole(sample.known)).set_index(["aspect", "code"])
    assert found.loc[("method", "M02"), "class_distance_state"] == "none"


def test_answers_about_a_session_do_not_count_as_answers_about_the_class(sample):
    classes = door.run("one_class", whole(sample.known, class_id="K1")).set_index("class_id")
    assert is_(classes.loc["K1", "response_rate"], 11, 12)


# Planted: the whole list and the province without plants stand in tests/test_planted.py.


def test_the_planted_method_and_base_are_named_and_nothing_else(province):
    board = courses.board(whole(province.known, period=YEARS))
    marks = {m.label: m.role for name in ("methods", "content", "bases") for m in chart(board, name).marks}
    assert {label for label, role in marks.items() if role == "better"} == {"案例式"}
    assert {label for label, role in marks.items() if role == "worse"} == {BASE_ONE}
    assert "案例式" in board.sentence.text and BASE_ONE in board.sentence.text
    assert any(BASE_ONE in said.text for said in board.actions)


def test_the_planted_type_without_ethics_and_the_planted_half_year_are_the_titles(province):
    board = courses.board(whole(province.known, period=YEARS))
    assert "专门业务培训" in chart(board, "ethics").head.title
    shares = {m.label: m.value.number for m in chart(board, "ethics").marks}
    assert shares["专门业务培训"] < 0.75 < min(v for k, v in shares.items() if k != "专门业务培训")
    low = [m.label for m in chart(board, "leaders").marks if m.role == "worse"]
    assert low == ["2025年下半年"] and low[0] in chart(board, "leaders").head.title


# What must hold of any page of courses.


def test_a_rule_that_is_local_or_past_binds_nobody(province):
    board = courses.board(whole(province.known, period=YEARS))
    notes = {tile.metric: " ".join(tile.notes) for tile in board.tiles}
    assert "70%" in notes["theory_share"] and "20%" in notes["party_share"] and "R15" in notes["leader_share"]
    assert "30%" not in notes["interactive_share"]  # R19: one city's plan, ended in 2022


def test_before_the_rule_on_leading_cadres_was_in_force_no_half_year_is_below_it(province):
    known = province.known
    board = courses.board(whole(known, period=(YEARS[0], HALF[0].replace(year=2025, month=6, day=30))))
    assert {m.role for m in chart(board, "leaders").marks} == {"chance"}


def test_no_teacher_and_no_number_of_one_is_published(province):
    board = courses.board(whole(province.known, period=YEARS))
    assert not any("J0" in text for text in everything(board))
    frame = door.run("course_distance", whole(province.known, period=YEARS))
    assert "teacher_id" not in frame.columns


def test_sessions_of_a_class_that_may_not_be_seen_are_no_rows(province):
    hidden = whole(province.known, class_id="C2025-0003", viewer=Viewer(regions=("no such region",)))
    assert door.run("one_class_courses", hidden).empty


def test_few_sessions_move_more_than_many_when_drawn_together(province):
    rows = [
        {"class_distance": side, "class_distance_state": "shown", "distance_spread": 6.0, "compared_sessions": sessions,
         "compared_answers": 100}
        for sessions in (4, 400) for side in (4.0, -4.0) * 4
    ]  # fmt: skip
    drawn = {d.sessions: abs(d.value.number) / abs(d.raw.number) for d in shrunk(rows, whole(province.known))}
    assert drawn[4] < drawn[400] - 0.1 and drawn[400] <= 1


def test_groups_of_one_session_each_stand_as_they_are_because_nobody_knows_what_chance_does(province):
    row = {"class_distance_state": "shown", "distance_spread": float("nan"), "compared_sessions": 1, "compared_answers": 30}
    rows = [row | {"class_distance": float(side)} for side in range(-5, 5)]
    found = shrunk(rows, whole(province.known))
    assert [d.value.number for d in found] == [d.raw.number for d in found] == [float(side) for side in range(-5, 5)]
    assert {d.sign for d in found} == {0} == set(shrunk_signs(pd.DataFrame(rows), whole(province.known)).tolist())


@pytest.mark.parametrize("groups", [5, 40])
def test_teachers_counted_at_once_are_those_counted_one_by_one(province, dice, groups):
    sessions = dice.integers(1, 30, groups)
    frame = pd.DataFrame({
        "class_distance": dice.normal(0, 6, groups), "class_distance_state": "shown",
        "compared_answers": 20 * sessions, "compared_sessions": sessions,
        "distance_spread": np.where(sessions > 1, dice.uniform(0.5, 4, groups), np.nan),
    })  # fmt: skip
    scope = whole(province.known)
    signs = shrunk_signs(frame, scope).tolist()
    assert signs == [d.sign for d in shrunk(records(frame), scope)]
    assert len(set(signs)) > 1


def test_below_eight_sessions_nothing_is_drawn_together(province, taught):
    far = oracle_courses.distances(taught)
    short = next(c for c, part in far.groupby("class_id") if len(part) < 8 and part.answers.min() >= 10)
    scope = whole(province.known, class_id=short)
    found = of_sessions(door.run("one_class_courses", scope).to_dict("records"), scope)
    assert all(d.raw.number == d.value.number for d in found)


def test_one_class_shows_its_sessions_beside_each_other(province, taught):
    rated = oracle_courses.distances(taught).class_id
    board = one_class.board(whole(province.known, class_id=rated.iloc[0]))
    sessions = chart(board, "rated_sessions")
    assert len(sessions.marks) == (taught.sessions.class_id == rated.iloc[0]).sum()
    bare = one_class.board(whole(province.known, class_id=min({*taught.sessions.class_id} - {*rated})))
    assert bare.charts and all(c.head.id != "rated_sessions" for c in bare.charts)
