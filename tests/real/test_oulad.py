"""Figures of the Open University records as pages get them equal those counted straight from the files."""

from __future__ import annotations

from pathlib import Path

import duckdb
import pandas as pd
import pytest

from tests.real import count_oulad

PROFILE = Path(__file__).parents[2] / "data" / "profiles" / "oulad"

pytestmark = pytest.mark.real

COUNTS = ("enrolled", "finished", "assessed", "scored_people")
RATES = ("completion_rate", "pass_rate", "attendance_rate", "assessment_score")
LEVELS = {
    "E1": "Post Graduate Qualification", "E2": "HE Qualification", "E3": "A Level or Equivalent",
    "E4": "Lower Than A Level", "E5": "No Formal quals",
}  # fmt: skip
REGIONS = {
    "OU01": "Scotland", "OU02": "North Region", "OU03": "North Western Region", "OU04": "Yorkshire Region",
    "OU05": "East Midlands Region", "OU06": "West Midlands Region", "OU07": "Wales",
    "OU08": "East Anglian Region", "OU09": "London Region", "OU10": "South East Region",
    "OU11": "South Region", "OU12": "South West Region", "OU13": "Ireland",
}  # fmt: skip


@pytest.fixture(scope="module")
def counted(oulad) -> dict:
    """What the independent count of the same folder gives."""
    return count_oulad.count(oulad.source)


def _same(frame: pd.DataFrame, key: str, expected: dict[str, dict[str, float]]) -> None:
    rows = frame.set_index(key)
    assert set(rows.index) == set(expected)
    for code, figures in expected.items():
        for name in (*COUNTS, *RATES):
            assert rows.loc[code, name] == pytest.approx(figures[name], abs=1e-9), (code, name)


def test_the_count_finds_the_participation_the_records_are_known_for(counted):
    known = {"all": 217_283, "present": 116_429, "late": 49_052, "absent": 50_030, "banked": 1_772}
    assert counted["participation"] == known


def test_rows_of_each_file_are_accepted_rejected_or_a_counted_exclusion(oulad, counted):
    rows = counted["rows"]
    assert oulad.rows == {
        ("course.csv", "classes"): (rows["course"], 22, 0),
        ("student.csv", "enrollments"): (rows["student"], 32_593, 0),
        ("assessment.csv", "sessions"): (rows["assessment"] - counted["exams"], 182, 0),
        ("student_assessment.csv.gz", "attendance"): (counted["participation"]["all"], 217_283, 0),
        ("student_assessment.csv.gz", "assessments"): (
            rows["student_assessment"] - counted["banked_scores"], 171_831, counted["scores_missing"]),
    }  # fmt: skip


def test_the_only_faults_are_scores_left_empty_and_each_names_its_row_in_the_file(oulad, counted):
    with duckdb.connect(str(oulad.path), read_only=True) as con:
        faults = con.execute("SELECT DISTINCT kind, column_name, code FROM rejected_row").fetchall()
        places = [r[0] for r in con.execute("SELECT row FROM rejected_row").fetchall()]
    assert faults == [("assessments", "score", "empty")]
    own = count_oulad.read(oulad.source)["student_assessment"]
    missing = own.index[own["score"].isna() & ~own["is_banked"]]
    assert sorted(places) == sorted(missing + 2)  # the heading is row 1


def test_twenty_two_classes_have_the_counted_figures_each(oulad, counted):
    assert len(counted["class"]) == 22
    _same(oulad.ask("class_scorecard"), "class_id", counted["class"])


def test_the_whole_and_each_level_have_the_counted_figures(oulad, counted):
    levels = {code: counted["level"][text] for code, text in LEVELS.items()}
    frame = oulad.ask("effect_by_level")
    _same(frame, "level_code", {"*": counted["all"], **levels})
    whole = frame.set_index("level_code").loc["*"]
    assert whole["record_rate"] == pytest.approx(counted["all"]["record_rate"])
    assert round(whole["completion_rate"] * whole["finished"]) == counted["all"]["completed"]


