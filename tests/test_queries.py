"""Every named question: its head, its columns, its grain; and the sample's figures as counted by hand."""

from __future__ import annotations

import itertools
import math
import re
from datetime import date
from fractions import Fraction

import duckdb
import pandas as pd
import pytest

from data.build import Order, build
from data.metrics import metrics
from data.versions import current
from queries import door
from queries.scope import Audience, Compare
from queries.warehouse import Catalogue, open_version
from tests.conftest import SAMPLE, House
from tests.scopes import NEVER, YEARS, whole

# What every version can answer; those that need more: tests/test_data_page.py.
NAMES = tuple(n for n in door.names() if not door.query(n).needs)
_OF_FILES = ("source_files", "rejected_reasons")  # they speak of the version, not of a selection
_WHATEVER = ("class_count", "selection_units", *_OF_FILES)  # they have rows whatever is filtered
_DIMENSIONS = (
    "dim_class", "dim_region", "dim_base", "mart_session", "mart_course", "effect_month", "first_use_month", "use_month",
)  # fmt: skip
_DIMENSIONS += ("need_month",)
_DIMENSIONS += ("hours_window", "hours_state", "deadline_month")  # of coverage
# What a query may say beside dimensions, metrics and counts of people: slices, steps and counts of classes.
_OWN = {"slice", "step", "start", "depth", "metric", "classes", "running", "immature", "peer_classes"}
_OWN |= {"id", "file", "sheet", "kind", "rows", "accepted", "rejected", "latest"}  # of files
_OWN |= {"column_name", "code", "first_rows", "example", "reason_zh", "reason_en"}  # of rejected rows
_OWN |= {"pace", "part"}  # of coverage
_OWN |= {"aspect", "sessions", "compared_sessions"}  # of courses
_OWN |= {"base_id", "category", "host_name", "days", "waited", "later_id", "dimension_code", "done", "actions"}
_OWN |= {"overdue_issues", "next_silent", "repeats", "problem_classes", "late_actions", "later_actions"}
_OWN |= {"cut", "item", "which", "org_name", "tenth", "return_reason"}  # of selection
_OWN |= {"unmet_needs"}  # a count of needs, not of people
_OWN |= {"answer_group"}  # of answers
_OWN |= {"teacher"}  # a number for counting
_OWN |= {"region_code", "level_code"}  # of people in service
_SPREAD = {"low", "middle", "high"}  # quartiles over classes, in class_peers only


def class_id(house: House) -> str:
    """A class of the house with attendance and answers."""
    return "K1" if house.sources.name == "sample" else "C2025-0003"


@pytest.fixture(params=["sample", "province"])
def house(request: pytest.FixtureRequest) -> House:
    return request.getfixturevalue(request.param)


def one(house: House, name: str, scope=None, **keys: object) -> dict[str, object]:
    """The single row with these keys."""
    frame = door.run(name, scope or whole(house.known))
    for key, value in keys.items():
        frame = frame[frame[key] == value]
    assert len(frame) == 1, frame
    return frame.iloc[0].to_dict()


def is_(value: object, top: int, bottom: int) -> bool:
    return math.isclose(float(value), Fraction(top, bottom), rel_tol=1e-12)


def test_no_question_is_answered_by_several_threads_which_may_end_the_process(sample_house):
    cursor = open_version(sample_house.warehouse, current(sample_house.warehouse)).cursor()
    assert cursor.execute("SELECT current_setting('threads')").fetchone() == (1,)


@pytest.mark.parametrize("name", NAMES)
def test_a_query_starts_with_a_question_and_its_grain_and_is_one_statement(name):
    sql = door.query(name).sql
    first, second, *_ = sql.splitlines()
    assert re.fullmatch(r"-- [A-Z].*\?", first)
    assert second.startswith("-- grain: ")
    assert len(duckdb.extract_statements(sql)) == 1
    assert re.fullmatch(r"[a-z_]+", name)


@pytest.mark.parametrize("name", NAMES)
@pytest.mark.parametrize("compare", [Compare.NONE, Compare.PREVIOUS, Compare.YEAR_AGO])
def test_the_grain_identifies_each_row_and_is_never_null(house, name, compare):
    scope = whole(house.known, compare=compare, class_id=class_id(house))
    frame, grain = door.run(name, scope), list(door.query(name).grain)
    untold = house.sources.name == "sample" and "unrated" in door.query(name).parameters  # of no session there
    assert len(frame) or untold or name in ("class_peers", "rejected_reasons", "training_spread", "flat_forms")
    assert not frame[grain].isna().any(axis=None)
    assert not frame.duplicated(grain).any()
    if compare is Compare.NONE and "slice" in frame:
        assert set(frame["slice"]) == {"now"}


