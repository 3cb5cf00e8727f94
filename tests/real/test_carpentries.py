"""Figures of the Carpentries records as pages get them equal those counted straight from the files."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from tests.real import count_carpentries

pytestmark = pytest.mark.real

PROFILE = Path(__file__).parents[2] / "data" / "profiles" / "carpentries"
DIMENSIONS = {
    "OV": "satisfaction_rate", "PD": "design_rate", "PI": "implementation_rate", "PM": "management_rate",
    "PE": "effect_rate",
}  # fmt: skip
SHOWN = ("shown", "hollow")
SMALL = 10  # answers below this are never shown


@pytest.fixture(scope="module")
def counted(carpentries) -> dict:
    """What the independent count of the same folder gives."""
    return count_carpentries.count(carpentries.source)


@pytest.fixture(scope="module")
def whole(carpentries) -> pd.Series:
    """The figures of everyone."""
    return carpentries.ask("effect_by_level").set_index("level_code").loc["*"]


def test_rows_of_each_file_are_accepted_or_a_counted_exclusion(carpentries, counted):
    assert carpentries.rows == {
        (count_carpentries.POST, "classes"): (80, 80, 0),
        (count_carpentries.POST, "evaluations"): (counted["answers"], counted["answers"], 0),
        **{(name, "follow_ups"): (n, n, 0) for name, n in counted["accepted"].items()},
    }
    for name, rows in counted["rows"].items():
        if name in counted["accepted"]:
            assert rows == counted["accepted"][name] + counted["no_wave"][name]


def test_every_text_of_an_answer_is_understood(counted):
    assert counted["unknown_texts"] == 0


def test_shares_satisfied_in_each_dimension_are_the_counted_ones(whole, counted):
    found = counted["evaluation"]
    for dimension, metric in DIMENSIONS.items():
        assert whole[f"{dimension.lower()}_count"] == found[f"{dimension}_count"]
        share = found[f"{dimension}_positive"] / found[f"{dimension}_count"]
        assert whole[metric] == pytest.approx(share), dimension
    assert whole["very_satisfied_rate"] == pytest.approx(found["OV_top"] / found["OV_count"])


def test_the_net_promoter_score_is_the_counted_one(whole, counted):
    found = counted["evaluation"]
    assert whole["rc_count"] == found["RC_count"] > 300
    assert whole["recommend_net"] == pytest.approx(100 * (found["promoters"] - found["detractors"]) / found["RC_count"])


def test_each_event_has_its_counted_satisfaction_or_too_few_answers_to_show(carpentries, counted):
    rows = carpentries.ask("class_scorecard").set_index("title")
    assert set(rows.index) == set(counted["by_event"]) and len(rows) == 80
    large = {event for event, found in counted["by_event"].items() if found.get("OV_count", 0) >= SMALL}
    beside = {event for event in large if rows.loc[event, "satisfaction_rate_state"] not in SHOWN}
    assert len(beside) < len(large) / 4  # kept back so that the totals do not tell of the small ones
    for event, found in counted["by_event"].items():
        answers = found.get("OV_count", 0)
        if event in large - beside:
            share = found["OV_positive"] / answers
            assert rows.loc[event, "ov_count"] == answers
            assert rows.loc[event, "satisfaction_rate"] == pytest.approx(share), event
        else:
            assert rows.loc[event, "satisfaction_rate_state"] not in SHOWN, event


def test_the_share_using_it_at_work_is_the_counted_one_of_the_early_wave(whole, counted):
    early = counted["W1"]
    assert whole["app_answers"] == early["answers"]
    assert whole["application_rate"] == pytest.approx(early["applied"] / early["answers"])


def test_response_rates_are_unknown_because_nobody_knows_who_was_asked(whole):
    for metric in ("response_rate", "follow_response_rate"):
        assert pd.isna(whole[metric]) and whole[f"{metric}_state"] == "none", metric


def test_a_figure_of_a_country_is_the_counted_one_and_small_countries_are_not_shown(carpentries, counted):
    names = {r.code: r.en for r in carpentries.known.regions}
    rows = carpentries.ask("effect_by_region").set_index("region_code")
    shown = {names[code] for code, row in rows.iterrows() if row["application_rate_state"] in SHOWN}
    assert "United States" in shown
    for code, row in rows.iterrows():
        found = counted["W1_by_country"].get(names[code], {"answers": 0, "applied": 0})
        if names[code] in shown:
            assert found["answers"] >= SMALL
            assert (row["app_answers"], row["application_rate"]) == (
                found["answers"], pytest.approx(found["applied"] / found["answers"]))  # fmt: skip


def test_positions_are_levels_in_their_own_order_and_names(carpentries, counted):
    assert carpentries.known.names("levels", "en") == {
        "P1": "Faculty", "P2": "Academic research staff", "P3": "Postdoc", "P4": "Graduate student",
        "P5": "Undergraduate student", "P6": "Other academic staff", "P7": "Industry"}  # fmt: skip
    assert carpentries.known.names("levels", "zh")["P4"] == "研究生"
    rows = carpentries.ask("effect_by_level").set_index("level_code").loc["P1":"P7"]
    answers = [found["answers"] for position, found in counted["W1_by_position"].items() if position]
    assert sorted(answers)[-2] < SMALL <= max(answers)  # one alone would be told by the rest
    assert set(rows["application_rate_state"]) == {"hidden"} and rows["app_answers"].isna().all()


def test_countries_have_names_in_both_languages_and_one_root(carpentries):
    known = carpentries.known
    assert (known.root.code, known.root.zh, known.root.en) == ("WORLD", "全部国家", "All countries")
    below = [r for r in known.regions if r.depth == 1]
    assert len(below) == len({r.zh for r in below}) == len({r.en for r in below}) == 25


def test_the_profile_tells_how_many_rows_each_decision_touches(counted):
    told = (PROFILE / "README.md").read_text(encoding="utf-8").replace(",", "")
    answers = (counted["W1"]["answers"], counted["W2"]["answers"])
    figures = (counted["no_event"], counted["unlisted"], *counted["no_wave"].values(), *answers)
    for figure in figures:
        assert f"**{figure}**" in told, figure
