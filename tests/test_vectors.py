"""Every test vector of the metrics dictionary (section 2) and of the features N3 to N8: its test, or why there is none."""

from __future__ import annotations

import ast
from functools import cache
from pathlib import Path

import pytest

# What is given there -> file and test with the same numbers against the product's own function.
HELD = {
    "1 Wilson intervals": "test_analysis::test_wilson_gives_the_known_intervals",
    "3 Kitagawa with Simpson reversal": "test_analysis_decomposition::test_kitagawas_reversal_is_the_known_one",
    "4 eight classes: distances, φ, τ²":
        "test_analysis::test_eight_classes_have_the_known_distances_and_overdispersion",
    "4 eight classes: mid-p, ρ, α, β":
        "test_analysis::test_eight_classes_have_the_known_binomial_and_beta_binomial_mid_p",
    "4 eight classes: shrunk shares, M":
        "test_analysis_shrinkage::test_eight_classes_shrink_to_the_known_shares_beside_the_raw_ones",
    "4 eight classes: nobody stands out":
        "test_analysis_overdispersion::test_eight_classes_have_both_known_p_values_side_by_side",
    "5 DerSimonian-Laird": "test_analysis_meta::test_five_classes_have_the_known_spread_and_common_mean",
    "5 shrunk means": "test_analysis_shrinkage::test_five_classes_shrink_to_the_known_means",
    "6 XmR": "test_analysis_control::test_twelve_months_have_the_known_limits",
    "7 before and after": "test_analysis_gain::test_ten_people_have_the_known_gain",
    "8 net promoter score":
        "test_metrics::test_the_net_promoter_score_of_fifty_answers_is_that_of_the_dictionary_and_so_is_its_interval",
    "9 bounds of non-response": "test_analysis_nonresponse::test_bounds_are_the_known_ones",
    "10 difference-in-differences": "test_analysis_did::test_the_known_difference_of_differences_is_seven",
    "11 one seventh": "test_metrics::test_leave_above_one_seventh_of_all_hours_is_over_the_limit_and_absence_is_no_leave",
    "N3 thirty cases graded by hand": "test_grading::test_a_case_has_the_grade_given_by_hand",
    "N3 fewer people": "test_grading::test_fewer_people_never_raise_a_grade",
    "N3 lower response": "test_grading::test_a_lower_response_or_chance_never_raises_a_grade",
    "N4 shrinkage": "test_analysis_shrinkage::test_a_class_keeps_the_known_part_of_its_own_distance",
    "N4 limits around 90 %": "test_analysis_meta::test_limits_around_ninety_per_cent_are_the_known_ones",
    "N5 three levels": "test_analysis_decomposition::test_the_known_three_levels_split_as_computed_and_raise_the_alarm",
    "N6 bounds": "test_analysis_nonresponse::test_bounds_are_the_known_ones",
    "N6 a higher response":
        "test_analysis_nonresponse::"
        "test_a_response_of_ninety_in_place_of_seventy_seven_per_cent_narrows_what_is_unknown_from_23_to_10_points",
    "N6 does the target survive":
        "test_comparison::test_a_target_that_is_met_says_whether_those_who_did_not_answer_could_undo_it",
    "N7 nothing measured":
        "test_analysis_inflation::test_full_marks_everywhere_and_no_spread_between_items_measure_nothing",
    "N7 shuffled": "test_analysis_inflation::test_shuffling_answers_over_items_leaves_the_full_marks",
    "N8 forty days": "test_follow_up::test_a_class_that_ended_forty_days_ago_is_not_in_the_ninety_day_share",
    "N8 a day more": "test_follow_up::test_a_day_more_changes_only_the_class_that_becomes_due_on_it",
}  # fmt: skip
# What cannot hold, with the words of docs/architecture.md that say why.
STATED = {
    "2 arcsine funnel": "drawn by the arcsine",
    "4 eight classes: Pearson's distances": "Pearson's distances",
    "N4 limits of shares on the page": "cut at 100 %",
    "N8 a share at 30 days": "no share at 30 days",
}


@cache
def names_in(module: str) -> frozenset[str]:
    text = (Path(__file__).parent / f"{module}.py").read_text(encoding="utf-8")
    return frozenset(node.name for node in ast.parse(text).body if isinstance(node, ast.FunctionDef))


@pytest.mark.parametrize("vector", HELD)
def test_each_vector_has_its_test(vector):
    module, name = HELD[vector].split("::")
    assert name in names_in(module)


@pytest.mark.parametrize("vector", STATED)
def test_each_vector_that_cannot_hold_has_its_reason_in_the_documents(vector):
    text = (Path(__file__).parents[1] / "docs" / "architecture.md").read_text(encoding="utf-8")
    assert STATED[vector] in " ".join(text.split())


def test_no_number_of_the_list_is_missing():
    numbers = {name.split()[0] for name in (*HELD, *STATED)}
    assert numbers == {*map(str, range(1, 12)), *(f"N{n}" for n in range(3, 9))}