@pytest.mark.parametrize("name", NAMES)
def test_every_column_is_a_metric_its_count_its_state_declared_people_or_a_dimension(province, name):
    frame, asked = door.run(name, whole(province.known, class_id=class_id(province))), door.query(name)
    shown = {c for c in frame.columns if c in metrics()}
    allowed = shown | {f"{c}_state" for c in shown} | {metrics()[c].count for c in shown} | set(asked.people)
    allowed |= _dimensions(province) | _OWN | set(asked.within) | (_SPREAD if name == "class_peers" else set())
    assert set(frame.columns) <= allowed
    assert {metrics()[c].count for c in shown} <= set(frame.columns)
    assert set(asked.people) <= set(frame.columns)


@pytest.mark.parametrize("name", NAMES)
def test_an_empty_selection_keeps_the_columns(house, name):
    full = door.run(name, whole(house.known, class_id=class_id(house)))
    empty = door.run(name, whole(house.known, period=NEVER, class_id="", region=("999999",)))
    assert list(empty.columns) == list(full.columns)
    assert empty.empty or name in _OF_FILES


@pytest.mark.parametrize("name", NAMES)
def test_no_text_of_a_scope_reaches_the_statement(province, name):
    odd = "'; DROP TABLE dim_class; --"
    frame = door.run(name, whole(province.known, class_id=odd, level=(odd,), training_type=(odd,), host=(odd,)))
    assert frame.empty or name.startswith(("coverage", "hours")) or name in _WHATEVER
    assert "{" not in door.query(name).sql
    assert len(open_version(province.warehouse, province.known.version).cursor().execute("FROM dim_class").df())


@pytest.mark.parametrize("name", [n for n in NAMES if "slice" in door.query(n).grain])
def test_the_period_compared_with_is_the_same_question_asked_of_that_period(province, name):
    scope = whole(province.known)
    before = door.run(name, scope)
    again = door.run(name, scope.changed(period=door.compared_period(scope, province.known)))
    then, now = before[before.slice == "before"], again[again.slice == "now"]
    assert len(then)
    pd.testing.assert_frame_equal(*(f.drop(columns="slice").reset_index(drop=True) for f in (then, now)))


def test_the_period_before_is_as_long_and_ends_where_this_one_begins(province):
    known = province.known
    scope = whole(known)
    assert [str(d) for d in door.compared_period(scope, known)] == ["2025-01-01", "2025-06-30"]
    scope = scope.changed(compare=Compare.PREVIOUS)
    assert [str(d) for d in door.compared_period(scope, known)] == ["2025-07-01", "2025-12-31"]
    assert door.compared_period(scope.changed(compare=Compare.NONE), known) is None


def test_nothing_is_compared_with_a_time_before_the_records_or_with_itself(province):
    known = province.known
    early = whole(known, period=(known.first_month, date(2023, 12, 31)))
    assert [door.compared_period(early.changed(compare=c), known) for c in Compare] == [None] * 3
    assert door.compared_period(whole(known, period=(date(2025, 1, 1), date(2026, 6, 30))), known) is None


# The sample, counted on fingers: see tests/sample/*.csv.


def test_attendance_leaves_out_who_never_came_days_after_leaving_and_sessions_without_a_record(sample):
    row = one(sample, "one_class", whole(sample.known, class_id="K1"), class_id="K1")
    # 12 people x 4 sessions + 2 of the one who left - 1 not recorded = 49 x 3 h; 2 leaves and 1 hour late are lost.
    assert row["attendees"] == 13 and is_(row["attendance_rate"], 147 - 7, 147)
    assert is_(row["record_rate"], 49, 50)


def test_completion_counts_who_came_and_not_who_did_not(sample):
    row = one(sample, "one_class", whole(sample.known, class_id="K1"), class_id="K1")
    assert row["enrolled"] == 14 and row["finished"] == 13 and is_(row["completion_rate"], 12, 13)


def test_where_answers_tell_no_level_and_no_place_nobody_of_one_was_asked(sample_copy, tmp_path):
    heading, *lines = (SAMPLE / "evaluations.csv").read_text(encoding="utf-8").splitlines()
    cells = [line.split(",") for line in lines]
    silent = [[*row[:3], "", "", *row[5:]] if row[1] == "K1" else row for row in cells]
    (tmp_path / "evaluations.csv").write_text("\n".join([heading, *map(",".join, silent)]) + "\n", encoding="utf-8")
    build(Order((*(p for p in SAMPLE.glob("*.csv") if p.stem != "evaluations"), tmp_path / "evaluations.csv"), sample_copy))
    con = open_version(sample_copy, current(sample_copy)).cursor()
    asked = "SELECT class_id, level_code, sum(responses), sum(invited) FROM effect_class WHERE invited > 0 GROUP BY ALL"
    found = {(one, level): counts for one, level, *counts in con.execute(asked).fetchall()}
    assert found["K1", ""] == [11, 12] and [level for one, level in found if one == "K1"] == [""]
    assert "" not in {level for one, level in found if one == "K2"} != set()