def test_each_region_has_the_counted_figures(oulad, counted):
    regions = {code: counted["region"][text] for code, text in REGIONS.items()}
    _same(oulad.ask("effect_by_region").query("depth == 1"), "region_code", regions)


def test_a_filter_by_region_and_level_gives_the_people_counted_there(oulad):
    files = count_oulad.read(oulad.source)
    wales = count_oulad.people(files).query("region == 'Wales'")
    for levels, held in (((), wales), (("E3",), wales[wales["highest_education"] == LEVELS["E3"]])):
        row = oulad.ask("effect_by_level", region=("OU07",), level=levels).set_index("level_code").loc["*"]
        completed = round(row["completion_rate"] * row["finished"])
        assert (row["enrolled"], completed) == (len(held), held["passed"].sum())


def test_a_level_is_kept_back_beside_one_too_small_to_be_shown(oulad):
    wales = count_oulad.people(count_oulad.read(oulad.source)).query("region == 'Wales'")
    sizes = wales["highest_education"].value_counts()
    rows = oulad.ask("effect_by_level", region=("OU07",)).set_index("level_code")["enrolled"]
    assert sizes[LEVELS["E1"]] < sizes[LEVELS["E5"]] < sizes[LEVELS["E2"]] < sizes[LEVELS["E3"]]
    assert rows[["E1", "E5", "E2"]].isna().all() and rows[["E3", "E4"]].notna().all()


def test_sessions_of_a_class_have_the_counted_share_of_work_handed_in(oulad):
    files = count_oulad.read(oulad.source)
    work = count_oulad.participation(files, count_oulad.people(files))
    work = work.query("class_id == 'DDD-2013J' and not banked")
    missed = work.groupby(["date", "id_assessment"])["absent"].mean()  # in the order of due days
    shown = oulad.ask("one_class_sessions", class_id="DDD-2013J").sort_values("seq")
    assert shown["attendance_rate"].tolist() == pytest.approx((1 - missed).tolist())


def test_presentations_of_a_module_are_runs_of_one_programme(oulad):
    runs = oulad.ask("one_class", class_id="BBB-2014B")
    assert list(zip(runs["class_id"], runs["run_no"], strict=True)) == [
        ("BBB-2013B", 1), ("BBB-2013J", 2), ("BBB-2014B", 3), ("BBB-2014J", 4)]  # fmt: skip


def test_what_these_records_do_not_hold_is_no_figure_rather_than_zero(oulad):
    row = oulad.ask("effect_by_level").set_index("level_code").loc["*"]
    for metric in ("response_rate", "satisfaction_rate", "learning_gain", "application_rate"):
        assert row[f"{metric}_state"] == "none" and pd.isna(row[metric]), metric


def test_regions_and_levels_keep_their_own_names_and_order_in_both_languages(oulad):
    known = oulad.known
    assert list(known.lists["levels"]) == list(LEVELS)
    assert known.names("levels", "en")["E3"] == "A level"
    assert known.names("levels", "zh")["E5"] == "无正式学历"
    assert (known.root.en, known.root.zh) == ("UK and Ireland", "英国与爱尔兰")
    below = [r for r in known.regions if r.depth == 1]
    assert [r.code for r in below] == list(REGIONS)
    assert len({r.zh for r in below}) == len({r.en for r in below}) == 13


def test_the_profile_tells_how_many_rows_each_decision_touches(counted):
    told = (PROFILE / "README.md").read_text(encoding="utf-8").replace(",", "")
    for key in ("noshow", "noshow_scores", "withdrawn_without_day", "failed_with_day", "banked_scores",
                "scores_missing"):  # fmt: skip
        assert f"**{counted[key]}**" in told, key


def test_no_piece_of_work_is_due_after_the_end_of_its_class(counted):
    assert counted["due_past_end"] == 0