def test_answers_of_the_first_class_are_counted_by_their_own_scale(sample):
    row = one(sample, "one_class", whole(sample.known, class_id="K1"), class_id="K1")
    assert row["invited"] == 12 and is_(row["response_rate"], 11, 12)
    assert row["implementation_rate_state"] == "none" and math.isnan(row["implementation_rate"])
    # beside five answers of another class of the half-year the eleven are kept back: all sixteen less eleven are five
    assert row["satisfaction_rate_state"] == "hidden" and math.isnan(row["ov_count"])
    con = open_version(sample.warehouse, sample.known.version).cursor()
    counted = con.execute(
        "SELECT sum(ov_count), satisfaction_rate(ov_positive, ov_count), very_satisfied_rate(ov_top, ov_count), "
        "low_score_rate(ov_low, ov_count), design_rate(pd_positive, pd_count), management_rate(pm_positive, pm_count) "
        "FROM effect_class WHERE class_id = 'K1'"
    ).fetchone()
    assert counted[0] == 11 and all(map(is_, counted[1:], (9, 6, 1, 1, 7), (11, 11, 11, 1, 11)))


def test_gain_needs_both_tests(sample):
    row = one(sample, "one_class", whole(sample.known, class_id="K1"), class_id="K1")
    assert row["pairs"] == 11 and is_(row["learning_gain"], 76 - 46, 100 - 46)


def test_application_keeps_no_opportunity_below_the_line_and_waits_for_ninety_days(sample):
    first = one(sample, "one_class", whole(sample.known, class_id="K1"), class_id="K1")
    assert first["app_answers"] == 11 and is_(first["application_rate"], 9, 11)
    assert first["app_due"] == 12 and is_(first["follow_response_rate"], 11, 12)
    second = one(sample, "one_class", whole(sample.known, class_id="K1"), class_id="K2")
    assert second["application_rate_state"] == "none" and second["not_due"] == 6


def test_nine_supervisors_are_too_few_and_five_answers_too(sample):
    first = one(sample, "one_class", whole(sample.known, class_id="K1"), class_id="K1")
    assert first["improvement_rate_state"] == "hidden"
    assert math.isnan(first["improvement_rate"]) and math.isnan(first["sup_answers"])
    second = one(sample, "one_class", whole(sample.known, class_id="K1"), class_id="K2")
    assert second["satisfaction_rate_state"] == "hidden" and math.isnan(second["ov_count"])
    assert is_(second["response_rate"], 5, 6) and is_(second["attendance_rate"], 11, 12)


def test_a_level_is_that_of_the_day_the_class_started(sample):
    levels = door.run("one_class_by_level", whole(sample.known, class_id="K1")).set_index("level_code")
    assert levels["enrolled"].to_dict() == {"*": 14, "B3": 5, "B4": 9}  # the one promoted in April still with B4
    assert is_(levels.loc["B4", "completion_rate"], 7, 8) and is_(levels.loc["B3", "completion_rate"], 5, 5)
    later = door.run("one_class_by_level", whole(sample.known, class_id="K2")).set_index("level_code")
    assert later["enrolled"].to_dict() == {"*": 6, "B3": 6}


def test_hours_and_reach_count_people_in_service_once(sample):
    levels = door.run("coverage_by_level", whole(sample.known))
    now = levels[levels.slice == "now"].set_index("level_code")
    assert now["population"].to_dict() == {"*": 24, "B3": 6, "B4": 8, "B6": 10}
    assert is_(now.loc["*", "reach_rate"], 12, 24) and is_(now.loc["B4", "reach_rate"], 6, 8)
    assert now.loc["B3", "reach_rate"] == 1 and now.loc["B6", "reach_rate"] == 0
    # 12 x 12 h + 6 x 8 h of classes, 24 h from outside; online hours and the entry of a class of ours are not added.
    assert is_(now.loc["*", "hours_per_head"], 144 + 48 + 24, 24)
    assert is_(now.loc["B3", "hours_per_head"], 5 * 12 + 6 * 8, 6)
    assert is_(now.loc["B4", "hours_per_head"], 7 * 12 + 24, 8)


def test_regions_hold_their_counties_and_a_citys_own_organs(sample):
    places = door.run("effect_by_region", whole(sample.known)).set_index(["depth", "city_code", "region_code"])
    assert places["finished"][places["finished"] > 0].to_dict() == {
        (1, "", "610800"): 19,
        (2, "610800", ""): 14,  # 8 of the first class, 6 of the second
        (2, "610800", "610881"): 5,
    }
    assert is_(places.loc[(2, "610800", "610881"), "completion_rate"], 4, 5)


def test_the_session_that_lost_people_is_found(sample):
    sessions = door.run("one_class_sessions", whole(sample.known, class_id="K1")).set_index("seq")
    assert sessions["attendees"].to_dict() == {1: 13, 2: 13, 3: 11, 4: 12}
    assert is_(sessions.loc[2, "attendance_rate"], 11, 13) and is_(sessions.loc[3, "attendance_rate"], 32, 33)


def test_the_list_of_classes_says_how_many_come_from_the_chosen_region(sample):
    scope = whole(sample.known, region=("610881",), period=YEARS)
    row = one(sample, "class_scorecard", scope, class_id="K1")
    assert row["people_here"] == 6 and row["enrolled"] == 14 and is_(row["completion_rate"], 12, 13)
    assert door.run("class_scorecard", scope)["class_id"].tolist() == ["K1"]
    held = whole(sample.known, region=("610800",), period=YEARS, host=("610100",))
    assert door.run("class_scorecard", held).empty


@pytest.mark.parametrize("chosen", [{}, {"region": ("610800",)}, {"level": ("B4",)}, {"audience": Audience.OUTSIDE}])
def test_the_briefing_is_told_of_classes_what_their_page_is(province, chosen):
    scope = whole(province.known, period=YEARS, **chosen)
    brief, all_of_it = door.run("briefing_scorecard", scope), door.run("class_scorecard", scope)
    assert len(brief) > 20 and brief.filter(regex="_state$").isin(["hidden"]).any(axis=None)
    pd.testing.assert_frame_equal(brief, all_of_it[list(brief)])


def test_how_many_of_a_class_are_from_a_place_is_kept_back_where_two_choices_would_tell_of_few(province):
    for city in (r.code for r in province.known.regions if r.depth == 1):
        counties = [r.code for r in province.known.regions if r.city == city and r.depth == 2]
        scopes = (whole(province.known, region=(code,)) for code in (city, *counties))
        frames = [door.run("class_scorecard", scope) for scope in scopes]
        whole_city, *parts = (frame.set_index("class_id")["people_here"] for frame in frames)
        for class_id, people in whole_city.dropna().items():
            told = [n for part in parts if (n := part.get(class_id, 0.0)) == n]
            assert people - sum(told) == 0 or people - sum(told) >= 5 or len(told) == 0, (city, class_id)
        if len(whole_city.dropna()):
            return
    pytest.fail("no city has a class of whose people it is told")


def test_classes_are_counted_with_those_that_cannot_be_followed_up_yet(sample):
    row = one(sample, "class_count", slice="now")
    assert (row["classes"], row["running"], row["immature"]) == (2, 0, 1)


def test_a_trend_adds_months_up_to_quarters_and_halves(province):
    frame = door.run("effect_trend", whole(province.known))
    total = frame[(frame.level_code == "*") & (frame.start >= "2025-01-01")].groupby("step")["attendees"].sum()
    assert total["month"] == total["quarter"] == total["half"] > 1000


def _dimensions(house: House) -> set[str]:
    con = open_version(house.warehouse, house.known.version).cursor()
    named = (con.execute(f"SELECT column_name FROM (DESCRIBE {table})").fetchall() for table in _DIMENSIONS)
    words = {row[0] for row in itertools.chain.from_iterable(named)}
    return words - {m.count for m in metrics().values()} - {i for m in metrics().values() for i in m.inputs}


def test_codes_of_a_catalogue_know_what_lies_below_them(sample):
    known: Catalogue = sample.known
    assert "610881" in known.below(("610800",)) and "610881" not in known.below(("610100",))
    assert known.below(("no such code",)) == frozenset()


def test_an_answer_has_no_language_and_nobody_changes_it_for_the_next(sample):
    scope = whole(sample.known)
    first = door.run("effect_by_level", scope)
    first["enrolled"] = 0
    again = door.run("effect_by_level", scope.changed(language="en" if scope.language == "zh" else "zh"))
    assert again["enrolled"].max() > 0
    assert door.run("effect_by_level", scope.changed(region=("610100",)))["enrolled"].max() < again["enrolled"].max()
